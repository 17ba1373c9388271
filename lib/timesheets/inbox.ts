import { and, asc, desc, eq, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteSelect } from 'drizzle-orm/sqlite-core'
import { db } from '@/db/client'
import { allocations, courses, hourAllowances, paydays, terms, timesheets, users } from '@/db/schema'
import { contains, whole } from '@/db/sql'
import type { IsoDay } from '@/lib/dates'
import { notAllowed } from '@/lib/errors'
import { can, mayEver, type Viewer } from '@/lib/permissions'
import { normaliseForSearch } from '@/lib/text'
import { type Position, positions, type TimesheetState } from '@/lib/vocabulary'
import { type InboxParams, type InboxTab, inboxTabs, tabState } from './inbox-list'
import { type PayPeriod, payPeriods } from './periods'
import { ceilingOf, planToDate, type Usage, usageOf } from './rules'

/**
 * Hours that the viewer approves, as a condition on `allocations`: by position as a coordinator of it, by
 * course as a coordinator of that. Throws `not_allowed` for people who approve nothing at all.
 */
export function approvable(viewer: Viewer): SQL | undefined {
  if (!mayEver(viewer, 'hours.approve')) throw notAllowed('Your role does not allow this.')
  const whole = positions.filter((position) => can(viewer, 'hours.approve', { position }).allowed)
  if (whole.length === positions.length) return undefined
  return or(
    inArray(allocations.position, [...whole, '' as Position]),
    inArray(allocations.courseId, [...viewer.courseIds, '']),
  )
}

export type InboxRow = {
  id: string
  version: number
  state: TimesheetState
  late: boolean
  quarters: number
  submittedAt: Date | null
  userId: string
  personName: string
  courseId: string
  courseCode: string
  position: Position
  allocationId: string
  paydayId: string
  paidOn: IsoDay
  onBehalf: boolean
  /** The viewer's own hours: another approver decides on them. */
  own: boolean
  /** All that is recorded, and approved, of the allocation, against its hours. */
  usage: Usage
  approvedQuarters: number
  /** What an even spread plans up to the end of this pay period, or up to today. */
  planQuarters: number
}

/** The term that is shown, and the present moment with its day and zone. */
export type InboxScope = Scope

export type Inbox = {
  rows: InboxRow[]
  total: number
  counts: Record<InboxTab, number>
  /** Of the waiting ones: those whose cut-off has passed, and those submitted only after it. */
  pastCutoff: number
  submittedLate: number
}

type Scope = { termId: string; now: Date; today: IsoDay; zone: string }

/** Search and filters, without the state. */
function narrowed(
  viewer: Viewer,
  { termId, now }: Pick<Scope, 'termId' | 'now'>,
  params: InboxParams,
): SQL | undefined {
  const { filters } = params
  const folded = normaliseForSearch(params.q)
  return and(
    eq(timesheets.termId, termId),
    approvable(viewer),
    filters.position ? eq(allocations.position, filters.position) : undefined,
    filters.late ? inArray(timesheets.paydayId, paydaysPast(termId, now)) : undefined,
    filters.submittedLate ? eq(timesheets.late, true) : undefined,
    filters.course.length > 0 ? inArray(timesheets.courseId, filters.course) : undefined,
    filters.payday.length > 0 ? inArray(timesheets.paydayId, filters.payday) : undefined,
    filters.person ? eq(timesheets.userId, filters.person) : undefined,
    folded ? contains(users.searchText, folded) : undefined,
  )
}

/** Paydays of a term whose cut-off has passed: what waits for them holds up somebody's pay. */
const paydaysPast = (termId: string, now: Date) =>
  db
    .select({ id: paydays.id })
    .from(paydays)
    .where(and(eq(paydays.termId, termId), lt(paydays.cutoffAt, now)))

/**
 * How many timesheets each tab holds under the present search and filters. Two queries, which join only what
 * the filters ask for: without any, the first is answered by an index alone.
 */
