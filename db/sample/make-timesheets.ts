import { addDays } from '@/lib/dates'
import type { TimesheetState } from '@/lib/vocabulary'
import type { Frame } from './make'
import { instantOn } from './make-people'

type Allocation = Frame['sample']['allocations'][number]
type Payday = Frame['sample']['paydays'][number]

/**
 * Hours of one allocation for the paydays so far: a seventh of it each fortnight, of few people much more
 * than the plan. The paydays before the running one are approved but for some that came late or were
 * returned; in the running one all stages are found. Days, totals and states are such as the rules allow.
 */
export function makeTimesheets(frame: Frame, allocation: Allocation): void {
  const { random, today } = frame
  const begun = frame.sample.paydays.filter((payday) => workedDays(payday.paidOn, today).length > 0)
  const heavy = random.chance(0.08)
  let left = allocation.quarters
  for (const [index, payday] of begun.entries()) {
    const running = index === begun.length - 1
    const share = heavy && !running ? 0.42 : 1 / 7
    const quarters = Math.min(left, Math.max(4, Math.floor(allocation.quarters * share)))
    const state = running ? runningState(frame) : pastState(frame, index === begun.length - 2)
    if (state === null || quarters <= 0) continue
    left -= quarters
    addTimesheet(frame, allocation, payday, { ...state, quarters })
  }
}

type Stage = { state: TimesheetState; late: boolean }

function runningState({ random }: Frame): Stage | null {
  const roll = random.next()
  if (roll < 0.1) return null
  return {
    state: roll < 0.6 ? 'submitted' : roll < 0.75 ? 'approved' : roll < 0.93 ? 'draft' : 'returned',
    late: false,
  }
}

function pastState({ random }: Frame, newest: boolean): Stage | null {
  const roll = random.next()
  if (roll < 0.06) return null
  if (newest && roll < 0.12) return { state: 'submitted', late: true }
  if (newest && roll < 0.16) return { state: 'returned', late: false }
  return { state: 'approved', late: roll > 0.95 }
}

function addTimesheet(
  frame: Frame,
  allocation: Allocation,
  payday: Payday,
  { state, late, quarters }: Stage & { quarters: number },
): void {
  const { sample, random, id, now, today } = frame
  const sheetId = id()
  // The day before the cut-off or, late, the day after it.
  const submittedAt = instantOn(frame, payday.paidOn, late ? -2 : -4)
  const decided = state === 'approved' || state === 'returned'
  const days = workedDays(payday.paidOn, today)
  sample.timesheets.push({
    id: sheetId,
    allocationId: allocation.id,
    paydayId: payday.id,
    userId: allocation.userId,
    courseId: allocation.courseId,
    termId: allocation.termId,
    position: allocation.position,
    state,
    late,
    quarters,
    submittedAt: state === 'draft' ? null : submittedAt,
    decidedAt: decided ? new Date(Math.min(submittedAt.getTime() + 86_400_000, now.getTime())) : null,
    decidedBy: decided
      ? (sample.coordinators.find((one) => one.courseId === allocation.courseId)?.userId ?? null)
      : null,
    returnReason:
      state === 'returned' ? 'The lab on the last day was cancelled; please take its hours out.' : null,
    createdAt: submittedAt,
    updatedAt: now,
  })
  let rest = quarters
  for (const [i, day] of days.entries()) {
    const part = i === days.length - 1 ? rest : Math.floor(quarters / days.length)
    if (part <= 0) continue
    rest -= part
    sample.lines.push({
      id: id(),
      timesheetId: sheetId,
      day,
      quarters: part,
      activity: i === 0 ? 'preparation' : i === 3 ? 'office_hours' : 'lab',
      note: random.chance(0.1) ? 'Stood in for a colleague' : null,
    })
  }
}

/** Days of the payday's fortnight on which hours were worked, none in the future. */
function workedDays(paidOn: string, today: string): string[] {
  return [13, 11, 8, 6].map((back) => addDays(paidOn, -back)).filter((day) => day <= today)
}
