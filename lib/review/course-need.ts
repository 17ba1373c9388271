import { and, eq, ne, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, courses, preferredCourses } from '@/db/schema'
import { whole } from '@/db/sql'
import { live } from '@/lib/allocations/counted'
import { usedQuarters } from '@/lib/allocations/facts'
import { sumsFor } from '@/lib/allocations/known'
import { notFound } from '@/lib/errors'
import { requireCanOr, type Viewer } from '@/lib/permissions'
import type { Position } from '@/lib/vocabulary'
import { endorsePositions, submitted } from './endorse-scope'

export type CourseNeed = {
  id: string
  termId: string
  code: string
  name: string
  availableQuarters: number
  used: Record<Position, number>
  split: Record<Position, number | null>
  needed: Record<Position, boolean>
  wanted: Record<Position, number | null>
  people: Record<Position, number>
  applicants: Record<Position, number>
  canPreAssign: boolean
  /** Positions whose applicants the viewer sees. */
  positions: Position[]
}

/**
 * The need of a course and how far it is covered. Four queries. Not found unless the viewer may endorse
 * for it: a course coordinator for own courses, with both positions; others for the positions they decide.
 */
export async function getCourseNeed(viewer: Viewer, courseId: string): Promise<CourseNeed> {
  requireCanOr(notFound('This course'), viewer, 'applications.endorse', { courseId })
  const [course] = await db.select().from(courses).where(eq(courses.id, courseId))
  if (!course) throw notFound('This course')
  const [used, people, applicants] = await Promise.all([
    usedQuarters(db, [courseId], sumsFor(viewer)),
    db
      .select({ position: allocations.position, n: whole(sql`count(*)`) })
      .from(allocations)
      .where(and(eq(allocations.courseId, courseId), live, sumsFor(viewer)))
      .groupBy(allocations.position),
    db
      .select({ position: applications.position, n: whole(sql`count(*)`) })
      .from(preferredCourses)
      .innerJoin(applications, eq(applications.id, preferredCourses.applicationId))
      .where(and(eq(preferredCourses.courseId, courseId), submitted, ne(applications.studentId, viewer.id)))
      .groupBy(applications.position),
  ])
  const count = (rows: { position: Position; n: number }[], position: Position) =>
    rows.find((row) => row.position === position)?.n ?? 0
  return {
    id: course.id,
    termId: course.termId,
    code: course.code,
    name: course.name,
    availableQuarters: course.availableQuarters,
    used: used.get(courseId) ?? { tutor: 0, marker: 0 },
    split: { tutor: course.tutorQuarters, marker: course.markerQuarters },
    needed: { tutor: course.needTutors, marker: course.needMarkers },
    wanted: { tutor: course.wantedTutors, marker: course.wantedMarkers },
    people: { tutor: count(people, 'tutor'), marker: count(people, 'marker') },
    applicants: { tutor: count(applicants, 'tutor'), marker: count(applicants, 'marker') },
    canPreAssign: course.canPreAssign,
    positions: endorsePositions(viewer, courseId),
  }
}
