import { describe, expect, test } from 'vitest'
import {
  isEditable,
  requireTimesheetTransition,
  type TimesheetVerb,
  timesheetRefusal,
  timesheetTransitions,
} from '@/lib/timesheets/states'
import { timesheetStates } from '@/lib/vocabulary'

const verbs: TimesheetVerb[] = ['save', 'submit', 'change', 'approve', 'return', 'export']

/** Written out apart from the table: SPEC 9 as one reads it. */
const allowed: Record<string, string> = {
  'draft save': 'draft',
  'returned save': 'returned',
  'draft submit': 'submitted',
  'returned submit': 'submitted',
  'submitted change': 'submitted',
  'submitted approve': 'approved',
  'submitted return': 'returned',
  'approved return': 'returned',
  'exported return': 'returned',
  'approved export': 'exported',
}

describe('every state and verb of a timesheet', () => {
  for (const state of timesheetStates)
    for (const verb of verbs) {
      const to = allowed[`${state} ${verb}`]
      test(`${state}: ${verb} ${to ? `leads to ${to}` : 'is refused'}`, () => {
        if (to) expect(requireTimesheetTransition(state, verb, false).to).toBe(to)
        else expect(() => requireTimesheetTransition(state, verb, false)).toThrow(/hours/)
      })
    }
})

test('nobody approves or returns their own hours, and records only by the right to record', () => {
  for (const row of timesheetTransitions) {
    const decides = row.verb === 'approve' || row.verb === 'return'
    expect(row.who).toBe(
      decides ? 'hours.approve' : row.verb === 'export' ? 'payroll.export' : 'hours.record',
    )
    expect(timesheetRefusal(row.from, row.verb, true) !== null).toBe(decides)
    expect(row.reason === true).toBe(row.verb === 'return')
  }
})

test('an unknown state is refused for every verb, and lines are written only before a decision', () => {
  for (const verb of verbs) expect(timesheetRefusal('lost' as never, verb, false)).toMatch(/not known/)
  expect(timesheetStates.filter(isEditable)).toEqual(['draft', 'submitted', 'returned'])
  expect(isEditable(null)).toBe(true)
})
