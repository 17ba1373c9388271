import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, courses, hourAllowances, paydays, profiles, timesheets, users } from '@/db/schema'
import { whole } from '@/db/sql'
import type { IsoDay } from '@/lib/dates'
import type { Viewer } from '@/lib/permissions'
import type { Position, TimesheetState } from '@/lib/vocabulary'
import { countInbox, type InboxCounts } from './inbox-counts'
import { type InboxParams, type InboxTab, tabState, wholeInbox } from './inbox-list'
import { type InboxScope, narrowInbox, type TermDates, termDates } from './inbox-scope'
import { ceilingOf, planToDate, sumOf, type Usage, usageOf } from './rules'

export type InboxRow = {
  id: string
  version: number
  state: TimesheetState
  late: boolean
  quarters: number
  submittedAt: Date | null
  userId: string
  personName: string
  upi: string | null
  email: string
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
  /** Recorded of the allocation for this payday and those before it: what the plan is compared with. */
  recordedThen: number
  /** What an even spread plans up to the end of this pay period, or up to today. */
  planQuarters: number
}

export type Inbox = InboxCounts & { rows: InboxRow[]; total: number }

/** One page of the inbox. Seven queries at most, whatever the number of rows. */
export async function listInbox(
  viewer: Viewer,
  scope: InboxScope,
  tab: InboxTab,
  params: InboxParams,
): Promise<Inbox> {
  const dates = await termDates(scope.termId, scope.zone)
  const narrowed = await narrowInbox(viewer, scope, params, dates.paydays)
  const counted = await countInbox(narrowed, scope, dates)
  const total = counted.counts[tab]
  // A page beyond the end (rows were decided meanwhile) shows the last one.
  const page = Math.min(params.page, Math.max(1, Math.ceil(total / params.size)))
  const ids = await idsInOrder(
    and(narrowed, eq(timesheets.state, tabState[tab])),
    params,
    params.size,
    (page - 1) * params.size,
  )
  return { ...counted, total, rows: await loadRows(viewer, scope, dates, ids) }
}

/** Ids of all rows that match, for "select all"; at most `limit`. */
export async function listInboxIds(
  viewer: Viewer,
  scope: InboxScope,
  tab: InboxTab,
  params: InboxParams,
  limit: number,
): Promise<string[]> {
  const { paydays } = await termDates(scope.termId, scope.zone)
  const narrowed = await narrowInbox(viewer, scope, params, paydays)
  return idsInOrder(and(narrowed, eq(timesheets.state, tabState[tab])), params, limit, 0)
}

/** Rows by their ids, those that the viewer approves, in the given order. Six queries at most. */
export async function listInboxById(
  viewer: Viewer,
  scope: InboxScope,
  sheetIds: readonly string[],
): Promise<InboxRow[]> {
  if (sheetIds.length === 0) return []
  const dates = await termDates(scope.termId, scope.zone)
  const mine = await narrowInbox(viewer, scope, wholeInbox, dates.paydays)
  return loadRows(viewer, scope, dates, sheetIds, mine)
}

/**
 * The ids of a page in their order. What a row shows is looked up after, for the page alone: sorting reads no more
 * than the key of the order.
 */
async function idsInOrder(
  where: SQL | undefined,
  { sort, dir }: Pick<InboxParams, 'sort' | 'dir'>,
  limit: number,
  offset: number,
): Promise<string[]> {
  const way = dir === 'asc' ? asc : desc
  const base = db.select({ id: timesheets.id }).from(timesheets).$dynamic()
  const withNames = () => base.innerJoin(users, eq(users.id, timesheets.userId))
  const last = way(timesheets.id)
  const ordered = {
    // Follows an index from its beginning.
    submitted: () => base.orderBy(way(timesheets.submittedAt), last),
    person: () => withNames().orderBy(way(users.sortName), last),
    hours: () => withNames().orderBy(way(timesheets.quarters), asc(users.sortName), last),
    course: () =>
      withNames()
        .innerJoin(courses, eq(courses.id, timesheets.courseId))
        .orderBy(way(courses.code), asc(users.sortName), last),
    payday: () =>
      withNames()
        .innerJoin(paydays, eq(paydays.id, timesheets.paydayId))
        .orderBy(way(paydays.paidOn), asc(users.sortName), last),
  }[sort]()
  const rows: { id: string }[] = await ordered.where(where).limit(limit).offset(offset)
  return rows.map((row) => row.id)
}

/** Rows with all that their columns show, in the order of the ids. Two queries. */
async function loadRows(
  viewer: Viewer,
  scope: InboxScope,
  { term, periods }: TermDates,
  ids: readonly string[],
  also?: SQL,
): Promise<InboxRow[]> {
  if (ids.length === 0) return []
  const found = await db
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
      upi: profiles.upi,
      email: users.email,
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
    .leftJoin(profiles, eq(profiles.userId, timesheets.userId))
    .leftJoin(hourAllowances, eq(hourAllowances.allocationId, timesheets.allocationId))
    .where(and(inArray(timesheets.id, [...ids]), also))
  const recorded = await recordedByPayday([...new Set(found.map((row) => row.allocationId))])
  const rows = found.map(({ onBehalfBy, allocated, agreed, allowed, ...row }): InboxRow => {
    const all = recorded.get(row.allocationId) ?? []
    const ceiling = ceilingOf({ quarters: allocated, agreedQuarters: agreed }, allowed ?? 0)
    const end = periods.find((period) => period.paydayId === row.paydayId)?.to ?? scope.today
    return {
      ...row,
      onBehalf: onBehalfBy !== null,
      own: row.userId === viewer.id,
      usage: usageOf(sumOf(all), ceiling),
      approvedQuarters: sumOf(all.filter((one) => one.state === 'approved' || one.state === 'exported')),
      recordedThen: sumOf(all.filter((one) => one.paidOn <= row.paidOn)),
      planQuarters: term ? planToDate(ceiling, term, [end, scope.today].sort()[0]!) : 0,
    }
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** The timesheets of these allocations with their paydays, by allocation: some few for each. One query. */
async function recordedByPayday(allocationIds: readonly string[]) {
  const rows = await db
    .select({
      allocationId: timesheets.allocationId,
      paidOn: paydays.paidOn,
      state: timesheets.state,
      quarters: timesheets.quarters,
    })
    .from(timesheets)
    .innerJoin(paydays, eq(paydays.id, timesheets.paydayId))
    .where(inArray(timesheets.allocationId, [...allocationIds]))
  return Map.groupBy(rows, (row) => row.allocationId)
}

/** More is recorded up to this payday than an even spread over the term gives for it. */
export const isAbovePlan = (row: Pick<InboxRow, 'recordedThen' | 'planQuarters'>): boolean =>
  row.recordedThen > row.planQuarters

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
