import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, daysBetween, localInstant } from '@/lib/dates'
import {
  currentPeriod,
  daysOf,
  isEmptyPeriod,
  payPeriods,
  periodOf,
  repeatLines,
} from '@/lib/timesheets/periods'

const zone = 'Pacific/Auckland'
const term = { startsOn: '2027-03-01', endsOn: '2027-06-04' }
const payday = (id: string, paidOn: string, cutoffDay: string, time = '17:00', z = zone) => ({
  id,
  paidOn,
  cutoffAt: localInstant(cutoffDay, time, z),
})

const anyTerm = fc
  .record({
    start: fc.integer({ min: 0, max: 400 }),
    length: fc.integer({ min: 1, max: 200 }),
    zone: fc.constantFrom('Pacific/Auckland', 'UTC', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Apia'),
    paydays: fc.uniqueArray(
      fc.record({
        at: fc.integer({ min: 0, max: 320 }),
        cutoff: fc.integer({ min: 0, max: 40 }),
        hour: fc.integer({ min: 0, max: 23 }),
      }),
      { selector: (one) => one.at, minLength: 1, maxLength: 12 },
    ),
  })
  .map(({ start, length, zone: z, paydays }) => {
    const startsOn = addDays('2026-06-01', start)
    return {
      zone: z,
      term: { startsOn, endsOn: addDays(startsOn, length) },
      paydays: paydays.map((one, i) =>
        payday(
          `p${i}`,
          addDays(startsOn, one.at),
          addDays(startsOn, one.at - one.cutoff),
          `${String(one.hour).padStart(2, '0')}:00`,
          z,
        ),
      ),
    }
  })

describe('pay periods', () => {
  test('cover each day from the start of the term to its end, and to the last payday, exactly once', () => {
    fc.assert(
      fc.property(anyTerm, ({ term: t, paydays, zone: z }) => {
        const periods = payPeriods(t, paydays, z)
        const lastPayday = paydays
          .map((one) => one.paidOn)
          .sort()
          .at(-1)!
        const last = [lastPayday, t.endsOn].sort().at(-1)!
        const wrong: string[] = []
        for (let day = t.startsOn; day <= last; day = addDays(day, 1)) {
          const holding = periods.filter((one) => one.from <= day && day <= one.to)
          if (holding.length !== 1 || periodOf(periods, day) !== holding[0]) wrong.push(day)
        }
        expect(wrong).toEqual([])
        expect(periodOf(periods, addDays(t.startsOn, -1))).toBeNull()
        // In the order of the paydays, without gaps, one per payday.
        expect(periods.map((one) => one.paydayId).sort()).toEqual(paydays.map((one) => one.id).sort())
        for (const [i, one] of periods.entries()) {
          expect(one.from).toBe(i === 0 ? t.startsOn : addDays(periods[i - 1]!.to, 1))
          expect(daysBetween(one.from, one.to)).toBeGreaterThanOrEqual(-1)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('end with the day of the cut-off in the institution’s zone, the last one with the term', () => {
    const periods = payPeriods(
      term,
      [payday('b', '2027-03-26', '2027-03-23'), payday('a', '2027-03-12', '2027-03-09')],
      zone,
    )
    expect(periods.map(({ paydayId, from, to }) => [paydayId, from, to])).toEqual([
      ['a', '2027-03-01', '2027-03-09'],
      ['b', '2027-03-10', '2027-06-04'],
    ])
    // 17:00 in Auckland is the day before in Honolulu.
    const far = payPeriods(
      term,
      [payday('a', '2027-03-12', '2027-03-09'), payday('b', '2027-03-26', '2027-03-23')],
      'Pacific/Honolulu',
    )
    expect(far[0]?.to).toBe('2027-03-08')
  })

  test('of a payday whose cut-off is not after the one before is empty', () => {
    const periods = payPeriods(
      term,
      [
        payday('a', '2027-03-12', '2027-03-09'),
        payday('b', '2027-03-15', '2027-03-05'),
        payday('c', '2027-03-26', '2027-03-23'),
      ],
      zone,
    )
    expect(periods.map(isEmptyPeriod)).toEqual([false, true, false])
    expect(daysOf(periods[1]!)).toEqual([])
    expect(currentPeriod(periods, '2027-02-01')?.paydayId).toBe('a')
    expect(currentPeriod(periods, '2027-03-10')?.paydayId).toBe('c')
    expect(currentPeriod(periods, '2028-01-01')?.paydayId).toBe('c')
    expect(currentPeriod([], '2027-03-10')).toBeNull()
  })

  test('without paydays there is no period', () => {
    expect(payPeriods(term, [], zone)).toEqual([])
    expect(periodOf([], '2027-03-02')).toBeNull()
  })
})

describe('repeating the last period', () => {
  const periods = payPeriods(
    term,
    [
      payday('a', '2027-03-19', '2027-03-16'),
      payday('b', '2027-04-02', '2027-03-30'),
      payday('c', '2027-04-16', '2027-04-13'),
    ],
    zone,
  )
  test('moves each line to the same weekday a fortnight later', () => {
    const lines = [
      { day: '2027-03-17', quarters: 8 },
      { day: '2027-03-30', quarters: 4 },
    ]
    expect(repeatLines(lines, periods[1]!, periods[2]!, '2027-04-13')).toEqual({
      lines: [
        { day: '2027-03-31', quarters: 8 },
        { day: '2027-04-13', quarters: 4 },
      ],
      leftOut: 0,
    })
  })
  test('leaves out what lies outside the period or in the future, and says how many', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 12 }),
        fc.integer({ min: 0, max: 20 }),
        (offsets, gone) => {
          const [earlier, period] = [periods[0]!, periods[1]!]
          const lines = offsets.map((n) => ({ day: addDays(earlier.from, n), quarters: 4 }))
          const today = addDays(period.from, gone)
          const answer = repeatLines(lines, earlier, period, today)
          expect(answer.lines.length + answer.leftOut).toBe(lines.length)
          for (const line of answer.lines) {
            expect(line.day >= period.from && line.day <= period.to && line.day <= today).toBe(true)
            expect(lines.some((one) => daysBetween(one.day, line.day) % 7 === 0)).toBe(true)
          }
        },
      ),
    )
  })
})
