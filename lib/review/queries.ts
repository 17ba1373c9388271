import {
  type AnyColumn,
  and,
  asc,
  desc,
  eq,
  exists,
  inArray,
  isNotNull,
  isNull,
  not,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, courses, endorsements, preferredCourses, terms } from '@/db/schema'
import { contains, nullsLast, whole } from '@/db/sql'
import { countedOf, countedOfA } from '@/lib/allocations/counted'
import type { Page } from '@/lib/list-params'
import { requireCan, type Viewer } from '@/lib/permissions'
import { normaliseForSearch } from '@/lib/text'
import {
  type AllocationState,
  type ApplicationState,
  type Decision,
  type DegreeLevel,
  liveAllocationStates,
  type Position,
  type Verdict,
} from '@/lib/vocabulary'
import type { ReviewColumn, ReviewParams } from './list'
import { type Tab, tabs } from './states'

export type ReviewScope = { termId: string; position: Position; tab: Tab }

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

function tabIs(tab: Tab): SQL | undefined {
  if (tab === 'published') return eq(applications.state, 'published')
  return and(
    eq(applications.state, 'submitted'),
    tab === 'submitted' ? isNull(applications.decision) : eq(applications.decision, tab),
  )
}

const yesNo = (column: AnyColumn, words: readonly ('yes' | 'no')[]): SQL | undefined =>
  words.length === 1 ? eq(column, words[0] === 'yes') : undefined

/** Search and filters, without term, position and tab. */
function narrowed(params: ReviewParams): SQL | undefined {
  const { q, filters } = params
  const endorsedAs = (verdicts: Verdict[]) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(endorsements)
        .where(and(eq(endorsements.applicationId, applications.id), inArray(endorsements.verdict, verdicts))),
    )
  const given = filters.endorsed.filter((word) => word !== 'none') as Verdict[]
  const folded = normaliseForSearch(q)
  return and(
    folded ? contains(applications.searchText, folded) : undefined,
    filters.degree.length > 0 ? inArray(applications.degreeLevel, filters.degree) : undefined,
    yesNo(applications.citizenOrResident, filters.citizen),
    yesNo(applications.validVisa, filters.visa),
    yesNo(applications.overseas, filters.overseas),
    filters.gpaGiven.length === 1
      ? filters.gpaGiven[0] === 'yes'
        ? isNotNull(applications.gpaHundredths)
        : isNull(applications.gpaHundredths)
      : undefined,
    filters.endorsed.length > 0
      ? or(
          given.length > 0 ? endorsedAs(given) : undefined,
          filters.endorsed.includes('none') ? not(endorsedAs(['strong', 'yes', 'no'])) : undefined,
        )
      : undefined,
    filters.course.length > 0
      ? exists(
          db
            .select({ one: sql`1` })
            .from(preferredCourses)
            .where(
              and(
                eq(preferredCourses.applicationId, applications.id),
                inArray(preferredCourses.courseId, filters.course),
              ),
            ),
        )
      : undefined,
  )
}

const heldSum = sql`(select coalesce(sum(${countedOfA}), 0) from ${allocations} a where a.user_id = ${applications.studentId} and a.term_id = ${applications.termId} and a.state in ('proposed', 'offered', 'accepted'))`
const givenSum = sql`(select coalesce(sum(${countedOfA}), 0) from ${allocations} a where a.application_id = ${applications.id} and a.state in ('proposed', 'offered', 'accepted'))`
const wantedScore = sql`(select coalesce(sum(case e.verdict when 'strong' then 3 when 'yes' then 2 else 0 end), 0) from ${endorsements} e where e.application_id = ${applications.id})`
const endorsedScore = sql`(select coalesce(sum(case e.verdict when 'strong' then 3 when 'yes' then 2 when 'no' then -2 else 0 end), 0) from ${endorsements} e where e.application_id = ${applications.id})`
const earlierCount = sql`(select count(distinct a.term_id) from ${allocations} a where a.user_id = ${applications.studentId} and a.term_id <> ${applications.termId} and a.state in ('accepted', 'ended'))`
/** 0 nothing stands against it, 1 overseas, 2 no visa, 3 both. */
const obstacles = sql`(case when ${applications.overseas} = 1 and coalesce(${applications.returning}, 0) = 0 then 1 else 0 end + case when ${applications.citizenOrResident} = 0 and coalesce(${applications.validVisa}, 0) = 0 then 2 else 0 end)`
const firstWish = sql`(select c.code from ${preferredCourses} p join ${courses} c on c.id = p.course_id where p.application_id = ${applications.id} and p.rank = 1)`

function orderOf(sort: ReviewColumn, dir: 'asc' | 'desc'): SQL[] {
  const way = dir === 'asc' ? asc : desc
  const by: Record<ReviewColumn, SQL[]> = {
    name: [way(applications.sortName)],
    upi: nullsLast(applications.upi, dir),
    auid: nullsLast(applications.auid, dir),
    email: nullsLast(applications.email, dir),
    submitted: [way(applications.submittedAt)],
    degree: nullsLast(applications.degreeLevel, dir),
    gpa: nullsLast(applications.gpaHundredths, dir),
    preferredGpa: nullsLast(applications.preferredGpaHundredths, dir),
    courses: nullsLast(firstWish, dir),
    wantedBy: [way(wantedScore)],
    endorsements: [way(endorsedScore)],
    eligibility: [way(obstacles)],
    max: nullsLast(applications.maxWeekQuarters, dir),
    held: [way(heldSum)],
    given: [way(givenSum)],
    earlier: [way(earlierCount)],
    enrolment: nullsLast(applications.enrolmentDetails, dir),
    decided: nullsLast(applications.decidedAt, dir),
  }
  // Equal ones stay in the order of names, whichever way the column goes.
  const last = sort === 'name' ? [way(applications.id)] : [asc(applications.sortName), asc(applications.id)]
  return [...by[sort], ...last]
}

