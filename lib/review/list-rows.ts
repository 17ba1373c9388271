import { and, asc, desc, eq, inArray, isNotNull, not, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, courses, endorsements, preferredCourses, terms } from '@/db/schema'
import { unindexed, whole } from '@/db/sql'
import { wasAccepted } from '@/lib/allocations/accepted'
import { countedOf } from '@/lib/allocations/counted'
import { formatHours } from '@/lib/hours'
import {
  type AllocationState,
  type ApplicationState,
  allocationStateNames,
  type Decision,
  type DegreeLevel,
  liveAllocationStates,
  type Position,
  type Verdict,
} from '@/lib/vocabulary'
import { eligibilityColumns } from './eligibility-sql'
import { reviewable } from './scope'

export type Wish = { courseId: string; code: string; rank: number; grade: string | null }

/** A course that wants the person: how much, in which place of its coordinator's order, and how the student ranked it. */
export type WantedBy = {
  courseId: string
  code: string
  verdict: Verdict
  place: number | null
  rank: number | null
}

export type ReviewRow = {
  id: string
  version: number
  studentId: string
  state: ApplicationState
  decision: Decision | null
  name: string
  upi: string | null
  auid: string | null
  email: string | null
  submittedAt: Date | null
  decidedAt: Date | null
  editedAt: Date | null
  degreeLevel: DegreeLevel | null
  gpaHundredths: number | null
  preferredGpaHundredths: number | null
  overseas: boolean | null
  returning: boolean | null
  citizenOrResident: boolean | null
  validVisa: boolean | null
  enrolmentDetails: string | null
  maxWeekQuarters: number | null
  wishes: Wish[]
  wantedBy: WantedBy[]
  endorsed: Record<Verdict, number>
  /** Live hours of the term in both positions. */
  heldQuarters: number
  /** Hours by this application: proposed, or what became of them. */
  given: { courseId: string; code: string; quarters: number; state: AllocationState }[]
  /** Other terms in which the person has worked. */
  earlierTerms: { name: string; quarters: number }[]
}

/** Rows with all that their columns show, in the order of the ids. Five queries. */
export async function loadRows(
  ids: readonly string[],
  scope: { termId: string; position: Position },
): Promise<ReviewRow[]> {
  if (ids.length === 0) return []
  const found = await db
    .select({
      id: applications.id,
      version: applications.version,
      studentId: applications.studentId,
      state: applications.state,
      decision: applications.decision,
      name: applications.name,
      upi: applications.upi,
      auid: applications.auid,
      email: applications.email,
      submittedAt: applications.submittedAt,
      decidedAt: applications.decidedAt,
      editedAt: applications.editedAt,
      degreeLevel: applications.degreeLevel,
      gpaHundredths: applications.gpaHundredths,
      preferredGpaHundredths: applications.preferredGpaHundredths,
      ...eligibilityColumns,
      enrolmentDetails: applications.enrolmentDetails,
      maxWeekQuarters: applications.maxWeekQuarters,
    })
    .from(applications)
    .where(
      and(
        inArray(applications.id, [...ids]),
        eq(unindexed(applications.termId), scope.termId),
        eq(unindexed(applications.position), scope.position),
        reviewable,
      ),
    )
  const studentIds = found.map((row) => row.studentId)
  const [wishes, endorsed, hours, earlier] = await Promise.all([
    wishesOf(ids),
    endorsementsOf(ids),
    hoursOf(studentIds, scope.termId),
    earlierTermsOf(studentIds, scope.termId),
  ])
  const byId = new Map(found.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    if (!row) return []
    const mine = wishes.get(id) ?? []
    const theirs = endorsed.get(id) ?? []
    const held = hours.get(row.studentId) ?? []
    return [
      {
        ...row,
        name: row.name ?? 'Unnamed',
        wishes: mine,
        wantedBy: wantedBy(theirs, mine),
        endorsed: {
          strong: theirs.filter((one) => one.verdict === 'strong').length,
          yes: theirs.filter((one) => one.verdict === 'yes').length,
          no: theirs.filter((one) => one.verdict === 'no').length,
        },
        heldQuarters: held
          .filter((one) => (liveAllocationStates as readonly string[]).includes(one.state))
          .reduce((sum, one) => sum + countedOf(one), 0),
        given: held
          .filter((one) => one.applicationId === id)
          .map(({ courseId, code, quarters, state }) => ({ courseId, code, quarters, state })),
        earlierTerms: earlier.get(row.studentId) ?? [],
      },
    ]
  })
}

/** "COMPSCI 101 35 h" for each course; of a published result also how the offer stands. */
export const givenTexts = (row: Pick<ReviewRow, 'state' | 'given'>): { code: string; text: string }[] =>
  row.given.map(({ code, quarters, state }) => {
    const told = row.state === 'published' ? `, ${allocationStateNames[state].toLowerCase()}` : ''
    return { code, text: `${code} ${formatHours(quarters)}${told}` }
  })

