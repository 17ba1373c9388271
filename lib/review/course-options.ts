import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import { db } from '@/db/client'
import { courses } from '@/db/schema'
import { can, type Viewer } from '@/lib/permissions'

export type CourseOption = { id: string; code: string; name: string }

/**
 * The courses of a term between which a viewer can choose where members or endorsements are shown: all
 * for coordinators of a position, own ones for course coordinators. One query.
 */
export async function listCourseOptions(viewer: Viewer, termId: string): Promise<CourseOption[]> {
  const all = can(viewer, 'courses.manage').allowed
  if (!all && viewer.courseIds.length === 0) return []
  return db
    .select({ id: courses.id, code: courses.code, name: courses.name })
    .from(courses)
    .where(
      and(
        eq(courses.termId, termId),
        isNull(courses.archivedAt),
        all ? undefined : inArray(courses.id, [...viewer.courseIds]),
      ),
    )
    .orderBy(asc(courses.code))
}