async function countInbox(viewer: Viewer, scope: Scope, params: InboxParams) {
  const where = narrowed(viewer, scope, params)
  const withAllocations = approvable(viewer) !== undefined || params.filters.position !== undefined
  const withUsers = params.q !== ''
  const count = <T extends SQLiteSelect>(query: T): T => {
    let joined = query
    if (withAllocations)
      joined = joined.innerJoin(allocations, eq(allocations.id, timesheets.allocationId)) as unknown as T
    if (withUsers) joined = joined.innerJoin(users, eq(users.id, timesheets.userId)) as unknown as T
    return joined
  }
  const [states, [waiting]] = await Promise.all([
    count(
      db
        .select({ state: timesheets.state, n: whole(sql`count(*)`) })
        .from(timesheets)
        .$dynamic(),
    )
      .where(where)
      .groupBy(timesheets.state),
    count(
      db
        .select({
          late: whole(sql`sum(${timesheets.late})`),
          past: whole(sql`sum(case when ${paydays.cutoffAt} < ${scope.now.getTime()} then 1 else 0 end)`),
        })
        .from(timesheets)
        .innerJoin(paydays, eq(paydays.id, timesheets.paydayId))
        .$dynamic(),
    ).where(and(where, eq(timesheets.state, 'submitted'))),
  ])
  const of = (tab: InboxTab) => states.find((row) => row.state === tabState[tab])?.n ?? 0
  return {
    counts: Object.fromEntries(inboxTabs.map((tab) => [tab, of(tab)])) as Record<InboxTab, number>,
    pastCutoff: waiting?.past ?? 0,
    submittedLate: waiting?.late ?? 0,
  }
}

/** One page of the inbox. Six queries whatever the number of rows. */
export async function listInbox(
  viewer: Viewer,
  scope: Scope,
  tab: InboxTab,
  params: InboxParams,
): Promise<Inbox> {
  const counted = await countInbox(viewer, scope, params)
  const total = counted.counts[tab]
  // A page beyond the end (rows were decided meanwhile) shows the last one.
  const page = Math.min(params.page, Math.max(1, Math.ceil(total / params.size)))
  const found = await selectSheets(
    and(narrowed(viewer, scope, params), eq(timesheets.state, tabState[tab])),
    params,
    params.size,
    (page - 1) * params.size,
  )
  return { ...counted, total, rows: await withUsage(viewer, scope, found) }
}

/** Ids of all rows that match, for "select all"; at most `limit`. */
export async function listInboxIds(
  viewer: Viewer,
  scope: Scope,
  tab: InboxTab,
  params: InboxParams,
  limit: number,
): Promise<string[]> {
  const rows = await selectSheets(
    and(narrowed(viewer, scope, params), eq(timesheets.state, tabState[tab])),
    params,
    limit,
    0,
  )
  return rows.map((row) => row.id)
}

/** Rows by their ids, those that the viewer approves, in the given order. Four queries. */
export async function listInboxById(
  viewer: Viewer,
  scope: Scope,
  sheetIds: readonly string[],
): Promise<InboxRow[]> {
  if (sheetIds.length === 0) return []
  const found = await selectSheets(
    and(eq(timesheets.termId, scope.termId), approvable(viewer), inArray(timesheets.id, [...sheetIds])),
    { sort: 'submitted', dir: 'asc' },
    sheetIds.length,
    0,
  )
  const byId = new Map((await withUsage(viewer, scope, found)).map((row) => [row.id, row]))
  return sheetIds.flatMap((id) => byId.get(id) ?? [])
}

type Found = Awaited<ReturnType<typeof selectSheets>>

