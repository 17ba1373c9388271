/** What a simulated term is judged by, read straight from the app's database (tests/support/world-agent.ts). */
import { and, asc, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import {
  allocations,
  cronTicks,
  emails,
  hourReminders,
  payRates,
  payrollBatches,
  payrollLines,
  timesheetLines,
  timesheets,
  users,
} from '@/db/schema'
import { countJobs } from '@/lib/jobs/queries'

export type TermAllocation = {
  id: string
  userId: string
  courseId: string
  position: 'tutor' | 'marker'
  state: string
  quarters: number
  applicationId: string | null
}

export async function termAllocations(termId: string): Promise<TermAllocation[]> {
  return db
    .select({
      id: allocations.id,
      userId: allocations.userId,
      courseId: allocations.courseId,
      position: allocations.position,
      state: allocations.state,
      quarters: allocations.quarters,
      applicationId: allocations.applicationId,
    })
    .from(allocations)
    .where(eq(allocations.termId, termId))
    .orderBy(asc(allocations.createdAt), asc(allocations.id))
}

/** Timesheets of a payday with their state, hours and person. */
export async function sheetsOf(paydayId: string) {
  return db
    .select({
      id: timesheets.id,
      allocationId: timesheets.allocationId,
      userId: timesheets.userId,
      state: timesheets.state,
      late: timesheets.late,
      quarters: timesheets.quarters,
    })
    .from(timesheets)
    .where(eq(timesheets.paydayId, paydayId))
    .orderBy(asc(timesheets.id))
}

/** Everything of pay, in a form in which two runs of the same term can be compared: names instead of ids. */
export async function payOf(termId: string) {
  const batches = await db
    .select()
    .from(payrollBatches)
    .where(eq(payrollBatches.termId, termId))
    .orderBy(asc(payrollBatches.createdAt), asc(payrollBatches.id))
  const lines = await db
    .select()
    .from(payrollLines)
    .where(
      inArray(
        payrollLines.batchId,
        batches.map((batch) => batch.id),
      ),
    )
  const sheets = await db
    .select({
      id: timesheets.id,
      state: timesheets.state,
      quarters: timesheets.quarters,
      position: allocations.position,
    })
    .from(timesheets)
    .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
    .where(eq(timesheets.termId, termId))
  const days = await db
    .select({
      timesheetId: timesheetLines.timesheetId,
      day: timesheetLines.day,
      quarters: timesheetLines.quarters,
    })
    .from(timesheetLines)
    .innerJoin(timesheets, eq(timesheets.id, timesheetLines.timesheetId))
    .where(eq(timesheets.termId, termId))
  const rates = await db.select().from(payRates)
  return { batches, lines, sheets, days, rates }
}

/** Mails of the log by kind and state, and how often anyone was reminded of one payday and offset. */
export async function mailFigures() {
  const rows = await db
    .select({ kind: emails.kind, state: emails.state, to: emails.toAddress, subject: emails.subject })
    .from(emails)
  const reminders = await db.select().from(hourReminders)
  return { rows, reminders: reminders.length }
}

/** Ids of people by user name, in the order asked for. */
export async function userIds(usernames: string[]): Promise<string[]> {
  const rows = await db
    .select({ id: users.id, username: users.username })
    .from(users)
    .where(inArray(users.username, usernames))
  return usernames.map((username) => rows.find((row) => row.username === username)!.id)
}

export async function linesOf(timesheetId: string): Promise<{ day: string; quarters: number }[]> {
  return db
    .select({ day: timesheetLines.day, quarters: timesheetLines.quarters })
    .from(timesheetLines)
    .where(eq(timesheetLines.timesheetId, timesheetId))
    .orderBy(asc(timesheetLines.day), asc(timesheetLines.id))
}

/** Has the repeated function been started for this time? */
export async function swept(functionId: string, dueAt: number): Promise<boolean> {
  const rows = await db
    .select({ dueAt: cronTicks.dueAt })
    .from(cronTicks)
    .where(and(eq(cronTicks.functionId, functionId), eq(cronTicks.dueAt, new Date(dueAt))))
  return rows.length > 0
}

/** The present moment as processes of this test see it. */
export async function clock(): Promise<number> {
  return Date.now()
}

/** No event, run or mail is under way. */
export async function nothingPending(): Promise<boolean> {
  const { pending, mailsWaiting } = await countJobs()
  return pending === 0 && mailsWaiting === 0
}
