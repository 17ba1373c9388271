import { and, eq, inArray, ne, type SQL, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import {
  allocations,
  courses,
  hourAllowances,
  paydays,
  payrollLines,
  terms,
  timesheetLines,
  timesheets,
  users,
} from '@/db/schema'
import { lockRows, whole } from '@/db/sql'
import { formatDay, type IsoDay } from '@/lib/dates'
import { notFound, stateError } from '@/lib/errors'
import { formatHours } from '@/lib/hours'
import { can, type Viewer } from '@/lib/permissions'
import { activityNames, positionNames } from '@/lib/vocabulary'
import { type PayPeriod, payPeriods } from './periods'
import type { Line } from './rules'

export type AllocationRow = typeof allocations.$inferSelect
export type TimesheetRow = typeof timesheets.$inferSelect

/** An allocation with the names that audit and mails tell. */
export type Held = {
  allocation: AllocationRow
  personName: string
  courseCode: string
  courseName: string
  term: Pick<typeof terms.$inferSelect, 'id' | 'name' | 'startsOn' | 'endsOn' | 'archivedAt'>
}

/** Its columns, of `allocations` with their person, course and term. */
export const heldFields = {
  allocation: allocations,
  personName: users.name,
  courseCode: courses.code,
  courseName: courses.name,
  term: {
    id: terms.id,
    name: terms.name,
    startsOn: terms.startsOn,
    endsOn: terms.endsOn,
    archivedAt: terms.archivedAt,
  },
}

/** The allocation with its person, course and term; null when there is none. One query. */
export async function findHeld(from: Db | Tx, allocationId: string): Promise<Held | null> {
  const [found] = await from
    .select(heldFields)
    .from(allocations)
    .innerJoin(users, eq(users.id, allocations.userId))
    .innerJoin(courses, eq(courses.id, allocations.courseId))
    .innerJoin(terms, eq(terms.id, allocations.termId))
    .where(eq(allocations.id, allocationId))
  return found ?? null
}

export const recordSubject = ({ allocation: a }: Pick<Held, 'allocation'>) => ({
  ownerId: a.userId,
  position: a.position,
})
/** Hours of an archived term stand as they are; approved ones can still be paid. */
export function requireTermNotArchived(held: Pick<Held, 'term'>): void {
  if (held.term.archivedAt) throw stateError('This term is archived: its hours can no longer change.')
}

export const approveSubject = ({ allocation: a }: Pick<Held, 'allocation'>) => ({
  ownerId: a.userId,
  position: a.position,
  courseId: a.courseId,
})

/**
 * Not found for whoever may neither record nor approve these hours, and for what the person themselves may
 * not know of yet (a proposal).
 */
export function requireKnown(viewer: Viewer, held: Held | null): asserts held is Held {
  if (!held) throw notFound('This timesheet')
  const own = held.allocation.userId === viewer.id
  const staff = can(viewer, 'hours.approve', approveSubject(held)).allowed
  const records = can(viewer, 'hours.record', recordSubject(held)).allowed
  if (!staff && !records) throw notFound('This timesheet')
  const hidden = ['proposed', 'declined', 'expired'] as readonly string[]
  if (own && !staff && hidden.includes(held.allocation.state)) throw notFound('This timesheet')
}

/** The pay periods of a term. One query. */
export async function periodsOfTerm(
  from: Db | Tx,
  term: { id: string; startsOn: IsoDay; endsOn: IsoDay },
  zone: string,
): Promise<PayPeriod[]> {
  const rows = await from
    .select({ id: paydays.id, paidOn: paydays.paidOn, cutoffAt: paydays.cutoffAt })
    .from(paydays)
    .where(eq(paydays.termId, term.id))
  return payPeriods(term, rows, zone)
}

/** Locks the person and the allocation: the two gates that whoever writes hours goes through. */
export async function lockHours(
  tx: Tx,
  allocation: Pick<AllocationRow, 'id' | 'userId'>,
): Promise<AllocationRow> {
  // People before allocations before timesheets, as everywhere.
  await lockRows(tx, users, [allocation.userId])
  const [locked] = await lockRows(tx, allocations, [allocation.id])
  if (!locked) throw notFound('This timesheet')
  return locked
}

/** The timesheet of an allocation and payday, locked; null when there is none yet. */
export async function lockSheet(
  tx: Tx,
  allocationId: string,
  paydayId: string,
): Promise<TimesheetRow | null> {
  const [found] = await tx
    .select({ id: timesheets.id })
    .from(timesheets)
    .where(and(eq(timesheets.allocationId, allocationId), eq(timesheets.paydayId, paydayId)))
  if (!found) return null
  const [locked] = await lockRows(tx, timesheets, [found.id])
  return locked ?? null
}

/** Lines of a timesheet in the order of their days. */
export function linesOf(from: Db | Tx, timesheetId: string): Promise<Line[]> {
  return from
    .select({
      day: timesheetLines.day,
      quarters: timesheetLines.quarters,
      activity: timesheetLines.activity,
      note: timesheetLines.note,
    })
    .from(timesheetLines)
    .where(eq(timesheetLines.timesheetId, timesheetId))
    .orderBy(timesheetLines.day, timesheetLines.id)
}

/** Has a payroll batch taken hours of this timesheet? */
export async function wasExported(from: Db | Tx, timesheetId: string): Promise<boolean> {
  const [line] = await from
    .select({ id: payrollLines.id })
    .from(payrollLines)
    .where(eq(payrollLines.timesheetId, timesheetId))
    .limit(1)
  return line !== undefined
}

/** Hours of an allocation in its timesheets but one, of those that fit `also`. */
export async function recordedQuarters(
  from: Db | Tx,
  allocationId: string,
  exceptId: string | null,
  also?: SQL,
): Promise<number> {
  const [row] = await from
    .select({ quarters: whole(sql`sum(${timesheets.quarters})`) })
    .from(timesheets)
    .where(
      and(
        eq(timesheets.allocationId, allocationId),
        exceptId ? ne(timesheets.id, exceptId) : undefined,
        also,
      ),
    )
  return row?.quarters ?? 0
}

/** Hours allowed beyond the allocation. */
export async function allowedBeyond(from: Db | Tx, allocationId: string): Promise<number> {
  const [row] = await from
    .select({ quarters: hourAllowances.quarters })
    .from(hourAllowances)
    .where(eq(hourAllowances.allocationId, allocationId))
  return row?.quarters ?? 0
}

/** Hours of a person on these days in all their timesheets but one, of every course, position and term. */
export async function hoursPerDay(
  from: Db | Tx,
  userId: string,
  days: readonly IsoDay[],
  exceptId: string | null,
): Promise<Map<IsoDay, number>> {
  if (days.length === 0) return new Map()
  const rows = await from
    .select({ day: timesheetLines.day, quarters: whole(sql`sum(${timesheetLines.quarters})`) })
    .from(timesheetLines)
    .innerJoin(timesheets, eq(timesheets.id, timesheetLines.timesheetId))
    .where(
      and(
        eq(timesheets.userId, userId),
        inArray(timesheetLines.day, [...new Set(days)]),
        exceptId ? ne(timesheets.id, exceptId) : undefined,
      ),
    )
    .groupBy(timesheetLines.day)
  return new Map(rows.map((row) => [row.day, row.quarters]))
}

export const sheetRecord = (held: Held, sheetId: string, paidOn: IsoDay) => ({
  type: 'timesheet',
  id: sheetId,
  name: `${held.personName}, ${positionNames[held.allocation.position].toLowerCase()} in ${held.courseCode}, payday ${formatDay(paidOn)}`,
})

export const sheetScope = ({ allocation: a }: Held) => ({
  termId: a.termId,
  courseId: a.courseId,
  position: a.position,
  subjectId: a.userId,
})

/** "Mon 8 Mar 2027, 2 h, Lab (note)", as the audit log and a conflict show a line. */
export const lineInWords = (line: Line): string =>
  `${formatDay(line.day)}, ${formatHours(line.quarters)}, ${activityNames[line.activity]}${line.note ? ` (${line.note})` : ''}`
