import { eq, inArray, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { allocations } from '@/db/schema'
import { knownRows } from '@/lib/allocations/known'
import { teachingWeeks } from '@/lib/dates'
import { can, decidesOn, requireCan, type Viewer } from '@/lib/permissions'
import type { Term } from '@/lib/terms/queries'
import type { Position } from '@/lib/vocabulary'

/** What of a term a viewer reads in reports (SPEC 3): all of it, or own courses alone. */
export type ReportScope = {
  viewer: Viewer
  term: Term
  weeks: number
  /** Coordinators of a position and admins read every course, others their own. */
  all: boolean
  /** Own courses; nothing else is read unless `all`. */
  courseIds: readonly string[]
  /** Positions on which the viewer decides: whose applications and proposals they know of. */
  decides: Position[]
  visaCapQuarters: number
  /** IANA zone of the institution. */
  zone: string
}

/** Refuses whoever reads no reports. @param settings of the institution; the visa cap in hours a week */
export function reportScope(
  viewer: Viewer,
  term: Term,
  settings: { visaCapHours: number; timeZone: string },
): ReportScope {
  const all = can(viewer, 'reports.read').allowed
  // Whoever coordinates no course yet reads an empty report; a student is refused.
  if (!all && !viewer.roles.includes('course_coordinator')) requireCan(viewer, 'reports.read')
  return {
    viewer,
    term,
    weeks: teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks),
    all,
    courseIds: viewer.courseIds,
    decides: decidesOn(viewer),
    visaCapQuarters: settings.visaCapHours * 4,
    zone: settings.timeZone,
  }
}

/** Narrows a column of course ids to what is read. */
export const readCourses = (scope: ReportScope, courseId: SQLiteColumn): SQL | undefined =>
  scope.all ? undefined : inArray(courseId, [...scope.courseIds, ''])

/**
 * Single allocations that the viewer may know of: a proposal shows a decision that is not published, so
 * of positions that others decide it stays hidden, but in own courses; and one's own always.
 */
export const knownAllocations = (scope: ReportScope): SQL | undefined => knownRows(scope.viewer)

/**
 * What "Assigned" counts. Sums hold the proposals of the position that others decide on, as budgets do; the table
 * behind them does not list those.
 */
export const assignedHint = (scope: ReportScope): string => {
  const [mine, other] = scope.decides
  const hidden = scope.all && mine && !other ? (mine === 'tutor' ? 'markers' : 'tutors') : null
  return `Proposed, offered and accepted hours${hidden ? `; proposals for ${hidden} count, but are listed for their coordinator alone` : ''}`
}

/** Of people whose work is in a position that the viewer decides on, or in an own course, the profile may be read. */
export function ownStaff(scope: ReportScope): SQL {
  if (scope.decides.length === 2) return sql`1 = 1`
  return (
    or(
      scope.decides.length > 0 ? inArray(allocations.position, scope.decides) : undefined,
      scope.courseIds.length > 0 ? inArray(allocations.courseId, [...scope.courseIds]) : undefined,
    ) ?? eq(sql`1`, 0)
  )
}
