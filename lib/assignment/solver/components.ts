import type { EligiblePair } from '../eligibility'

/**
 * Splits pairs into groups that share neither person nor course, so that each can be solved alone; the smallest
 * first, within a group in the order given.
 */
export function components(pairs: readonly EligiblePair[]): EligiblePair[][] {
  const parent = new Map<string, string>()
  const find = (node: string): string => {
    let root = node
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up
    for (let at = node; at !== root; ) {
      const up = parent.get(at)!
      parent.set(at, root)
      at = up
    }
    return root
  }
  for (const { applicant, course } of pairs) {
    const [person, place] = [`a${applicant}`, `c${course}`]
    if (!parent.has(person)) parent.set(person, person)
    if (!parent.has(place)) parent.set(place, place)
    parent.set(find(person), find(place))
  }
  const groups = Map.groupBy(pairs, (pair) => find(`c${pair.course}`))
  return [...groups.values()].sort((a, b) => a.length - b.length)
}
