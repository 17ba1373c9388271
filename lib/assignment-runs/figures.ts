import type { RunFigures } from '@/db/schema/assignment'
import type { Base, HeldPair } from './base'
import { termQuarters } from './broken'
import type { Run } from './store'

/**
 * The figures of a set of pairs that lists and the board show; hours in quarters. What was given to people who
 * take no part counts as filled: it is covered demand, whoever covers it. What a course has beyond its hours covers
 * none of another's.
 */
export function figuresOfPairs(base: Base, pairs: readonly HeldPair[]): RunFigures {
  let demand = 0
  let filled = 0
  const given = new Map<string, number>()
  for (const { course, position, quarters } of pairs) {
    const key = `${course}:${position}`
    given.set(key, (given.get(key) ?? 0) + quarters)
  }
  base.courses.forEach((course, index) => {
    const most = course.sharedQuarters ?? Number.POSITIVE_INFINITY
    let [needed, covered] = [0, 0]
    course.d.forEach((d, position) => {
      if (!d) return
      needed += d.quarters
      covered += Math.min(d.quarters, d.takenQuarters + (given.get(`${index}:${position}`) ?? 0))
    })
    demand += Math.min(needed, most)
    filled += Math.min(covered, most)
  })
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

/** What people got of the hours that they asked for, in quarters, and how unevenly. */
export type Asked = {
  /** Hours of the scenario, and hours that were asked for: of the term's, less what is held elsewhere. */
  got: number
  asked: number
  /** Standard deviation of each one's share, 0–1. */
  spread: number
  /** People who asked for hours, and those of them who got none. */
  people: number
  none: number
}

/** Over all who asked for any hours, whether a course could have taken them or not. */
export function askedOf(base: Base, pairs: readonly HeldPair[]): Asked {
  const hours = base.people.map(() => 0)
  for (const pair of pairs) hours[pair.person]! += pair.quarters
  const all = base.people.flatMap((person, index) => {
    const asked = Math.max(0, termQuarters(base, person) - person.elsewhereQuarters)
    return asked > 0 ? [{ asked, got: hours[index]!, share: hours[index]! / asked }] : []
  })
  const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0)
  const mean = all.length > 0 ? sum((one) => one.share) / all.length : 0
  return {
    got: sum((one) => one.got),
    asked: sum((one) => one.asked),
    spread: all.length > 0 ? Math.sqrt(sum((one) => (one.share - mean) ** 2) / all.length) : 0,
    people: all.length,
    none: all.filter((one) => one.got === 0).length,
  }
}

/** How evenly hours are spread over people, in words: by the standard deviation of the shares. */
export function spreadWords({ spread, none, people }: Pick<Asked, 'spread' | 'none' | 'people'>): string {
  if (none === people) return 'Nobody got any of them.'
  const points = Math.round(spread * 100)
  const how =
    points === 0
      ? 'Everybody got the same share of what they asked for'
      : `Shares of what people asked for lie typically ${points} ${points === 1 ? 'point' : 'points'} apart from the average`
  return none > 0 ? `${how}; ${none} ${none === 1 ? 'person' : 'people'} got nothing.` : `${how}.`
}

export const figuresFor = (run: Pick<Run, 'data'> & { settings: unknown }): RunFigures =>
  figuresOfPairs(run.data.base, run.data.pairs)
