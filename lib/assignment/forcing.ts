import { eligiblePairs } from './eligibility'
import { objectiveOf } from './score'
import { solve } from './solve'
import type { Instance, Pair, PositionIndex, Solution } from './types'

export type ForcingCost =
  /** `exact`: proven to be the least; otherwise it costs at most so much. Below 0 where the pairs were not the best. */
  | { possible: true; points: number; exact: boolean; pairs: Pair[]; message: string }
  | { possible: false; message: string }

/** Pairs decided anew around the forced one; everything else stays. */
const PAIRS_AROUND = 600

/**
 * What choosing a person for a course in the position costs elsewhere: the best answer with the pair forced in
 * against the objective of these pairs. In a large term only the courses nearest to it are decided anew.
 * @param options seconds (default 20) and a signal to give up
 */
export async function costOfForcing(
  instance: Instance,
  pairs: readonly Pair[],
  applicant: number,
  course: number,
  position: PositionIndex,
  options: { timeLimit?: number; signal?: AbortSignal } = {},
): Promise<ForcingCost> {
  const force = { applicant, course, position }
  const courses = coursesAround(instance, pairs, applicant, course)
  const whole = courses.length === instance.courses.length
  const solution: Solution = await solve(instance, {
    timeLimit: options.timeLimit ?? 20,
    gap: 0,
    start: pairs,
    force,
    within: whole ? undefined : { courses, pairs },
    signal: options.signal,
  })
  if (solution.objective === null) {
    const message =
      solution.status === 'infeasible'
        ? 'Not possible beside what is fixed.'
        : 'Not known: the question was given up before there was an answer.'
    return { possible: false, message }
  }
  const points = objectiveOf(instance, pairs) - solution.objective
  const exact = whole && solution.gap === 0
  const amount = `${Math.round(points).toLocaleString('en')} ${points === 1 ? 'point' : 'points'}`
  const message =
    points <= 0
      ? 'Possible at no cost elsewhere.'
      : `Possible, but costs ${exact ? '' : 'at most '}${amount} elsewhere.`
  return { possible: true, points, exact, pairs: solution.pairs, message }
}

/** The course, then those that its people and theirs rank, until there is enough to decide. */
function coursesAround(
  instance: Instance,
  pairs: readonly Pair[],
  applicant: number,
  course: number,
): number[] {
  const eligible = Map.groupBy(eligiblePairs(instance), (pair) => pair.course)
  const workers = Map.groupBy(pairs, (pair) => pair.course)
  const all = instance.courses.map((_, index) => index)
  if (eligible.values().reduce((sum, here) => sum + here.length, 0) <= PAIRS_AROUND) return all
  const own = pairs.filter((pair) => pair.applicant === applicant).map((pair) => pair.course)
  const chosen = new Set([course, ...own])
  let size = 0
  let walked = 0
  // A set grows while it is walked through.
  for (const at of chosen) {
    size += eligible.get(at)?.length ?? 0
    walked += 1
    if (size > PAIRS_AROUND && walked > own.length) return [...chosen].slice(0, walked)
    for (const person of workers.get(at) ?? [])
      for (const [next] of instance.applicants[person.applicant]!.prefs) chosen.add(next)
  }
  return [...chosen]
}
