import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, dayIn, daysBetween, formatTime, localInstant } from '@/lib/dates'
import {
  daysAfterCutoffs,
  type PaydayRow,
  parseReminders,
  paydaysOf,
  planPaydays,
  type StoredPayday,
} from '@/lib/terms/paydays'

const zone = 'Pacific/Auckland'
const term = { startsOn: '2027-03-01', endsOn: '2027-06-25' }
const pattern = {
  firstPayday: '2027-03-10',
  everyDays: 14,
  cutoffDays: 3,
  cutoffTime: '17:00',
  reminders: [7, 3, 1],
}

const stored = (id: string, paidOn: string, hasHours = false): StoredPayday => ({
  id,
  paidOn,
  cutoffAt: localInstant(addDays(paidOn, -3), '17:00', zone),
  reminderDays: [7, 3, 1],
  hasHours,
})
const row = (given: Partial<PaydayRow>): PaydayRow => ({
  id: '',
  paidOn: null,
  cutoffOn: null,
  cutoffTime: '17:00',
  reminders: [7, 3, 1],
  remove: false,
  ...given,
})
const plan = (before: StoredPayday[], rows: PaydayRow[]) => planPaydays(before, rows, term, zone)

describe('generated paydays', () => {
  test('run from the first until the last day of the term has a cut-off, at wall-clock time on both sides of daylight saving', () => {
    const made = paydaysOf(pattern, term.endsOn, zone)
    if (!made.ok) throw new Error(made.reason)
    expect(made.paydays.map((p) => p.paidOn)).toEqual([
      '2027-03-10',
      '2027-03-24',
      '2027-04-07',
      '2027-04-21',
      '2027-05-05',
      '2027-05-19',
      '2027-06-02',
      '2027-06-16',
      // Its cut-off, on 27 June, is the first that is not before the last day of the term.
      '2027-06-30',
    ])
    for (const payday of made.paydays) {
      expect(dayIn(payday.cutoffAt, zone)).toBe(addDays(payday.paidOn, -3))
      expect(formatTime(payday.cutoffAt, zone)).toBe('17:00')
    }
  })

  test('a first payday after the end, and a pattern of hundreds, are refused in words', () => {
    expect(paydaysOf({ ...pattern, firstPayday: '2027-06-26' }, term.endsOn, zone)).toMatchObject({
      ok: false,
    })
    expect(paydaysOf({ ...pattern, everyDays: 1 }, '2027-12-31', zone)).toMatchObject({ ok: false })
  })

  test('whatever the pattern, they stand one step apart, no day of the term lacks a cut-off, and none is made for nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 110 }),
        fc.integer({ min: 1, max: 92 }),
        fc.integer({ min: 0, max: 28 }),
        (start, everyDays, cutoffDays) => {
          const firstPayday = addDays(term.startsOn, start)
          const made = paydaysOf({ ...pattern, firstPayday, everyDays, cutoffDays }, term.endsOn, zone)
          if (!made.ok) return false
          const days = made.paydays.map((p) => p.paidOn)
          return (
            days[0] === firstPayday &&
            days.slice(1).every((day, i) => daysBetween(days[i]!, day) === everyDays) &&
            daysAfterCutoffs(term, made.paydays, zone) === null &&
            (days.length === 1 || daysAfterCutoffs(term, made.paydays.slice(0, -1), zone) !== null)
          )
        },
      ),
    )
  })

  test('so far after the term that no payday could be are left out', () => {
    const made = paydaysOf({ ...pattern, everyDays: 92, cutoffDays: 60 }, term.endsOn, zone)
    expect(made.ok && made.paydays.every((p) => daysBetween(term.endsOn, p.paidOn) <= 120)).toBe(true)
  })
})

