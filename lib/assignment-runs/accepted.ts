import type { PositionIndex } from '@/lib/assignment/types'
import { formatHours } from '@/lib/hours'
import type { Analysis } from './analysis'
import { pairKey } from './base'
import { standingPairs } from './compare'
import { whyNotBriefly, whyNotReasons } from './reasons'

/** What somebody holds now by an accepted application, and what the scenario gives them there instead. */
export type AcceptedPair = {
  person: number
  userId: string
  name: string
  course: number
  code: string
  position: PositionIndex
  rank: number | null
  quarters: number
  /** Of the scenario; 0 is nothing. */
  is: number
}

/** With the reason why they are given nothing there: for a panel, not for all of a term. */
export type ToldPair = AcceptedPair & { reason: string | null }
export const withReasons = (analysis: Analysis, pairs: readonly AcceptedPair[]): ToldPair[] =>
  pairs.map((pair) => {
    const reasons =
      pair.is === 0 ? whyNotReasons(analysis, pair.person, pair.course, pair.position).reasons : []
    return { ...pair, reason: reasons[0]?.words ?? null }
  })

/**
 * Hours that stand by accepted applications and may be proposed anew, where the scenario gives fewer or none there.
 * None of one that is applied: then its own hours stand. One query.
 */
export async function acceptedLess(analysis: Analysis): Promise<AcceptedPair[]> {
  const { row, data, names, fixed } = analysis
  if (row.appliedAt && !row.undoneAt) return []
  const now = new Map(data.pairs.map((pair) => [pairKey(pair), pair.quarters]))
  return (await standingPairs(analysis)).flatMap(({ person, course, position, quarters }) => {
    const key = pairKey({ person, course, position })
    const is = now.get(key) ?? 0
    if (fixed.has(key) || is >= quarters) return []
    const rank = data.base.people[person]!.prefs.findIndex(([at]) => at === course)
    return [
      {
        person,
        userId: data.base.people[person]!.userId,
        name: names[person]!.name,
        course,
        code: data.base.courses[course]!.code,
        position,
        rank: rank < 0 ? null : rank + 1,
        quarters,
        is,
      },
    ]
  })
}

/** Why each of these people has nothing in a course any more, naming nobody; by application and course. */
export const brieflyWhy = (analysis: Analysis, less: readonly AcceptedPair[]): Map<string, string> =>
  new Map(
    less
      .filter((pair) => pair.is === 0)
      .map(({ person, course, position }) => {
        const { people, courses } = analysis.data.base
        const key = `${people[person]!.applications[position]}:${courses[course]!.id}`
        return [key, whyNotBriefly(analysis, person, course, position)]
      }),
  )

/** `lost`: "COMPSCI 130: 50 h, here 30 h", course by course. */
export type Affected = { userId: string; name: string; lost: string }

/** Of the people who are accepted now: who gets nothing in the scenario, and who fewer hours or none in a course, by name, with the hours. Pure. */
export function affectedBy(
  { data, fixed }: Pick<Analysis, 'data' | 'fixed'>,
  less: readonly AcceptedPair[],
): { nothing: Affected[]; fewer: Affected[] } {
  const got = new Map<number, number>()
  for (const pair of data.pairs)
    if (!fixed.has(pairKey(pair))) got.set(pair.person, (got.get(pair.person) ?? 0) + pair.quarters)
  const nothing: Affected[] = []
  const fewer: Affected[] = []
  for (const [person, own] of Map.groupBy(less, (one) => one.person)) {
    const { userId, name } = own[0]!
    const lost = own.map(({ code, quarters, is }) => {
      const here = got.has(person) ? `, here ${is > 0 ? formatHours(is) : 'none'}` : ''
      return `${code}: ${formatHours(quarters)}${here}`
    })
    ;(got.has(person) ? fewer : nothing).push({ userId, name, lost: lost.join('; ') })
  }
  const byName = (a: Affected, b: Affected) => a.name.localeCompare(b.name, 'en')
  return { nothing: nothing.sort(byName), fewer: fewer.sort(byName) }
}
