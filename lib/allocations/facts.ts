import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { type Db, db, type Tx } from '@/db/client'
import { allocations, applications, courses, profiles, terms, users } from '@/db/schema'
import { inPieces, lockRows, whole } from '@/db/sql'
import { teachingWeeks } from '@/lib/dates'
import type { AllocationSource, AllocationState, Position } from '@/lib/vocabulary'
import { countedOf, countedQuarters, heldBy, live } from './counted'
import { answering } from './week-limits'

/** A course's budget and what of it is taken by live allocations, in quarter hours for the whole term. */
export type CourseFacts = {
  id: string
  termId: string
  code: string
  name: string
  availableQuarters: number
  tutorQuarters: number | null
  markerQuarters: number | null
  needTutors: boolean
  needMarkers: boolean
  canPreAssign: boolean
  archived: boolean
  used: Record<Position, number>
}

/** Of a person in one term: what they said of themselves and what they hold. Null is "not said". */
export type PersonFacts = {
  userId: string
  name: string
  active: boolean
  maxWeekQuarters: number | null
  citizenOrResident: boolean | null
  validVisa: boolean | null
  overseas: boolean | null
  returning: boolean | null
  /** Live allocations of the term, both positions, with the hours that count (`countedOf`). */
  held: { id: string; courseId: string; position: Position; quarters: number; state: AllocationState }[]
}

export type AllocationRow = typeof allocations.$inferSelect

/** All that the checks of SPEC 7 need for a set of courses and people of one term. */
export type Facts = {
  termId: string
  termName: string
  /** An archived term takes no change of hours. */
  termArchived: boolean
  weeks: number
  courses: Map<string, CourseFacts>
  people: Map<string, PersonFacts>
  /** The allocations asked for by id, live or not. */
  allocations: Map<string, AllocationRow>
}

/**
 * Loads the facts for courses, people and allocations of one term. With `lock` (inside `write`) the
 * rows of people and courses are locked first, people before courses, each in the order of their ids:
 * whoever changes what a person holds or a course has left goes through these two gates, so that what
 * is read here stays true until the commit, on both databases.
 *
 * `position` says whose answers count where a person has applied for both: those of that application.
 */
export async function loadFacts(
  from: Db | Tx,
  asked: {
    termId: string
    userIds: readonly string[]
    courseIds: readonly string[]
    allocationIds?: readonly string[]
    position?: Position
    lock?: boolean
  },
): Promise<Facts> {
  const { termId, lock } = asked
  const people = lock
    ? await inPieces(asked.userIds, (ids) => lockRows(from, users, ids))
    : await inPieces(asked.userIds, (ids) => from.select().from(users).where(inArray(users.id, ids)))
  const courseRows = lock
    ? await inPieces(asked.courseIds, (ids) => lockRows(from, courses, ids))
    : await inPieces(asked.courseIds, (ids) => from.select().from(courses).where(inArray(courses.id, ids)))
  const [term] = await from.select().from(terms).where(eq(terms.id, termId))
  const used = await usedQuarters(
    from,
    courseRows.map((course) => course.id),
  )
  const userIds = people.map((person) => person.id)
  const held = await inPieces(userIds, (ids) =>
    from
      .select({
        id: allocations.id,
        userId: allocations.userId,
        courseId: allocations.courseId,
        position: allocations.position,
        quarters: allocations.quarters,
        agreedQuarters: allocations.agreedQuarters,
        state: allocations.state,
      })
      .from(allocations)
      .where(heldBy(ids, termId)),
  )
  const answers = await personAnswers(from, termId, userIds, asked.position)
  // Last in the order of locks: publishing takes applications and allocations, never people or courses.
  const known = await inPieces(asked.allocationIds ?? [], (ids) =>
    lock
      ? lockRows(from, allocations, ids)
      : from.select().from(allocations).where(inArray(allocations.id, ids)),
  )

  const heldOf = Map.groupBy(held, (row) => row.userId)
  return {
    termId,
    termName: term?.name ?? '',
    termArchived: term?.archivedAt != null,
    weeks: term ? teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks) : 1,
    courses: new Map(courseRows.map((course) => [course.id, courseFacts(course, used.get(course.id))])),
    people: new Map(
      people.map((person) => [
        person.id,
        {
          userId: person.id,
          name: person.name,
          active: person.state === 'active' || person.state === 'unverified',
          ...(answers.get(person.id) ?? nothingSaid),
          held: (heldOf.get(person.id) ?? []).map(({ userId: _, agreedQuarters, quarters, ...row }) => ({
            ...row,
            quarters: countedOf({ quarters, agreedQuarters }),
          })),
        },
      ]),
    ),
    allocations: new Map(known.map((row) => [row.id, row])),
  }
}

