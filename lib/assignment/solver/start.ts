import { pairKey } from '../diff'
import type { EligiblePair } from '../eligibility'
import { fillByRank } from '../greedy'
import { Ledger } from '../ledger'
import type { Instance, Pair } from '../types'

/**
 * A feasible point to begin with: as much of an earlier answer as the rules still allow, then by rank.
 * @returns null where the forced pair finds no room beside the pins
 */
export function firstSolution(
  instance: Instance,
  fixed: readonly Pair[],
  free: readonly EligiblePair[],
  start: readonly Pair[],
  forced: EligiblePair | undefined,
): Ledger | null {
  const ledger = new Ledger(instance).give(fixed)
  const pairs = new Map(free.map((pair) => [pairKey(pair), pair]))
  if (forced) {
    const { applicant, course, position, lo } = forced
    if (ledger.room(applicant, course, position).units < lo) return null
    ledger.add(applicant, course, position, lo)
  }
  for (const { applicant, course, position, hours } of start) {
    const pair = pairs.get(pairKey({ applicant, course, position }))
    if (!pair) continue
    const has = ledger.unitsOf(applicant, course, position)
    const wanted = Math.min(Math.floor(hours / instance.policy.unit), pair.up) - has
    const more = Math.min(wanted, ledger.room(applicant, course, position).units)
    if (more > 0 && has + more >= pair.lo) ledger.add(applicant, course, position, more)
  }
  fillByRank(ledger, free)
  return ledger
}

/** No answer can add more points than this: each position filled by its best people, whatever else they do. */
export function simpleBound(ledger: Ledger, free: readonly EligiblePair[]): number {
  const { courses, policy } = ledger.instance
  let bound = 0
  for (const here of Map.groupBy(free, ({ course, position }) => course * 2 + position).values()) {
    const { course, position } = here[0]!
    const saved = policy.coverage * (courses[course]!.priority ?? 1)
    let left = Math.floor(ledger.unitsLeft[course * 2 + position]!)
    for (const pair of [...here].sort((a, b) => b.score - a.score)) {
      const units = Math.min(left, pair.up)
      bound += units * Math.max(0, pair.score + saved)
      left -= units
      if (left <= 0) break
    }
  }
  return bound
}

/** What the relaxation gives to these pairs, made whole within the rules: most of a pair first. */
export function rounded(
  ledger: Ledger,
  pairs: readonly EligiblePair[],
  relaxed: ReadonlyMap<EligiblePair, number>,
): Map<EligiblePair, number> {
  const trial = ledger.copy()
  const some = pairs.filter((pair) => relaxed.has(pair))
  some.sort((a, b) => relaxed.get(b)! / b.lo - relaxed.get(a)! / a.lo)
  const given = new Map<EligiblePair, number>()
  // First as the relaxation has it, then up to what is left.
  for (const more of [false, true]) {
    for (const pair of some) {
      const { applicant, course, position, lo, up } = pair
      const has = given.get(pair) ?? 0
      const wanted = more ? up : Math.min(up, Math.max(lo, Math.round(relaxed.get(pair)!)))
      const add = Math.min(wanted - has, trial.room(applicant, course, position).units)
      if (add <= 0 || has + add < lo) continue
      trial.add(applicant, course, position, add)
      given.set(pair, has + add)
    }
  }
  return given
}