describe('the days after the last cut-off', () => {
  const at = (...days: string[]) => days.map((day) => ({ cutoffAt: localInstant(day, '17:00', zone) }))

  test('are those of the term that no payday covers', () => {
    expect(daysAfterCutoffs(term, at('2027-06-06', '2027-06-20'), zone)).toEqual({
      from: '2027-06-21',
      to: '2027-06-25',
    })
    expect(daysAfterCutoffs(term, at('2027-06-24'), zone)).toEqual({ from: '2027-06-25', to: '2027-06-25' })
    expect(daysAfterCutoffs(term, at('2027-02-01'), zone)).toEqual({ from: term.startsOn, to: term.endsOn })
  })

  test('are none when a cut-off is on the last day or later, and not told of without paydays', () => {
    expect(daysAfterCutoffs(term, at('2027-06-25', '2027-06-20'), zone)).toBeNull()
    expect(daysAfterCutoffs(term, at('2027-07-01'), zone)).toBeNull()
    expect(daysAfterCutoffs(term, [], zone)).toBeNull()
  })
})

describe('the posted table of paydays', () => {
  test('adds typed ones with the cut-off 3 days before, passes over empty rows, leaves the others alone', () => {
    const answer = plan([stored('a', '2027-03-10')], [row({ paidOn: '2027-04-01' }), row({})])
    expect(answer).toMatchObject({ change: [], remove: [], errors: {} })
    expect(answer.add).toEqual([
      { paidOn: '2027-04-01', cutoffAt: localInstant('2027-03-29', '17:00', zone), reminderDays: [7, 3, 1] },
    ])
  })

  test('one with hours can be neither moved nor removed, but its cut-off and reminders can change', () => {
    const before = [stored('a', '2027-03-10', true)]
    expect(plan(before, [row({ id: 'a', paidOn: '2027-03-11' })]).errors).toHaveProperty([
      'paydays[0].paidOn',
    ])
    expect(plan(before, [row({ id: 'a', paidOn: '2027-03-10', remove: true })]).errors).toHaveProperty([
      'paydays[0].remove',
    ])
    const later = plan(before, [
      row({ id: 'a', paidOn: '2027-03-10', cutoffOn: '2027-03-09', reminders: [2] }),
    ])
    expect(later.errors).toEqual({})
    expect(later.change).toHaveLength(1)
  })

  test('two may swap their dates; a date twice, also that of a row that was not posted, is refused', () => {
    const before = [stored('a', '2027-03-10'), stored('b', '2027-03-24')]
    const swap = plan(before, [
      row({ id: 'a', paidOn: '2027-03-24' }),
      row({ id: 'b', paidOn: '2027-03-10' }),
    ])
    expect(swap.errors).toEqual({})
    expect(swap.change).toHaveLength(2)
    expect(plan(before, [row({ id: 'a', paidOn: '2027-03-24' })]).errors).toHaveProperty([
      'paydays[0].paidOn',
    ])
    expect(plan([], [row({ paidOn: '2027-03-24' }), row({ paidOn: '2027-03-24' })]).errors).toHaveProperty([
      'paydays[1].paidOn',
    ])
  })

  test('a removed one gives its date free', () => {
    const answer = plan(
      [stored('a', '2027-03-10')],
      [row({ id: 'a', paidOn: '2027-03-10', remove: true }), row({ paidOn: '2027-03-10' })],
    )
    expect(answer.errors).toEqual({})
    expect([answer.remove.length, answer.add.length]).toEqual([1, 1])
  })

  test('a cut-off after the payday, a day outside the term and a foreign id are refused on their field', () => {
    expect(plan([], [row({ paidOn: '2027-03-24', cutoffOn: '2027-03-25' })]).errors).toHaveProperty([
      'paydays[0].cutoffOn',
    ])
    expect(plan([], [row({ paidOn: '2027-02-24' })]).errors).toHaveProperty(['paydays[0].paidOn'])
    expect(plan([], [row({ paidOn: '2028-06-24' })]).errors).toHaveProperty(['paydays[0].paidOn'])
    expect(plan([], [row({ id: 'other', paidOn: '2027-03-24' })]).errors).toHaveProperty([
      'paydays[0].paidOn',
    ])
  })
})

test('reminders are read with commas or spaces, farthest first, each once', () => {
  expect(parseReminders('1, 7 3;7')).toEqual({ ok: true, days: [7, 3, 1] })
  expect(parseReminders('')).toEqual({ ok: true, days: [] })
  for (const wrong of ['0', '61', 'soon', '-1', '1.5', '1 2 3 4 5 6 7 8 9 10 11'])
    expect(parseReminders(wrong)).toMatchObject({ ok: false })
})
