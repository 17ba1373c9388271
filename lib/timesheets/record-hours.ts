import { eq } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { timesheetLines, timesheets } from '@/db/schema'
import { insertMany, newId } from '@/db/sql'
import { audit } from '@/lib/audit'
import { conflictError } from '@/lib/audit/conflict'
import { dayIn, formatDay, formatInstant, todayIn } from '@/lib/dates'
import { AppError, type Difference, invalid, stateError } from '@/lib/errors'
import { formatHours } from '@/lib/hours'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import type { TimesheetState } from '@/lib/vocabulary'
import {
  allowedBeyond,
  findHeld,
  type Held,
  hoursPerDay,
  lineInWords,
  linesOf,
  lockHours,
  lockSheet,
  periodsOfTerm,
  recordedQuarters,
  recordSubject,
  requireKnown,
  requireTermNotArchived,
  sheetRecord,
  sheetScope,
  type TimesheetRow,
  wasExported,
} from './load'
import type { PayPeriod } from './periods'
import { ceilingOf, checkLines, type Line, overCeiling, recordableUntil, sumOf, usageOf } from './rules'
import { isEditable, requireTimesheetTransition, type TimesheetVerb } from './states'

export type Recorded = {
  id: string
  version: number
  state: TimesheetState
  quarters: number
  late: boolean
  /** All that is recorded for the allocation now, and its ceiling. */
  usage: ReturnType<typeof usageOf>
}

/**
 * Writes the lines of one allocation and payday, and with `submit` hands them in. The lines replace those
 * that were there. Written by the person themselves, or on their behalf by who may (recorded).
 *
 * One transaction holds the person, the allocation and the timesheet, so that neither the 24 hours of a
 * day over all courses nor the allocation's total can be passed by two writes that meet.
 *
 * @param input.version the version that the form was made from; 0 for a timesheet that is not there yet
 * @param input.rows index of each line in the form, for errors on their fields
 * @throws `invalid` by field, `limit` above the allocation, `conflict`, `state`, `not_found`, `not_allowed`
 */
export async function recordHours(
  viewer: Viewer,
  input: {
    allocationId: string
    paydayId: string
    version: number
    lines: readonly Line[]
    rows?: readonly number[]
    submit: boolean
    /** Said outright that nothing was worked: handed in without lines. */
    nothing?: boolean
  },
  now: Date = new Date(),
): Promise<Recorded> {
  const { timeZone } = await loadSettings()
  return write(async (tx) => {
    const held = await findHeld(tx, input.allocationId)
    requireKnown(viewer, held)
    requireCan(viewer, 'hours.record', recordSubject(held))
    // What the gates below guard is read again behind them.
    const locked: Held = { ...held, allocation: await lockHours(tx, held.allocation) }
    const periods = await periodsOfTerm(tx, held.term, timeZone)
    const period = periods.find((one) => one.paydayId === input.paydayId)
    if (!period) throw invalid({ paydayId: 'This payday does not belong to the term of the course.' })
    const sheet = await lockSheet(tx, input.allocationId, input.paydayId)
    const before = sheet ? await linesOf(tx, sheet.id) : []
    if ((sheet?.version ?? 0) !== input.version) {
      if (sheet && isDone(sheet, before, input)) return doneBefore(tx, locked, sheet)
      throw await recordConflict(tx, locked, period, sheet, before, input.lines, timeZone)
    }
    return record(tx, viewer, { held: locked, period, sheet, before, now, zone: timeZone }, input)
  })
}

/**
 * What was asked stands already: sent again because its answer was lost on the way, or pressed twice. There is nothing
 * to choose between.
 */
function isDone(
  sheet: TimesheetRow,
  lines: readonly Line[],
  asked: { lines: readonly Line[]; submit: boolean },
): boolean {
  const handedIn = sheet.state === 'submitted'
  if (asked.submit ? !handedIn : handedIn || !isEditable(sheet.state)) return false
  const text = (of: readonly Line[]) =>
    of
      .map(({ day, quarters, activity, note }) => JSON.stringify([day, quarters, activity, note]))
      .sort()
      .join()
  return text(lines) === text(asked.lines)
}

async function doneBefore(tx: Tx, { allocation }: Held, sheet: TimesheetRow): Promise<Recorded> {
  const recorded = await recordedQuarters(tx, allocation.id, null)
  const usage = usageOf(recorded, ceilingOf(allocation, await allowedBeyond(tx, allocation.id)))
  const { id, version, state, quarters, late } = sheet
  return { id, version, state, quarters, late, usage }
}

type Found = {
  held: Held
  period: PayPeriod
  sheet: TimesheetRow | null
  before: Line[]
  now: Date
  zone: string
}

