import { type EligiblePair, eligiblePairs } from '../eligibility'
import { Ledger } from '../ledger'
import { tierSum } from '../score'
import type { Instance, Pair } from '../types'

/**
 * Between answers of equal points, hours go to the person first in order: where another person with the same
 * score could have a pair just as it is, at no point lost, the earlier one gets it. The instance is in its one
 * order (applicant id, course code).
 */
export function breakTies(
  instance: Instance,
  pairs: readonly Pair[],
  eligible = eligiblePairs(instance),
): Pair[] {
  const ledger = new Ledger(instance).give(pairs)
  const places = Map.groupBy(
    eligible.filter((pair) => !pair.pinned),
    ({ course, position }) => course * 2 + position,
  )
  for (const key of [...places.keys()].sort((a, b) => a - b)) {
    const here = places.get(key)!.sort((a, b) => a.applicant - b.applicant)
    for (const later of here) moveForward(ledger, here, later)
  }
  return ledger.pairs()
}

/** Gives the hours of a chosen pair to the first person before it who can have them at equal points. */
function moveForward(ledger: Ledger, here: readonly EligiblePair[], later: EligiblePair): void {
  const { applicant, course, position, score } = later
  const units = ledger.unitsOf(applicant, course, position)
  if (units === 0) return
  for (const earlier of here) {
    if (earlier.applicant >= applicant) return
    const fits = earlier.score === score && units >= earlier.lo && units <= earlier.up
    if (!fits || ledger.unitsOf(earlier.applicant, course, position) > 0) continue
    ledger.add(applicant, course, position, -units)
    const room = ledger.room(earlier.applicant, course, position).units
    if (room >= units && extra(ledger, earlier.applicant, units) === extra(ledger, applicant, units)) {
      ledger.add(earlier.applicant, course, position, units)
      return
    }
    ledger.add(applicant, course, position, units)
  }
}

/** Tiers that so many units more would cost the person. */
function extra({ instance, units: given }: Ledger, applicant: number, units: number): number {
  return tierSum(instance, given[applicant]! + units) - tierSum(instance, given[applicant]!)
}
