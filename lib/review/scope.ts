import { and, eq, exists, inArray, isNotNull, ne, or, type SQL, sql } from 'drizzle-orm'
import { type Db, db, type Tx } from '@/db/client'
import { allocations, applications, preferredCourses } from '@/db/schema'
import { lockRows } from '@/db/sql'
import { notFound } from '@/lib/errors'
import { can, requireCanOr, type Viewer } from '@/lib/permissions'
import { type Position, positions } from '@/lib/vocabulary'

export type ApplicationRow = typeof applications.$inferSelect

/** Applications that were submitted and that their student took back. */
export const takenBack = and(eq(applications.state, 'withdrawn'), isNotNull(applications.submittedAt))

/** Applications that prefer one of these courses (at least one is named). */
export const prefersAny = (courseIds: readonly string[]): SQL =>
  exists(
    db
      .select({ one: sql`1` })
      .from(preferredCourses)
      .where(
        and(
          eq(preferredCourses.applicationId, applications.id),
          inArray(preferredCourses.courseId, [...courseIds]),
        ),
      ),
  )

/** Applications as staff read them: never a draft, which is the student's alone, nor one withdrawn as a draft. */
export const reviewable = or(inArray(applications.state, ['submitted', 'published']), takenBack)

/** Applications of others: what lists, counts and publications of a viewer are made of. */
export const byOthers = (viewer: Viewer): SQL => ne(applications.studentId, viewer.id)

/** Courses through which a course coordinator may know of an application: wanted in it, or given by it. */
export async function coursesOf(from: Db | Tx, applicationId: string): Promise<string[]> {
  const wanted = await from
    .select({ id: preferredCourses.courseId })
    .from(preferredCourses)
    .where(eq(preferredCourses.applicationId, applicationId))
  const given = await from
    .select({ id: allocations.courseId })
    .from(allocations)
    .where(and(eq(allocations.applicationId, applicationId)))
  return [...new Set([...wanted, ...given].map((row) => row.id))]
}

/**
 * Not found unless the viewer may review the application: by its position, or as a coordinator of one of
 * its courses. Their own is nobody's to review, whatever roles they hold: a coordinator who has applied
 * neither reads notes about themselves nor decides.
 */
export function requireReviewable(
  viewer: Viewer,
  application: Pick<ApplicationRow, 'studentId' | 'position' | 'state' | 'submittedAt'>,
  courseIds: readonly string[],
): void {
  const { state, studentId, submittedAt } = application
  const unseen = state === 'draft' || (state === 'withdrawn' && submittedAt === null)
  if (unseen || studentId === viewer.id) throw notFound('This application')
  const byPosition = can(viewer, 'applications.decide', { position: application.position }).allowed
  if (byPosition) return
  requireCanOr(notFound('This application'), viewer, 'applications.read', {
    position: application.position,
    personCourseIds: courseIds,
  })
}

/** Locks the application until the transaction ends. Not found unless the viewer may review it. */
export async function lockReviewable(tx: Tx, viewer: Viewer, id: string): Promise<ApplicationRow> {
  const [application] = await lockRows(tx, applications, [id])
  if (!application) throw notFound('This application')
  requireReviewable(viewer, application, await coursesOf(tx, id))
  return application
}

/** Positions whose applications the viewer sees whole, without being a coordinator of a course. */
export const reviewPositions = (viewer: Viewer): Position[] =>
  positions.filter((position) => can(viewer, 'applications.decide', { position }).allowed)