function selectSheets(
  where: SQL | undefined,
  { sort, dir }: Pick<InboxParams, 'sort' | 'dir'>,
  limit: number,
  offset: number,
) {
  const way = dir === 'asc' ? asc : desc
  const by = {
    submitted: timesheets.submittedAt,
    person: users.sortName,
    course: courses.code,
    payday: paydays.paidOn,
    hours: timesheets.quarters,
  }[sort]
  return db
    .select({
      id: timesheets.id,
      version: timesheets.version,
      state: timesheets.state,
      late: timesheets.late,
      quarters: timesheets.quarters,
      submittedAt: timesheets.submittedAt,
      onBehalfBy: timesheets.onBehalfBy,
      userId: timesheets.userId,
      personName: users.name,
      courseId: timesheets.courseId,
      courseCode: courses.code,
      position: allocations.position,
      allocationId: timesheets.allocationId,
      allocated: allocations.quarters,
      agreed: allocations.agreedQuarters,
      allowed: hourAllowances.quarters,
      paydayId: timesheets.paydayId,
      paidOn: paydays.paidOn,
    })
    .from(timesheets)
    .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
    .innerJoin(users, eq(users.id, timesheets.userId))
    .innerJoin(courses, eq(courses.id, timesheets.courseId))
    .innerJoin(paydays, eq(paydays.id, timesheets.paydayId))
    .leftJoin(hourAllowances, eq(hourAllowances.allocationId, timesheets.allocationId))
    .where(where)
    .orderBy(
      way(by),
      // Equal ones in the order of people; what is ordered by its time of submission follows the index.
      ...(sort === 'person' ? [asc(paydays.paidOn)] : sort === 'submitted' ? [] : [asc(users.sortName)]),
      way(timesheets.id),
    )
    .limit(limit)
    .offset(offset)
}

async function withUsage(viewer: Viewer, scope: Scope, found: Found): Promise<InboxRow[]> {
  const allocationIds = [...new Set(found.map((row) => row.allocationId))]
  const [sums, { term, periods }] = await Promise.all([
    recordedByState(allocationIds),
    termWithPeriods(scope.termId, scope.zone),
  ])
  return found.map(({ onBehalfBy, allocated, agreed, allowed, ...row }) => {
    const sum = sums.get(row.allocationId) ?? { recorded: 0, approved: 0 }
    const ceiling = ceilingOf({ quarters: allocated, agreedQuarters: agreed }, allowed ?? 0)
    const end = periods.find((period) => period.paydayId === row.paydayId)?.to ?? scope.today
    return {
      ...row,
      onBehalf: onBehalfBy !== null,
      own: row.userId === viewer.id,
      usage: usageOf(sum.recorded, ceiling),
      approvedQuarters: sum.approved,
      planQuarters: term ? planToDate(ceiling, term, [end, scope.today].sort()[0]!) : 0,
    }
  })
}

/** Recorded and approved hours per allocation. One query. */
export async function recordedByState(
  allocationIds: readonly string[],
): Promise<Map<string, { recorded: number; approved: number }>> {
  if (allocationIds.length === 0) return new Map()
  const rows = await db
    .select({
      allocationId: timesheets.allocationId,
      recorded: whole(sql`sum(${timesheets.quarters})`),
      approved: whole(
        sql`sum(case when ${timesheets.state} in ('approved', 'exported') then ${timesheets.quarters} else 0 end)`,
      ),
    })
    .from(timesheets)
    .where(inArray(timesheets.allocationId, [...allocationIds]))
    .groupBy(timesheets.allocationId)
  return new Map(rows.map(({ allocationId, ...sums }) => [allocationId, sums]))
}

/** A term's span and its pay periods. Two queries. */
export async function termWithPeriods(
  termId: string,
  zone: string,
): Promise<{
  term: { id: string; name: string; startsOn: IsoDay; endsOn: IsoDay } | null
  periods: PayPeriod[]
}> {
  const [[term], rows] = await Promise.all([
    db
      .select({ id: terms.id, name: terms.name, startsOn: terms.startsOn, endsOn: terms.endsOn })
      .from(terms)
      .where(eq(terms.id, termId)),
    db
      .select({ id: paydays.id, paidOn: paydays.paidOn, cutoffAt: paydays.cutoffAt })
      .from(paydays)
      .where(eq(paydays.termId, termId)),
  ])
  return { term: term ?? null, periods: term ? payPeriods(term, rows, zone) : [] }
}

/** Courses and paydays that the filters offer: those with hours that the viewer approves. Two queries. */
export async function inboxOptions(viewer: Viewer, termId: string) {
  const mine = and(eq(timesheets.termId, termId), approvable(viewer))
  const [courseRows, paydayRows] = await Promise.all([
    db
      .selectDistinct({ id: courses.id, code: courses.code })
      .from(timesheets)
      .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
      .innerJoin(courses, eq(courses.id, timesheets.courseId))
      .where(mine)
      .orderBy(asc(courses.code)),
    db
      .select({ id: paydays.id, paidOn: paydays.paidOn })
      .from(paydays)
      .where(eq(paydays.termId, termId))
      .orderBy(asc(paydays.paidOn)),
  ])
  return { courses: courseRows, paydays: paydayRows }
}

