import { stateError } from '@/lib/errors'
import type { Action } from '@/lib/permissions'
import type { TimesheetState } from '@/lib/vocabulary'

/**
 * The states of a timesheet (SPEC 9), from → to → who. Guards of commands, buttons and tests come from this
 * table; what it does not list is refused.
 *
 * `change` lets the person mend what they have submitted while nobody has decided on it. `return` is the
 * one way back: of a submitted sheet, of an approval made by mistake, and of an exported one as a
 * correction, whose difference the next payroll batch carries.
 */
export type TimesheetVerb = 'save' | 'submit' | 'change' | 'approve' | 'return' | 'export'

export type TimesheetTransition = {
  verb: TimesheetVerb
  from: TimesheetState
  to: TimesheetState
  /** Who, as an action of the permission table. */
  who: Action
  /** Not by the person whose hours they are, whatever else they are. */
  notOwn?: true
  /** Only with a written reason. */
  reason?: true
}

export const timesheetTransitions: readonly TimesheetTransition[] = [
  { verb: 'save', from: 'draft', to: 'draft', who: 'hours.record' },
  { verb: 'save', from: 'returned', to: 'returned', who: 'hours.record' },
  { verb: 'submit', from: 'draft', to: 'submitted', who: 'hours.record' },
  { verb: 'submit', from: 'returned', to: 'submitted', who: 'hours.record' },
  { verb: 'change', from: 'submitted', to: 'submitted', who: 'hours.record' },
  { verb: 'approve', from: 'submitted', to: 'approved', who: 'hours.approve', notOwn: true },
  { verb: 'return', from: 'submitted', to: 'returned', who: 'hours.approve', notOwn: true, reason: true },
  { verb: 'return', from: 'approved', to: 'returned', who: 'hours.approve', notOwn: true, reason: true },
  { verb: 'return', from: 'exported', to: 'returned', who: 'hours.approve', notOwn: true, reason: true },
  { verb: 'export', from: 'approved', to: 'exported', who: 'payroll.export' },
]

/** The transition that a verb makes from this state, or null when the table has none. */
export function timesheetTransition(state: TimesheetState, verb: TimesheetVerb): TimesheetTransition | null {
  return timesheetTransitions.find((row) => row.verb === verb && row.from === state) ?? null
}

const refusals: Record<TimesheetState, string> = {
  draft: 'These hours have not been submitted yet.',
  submitted: 'These hours are submitted and wait for approval.',
  returned: 'These hours were returned and have not been submitted again.',
  approved: 'These hours are approved: they change only after an approver has returned them.',
  exported: 'These hours went to payroll: they change only after an approver has returned them.',
}

const ownHours = 'Nobody decides on their own hours: another approver has to.'

/** Null when the verb is open, else the sentence that says why not. `own`: the actor is the person themselves. */
export function timesheetRefusal(state: TimesheetState, verb: TimesheetVerb, own: boolean): string | null {
  const found = timesheetTransition(state, verb)
  if (!found) return refusals[state] ?? 'This timesheet is in a state that is not known.'
  return found.notOwn && own ? ownHours : null
}

/** The transition, or AppError `state` with the reason. Commands ask inside their transaction. */
export function requireTimesheetTransition(
  state: TimesheetState,
  verb: TimesheetVerb,
  own: boolean,
): TimesheetTransition {
  const refusal = timesheetRefusal(state, verb, own)
  if (refusal) throw stateError(refusal)
  return timesheetTransition(state, verb)!
}

/** May lines be written in this state at all? */
export const isEditable = (state: TimesheetState | null): boolean =>
  state === null || state === 'draft' || state === 'returned' || state === 'submitted'
