import type { RunFigures } from '@/db/schema/assignment'
import type { Base, HeldPair } from './base'
import type { Run } from './store'

/**
 * The figures of a set of pairs that lists and the board show; hours in quarters. What was given to people who
 * take no part counts as filled: it is covered demand, whoever covers it.
 */
export function figuresOfPairs(base: Base, pairs: readonly HeldPair[]): RunFigures {
  let demand = 0
  let filled = pairs.reduce((sum, pair) => sum + pair.quarters, 0)
  for (const course of base.courses) {
    const parts = course.d.reduce((sum, d) => sum + (d?.quarters ?? 0), 0)
    demand += course.sharedQuarters === null ? parts : Math.min(parts, course.sharedQuarters)
    filled += course.d.reduce((sum, d) => sum + (d?.takenQuarters ?? 0), 0)
  }
  const ranks = base.people.map(() => Number.POSITIVE_INFINITY)
  const working = new Set<number>()
  for (const pair of pairs) {
    working.add(pair.person)
    const rank = base.people[pair.person]!.prefs.findIndex(([course]) => course === pair.course)
    if (rank >= 0) ranks[pair.person] = Math.min(ranks[pair.person]!, rank)
  }
  return {
    demandQuarters: demand,
    filledQuarters: filled,
    people: working.size,
    applicants: base.people.length,
    pairs: pairs.length,
    first: ranks.filter((rank) => rank === 0).length,
    firstThree: ranks.filter((rank) => rank < 3).length,
  }
}

export const figuresFor = (run: Pick<Run, 'data'> & { settings: unknown }): RunFigures =>
  figuresOfPairs(run.data.base, run.data.pairs)