export async function wishesOf(applicationIds: readonly string[]): Promise<Map<string, Wish[]>> {
  const rows = await db
    .select({
      applicationId: preferredCourses.applicationId,
      courseId: preferredCourses.courseId,
      code: courses.code,
      rank: preferredCourses.rank,
      grade: preferredCourses.grade,
    })
    .from(preferredCourses)
    .innerJoin(courses, eq(courses.id, preferredCourses.courseId))
    .where(inArray(preferredCourses.applicationId, [...applicationIds]))
    .orderBy(asc(preferredCourses.rank))
  return groupBy(rows, 'applicationId')
}

type Endorsed = {
  applicationId: string
  courseId: string
  code: string
  verdict: Verdict
  place: number | null
}

async function endorsementsOf(applicationIds: readonly string[]): Promise<Map<string, Endorsed[]>> {
  const rows = await db
    .select({
      applicationId: endorsements.applicationId,
      courseId: endorsements.courseId,
      code: courses.code,
      verdict: endorsements.verdict,
      place: endorsements.place,
    })
    .from(endorsements)
    .innerJoin(courses, eq(courses.id, endorsements.courseId))
    .where(and(inArray(endorsements.applicationId, [...applicationIds]), isNotNull(endorsements.verdict)))
    .orderBy(asc(courses.code))
  return Map.groupBy(rows as Endorsed[], (row) => row.applicationId)
}

/** One entry per course that wants the person: its strongest verdict and its best place. */
export function wantedBy(
  given: readonly Omit<Endorsed, 'applicationId'>[],
  wishes: readonly Wish[],
): WantedBy[] {
  const byCourse = new Map<string, WantedBy>()
  for (const one of given) {
    if (one.verdict === 'no') continue
    const before = byCourse.get(one.courseId)
    const places = [before?.place, one.place].filter((place) => place != null)
    byCourse.set(one.courseId, {
      courseId: one.courseId,
      code: one.code,
      verdict: before?.verdict === 'strong' ? 'strong' : one.verdict,
      place: places.length > 0 ? Math.min(...places) : null,
      rank: wishes.find((wish) => wish.courseId === one.courseId)?.rank ?? null,
    })
  }
  return [...byCourse.values()].sort(
    (a, b) =>
      Number(b.verdict === 'strong') - Number(a.verdict === 'strong') || (a.rank ?? 99) - (b.rank ?? 99),
  )
}

async function hoursOf(studentIds: readonly string[], termId: string) {
  if (studentIds.length === 0) return new Map<string, never[]>()
  const rows = await db
    .select({
      userId: allocations.userId,
      applicationId: allocations.applicationId,
      courseId: allocations.courseId,
      code: courses.code,
      quarters: allocations.quarters,
      agreedQuarters: allocations.agreedQuarters,
      state: allocations.state,
    })
    .from(allocations)
    .innerJoin(courses, eq(courses.id, allocations.courseId))
    .where(and(inArray(allocations.userId, [...studentIds]), eq(allocations.termId, termId)))
    .orderBy(asc(courses.code))
  return Map.groupBy(rows, (row) => row.userId)
}

/** Other terms in which people have worked (offers that they took), with the hours, newest first. */
export async function earlierTermsOf(studentIds: readonly string[], termId: string) {
  if (studentIds.length === 0) return new Map<string, { name: string; quarters: number }[]>()
  const rows = await db
    .select({
      userId: allocations.userId,
      name: terms.name,
      startsOn: terms.startsOn,
      quarters: whole(sql`sum(coalesce(${allocations.agreedQuarters}, ${allocations.quarters}))`),
    })
    .from(allocations)
    .innerJoin(terms, eq(terms.id, allocations.termId))
    .where(
      and(inArray(allocations.userId, [...studentIds]), not(eq(allocations.termId, termId)), wasAccepted),
    )
    .groupBy(allocations.userId, terms.id, terms.name, terms.startsOn)
    .orderBy(desc(terms.startsOn))
  return new Map(
    [...Map.groupBy(rows, (row) => row.userId)].map(([id, list]) => [
      id,
      list.map(({ name, quarters }) => ({ name, quarters })),
    ]),
  )
}

function groupBy<K extends string, T extends Record<K, string>>(
  rows: readonly T[],
  key: K,
): Map<string, Omit<T, K>[]> {
  const grouped = new Map<string, Omit<T, K>[]>()
  for (const row of rows) {
    const { [key]: id, ...rest } = row
    const list = grouped.get(id as string)
    if (list) list.push(rest)
    else grouped.set(id as string, [rest])
  }
  return grouped
}
