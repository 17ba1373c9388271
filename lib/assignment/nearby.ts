import { type EligiblePair, eligiblePairs } from './eligibility'
import type { Instance, Pair } from './types'

/** What is near one pair of a term: some courses, and of its people only those who work or may work there. */

const kept = new WeakMap<Instance, Map<number, EligiblePair[]>>()

/** All pairs that may be chosen, by course; worked out once for each instance. */
function eligibleByCourse(instance: Instance): Map<number, EligiblePair[]> {
  let map = kept.get(instance)
  if (!map) {
    map = Map.groupBy(eligiblePairs(instance), (pair) => pair.course)
    kept.set(instance, map)
  }
  return map
}

/**
 * The course, then those that its people and theirs rank, until there are so many pairs to decide; the first of them
 * is always whole. All courses where there are no more pairs.
 */
export function coursesAround(
  instance: Instance,
  pairs: readonly Pair[],
  { applicant, course }: Pick<Pair, 'applicant' | 'course'>,
  most: number,
): number[] {
  const eligible = eligibleByCourse(instance)
  const workers = Map.groupBy(pairs, (pair) => pair.course)
  const all = instance.courses.map((_, index) => index)
  if (eligible.values().reduce((sum, here) => sum + here.length, 0) <= most) return all
  const own = pairs.filter((pair) => pair.applicant === applicant).map((pair) => pair.course)
  const chosen = new Set([course, ...own])
  let size = 0
  let walked = 0
  // A set grows while it is walked through.
  for (const at of chosen) {
    size += eligible.get(at)?.length ?? 0
    walked += 1
    if (size > most && walked > own.length) return [...chosen].slice(0, walked)
    for (const person of workers.get(at) ?? [])
      for (const [next] of instance.applicants[person.applicant]!.prefs) chosen.add(next)
  }
  return [...chosen]
}

export type Nearby = {
  instance: Instance
  /** Pairs of the people who are left, in the terms of the smaller instance, and back among those of all others. */
  into: <T extends { applicant: number }>(list: readonly T[]) => T[]
  back: (near: readonly Pair[]) => Pair[]
}

/** The instance with the people alone who have to do with these courses: what is decided there anew does not see others. */
export function nearby(instance: Instance, pairs: readonly Pair[], courses: readonly number[]): Nearby {
  const eligible = eligibleByCourse(instance)
  const open = new Set(courses)
  const near = new Set<number>()
  for (const course of courses) for (const pair of eligible.get(course) ?? []) near.add(pair.applicant)
  for (const pair of pairs) if (open.has(pair.course)) near.add(pair.applicant)
  for (const [applicant, course] of instance.pins) if (open.has(course)) near.add(applicant)
  const people = [...near].sort((a, b) => a - b)
  const at = new Map(people.map((applicant, index) => [applicant, index]))
  /** Rows that begin with a person. */
  const rows = <T extends [number, ...unknown[]]>(list: readonly T[] = []): T[] =>
    list.flatMap((row) => {
      const index = at.get(row[0])
      return index === undefined ? [] : [[index, ...row.slice(1)] as unknown as T]
    })
  return {
    instance: {
      ...instance,
      applicants: people.map((applicant) => instance.applicants[applicant]!),
      endorse: rows(instance.endorse),
      pins: rows(instance.pins),
      forbid: rows(instance.forbid),
      strong: [],
      order: [],
      only: rows(instance.only),
    },
    into: (list) =>
      list.flatMap((one) => {
        const index = at.get(one.applicant)
        return index === undefined ? [] : [{ ...one, applicant: index }]
      }),
    back: (solved) =>
      [
        ...pairs.filter((pair) => !at.has(pair.applicant)),
        ...solved.map((pair) => ({ ...pair, applicant: people[pair.applicant]! })),
      ].sort((a, b) => a.applicant - b.applicant || a.course - b.course || a.position - b.position),
  }
}