/** A course as the checks of hours know it, with what of it is taken. */
export function courseFacts(
  course: typeof courses.$inferSelect,
  used: CourseFacts['used'] = { tutor: 0, marker: 0 },
): CourseFacts {
  return {
    id: course.id,
    termId: course.termId,
    code: course.code,
    name: course.name,
    availableQuarters: course.availableQuarters,
    tutorQuarters: course.tutorQuarters,
    markerQuarters: course.markerQuarters,
    needTutors: course.needTutors,
    needMarkers: course.needMarkers,
    canPreAssign: course.canPreAssign,
    archived: course.archivedAt !== null,
    used,
  }
}

/**
 * Quarter hours of live allocations per course and position, counted as `countedOf` says. `also` narrows
 * them, such as to published ones.
 */
export async function usedQuarters(
  from: Db | Tx,
  courseIds: readonly string[],
  also?: SQL,
): Promise<Map<string, Record<Position, number>>> {
  const sums = await inPieces(courseIds, (ids) =>
    from
      .select({
        courseId: allocations.courseId,
        position: allocations.position,
        quarters: whole(sql`sum(${countedQuarters})`),
      })
      .from(allocations)
      .where(and(inArray(allocations.courseId, ids), live, also))
      .groupBy(allocations.courseId, allocations.position),
  )
  const used = new Map<string, Record<Position, number>>()
  for (const sum of sums) {
    const course = used.get(sum.courseId) ?? { tutor: 0, marker: 0 }
    course[sum.position] = sum.quarters
    used.set(sum.courseId, course)
  }
  return used
}

type Answers = Pick<
  PersonFacts,
  'maxWeekQuarters' | 'citizenOrResident' | 'validVisa' | 'overseas' | 'returning'
>
const nothingSaid: Answers = {
  maxWeekQuarters: null,
  citizenOrResident: null,
  validVisa: null,
  overseas: null,
  returning: null,
}

/**
 * What people said of visa, place and weekly maximum: in their application of the term (of `position`
 * where there are two, else the newer one), and where there is none in their profile.
 */
export async function personAnswers(
  from: Db | Tx,
  termId: string,
  userIds: readonly string[],
  position: Position | undefined,
): Promise<Map<string, Answers>> {
  const said = new Map<string, Answers>()
  const inProfile = await inPieces(userIds, (ids) =>
    from
      .select({
        userId: profiles.userId,
        maxWeekQuarters: profiles.maxWeekQuarters,
        citizenOrResident: profiles.citizenOrResident,
        validVisa: profiles.validVisa,
        overseas: profiles.overseas,
        returning: profiles.returning,
      })
      .from(profiles)
      .where(inArray(profiles.userId, ids)),
  )
  const inApplication = await inPieces(userIds, (ids) =>
    from
      .select({
        userId: applications.studentId,
        position: applications.position,
        submittedAt: applications.submittedAt,
        maxWeekQuarters: applications.maxWeekQuarters,
        citizenOrResident: applications.citizenOrResident,
        validVisa: applications.validVisa,
        overseas: applications.overseas,
        returning: applications.returning,
      })
      .from(applications)
      .where(
        and(
          inArray(applications.studentId, ids),
          eq(applications.termId, termId),
          inArray(applications.state, ['submitted', 'published']),
        ),
      ),
  )
  for (const { userId, ...row } of inProfile) said.set(userId, row)
  for (const [userId, rows] of Map.groupBy(inApplication, (row) => row.userId)) {
    const { userId: _u, position: _p, submittedAt: _s, ...row } = answering(rows, position)!
    said.set(userId, row)
  }
  return said
}

/** What a course has left: of its whole budget, and of the position's split where it has one. */
export function remainingQuarters(
  course: Pick<CourseFacts, 'availableQuarters' | 'tutorQuarters' | 'markerQuarters' | 'used'>,
  position: Position,
): number {
  const split = position === 'tutor' ? course.tutorQuarters : course.markerQuarters
  const all = course.availableQuarters - course.used.tutor - course.used.marker
  return split === null ? all : Math.min(all, split - course.used[position])
}

/** The key that keeps a person from holding a course twice in one position. */
export const liveKeyOf = (courseId: string, userId: string, position: Position) =>
  `${courseId}:${userId}:${position}`

export const sourceNames: Record<AllocationSource, string> = {
  application: 'Application',
  pre_assignment: 'Pre-assignment',
  automatic: 'Automatic',
}

/** The facts outside a transaction, for previews. */
export const previewFacts = (asked: Omit<Parameters<typeof loadFacts>[1], 'lock'>) => loadFacts(db, asked)