export type InboxGroup = {
  id: string
  name: string
  sheets: number
  late: number
  quarters: number
  /** Longest waiting. */
  since: Date | null
  /** Of all allocations of the course or person that the viewer approves. */
  allocatedQuarters: number
  recordedQuarters: number
  approvedQuarters: number
}

/**
 * A tab summed up by course or by person, those with most hours first, with how the hours stand against
 * the allocations. Five queries.
 */
export async function listInboxGroups(
  viewer: Viewer,
  scope: Scope,
  tab: InboxTab,
  by: 'courses' | 'people',
  params: InboxParams,
): Promise<Omit<Inbox, 'rows'> & { rows: InboxGroup[] }> {
  const counted = await countInbox(viewer, scope, params)
  const where = and(narrowed(viewer, scope, params), eq(timesheets.state, tabState[tab]))
  const key = by === 'courses' ? timesheets.courseId : timesheets.userId
  const name = by === 'courses' ? courses.code : users.name
  const order = by === 'courses' ? courses.code : users.sortName
  const base = () =>
    db
      .select({ n: whole(sql`count(distinct ${key})`) })
      .from(timesheets)
      .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
      .innerJoin(users, eq(users.id, timesheets.userId))
      .where(where)
  const [sum] = await base()
  const total = sum?.n ?? 0
  const page = Math.min(params.page, Math.max(1, Math.ceil(total / params.size)))
  const rows = await db
    .select({
      id: key,
      name,
      sheets: whole(sql`count(*)`),
      late: whole(sql`sum(${timesheets.late})`),
      quarters: whole(sql`sum(${timesheets.quarters})`),
      since: sql<number | string | null>`min(${timesheets.submittedAt})`,
    })
    .from(timesheets)
    .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
    .innerJoin(users, eq(users.id, timesheets.userId))
    .innerJoin(courses, eq(courses.id, timesheets.courseId))
    .where(where)
    .groupBy(key, name, order)
    .orderBy(sql`sum(${timesheets.quarters}) desc`, asc(order), asc(key))
    .limit(params.size)
    .offset((page - 1) * params.size)
  const standing = await groupStanding(
    viewer,
    scope.termId,
    by,
    rows.map((row) => row.id),
  )
  return {
    ...counted,
    total,
    rows: rows.map(({ since, ...row }) => ({
      ...row,
      since: since === null ? null : new Date(Number(since)),
      ...(standing.get(row.id) ?? { allocatedQuarters: 0, recordedQuarters: 0, approvedQuarters: 0 }),
    })),
  }
}

async function groupStanding(viewer: Viewer, termId: string, by: 'courses' | 'people', ids: string[]) {
  if (ids.length === 0)
    return new Map<string, Pick<InboxGroup, 'allocatedQuarters' | 'recordedQuarters' | 'approvedQuarters'>>()
  const key = by === 'courses' ? allocations.courseId : allocations.userId
  const sheetSum = (states: SQL) =>
    sql`(select coalesce(sum(s.quarters), 0) from ${timesheets} s where s.allocation_id = ${allocations.id} and ${states})`
  const rows = await db
    .select({
      id: key,
      allocated: whole(sql`sum(coalesce(${allocations.agreedQuarters}, ${allocations.quarters}))`),
      recorded: whole(sql`sum(${sheetSum(sql`1 = 1`)})`),
      approved: whole(sql`sum(${sheetSum(sql`s.state in ('approved', 'exported')`)})`),
    })
    .from(allocations)
    .where(
      and(
        inArray(key, ids),
        eq(allocations.termId, termId),
        approvable(viewer),
        or(inArray(allocations.state, ['accepted', 'ended']), sql`${allocations.agreedQuarters} is not null`),
      ),
    )
    .groupBy(key)
  return new Map(
    rows.map((row) => [
      row.id,
      {
        allocatedQuarters: row.allocated,
        recordedQuarters: row.recorded,
        approvedQuarters: row.approved,
      },
    ]),
  )
}
