import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, courses, timesheets, users } from '@/db/schema'
import { whole } from '@/db/sql'
import { wasAccepted } from '@/lib/allocations/accepted'
import type { Viewer } from '@/lib/permissions'
import { countInbox, type InboxCounts } from './inbox-counts'
import { type InboxParams, type InboxTab, tabState } from './inbox-list'
import { approvable, type InboxScope, narrowInbox, termDates } from './inbox-scope'

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
 * the allocations. Seven queries at most.
 */
export async function listInboxGroups(
  viewer: Viewer,
  scope: InboxScope,
  tab: InboxTab,
  by: 'courses' | 'people',
  params: InboxParams,
): Promise<InboxCounts & { total: number; rows: InboxGroup[] }> {
  const dates = await termDates(scope.termId, scope.zone)
  const narrowed = await narrowInbox(viewer, scope, params, dates.paydays)
  const where = and(narrowed, eq(timesheets.state, tabState[tab]))
  const key = by === 'courses' ? timesheets.courseId : timesheets.userId
  const [counted, [all]] = await Promise.all([
    countInbox(narrowed, scope, dates),
    db
      .select({ n: whole(sql`count(distinct ${key})`) })
      .from(timesheets)
      .where(where),
  ])
  const total = all?.n ?? 0
  const page = Math.min(params.page, Math.max(1, Math.ceil(total / params.size)))
  const rows = await selectGroups(by, where, params.size, (page - 1) * params.size)
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

/** Summed up first, named after: names are looked up for groups, not for timesheets. */
function selectGroups(by: 'courses' | 'people', where: SQL | undefined, limit: number, offset: number) {
  const key = by === 'courses' ? timesheets.courseId : timesheets.userId
  const g = db
    .select({
      id: sql<string>`${key}`.as('group_id'),
      sheets: whole(sql`count(*)`).as('sheets'),
      late: whole(sql`sum(${timesheets.late})`).as('late_sheets'),
      quarters: whole(sql`sum(${timesheets.quarters})`).as('sum_quarters'),
      since: sql<number | string | null>`min(${timesheets.submittedAt})`.as('since'),
    })
    .from(timesheets)
    .where(where)
    .groupBy(key)
    .as('g')
  const of = by === 'courses' ? courses : users
  const name = by === 'courses' ? courses.code : users.name
  const order = by === 'courses' ? courses.code : users.sortName
  return db
    .select({ id: g.id, name, sheets: g.sheets, late: g.late, quarters: g.quarters, since: g.since })
    .from(g)
    .innerJoin(of, eq(of.id, g.id))
    .orderBy(desc(g.quarters), asc(order), asc(g.id))
    .limit(limit)
    .offset(offset)
}

type Standing = Pick<InboxGroup, 'allocatedQuarters' | 'recordedQuarters' | 'approvedQuarters'>

async function groupStanding(
  viewer: Viewer,
  termId: string,
  by: 'courses' | 'people',
  ids: string[],
): Promise<Map<string, Standing>> {
  if (ids.length === 0) return new Map()
  const key = by === 'courses' ? allocations.courseId : allocations.userId
  const sheetSum = (states: SQL) =>
    sql`(select coalesce(sum(s.quarters), 0) from ${timesheets} s where s.allocation_id = ${allocations.id} and ${states})`
  const rows = await db
    .select({
      id: key,
      allocatedQuarters: whole(sql`sum(coalesce(${allocations.agreedQuarters}, ${allocations.quarters}))`),
      recordedQuarters: whole(sql`sum(${sheetSum(sql`1 = 1`)})`),
      approvedQuarters: whole(sql`sum(${sheetSum(sql`s.state in ('approved', 'exported')`)})`),
    })
    .from(allocations)
    .where(
      and(
        inArray(key, ids),
        // As in `narrowInbox`: by the people or courses of the page, not by all of the term.
        sql`coalesce(${allocations.termId}, '') = ${termId}`,
        approvable(viewer),
        wasAccepted,
      ),
    )
    .groupBy(key)
  return new Map(rows.map(({ id, ...sums }) => [id, sums]))
}
