import { and, asc, eq, inArray, isNotNull, ne } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { allocations, applications, courses, endorsements, preferredCourses, terms, users } from '@/db/schema'
import { wasAccepted } from '@/lib/allocations/accepted'
import { countedOf, live } from '@/lib/allocations/counted'
import { notFound } from '@/lib/errors'
import { eligibilityColumns } from '@/lib/review/eligibility-sql'
import type { Settings } from '@/lib/settings/schema'
import type { AssignmentScope, Position } from '@/lib/vocabulary'

/** Positions of a scope, in the model's order. */
export const positionsOf = (scope: AssignmentScope): Position[] =>
  scope === 'both' ? ['tutor', 'marker'] : [scope]

/**
 * Everything of a term that automatic assignment works on: seven queries, whatever the number of rows, in an
 * order that does not change (person's id, course code), so that the same data gives the same answer.
 */
export async function loadSource(
  from: Db | Tx,
  termId: string,
  scope: AssignmentScope,
  settings: Pick<Settings, 'visaCapHours'>,
) {
  const positions = positionsOf(scope)
  const [term] = await from.select().from(terms).where(eq(terms.id, termId))
  if (!term) throw notFound('This term')
  const ofScope = and(eq(applications.termId, termId), inArray(applications.position, positions))
  const submitted = and(ofScope, eq(applications.state, 'submitted'))
  const courseRows = await from
    .select({
      id: courses.id,
      code: courses.code,
      version: courses.version,
      availableQuarters: courses.availableQuarters,
      tutorQuarters: courses.tutorQuarters,
      markerQuarters: courses.markerQuarters,
      needTutors: courses.needTutors,
      needMarkers: courses.needMarkers,
      wantedTutors: courses.wantedTutors,
      wantedMarkers: courses.wantedMarkers,
      tutorWeeks: courses.tutorWeeks,
      markerWeeks: courses.markerWeeks,
      archivedAt: courses.archivedAt,
    })
    .from(courses)
    .where(eq(courses.termId, termId))
    .orderBy(asc(courses.code))
  const applicationRows = await from
    .select({
      id: applications.id,
      version: applications.version,
      studentId: applications.studentId,
      position: applications.position,
      state: applications.state,
      decision: applications.decision,
      ...eligibilityColumns,
      degreeLevel: applications.degreeLevel,
      maxWeekQuarters: applications.maxWeekQuarters,
      gpaHundredths: applications.gpaHundredths,
      preferredGpaHundredths: applications.preferredGpaHundredths,
      account: users.state,
    })
    .from(applications)
    .innerJoin(users, eq(users.id, applications.studentId))
    .where(and(ofScope, inArray(applications.state, ['submitted', 'published'])))
    .orderBy(asc(applications.studentId), asc(applications.id))
  const wishes = await from
    .select({
      applicationId: preferredCourses.applicationId,
      courseId: preferredCourses.courseId,
      rank: preferredCourses.rank,
      completed: preferredCourses.completed,
      grade: preferredCourses.grade,
      whySuitable: preferredCourses.whySuitable,
      workedBefore: preferredCourses.workedBefore,
    })
    .from(preferredCourses)
    .innerJoin(applications, eq(applications.id, preferredCourses.applicationId))
    .where(submitted)
    .orderBy(asc(preferredCourses.applicationId), asc(preferredCourses.rank), asc(preferredCourses.id))
  const verdicts = await verdictsOf(from, termId, scope)
  const heldRows = await from
    .select({
      id: allocations.id,
      version: allocations.version,
      userId: allocations.userId,
      courseId: allocations.courseId,
      position: allocations.position,
      quarters: allocations.quarters,
      agreedQuarters: allocations.agreedQuarters,
      state: allocations.state,
      source: allocations.source,
      applicationId: allocations.applicationId,
    })
    .from(allocations)
    .where(and(eq(allocations.termId, termId), live))
    .orderBy(asc(allocations.userId), asc(allocations.id))
  // As budgets and loads count them while a change of hours waits for its answer.
  const held = heldRows.map(({ agreedQuarters, ...row }) => ({
    ...row,
    quarters: countedOf({ quarters: row.quarters, agreedQuarters }),
  }))
  const earlier = await from
    .selectDistinct({
      userId: allocations.userId,
      position: allocations.position,
      code: courses.code,
    })
    .from(applications)
    .innerJoin(allocations, eq(allocations.userId, applications.studentId))
    .innerJoin(courses, eq(courses.id, allocations.courseId))
    .where(and(submitted, ne(allocations.termId, termId), wasAccepted))
  return {
    term,
    scope,
    positions,
    visaCapQuarters: settings.visaCapHours * 4,
    courses: courseRows,
    applications: applicationRows,
    wishes,
    verdicts,
    held,
    earlier,
  }
}

/** Verdicts on the applications that can still be decided, by application. One query. */
export const verdictsOf = (from: Db | Tx, termId: string, scope: AssignmentScope) =>
  from
    .select({
      applicationId: endorsements.applicationId,
      courseId: endorsements.courseId,
      coordinatorId: endorsements.coordinatorId,
      verdict: endorsements.verdict,
      place: endorsements.place,
    })
    .from(endorsements)
    .innerJoin(applications, eq(applications.id, endorsements.applicationId))
    .where(
      and(
        eq(applications.termId, termId),
        inArray(applications.position, positionsOf(scope)),
        eq(applications.state, 'submitted'),
        isNotNull(endorsements.verdict),
      ),
    )
    .orderBy(asc(endorsements.applicationId), asc(endorsements.id))

export type Source = Awaited<ReturnType<typeof loadSource>>
