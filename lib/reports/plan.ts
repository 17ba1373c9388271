import type { IsoDay } from '@/lib/dates'
import { type PayPeriod, payPeriods } from '@/lib/timesheets/periods'
import { planToDate } from '@/lib/timesheets/rules'

/**
 * The plan that hours worked are compared with. Pure. SPEC gives an allocation for the whole term and no
 * dates within it, so the plan is the even spread of `planToDate`, up to the end of each pay period.
 */

export type PlanTerm = { startsOn: IsoDay; endsOn: IsoDay }
type Payday = Parameters<typeof payPeriods>[1][number]

/**
 * Quarter hours planned up to and including each payday, from the hours of the whole term.
 * @param quarters agreed hours of all that is looked at, in whole quarter hours
 * @param paydays of the term, in the order of their days
 * @returns whole quarter hours, never decreasing, none above `quarters`; the last one, whose period runs to
 *   the end of the term, has all of them
 */
export function plannedUpTo(
  quarters: number,
  term: PlanTerm,
  paydays: readonly Payday[],
  zone: string,
): number[] {
  const ends = new Map<string, PayPeriod>(
    payPeriods(term, paydays, zone).map((period) => [period.paydayId, period]),
  )
  return paydays.map((payday) => planToDate(quarters, term, ends.get(payday.id)?.to ?? term.endsOn))
}

/** The same per payday: what is planned within its period. Sums to `quarters` when there is a payday. */
export function plannedPer(
  quarters: number,
  term: PlanTerm,
  paydays: readonly Payday[],
  zone: string,
): number[] {
  const sums = plannedUpTo(quarters, term, paydays, zone)
  return sums.map((sum, i) => sum - (sums[i - 1] ?? 0))
}

/** Running totals of hours per payday. */
export function runningTotals(quarters: readonly number[]): number[] {
  let total = 0
  return quarters.map((one) => {
    total += one
    return total
  })
}
