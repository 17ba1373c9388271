import { type EligiblePair, eligiblePairs } from './eligibility'
import { factsOf } from './facts'
import { Ledger } from './ledger'
import type { Instance, Pair } from './types'

/**
 * What a coordinator does by hand: first choices first, within them the most suitable first, each with an even
 * share of what the course has left; then whoever is in a course gets what nobody else took. Feasible wherever
 * the pins are. The baseline to compare with, and a start for the solver.
 */
export function greedyByRank(instance: Instance): Pair[] {
  const ledger = new Ledger(instance)
  fillByRank(ledger, eligiblePairs(instance))
  return ledger.pairs()
}

/** The same within what a ledger leaves. */
export function fillByRank(ledger: Ledger, pairs: readonly EligiblePair[]): void {
  const facts = factsOf(ledger.instance)
  const free = pairs
    .filter((pair) => !pair.pinned)
    .map((pair) => ({ pair, rank: facts.rank(pair.applicant, pair.course) ?? Number.POSITIVE_INFINITY }))
  free.sort(
    (a, b) =>
      a.rank - b.rank ||
      b.pair.score - a.pair.score ||
      a.pair.applicant - b.pair.applicant ||
      a.pair.course - b.pair.course ||
      a.pair.position - b.pair.position,
  )
  for (const { pair } of free)
    if (ledger.unitsOf(pair.applicant, pair.course, pair.position) === 0) enter(ledger, pair)
  const entered = free.map(({ pair }) => pair)
  entered.sort((a, b) => b.score - a.score)
  for (const pair of entered) topUp(ledger, pair)
}

/** A new person with an even share of what is left, at least the block. */
function enter(ledger: Ledger, { applicant, course, position, lo, up }: EligiblePair): void {
  const at = course * 2 + position
  const left = Math.floor(ledger.unitsLeft[at]!)
  const places = ledger.peopleLeft[at]!
  if (left <= 0 || places <= 0) return
  const { units } = ledger.room(applicant, course, position)
  const share = Math.min(Math.max(lo, Math.ceil(left / places)), up, units)
  if (share >= lo) ledger.add(applicant, course, position, share)
}

function topUp(ledger: Ledger, { applicant, course, position, up }: EligiblePair): void {
  const has = ledger.unitsOf(applicant, course, position)
  if (has === 0 || ledger.unitsLeft[course * 2 + position]! <= 0) return
  const more = Math.min(up - has, ledger.room(applicant, course, position).units)
  if (more > 0) ledger.add(applicant, course, position, more)
}
