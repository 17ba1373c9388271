import { and, eq, inArray, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { courses, timesheets } from '@/db/schema'
import { type CourseChoice, chooseCourses } from '@/lib/courses/options'
import type { Viewer } from '@/lib/permissions'
import {
  approvableSheets,
  approvedPositions,
  type InboxScope,
  inboxPositions,
  termDates,
} from './inbox-scope'

/** Positions and paydays that the filters offer. Two queries. */
export async function inboxOptions(viewer: Viewer, { termId, zone }: InboxScope) {
  const { paydays } = await termDates(termId, zone)
  return {
    positions: inboxPositions(viewer),
    paydays: paydays
      .map(({ id, paidOn }) => ({ id, paidOn }))
      .sort((a, b) => a.paidOn.localeCompare(b.paidOn) || a.id.localeCompare(b.id)),
  }
}

/**
 * The courses between which the filter chooses: those with hours that the viewer approves. `asked` are those of the
 * address, by id or code. One query, or two.
 */
export function listInboxCourses(
  viewer: Viewer,
  termId: string,
  asked: readonly string[] = [],
): Promise<CourseChoice> {
  const all = approvedPositions(viewer).length > 0
  return chooseCourses(
    and(eq(courses.termId, termId), all ? undefined : inArray(courses.id, [...viewer.courseIds, ''])),
    // One look for each course; `exists` would be turned into a join over all timesheets by MySQL.
    sql`${db
      .select({ id: timesheets.id })
      .from(timesheets)
      .where(and(eq(timesheets.courseId, courses.id), approvableSheets(viewer)))
      .limit(1)} is not null`,
    asked,
  )
}
