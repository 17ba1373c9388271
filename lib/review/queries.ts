import { and, eq, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { applications } from '@/db/schema'
import { whole } from '@/db/sql'
import type { Page } from '@/lib/list-params'
import { requireCan, type Viewer } from '@/lib/permissions'
import type { Position } from '@/lib/vocabulary'
import type { ReviewParams } from './list'
import { loadRows, type ReviewRow } from './list-rows'
import { narrowed, orderOf, tabIs } from './list-where'
import { byOthers, reviewable } from './scope'
import { type Tab, tabOf, tabs } from './states'

export type ReviewScope = { termId: string; position: Position; tab: Tab }

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
        reviewable,
        byOthers(viewer),
        narrowed(params),
      ),
    )
    .groupBy(applications.state, applications.decision)
  const counts = Object.fromEntries(tabs.map((tab) => [tab, 0])) as Record<Tab, number>
  for (const row of rows) counts[tabOf(row)] += row.count
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
  const rows = await rowsInOrder(viewer, scope, params, params.size, (page - 1) * params.size)
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
  const rows = await idsInOrder(viewer, scope, params, limit, 0)
  return rows.map((row) => row.id)
}

/** Rows of the table by their ids, in the given order, of the scope's term and position only. */
export async function listApplicationsById(
  viewer: Viewer,
  scope: Omit<ReviewScope, 'tab'>,
  ids: readonly string[],
): Promise<ReviewRow[]> {
  requireCan(viewer, 'applications.decide', { position: scope.position })
  const rows = await loadRows(ids, scope)
  return rows.filter((row) => row.studentId !== viewer.id)
}

function idsInOrder(viewer: Viewer, scope: ReviewScope, params: ReviewParams, limit: number, offset: number) {
  return db
    .select({ id: applications.id })
    .from(applications)
    .where(
      and(
        eq(applications.termId, scope.termId),
        eq(applications.position, scope.position),
        tabIs(scope.tab),
        byOthers(viewer),
        narrowed(params),
      ),
    )
    .orderBy(...orderOf(params.sort, params.dir))
    .limit(limit)
    .offset(offset)
}

async function rowsInOrder(
  viewer: Viewer,
  scope: ReviewScope,
  params: ReviewParams,
  limit: number,
  offset: number,
) {
  const page = await idsInOrder(viewer, scope, params, limit, offset)
  return loadRows(
    page.map((row) => row.id),
    scope,
  )
}
