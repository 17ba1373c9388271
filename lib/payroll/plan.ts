import { createHash } from 'node:crypto'
import { and, asc, eq, type SQL, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import {
  allocations,
  applications,
  courses,
  payRates,
  payrollBatches,
  payrollLines,
  profiles,
  timesheetLines,
  timesheets,
  users,
} from '@/db/schema'
import { whole } from '@/db/sql'
import type { IsoDay } from '@/lib/dates'
import type { Position } from '@/lib/vocabulary'
import {
  type ExportedPart,
  partsOf,
  type Rate,
  type SheetPart,
  type Totals,
  totalsOf,
  type Unrated,
  unratedOf,
} from './rules'

export type PayrollScope = { paydayId: string; position: Position }
export type PayPeriod = { from: IsoDay; to: IsoDay }

/** A line as it will stand in the batch and in its file. */
export type PlannedLine = SheetPart & {
  timesheetId: string
  userId: string
  name: string
  auid: string | null
  upi: string | null
  course: string
  approver: string | null
}

export type PayrollPlan = {
  lines: PlannedLine[]
  totals: Totals
  /** Why hours have no rate. */
  unrated: Unrated
  /** Changes with anything that the file or the batch would say. */
  fingerprint: string
}

/**
 * Hours to pay, or a difference to what was exported: whoever said that nothing was worked is in no batch. For queries
 * of several tables on `timesheets`.
 */
export const payable: SQL = sql`(${timesheets.quarters} > 0 or exists (select 1 from ${payrollLines} l where l.timesheet_id = ${timesheets.id}))`

/** What all batches together hold of a timesheet, in quarter hours. For queries of several tables on `timesheets`. */
export const exportedQuarters: SQL = sql`coalesce((select sum(l.quarters) from ${payrollLines} l where l.timesheet_id = ${timesheets.id}), 0)`

/** Approved and in no batch: what the next one takes. */
const waiting = ({ paydayId, position }: PayrollScope) =>
  and(
    eq(timesheets.paydayId, paydayId),
    eq(timesheets.state, 'approved'),
    eq(allocations.position, position),
    payable,
  )

/** Ids of the timesheets that wait to be exported. One query. */
export async function listWaitingIds(from: Db | Tx, scope: PayrollScope): Promise<string[]> {
  const rows = await from
    .select({ id: timesheets.id })
    .from(timesheets)
    .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
    .where(waiting(scope))
  return rows.map((row) => row.id)
}

/**
 * What a batch made now would hold, by name, course and day. Five queries, whatever the number of timesheets.
 * @param only timesheets to keep to: those that the caller holds locked
 */
export async function planBatch(
  from: Db | Tx,
  scope: PayrollScope,
  period: PayPeriod,
  only?: ReadonlySet<string>,
): Promise<PayrollPlan> {
  const found = await sheetsOf(from, scope)
  const sheets = only ? found.filter((sheet) => only.has(sheet.id)) : found
  const [worked, exported, approvers, rates] = [
    await workedOf(from, scope),
    await exportedOf(from, scope),
    await approversOf(from, scope),
    await listRatesOf(from, scope.position),
  ]
  const unrated = unratedOf()
  const lines = sheets.flatMap((sheet) => {
    const degreeLevel = sheet.appliedLevel ?? sheet.profileLevel
    const before = exported.get(sheet.id) ?? []
    const parts = partsOf(worked.get(sheet.id) ?? [], before, rates, degreeLevel)
    unrated.add(sheet, parts, before, degreeLevel)
    return parts.map((part) => ({
      ...part,
      timesheetId: sheet.id,
      userId: sheet.userId,
      name: sheet.name,
      auid: sheet.auid ?? sheet.appliedAuid,
      upi: sheet.upi ?? sheet.appliedUpi,
      course: sheet.course,
      approver: (sheet.decidedBy && approvers.get(sheet.decidedBy)) ?? null,
    }))
  })
  return {
    lines,
    totals: totalsOf(lines),
    unrated: unrated.sum(),
    fingerprint: fingerprintOf({ period, lines }),
  }
}

function fingerprintOf(content: { period: PayPeriod; lines: readonly PlannedLine[] }): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}

function sheetsOf(from: Db | Tx, scope: PayrollScope) {
  return from
    .select({
      id: timesheets.id,
      userId: timesheets.userId,
      decidedBy: timesheets.decidedBy,
      name: users.name,
      course: courses.code,
      auid: profiles.auid,
      upi: profiles.upi,
      profileLevel: profiles.degreeLevel,
      appliedAuid: applications.auid,
      appliedUpi: applications.upi,
      appliedLevel: applications.degreeLevel,
    })
    .from(timesheets)
    .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
    .innerJoin(users, eq(users.id, timesheets.userId))
    .innerJoin(courses, eq(courses.id, timesheets.courseId))
    .leftJoin(profiles, eq(profiles.userId, timesheets.userId))
    .leftJoin(applications, eq(applications.id, allocations.applicationId))
    .where(waiting(scope))
    .orderBy(asc(users.sortName), asc(users.id), asc(courses.code), asc(timesheets.id))
}

async function workedOf(from: Db | Tx, scope: PayrollScope) {
  const rows = await from
    .select({
      sheetId: timesheetLines.timesheetId,
      day: timesheetLines.day,
      quarters: whole(sql`sum(${timesheetLines.quarters})`),
    })
    .from(timesheetLines)
    .innerJoin(timesheets, eq(timesheets.id, timesheetLines.timesheetId))
    .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
    .where(waiting(scope))
    .groupBy(timesheetLines.timesheetId, timesheetLines.day)
    .orderBy(asc(timesheetLines.timesheetId), asc(timesheetLines.day))
  return Map.groupBy(rows, (row) => row.sheetId)
}

/** What earlier batches took of the waiting timesheets, in the order of the batches. */
async function exportedOf(
  from: Db | Tx,
  scope: PayrollScope,
): Promise<Map<string, (ExportedPart & { sheetId: string })[]>> {
  const rows = await from
    .select({
      sheetId: payrollLines.timesheetId,
      rateId: payrollLines.rateId,
      rateCents: payrollLines.rateCents,
      days: payrollLines.days,
      quarters: payrollLines.quarters,
      amountCents: payrollLines.amountCents,
    })
    .from(payrollLines)
    .innerJoin(payrollBatches, eq(payrollBatches.id, payrollLines.batchId))
    .innerJoin(timesheets, eq(timesheets.id, payrollLines.timesheetId))
    .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
    .where(waiting(scope))
    .orderBy(asc(payrollBatches.number), asc(payrollLines.line))
  return Map.groupBy(rows, (row) => row.sheetId)
}

async function approversOf(from: Db | Tx, scope: PayrollScope): Promise<Map<string, string>> {
  const rows = await from
    .selectDistinct({ id: users.id, name: users.name })
    .from(timesheets)
    .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
    .innerJoin(users, eq(users.id, timesheets.decidedBy))
    .where(waiting(scope))
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** The rates of a position, earliest first. One query. */
function listRatesOf(from: Db | Tx, position: Position): Promise<Rate[]> {
  return from
    .select({
      id: payRates.id,
      degreeLevel: payRates.degreeLevel,
      validFrom: payRates.validFrom,
      centsPerHour: payRates.centsPerHour,
    })
    .from(payRates)
    .where(eq(payRates.position, position))
    .orderBy(asc(payRates.validFrom), asc(payRates.id))
}
