import { eq, inArray } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { allocations, paydays, timesheets, users } from '@/db/schema'
import { lockRows } from '@/db/sql'
import { audit } from '@/lib/audit'
import { conflictError } from '@/lib/audit/conflict'
import { dayIn, formatDay, formatTime, todayIn } from '@/lib/dates'
import { queueEmail } from '@/lib/emails/queue'
import { AppError, invalid, notFound, stateError } from '@/lib/errors'
import { formatHours } from '@/lib/hours'
import { requireCan, requireCanOr, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import type { TimesheetState } from '@/lib/vocabulary'
import {
  allowedBeyond,
  approveSubject,
  findHeld,
  type Held,
  recordedQuarters,
  requireKnown,
  requireTermNotArchived,
  sheetRecord,
  sheetScope,
  type TimesheetRow,
} from './load'
import { ceilingOf } from './rules'
import { requireTimesheetTransition, timesheetTransition } from './states'

export type One = {
  id: string
  /** The version that the approver saw. */
  version: number
}

/** Whose hours were decided on: the page has gone on to the next person by the time it says so. */
export type Decided = { personName: string; courseCode: string; quarters: number }

/**
 * Approves submitted hours.
 *
 * @throws `conflict` when they changed since they were seen, `limit` when approved hours would pass the
 *   allocation and what is allowed beyond it, `state`, `not_found`, `not_allowed`
 */
export async function approveTimesheet(viewer: Viewer, input: One, now: Date = new Date()): Promise<Decided> {
  return decide(viewer, input, 'approve', null, now)
}

/**
 * Returns hours to their person with a reason: submitted ones, approved ones before they went to payroll,
 * and exported ones as a correction. The person gets a mail in the same transaction.
 *
 * @throws `invalid` without a reason; else as `approveTimesheet`
 */
export async function returnTimesheet(
  viewer: Viewer,
  input: One & { reason: string | null },
  now: Date = new Date(),
): Promise<Decided> {
  const reason = input.reason?.trim()
  if (!reason) throw invalid({ reason: 'Write the reason: the student reads it.' })
  return decide(viewer, input, 'return', reason, now)
}

async function decide(
  viewer: Viewer,
  input: One,
  verb: 'approve' | 'return',
  reason: string | null,
  now: Date,
): Promise<Decided> {
  const { timeZone } = await loadSettings()
  return write(async (tx) => {
    const { held, sheet, paidOn } = await lockForDecision(tx, viewer, input.id)
    requireTermNotArchived(held)
    if (sheet.version !== input.version) {
      await requireUndecided(tx, sheet, verb, now, timeZone)
      throw await decideConflict(tx, held, sheet, paidOn, verb, timeZone)
    }
    const { to } = requireTimesheetTransition(sheet.state, verb, held.allocation.userId === viewer.id)
    if (verb === 'approve') await requireWithin(tx, held, sheet)
    await tx
      .update(timesheets)
      .set({
        state: to,
        decidedAt: now,
        decidedBy: viewer.id,
        returnReason: reason,
        version: sheet.version + 1,
        updatedAt: now,
      })
      .where(eq(timesheets.id, sheet.id))
    await audit(tx, {
      actor: viewer,
      action: `hours.${verb}`,
      record: sheetRecord(held, sheet.id, paidOn),
      scope: sheetScope(held),
      before: { state: sheet.state },
      after: { state: to, hours: sheet.quarters / 4 },
      reason,
    })
    if (verb === 'return') await tellReturned(tx, viewer, held, sheet, paidOn, reason ?? '')
    return { personName: held.personName, courseCode: held.courseCode, quarters: sheet.quarters }
  })
}

/**
 * What a colleague has decided meanwhile so that this decision has nothing left to decide is said as it is: of two
 * versions that say the same, or of which one cannot be had any more, there is none to choose.
 */
async function requireUndecided(
  tx: Tx,
  sheet: TimesheetRow,
  verb: 'approve' | 'return',
  now: Date,
  zone: string,
): Promise<void> {
  if (timesheetTransition(sheet.state, verb) || sheet.state === 'draft') return
  const [by] = sheet.decidedBy
    ? await tx.select({ name: users.name }).from(users).where(eq(users.id, sheet.decidedBy))
    : []
  const at = sheet.decidedAt
  const when = at
    ? `${dayIn(at, zone) === todayIn(zone, now) ? '' : `on ${formatDay(dayIn(at, zone))} `}at ${formatTime(at, zone)}`
    : 'meanwhile'
  const same = (verb === 'return') === (sheet.state === 'returned')
  throw stateError(
    `${same ? 'Already' : 'Meanwhile'} ${sheet.state === 'returned' ? 'returned' : 'approved'} by ${by?.name ?? 'an approver'} ${when}${sheet.state === 'exported' ? ', and exported to payroll since' : ''}.${same ? '' : ' There is nothing to approve until the hours are submitted again.'}`,
  )
}

/** The timesheet with its allocation, both locked. Not found unless the viewer may approve it. */
async function lockForDecision(tx: Tx, viewer: Viewer, id: string) {
  const [found] = await tx
    .select({ allocationId: timesheets.allocationId, paidOn: paydays.paidOn })
    .from(timesheets)
    .innerJoin(paydays, eq(paydays.id, timesheets.paydayId))
    .where(eq(timesheets.id, id))
  const known = found ? await findHeld(tx, found.allocationId) : null
  requireKnown(viewer, known)
  if (!found) throw notFound('This timesheet')
  const subject = approveSubject(known)
  // The person themselves knows that it exists; everybody else learns nothing.
  if (known.allocation.userId === viewer.id) requireCan(viewer, 'hours.approve', subject)
  else requireCanOr(notFound('This timesheet'), viewer, 'hours.approve', subject)
  const [allocation] = await lockRows(tx, allocations, [found.allocationId])
  const [sheet] = await lockRows(tx, timesheets, [id])
  if (!allocation || !sheet) throw notFound('This timesheet')
  return { held: { ...known, allocation }, sheet, paidOn: found.paidOn }
}

/** What is approved of an allocation must fit it: an approval is what pay follows. */
async function requireWithin(tx: Tx, held: Held, sheet: TimesheetRow): Promise<void> {
  const approved = await recordedQuarters(
    tx,
    held.allocation.id,
    sheet.id,
    inArray(timesheets.state, ['approved', 'exported']),
  )
  const ceiling = ceilingOf(held.allocation, await allowedBeyond(tx, held.allocation.id))
  if (approved + sheet.quarters > ceiling)
    throw new AppError(
      'limit',
      `This would approve ${formatHours(approved + sheet.quarters)} of ${formatHours(ceiling)}. Raise the hours or allow the excess first, with a reason.`,
    )
}

const stateWords: Record<TimesheetState, string> = {
  draft: 'Draft',
  submitted: 'Submitted',
  returned: 'Returned',
  approved: 'Approved',
  exported: 'Exported',
}

async function decideConflict(
  tx: Tx,
  held: Held,
  sheet: TimesheetRow,
  paidOn: string,
  verb: 'approve' | 'return',
  zone: string,
): Promise<AppError> {
  return conflictError(
    tx,
    { ...sheetRecord(held, sheet.id, paidOn), version: sheet.version },
    [
      {
        field: 'State',
        yours: verb === 'approve' ? 'Approved' : 'Returned',
        theirs: stateWords[sheet.state],
      },
      { field: 'Hours', yours: 'As you saw them', theirs: formatHours(sheet.quarters) },
    ],
    zone,
  )
}

async function tellReturned(
  tx: Tx,
  viewer: Viewer,
  held: Held,
  sheet: TimesheetRow,
  paidOn: string,
  reason: string,
): Promise<void> {
  const [person] = await tx.select().from(users).where(eq(users.id, held.allocation.userId))
  if (!person || person.state === 'deleted') return
  const { allocation } = held
  await queueEmail(tx, {
    kind: 'hours_returned',
    to: { userId: person.id, name: person.preferredName ?? person.name, address: person.email },
    idempotencyKey: `hours-returned:${sheet.id}:${sheet.version}`,
    scope: { position: allocation.position, termId: allocation.termId, courseId: allocation.courseId },
    props: {
      courseCode: held.courseCode,
      courseName: held.courseName,
      paidOn,
      quarters: sheet.quarters,
      reason,
      byName: viewer.name,
      afterExport: sheet.state === 'exported',
      path: `/hours/record/${allocation.id}/${sheet.paydayId}`,
    },
  })
}
