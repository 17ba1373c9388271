/** Paydays, timesheets and pay rates for tests of the payroll, written straight into the file's own database. */
import { eq, sql } from 'drizzle-orm'
import { db, write } from '@/db/client'
import { paydays, payRates, timesheetLines, timesheets } from '@/db/schema'
import { insertMany, newId } from '@/db/sql'
import type { DegreeLevel, Position, TimesheetState } from '@/lib/vocabulary'
import { makeAllocation, makeUser } from './world'

/** A payday of the term with its cut-off three days before, 04:00 UTC. */
export async function makePayrollPayday(termId: string, paidOn: string): Promise<string> {
  const id = newId()
  const cutoffAt = new Date(Date.parse(`${paidOn}T04:00:00Z`) - 3 * 86_400_000)
  await write(async (tx) => {
    await tx
      .insert(paydays)
      .values({ id, termId, paidOn, cutoffAt, reminderDays: [7, 3, 1], createdAt: new Date() })
  })
  return id
}

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
  const id = newId()
  const now = new Date()
  await write(async (tx) => {
    await tx.insert(timesheets).values({
      id,
      allocationId,
      paydayId,
      userId,
      courseId,
      termId,
      state,
      quarters: total(hours),
      submittedAt: now,
      decidedAt: now,
      decidedBy: given.decidedBy ?? null,
      createdAt: now,
      updatedAt: now,
    })
    await insertMany(tx, timesheetLines, linesOf(id, hours))
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
