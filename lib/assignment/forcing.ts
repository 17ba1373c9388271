import { byPlace, comparePairs, pairKey } from './diff'
import { eligiblePairs } from './eligibility'
import { objectiveOf, objectiveParts } from './score'
import { solve } from './solve'
import type { Instance, Pair, PositionIndex, Solution } from './types'
import { type Weighing, weighingOf } from './weighing'

export type ForcingCost =
  /** `points` below 0 where the pairs were not the best. `stopped`: the time limit cut the search short. */
  | {
      possible: true
      points: number
      stopped: boolean
      pairs: Pair[]
      /** How much worse, in words; then why, each change, and what stays open. */
      message: string
      weighing: Weighing
      changes: ForcedChange[]
      open: string
    }
  /** `known`: the rules do not allow it; otherwise there was no time for an answer. */
  | { possible: false; known: boolean; message: string }

/** Pairs decided anew around the forced one; everything else stays. More find nothing that is told in a minute. */
const PAIRS_AROUND = 200
/** Points for each unit that stays, so that nobody moves for nothing: of exchanges nearly as good the shortest is told. */
const STAY_REWARD = 5

/**
 * What choosing a person for a course in the position changes elsewhere: the best exchange found that puts them in,
 * against these pairs. In a larger term only the courses nearest to it are decided anew.
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
    stayClose: { pairs, reward: STAY_REWARD },
    force,
    within: whole ? undefined : { courses, pairs },
    signal: options.signal,
  })
  if (solution.objective === null) {
    const known = solution.status === 'infeasible'
    const message = known
      ? 'Not possible beside what is fixed.'
      : 'Not known: there was no time for an answer.'
    return { possible: false, known, message }
  }
  const points = objectiveOf(instance, pairs) - solution.objective
  const message =
    points <= 0
      ? `Possible, and the proposal would be ${points < 0 ? 'better' : 'as good'}.`
      : `Possible, but the proposal would be ${shareWords(points, objectiveParts(instance, pairs).suitability)} worse.`
  return {
    possible: true,
    points,
    stopped: solution.status === 'time_limit' || solution.status === 'cancelled',
    pairs: solution.pairs,
    message,
    weighing: weighingOf(instance, pairs, solution.pairs, force),
    changes: changesBetween(pairs, solution.pairs, force),
    open: openWords(pairs, solution.pairs),
  }
}

/** Points as a share of what the pairs are worth by their suitability alone: "0.4 %". */
export function shareWords(points: number, suitability: number): string {
  const percent = suitability > 0 ? (100 * points) / suitability : 100
  return percent < 0.1 ? 'less than 0.1 %' : `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`
}

/** What a person has in a course now (`was`) and would have then; 0 is nothing. */
export type ForcedChange = Omit<Pair, 'hours'> & { was: number; is: number }

/** Who has which hours then: the forced pair first, then what changes most. */
function changesBetween(
  before: readonly Pair[],
  after: readonly Pair[],
  forced: Omit<Pair, 'hours'>,
): ForcedChange[] {
  const { added, removed, changed } = comparePairs(before, after)
  const isForced = (one: ForcedChange) => (pairKey(one) === pairKey(forced) ? 1 : 0)
  return [
    ...removed.map(({ hours, ...pair }) => ({ ...pair, was: hours, is: 0 })),
    ...changed.map(({ before: was, after: is, ...pair }) => ({ ...pair, was, is })),
    ...added.map(({ hours, ...pair }) => ({ ...pair, was: 0, is: hours })),
  ].sort(
    (a, b) => isForced(b) - isForced(a) || Math.abs(b.is - b.was) - Math.abs(a.is - a.was) || byPlace(a, b),
  )
}

/** "Mei 20 h in COMPSCI 101 instead of 40 h". */
export function changeWords(instance: Instance, { applicant, course, was, is }: ForcedChange): string {
  const before = was > 0 ? (is > 0 ? ` instead of ${was} h` : ` (now ${was} h)`) : ''
  return `${instance.applicants[applicant]!.id} ${is > 0 ? `${is} h` : 'nothing'} in ${instance.courses[course]!.id}${before}`
}

/** How much more or less would stay open; empty where it is the same. */
function openWords(before: readonly Pair[], after: readonly Pair[]): string {
  const open = hoursOf(before) - hoursOf(after)
  return open > 0 ? `${open} h more would stay open.` : open < 0 ? `${-open} h fewer would stay open.` : ''
}

const hoursOf = (pairs: readonly Pair[]) => pairs.reduce((sum, pair) => sum + pair.hours, 0)

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
