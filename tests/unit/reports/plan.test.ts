import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, localInstant } from '@/lib/dates'
import { plannedPer, plannedUpTo, runningTotals } from '@/lib/reports/plan'

const zone = 'Pacific/Auckland'
const term = { startsOn: '2027-03-01', endsOn: '2027-06-25' }
const payday = (paidOn: string) => ({
  id: paidOn,
  paidOn,
  cutoffAt: localInstant(addDays(paidOn, -3), '17:00', zone),
})
const plan = (quarters: number, days: string[]) => plannedUpTo(quarters, term, days.map(payday), zone)

describe('the plan of hours by payday', () => {
  test('is the share of the term’s days up to the end of each pay period', () => {
    // The term has 117 days; the first period ends with the cut-off on 15 March, day 15.
    expect(plan(1170, ['2027-03-18', '2027-06-30'])).toEqual([150, 1170])
  })

  test('has nothing before the term and nothing without paydays', () => {
    expect(plan(100, ['2027-02-20', '2027-07-01'])).toEqual([0, 100])
    expect(plan(100, [])).toEqual([])
  })

  test('never decreases, is never above the hours, and adds up to them', () => {
    const days = fc.uniqueArray(fc.integer({ min: -30, max: 200 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400_000 }), days, (quarters, offsets) => {
        const paydays = offsets.sort((a, b) => a - b).map((offset) => payday(addDays(term.startsOn, offset)))
        const per = plannedPer(quarters, term, paydays, zone)
        expect(per.every((one) => Number.isInteger(one) && one >= 0)).toBe(true)
        expect(per.reduce((sum, one) => sum + one, 0)).toBe(quarters)
        expect(runningTotals(per)).toEqual(plannedUpTo(quarters, term, paydays, zone))
      }),
    )
  })
})
