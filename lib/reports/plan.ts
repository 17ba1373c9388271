import { daysBetween, type IsoDay } from '@/lib/dates'

/**
 * The plan that hours worked are compared with. Pure. SPEC gives an allocation for the whole term and no
 * dates within it, so the plan is even: of each payday the share of the term's days that lie before it.
 */

export type PlanTerm = { startsOn: IsoDay; endsOn: IsoDay }

/**
 * Quarter hours planned up to and including each payday, from the hours of the whole term.
 * @param quarters agreed hours of all that is looked at, in whole quarter hours
 * @param paydays days in ascending order; one before the term has 0, one after its end has all
 * @returns whole quarter hours, never decreasing, none above `quarters`; the last payday takes what is left,
 *   as nothing is paid after it
 */
export function plannedUpTo(quarters: number, term: PlanTerm, paydays: readonly IsoDay[]): number[] {
  // Both ends of the term are taught.
  const days = Math.max(1, daysBetween(term.startsOn, term.endsOn) + 1)
  return paydays.map((day, i) => {
    if (i === paydays.length - 1) return quarters
    const taught = Math.min(days, Math.max(0, daysBetween(term.startsOn, day) + 1))
    return Math.floor((quarters * taught) / days)
  })
}

/** The same per payday: what is planned between the one before and it. Sums to `quarters` when there is a payday. */
export function plannedPer(quarters: number, term: PlanTerm, paydays: readonly IsoDay[]): number[] {
  const sums = plannedUpTo(quarters, term, paydays)
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
