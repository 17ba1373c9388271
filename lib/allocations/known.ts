import { and, eq, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import { allocations } from '@/db/schema'
import { decidesOn, type Viewer } from '@/lib/permissions'
import type { AllocationState, Position } from '@/lib/vocabulary'

/**
 * Who reads which proposals. A proposal shows a decision that is not published: it is known to those who
 * decide on the position, to the coordinators of the course, and to who made it by pre-assignment; never to
 * the person whose hours it is about, whatever roles they hold besides (SPEC 3).
 */

type Row = {
  state: AllocationState
  userId: string
  position: Position
  courseId: string
  applicationId: string | null
  createdBy: string | null
}

/** May the viewer know of this allocation? For rows in memory. */
export const isKnown = (viewer: Viewer, row: Row): boolean =>
  row.state !== 'proposed' ||
  (row.userId !== viewer.id &&
    (decidesOn(viewer).includes(row.position) ||
      viewer.courseIds.includes(row.courseId) ||
      (row.createdBy === viewer.id && row.applicationId === null)))

/** The same in SQL, for queries on the `allocations` table itself. */
export function knownRows(viewer: Viewer): SQL | undefined {
  const decides = decidesOn(viewer)
  return or(
    ne(allocations.state, 'proposed'),
    and(
      ne(allocations.userId, viewer.id),
      decides.length === 2
        ? undefined
        : or(
            decides.length > 0 ? inArray(allocations.position, decides) : undefined,
            viewer.courseIds.length > 0 ? inArray(allocations.courseId, [...viewer.courseIds]) : undefined,
            and(eq(allocations.createdBy, viewer.id), isNull(allocations.applicationId)),
          ),
    ),
  )
}

/**
 * Sums count every proposal, as budgets must, but for the viewer's own: a number that is more than the rows
 * beside it would tell them of it. Undefined for who is no student, so that sums stay on their index.
 */
export const sumsFor = (viewer: Viewer): SQL | undefined =>
  viewer.roles.includes('student')
    ? or(ne(allocations.state, 'proposed'), ne(allocations.userId, viewer.id))
    : undefined

/** The same for sub-selects that call the table `a`. */
export const sumsOfA = (viewer: Viewer): SQL =>
  viewer.roles.includes('student') ? sql` and not (a.state = 'proposed' and a.user_id = ${viewer.id})` : sql``