async function record(
  tx: Tx,
  viewer: Viewer,
  found: Found,
  input: Parameters<typeof recordHours>[1],
): Promise<Recorded> {
  const { held, period, sheet, before, now, zone } = found
  const { allocation } = held
  const own = allocation.userId === viewer.id
  const state = sheet?.state ?? 'draft'
  const verb: TimesheetVerb = state === 'submitted' ? 'change' : input.submit ? 'submit' : 'save'
  const { to } = requireTimesheetTransition(state, verb, own)
  requireTermNotArchived(held)
  const until = recordableUntil(allocation, (at) => dayIn(at, zone))
  if (until === 'none') throw stateError('Hours can be recorded once the offer is accepted.')
  if (input.nothing && input.lines.length > 0)
    throw invalid({
      [`lines[${input.rows?.[0] ?? 0}].hours`]:
        'Hours are entered here: submit them, or take them out first.',
    })
  if (input.nothing && period.from > todayIn(zone, now))
    throw invalid({ 'lines[0].day': `This pay period begins on ${formatDay(period.from)}.` })
  // A correction may find that nothing was worked: what went to payroll can be taken back whole.
  if (to === 'submitted' && input.lines.length === 0 && !input.nothing)
    if (!(sheet && (await wasExported(tx, sheet.id))))
      throw invalid({
        'lines[0].day': 'Record at least one line before you submit, or choose “Nothing worked”.',
      })

  const elsewhere = await hoursPerDay(
    tx,
    allocation.userId,
    input.lines.map((line) => line.day),
    sheet?.id ?? null,
  )
  const errors = checkLines(
    input.lines,
    {
      period,
      today: todayIn(zone, now),
      until,
      kept: new Set(before.map((line) => line.day)),
      elsewhere,
    },
    input.rows,
  )
  if (Object.keys(errors).length > 0) throw invalid(errors)

  const others = await recordedQuarters(tx, allocation.id, sheet?.id ?? null)
  const ceiling = ceilingOf(allocation, await allowedBeyond(tx, allocation.id))
  const quarters = sumOf(input.lines)
  const over = overCeiling({
    others,
    now: quarters,
    before: sheet?.quarters ?? 0,
    ceiling,
    handsIn: to === 'submitted',
  })
  if (over) throw new AppError('limit', over)

  const late = lateOf(verb, sheet, period.cutoffAt, now)
  const id = sheet?.id ?? newId()
  const version = (sheet?.version ?? 0) + 1
  const values = {
    state: to,
    late,
    quarters,
    ...(to === 'submitted' ? { submittedAt: now } : {}),
    onBehalfBy: own ? null : viewer.id,
    version,
    updatedAt: now,
  }
  if (sheet) {
    await tx.update(timesheets).set(values).where(eq(timesheets.id, id))
    await tx.delete(timesheetLines).where(eq(timesheetLines.timesheetId, id))
  } else
    await tx.insert(timesheets).values({
      id,
      allocationId: allocation.id,
      paydayId: period.paydayId,
      userId: allocation.userId,
      courseId: allocation.courseId,
      termId: allocation.termId,
      position: allocation.position,
      createdAt: now,
      ...values,
    })
  const sorted = [...input.lines].sort((a, b) => a.day.localeCompare(b.day))
  await insertMany(
    tx,
    timesheetLines,
    sorted.map((line) => ({ id: newId(), timesheetId: id, ...line })),
  )
  await audit(tx, {
    actor: viewer,
    action: `hours.${verb}`,
    record: sheetRecord(held, id, period.paidOn),
    scope: sheetScope(held),
    before: sheet ? { state, hours: sheet.quarters / 4, lines: before.map(lineInWords) } : null,
    after: { state: to, hours: quarters / 4, lines: sorted.map(lineInWords), ...(late ? { late } : {}) },
    reason: own ? null : `Recorded on behalf of ${held.personName}`,
  })
  return { id, version, state: to, quarters, late, usage: usageOf(others + quarters, ceiling) }
}

/**
 * Late is what its person hands in, or changes, after the cut-off. What an approver returned after the cut-off
 * and comes again keeps what it was: the delay is not its person's. What was returned in time can come in time.
 */
function lateOf(verb: TimesheetVerb, sheet: TimesheetRow | null, cutoffAt: Date, now: Date): boolean {
  if (verb === 'save') return sheet?.late ?? false
  const afterCutoff = now > cutoffAt
  if (sheet?.state === 'returned') {
    const returnedInTime = sheet.decidedAt !== null && sheet.decidedAt <= cutoffAt
    return sheet.late || (afterCutoff && returnedInTime)
  }
  return afterCutoff || (verb === 'change' && (sheet?.late ?? false))
}

async function recordConflict(
  tx: Tx,
  held: Held,
  period: PayPeriod,
  sheet: TimesheetRow | null,
  theirs: readonly Line[],
  yours: readonly Line[],
  zone: string,
): Promise<AppError> {
  const name = `The timesheet of ${held.courseCode} for ${formatInstant(period.cutoffAt, zone)}`
  const differences: Difference[] = []
  const text = (lines: readonly Line[]) => lines.map(lineInWords).join('; ') || 'No lines'
  if (sheet && sheet.state !== 'draft')
    differences.push({ field: 'State', yours: 'As you saw it', theirs: sheet.state })
  if (sumOf(yours) !== sumOf(theirs))
    differences.push({ field: 'Hours', yours: formatHours(sumOf(yours)), theirs: formatHours(sumOf(theirs)) })
  differences.push({ field: 'Lines', yours: text(yours), theirs: text(theirs) })
  return conflictError(
    tx,
    { type: 'timesheet', id: sheet?.id ?? '', name, version: sheet?.version ?? 0 },
    differences,
    zone,
  )
}
