import type { Pair } from './types'

export type PairChange = { applicant: number; course: number; position: Pair['position'] }

export type PairDifference = {
  added: Pair[]
  removed: Pair[]
  /** The same person in the same course and position with other hours. */
  changed: (PairChange & { before: number; after: number })[]
  /** Pairs that are the same in both. */
  kept: Pair[]
}

export const pairKey = ({ applicant, course, position }: PairChange) => `${applicant}/${course}/${position}`

export function byPlace(a: PairChange, b: PairChange): number {
  return a.applicant - b.applicant || a.course - b.course || a.position - b.position
}

/** What leads from one set of pairs to another, each list by applicant, course and position. */
export function comparePairs(before: readonly Pair[], after: readonly Pair[]): PairDifference {
  const old = new Map(before.map((pair) => [pairKey(pair), pair]))
  const difference: PairDifference = { added: [], removed: [], changed: [], kept: [] }
  for (const pair of after) {
    const was = old.get(pairKey(pair))
    old.delete(pairKey(pair))
    if (!was) difference.added.push(pair)
    else if (was.hours === pair.hours) difference.kept.push(pair)
    else {
      const { applicant, course, position } = pair
      difference.changed.push({ applicant, course, position, before: was.hours, after: pair.hours })
    }
  }
  difference.removed.push(...old.values())
  for (const list of Object.values(difference)) list.sort(byPlace)
  return difference
}
