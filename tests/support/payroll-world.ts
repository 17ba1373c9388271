/** Paydays, timesheets and pay rates for tests of the payroll, written straight into the file's own database. */
import { eq, sql } from 'drizzle-orm'
import { db, write } from '@/db/client'
import { payRates, payrollBatches, payrollLines, timesheetLines, timesheets } from '@/db/schema'
import { insertMany, newId } from '@/db/sql'
import type { DegreeLevel, Position, TimesheetState } from '@/lib/vocabulary'
import { makeAllocation, makeTimesheet, makeUser } from './world'

type Hours = Record<string, number>

/** A timesheet with so many quarter hours per day, approved by default; makes a person and an allocation unless given. */
export async function makePayrollSheet(given: {
  paydayId: string
  courseId: string
  termId: string
  hours: Hours
  position?: Position
  userId?: string
  allocationId?: string
  state?: TimesheetState
  decidedBy?: string
}): Promise<{ id: string; userId: string; allocationId: string }> {
  const { paydayId, courseId, termId, hours, position = 'tutor', state = 'approved' } = given
  const userId = given.userId ?? (await makeUser('student'))
  const allocationId =
    given.allocationId ?? (await makeAllocation({ userId, courseId, termId, position, quarters: 4000 }))
  const id = await makeTimesheet({
    allocationId,
    paydayId,
    state,
    decidedAt: new Date(),
    decidedBy: given.decidedBy ?? null,
    lines: Object.entries(hours).map(([day, quarters]) => ({ day, quarters })),
  })
  return { id, userId, allocationId }
}

/** Returned, changed and approved again, as an approver and the person would do it. */
export async function correctPayrollSheet(
  id: string,
  hours: Hours,
  state: TimesheetState = 'approved',
): Promise<void> {
  await write(async (tx) => {
    await tx.delete(timesheetLines).where(eq(timesheetLines.timesheetId, id))
    await insertMany(tx, timesheetLines, linesOf(id, hours))
    await tx
      .update(timesheets)
      .set({ state, quarters: total(hours), version: sql`${timesheets.version} + 1` as never })
      .where(eq(timesheets.id, id))
  })
}

const total = (hours: Hours) => Object.values(hours).reduce((sum, quarters) => sum + quarters, 0)
const linesOf = (timesheetId: string, hours: Hours) =>
  Object.entries(hours).map(([day, quarters]) => ({
    id: newId(),
    timesheetId,
    day,
    quarters,
    activity: 'lab' as const,
  }))

export async function makePayRate(
  position: Position,
  degreeLevel: DegreeLevel,
  validFrom: string,
  centsPerHour: number,
): Promise<string> {
  const id = newId()
  await write(async (tx) => {
    await tx.insert(payRates).values({
      id,
      position,
      degreeLevel,
      validFrom,
      centsPerHour,
      createdBy: id,
      createdAt: new Date(),
    })
  })
  return id
}

/** State of a timesheet as it stands. */
export async function sheetState(id: string): Promise<TimesheetState | undefined> {
  const [row] = await db.select({ state: timesheets.state }).from(timesheets).where(eq(timesheets.id, id))
  return row?.state
}

/** A batch that holds so many quarter hours of a timesheet, written as if it had been exported. */
export async function makePayrollBatch(sheetId: string, quarters: number): Promise<void> {
  const [sheet] = await db.select().from(timesheets).where(eq(timesheets.id, sheetId))
  if (!sheet) throw new Error('no such timesheet')
  const { termId, paydayId, position, userId } = sheet
  const batchId = newId()
  const earlier = await db.$count(payrollBatches, eq(payrollBatches.paydayId, paydayId))
  const file = { xlsxKey: batchId, xlsxSha256: '', csvKey: batchId, csvSha256: '' }
  const sums = { people: 1, sheets: 1, lines: 1, corrections: 0, amountCents: 0, unratedQuarters: quarters }
  await write(async (tx) => {
    await tx.insert(payrollBatches).values({
      id: batchId,
      termId,
      paydayId,
      position,
      number: earlier + 1,
      requestKey: batchId,
      createdBy: userId,
      createdByName: 'Batch Maker',
      createdAt: new Date(),
      quarters,
      ...sums,
      ...file,
    })
    await tx.insert(payrollLines).values({
      id: newId(),
      batchId,
      line: 1,
      timesheetId: sheetId,
      userId,
      name: 'Somebody',
      course: 'COURSE',
      periodFrom: '2027-01-01',
      periodTo: '2027-01-31',
      quarters,
      days: { '2027-01-01': quarters },
      kind: 'normal',
      searchText: '',
    })
  })
}
