import { and, asc, eq, inArray, ne } from 'drizzle-orm'
import { db } from '@/db/client'
import { applications, endorsements, preferredCourses } from '@/db/schema'
import { notFound } from '@/lib/errors'
import { requireCanOr, type Viewer } from '@/lib/permissions'
import type { Position, Verdict } from '@/lib/vocabulary'
import { submitted } from './endorse-scope'

export type Wanted = {
  applicationId: string
  name: string
  verdict: Verdict
  rank: number
  grade: string | null
  place: number | null
}

/** The viewer's own order of those they want for a course and position. One query. */
export async function listOwnOrder(
  viewer: Viewer,
  { courseId, position }: { courseId: string; position: Position },
): Promise<Wanted[]> {
  requireCanOr(notFound('This course'), viewer, 'applications.endorse', { courseId })
  const rows = await db
    .select({
      applicationId: applications.id,
      name: applications.name,
      verdict: endorsements.verdict,
      rank: preferredCourses.rank,
      grade: preferredCourses.grade,
      place: endorsements.place,
    })
    .from(endorsements)
    .innerJoin(applications, eq(applications.id, endorsements.applicationId))
    .innerJoin(
      preferredCourses,
      and(
        eq(preferredCourses.applicationId, applications.id),
        eq(preferredCourses.courseId, endorsements.courseId),
      ),
    )
    .where(
      and(
        eq(endorsements.courseId, courseId),
        eq(endorsements.coordinatorId, viewer.id),
        inArray(endorsements.verdict, ['strong', 'yes']),
        eq(applications.position, position),
        submitted,
        ne(applications.studentId, viewer.id),
      ),
    )
    .orderBy(asc(endorsements.place), asc(endorsements.id))
    .limit(500)
  return rows.map((row) => ({ ...row, name: row.name ?? 'Unnamed', verdict: row.verdict as Verdict }))
}
