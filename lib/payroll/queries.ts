import { and, asc, count, desc, eq, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, paydays, payrollBatches, payrollLines, terms, timesheets } from '@/db/schema'
import { nullsLast, whole } from '@/db/sql'
import { notFound } from '@/lib/errors'
import type { Page } from '@/lib/list-params'
import { can, requireCan, requireCanOr, type Viewer } from '@/lib/permissions'
import { hasWords } from '@/lib/search/words'
import { getSettings } from '@/lib/settings/queries'
import { type Position, positions } from '@/lib/vocabulary'
import type { PayrollLineParams, PayrollParams } from './list'
import { listPaydays, type PayrollPayday, requirePayday } from './payday'
import { exportedQuarters, type PayrollPlan, type PayrollScope, payable, planBatch } from './plan'

/** Positions whose payroll the viewer runs. */
export const payrollPositions = (viewer: Viewer): Position[] =>
  positions.filter((position) => can(viewer, 'payroll.export', { position }).allowed)

export type StateCounts = { draft: number; submitted: number; returned: number }

export type PaydayRow = PayrollPayday & {
  /** Approved and in no batch. */
  waiting: {
    sheets: number
    /** Those of them that were exported before. */
    corrections: number
    /** What a batch would hold: of a correction the difference. */
    quarters: number
  }
  /** Not approved yet, which a batch made now would leave out. */
  open: StateCounts
  batches: { count: number; quarters: number; amountCents: number; unratedQuarters: number }
}

type TermScope = { termId: string; position: Position }

/** The paydays of a term with what waits and what was exported. Four queries, and the settings. */
export async function listPayrollPaydays(viewer: Viewer, scope: TermScope): Promise<PaydayRow[]> {
  requireCan(viewer, 'payroll.export', { position: scope.position })
  const { timeZone } = await getSettings()
  const [days, sheets, batches] = await Promise.all([
    listPaydays(db, scope.termId, timeZone),
    db
      .select({
        paydayId: timesheets.paydayId,
        state: timesheets.state,
        sheets: count(),
        payable: whole(sql`sum(case when ${payable} then 1 else 0 end)`),
        corrections: whole(
          sql`sum(case when exists (select 1 from ${payrollLines} l where l.timesheet_id = ${timesheets.id}) then 1 else 0 end)`,
        ),
        quarters: whole(sql`sum(${timesheets.quarters} - ${exportedQuarters})`),
      })
      .from(timesheets)
      .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
      .where(and(eq(timesheets.termId, scope.termId), eq(allocations.position, scope.position)))
      .groupBy(timesheets.paydayId, timesheets.state),
    db
      .select({
        paydayId: payrollBatches.paydayId,
        count: count(),
        quarters: whole(sql`sum(${payrollBatches.quarters})`),
        amountCents: whole(sql`sum(${payrollBatches.amountCents})`),
        unratedQuarters: whole(sql`sum(${payrollBatches.unratedQuarters})`),
      })
      .from(payrollBatches)
      .where(and(eq(payrollBatches.termId, scope.termId), eq(payrollBatches.position, scope.position)))
      .groupBy(payrollBatches.paydayId),
  ])
  const exported = new Map(batches.map((row) => [row.paydayId, row]))
  const inState = (paydayId: string, state: string) =>
    sheets.find((row) => row.paydayId === paydayId && row.state === state)
  return days.map((day) => {
    const approved = inState(day.id, 'approved')
    return {
      ...day,
      waiting: {
        sheets: approved?.payable ?? 0,
        corrections: approved?.corrections ?? 0,
        quarters: approved?.quarters ?? 0,
      },
      open: {
        draft: inState(day.id, 'draft')?.sheets ?? 0,
        submitted: inState(day.id, 'submitted')?.sheets ?? 0,
        returned: inState(day.id, 'returned')?.sheets ?? 0,
      },
      batches: exported.get(day.id) ?? { count: 0, quarters: 0, amountCents: 0, unratedQuarters: 0 },
    }
  })
}

export type Preview = { payday: PayrollPayday; plan: PayrollPlan; open: StateCounts }

/** A payday whose payroll of this position the viewer runs. Throws `not_allowed`, `not_found`. One query. */
export async function getPayday(viewer: Viewer, scope: PayrollScope): Promise<PayrollPayday> {
  requireCan(viewer, 'payroll.export', { position: scope.position })
  const { timeZone } = await getSettings()
  return requirePayday(db, scope.paydayId, timeZone)
}