/** How many applications each tab holds under the present search and filters. One query. */
export async function countTabs(
  viewer: Viewer,
  scope: Omit<ReviewScope, 'tab'>,
  params: ReviewParams,
): Promise<Record<Tab, number>> {
  requireCan(viewer, 'applications.decide', { position: scope.position })
  const rows = await db
    .select({ state: applications.state, decision: applications.decision, count: whole(sql`count(*)`) })
    .from(applications)
    .where(
      and(
        eq(applications.termId, scope.termId),
        eq(applications.position, scope.position),
        inArray(applications.state, ['submitted', 'published']),
        narrowed(params),
      ),
    )
    .groupBy(applications.state, applications.decision)
  const counts = Object.fromEntries(tabs.map((tab) => [tab, 0])) as Record<Tab, number>
  for (const row of rows)
    counts[row.state === 'published' ? 'published' : (row.decision ?? 'submitted')] += row.count
  return counts
}

/**
 * One page of the review table. Six queries whatever the number of rows: the page's ids in order, their
 * rows, and in one batch each preferences, endorsements, hours and earlier terms.
 */
export async function listApplications(
  viewer: Viewer,
  scope: ReviewScope,
  params: ReviewParams,
): Promise<Page<ReviewRow> & { counts: Record<Tab, number> }> {
  const counts = await countTabs(viewer, scope, params)
  const total = counts[scope.tab]
  // A page beyond the end (rows were decided meanwhile) shows the last one.
  const page = Math.min(params.page, Math.max(1, Math.ceil(total / params.size)))
  const rows = await rowsInOrder(scope, params, params.size, (page - 1) * params.size)
  return { rows, total, counts }
}

/** Ids of all rows that match, for "select all" and the export; at most `limit`. */
export async function listApplicationIds(
  viewer: Viewer,
  scope: ReviewScope,
  params: ReviewParams,
  limit: number,
): Promise<string[]> {
  requireCan(viewer, 'applications.decide', { position: scope.position })
  const rows = await idsInOrder(scope, params, limit, 0)
  return rows.map((row) => row.id)
}

/** Rows of the table by their ids, in the given order, of the scope's term and position only. */
export async function listApplicationsById(
  viewer: Viewer,
  scope: Omit<ReviewScope, 'tab'>,
  ids: readonly string[],
): Promise<ReviewRow[]> {
  requireCan(viewer, 'applications.decide', { position: scope.position })
  return loadRows(ids, scope)
}

/** The ids before and after an application under the present search, filters and order; null at either end. */
export async function neighboursOf(
  viewer: Viewer,
  scope: ReviewScope,
  params: ReviewParams,
  id: string,
): Promise<{ previous: string | null; next: string | null }> {
  requireCan(viewer, 'applications.decide', { position: scope.position })
  const rows = await idsInOrder(scope, params, params.size, (params.page - 1) * params.size)
  const at = rows.findIndex((row) => row.id === id)
  if (at < 0) return { previous: null, next: rows[0]?.id ?? null }
  return { previous: rows[at - 1]?.id ?? null, next: rows[at + 1]?.id ?? null }
}

function idsInOrder(scope: ReviewScope, params: ReviewParams, limit: number, offset: number) {
  return db
    .select({ id: applications.id })
    .from(applications)
    .where(
      and(
        eq(applications.termId, scope.termId),
        eq(applications.position, scope.position),
        tabIs(scope.tab),
        narrowed(params),
      ),
    )
    .orderBy(...orderOf(params.sort, params.dir))
    .limit(limit)
    .offset(offset)
}

async function rowsInOrder(scope: ReviewScope, params: ReviewParams, limit: number, offset: number) {
  const page = await idsInOrder(scope, params, limit, offset)
  return loadRows(
    page.map((row) => row.id),
    scope,
  )
}

/** Rows with all that their columns show, in the order of the ids. Five queries. */
async function loadRows(
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
      overseas: applications.overseas,
      returning: applications.returning,
      citizenOrResident: applications.citizenOrResident,
      validVisa: applications.validVisa,
      enrolmentDetails: applications.enrolmentDetails,
      maxWeekQuarters: applications.maxWeekQuarters,
    })
    .from(applications)
    .where(
      and(
        inArray(applications.id, [...ids]),
        eq(applications.termId, scope.termId),
        eq(applications.position, scope.position),
        inArray(applications.state, ['submitted', 'published']),
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
      quarters: whole(sql`sum(${allocations.quarters})`),
    })
    .from(allocations)
    .innerJoin(terms, eq(terms.id, allocations.termId))
    .where(
      and(
        inArray(allocations.userId, [...studentIds]),
        not(eq(allocations.termId, termId)),
        inArray(allocations.state, ['accepted', 'ended']),
      ),
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