/** What a batch made now would hold, and what it would leave out. Nine queries and the settings, whatever waits. */
export async function previewBatch(viewer: Viewer, scope: PayrollScope): Promise<Preview> {
  const payday = await getPayday(viewer, scope)
  const [plan, states] = await Promise.all([
    planBatch(db, scope, payday.period),
    db
      .select({ state: timesheets.state, sheets: count() })
      .from(timesheets)
      .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
      .where(and(eq(timesheets.paydayId, scope.paydayId), eq(allocations.position, scope.position)))
      .groupBy(timesheets.state),
  ])
  const of = (state: string) => states.find((row) => row.state === state)?.sheets ?? 0
  return {
    payday,
    plan,
    open: { draft: of('draft'), submitted: of('submitted'), returned: of('returned') },
  }
}

const batchColumns = {
  id: payrollBatches.id,
  termId: payrollBatches.termId,
  termName: terms.name,
  paydayId: payrollBatches.paydayId,
  paidOn: paydays.paidOn,
  position: payrollBatches.position,
  number: payrollBatches.number,
  createdByName: payrollBatches.createdByName,
  createdAt: payrollBatches.createdAt,
  people: payrollBatches.people,
  sheets: payrollBatches.sheets,
  lines: payrollBatches.lines,
  corrections: payrollBatches.corrections,
  quarters: payrollBatches.quarters,
  amountCents: payrollBatches.amountCents,
  unratedQuarters: payrollBatches.unratedQuarters,
  xlsxKey: payrollBatches.xlsxKey,
  xlsxSha256: payrollBatches.xlsxSha256,
  csvKey: payrollBatches.csvKey,
  csvSha256: payrollBatches.csvSha256,
}

const selectBatches = () =>
  db
    .select(batchColumns)
    .from(payrollBatches)
    .innerJoin(paydays, eq(paydays.id, payrollBatches.paydayId))
    .innerJoin(terms, eq(terms.id, payrollBatches.termId))

export type Batch = Awaited<ReturnType<typeof selectBatches>>[number]

/** The batches of a term and position, newest first, of one payday if `params` name one. Two queries. */
export async function listBatches(
  viewer: Viewer,
  scope: TermScope,
  params: Pick<PayrollParams, 'page' | 'size'> & { filters?: { payday?: string } },
): Promise<Page<Batch>> {
  requireCan(viewer, 'payroll.export', { position: scope.position })
  const payday = params.filters?.payday
  const where = and(
    eq(payrollBatches.termId, scope.termId),
    eq(payrollBatches.position, scope.position),
    payday ? eq(payrollBatches.paydayId, payday) : undefined,
  )
  const [rows, [total]] = await Promise.all([
    selectBatches()
      .where(where)
      .orderBy(desc(payrollBatches.createdAt), desc(payrollBatches.id))
      .limit(params.size)
      .offset((params.page - 1) * params.size),
    db.select({ n: count() }).from(payrollBatches).where(where),
  ])
  return { rows, total: total?.n ?? 0 }
}

/** A batch. Not found unless the viewer runs the payroll of its position. One query. */
export async function requireBatch(viewer: Viewer, id: string): Promise<Batch> {
  const [batch] = await selectBatches().where(eq(payrollBatches.id, id))
  if (!batch) throw notFound('This payroll batch')
  requireCanOr(notFound('This payroll batch'), viewer, 'payroll.export', { position: batch.position })
  return batch
}

const lineColumns = {
  id: payrollLines.id,
  line: payrollLines.line,
  name: payrollLines.name,
  auid: payrollLines.auid,
  upi: payrollLines.upi,
  course: payrollLines.course,
  rateCents: payrollLines.rateCents,
  quarters: payrollLines.quarters,
  amountCents: payrollLines.amountCents,
  approver: payrollLines.approver,
  kind: payrollLines.kind,
}
export type BatchLine = Pick<typeof payrollLines.$inferSelect, keyof typeof lineColumns>

const lineSorts = {
  line: payrollLines.line,
  course: payrollLines.course,
  hours: payrollLines.quarters,
  amount: payrollLines.amountCents,
}

/** A page of a batch's lines, as they were exported. Two queries. */
export async function listBatchLines(
  viewer: Viewer,
  batch: Pick<Batch, 'id' | 'position'>,
  params: PayrollLineParams,
): Promise<Page<BatchLine>> {
  requireCan(viewer, 'payroll.export', { position: batch.position })
  const where = and(
    eq(payrollLines.batchId, batch.id),
    params.filters.kind ? eq(payrollLines.kind, params.filters.kind) : undefined,
    hasWords(payrollLines.searchText, params.q),
  )
  const [rows, [total]] = await Promise.all([
    db
      .select(lineColumns)
      .from(payrollLines)
      .where(where)
      .orderBy(...nullsLast(lineSorts[params.sort], params.dir), asc(payrollLines.line))
      .limit(params.size)
      .offset((params.page - 1) * params.size),
    db.select({ n: count() }).from(payrollLines).where(where),
  ])
  return { rows, total: total?.n ?? 0 }
}
