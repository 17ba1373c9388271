import { byPlace, comparePairs, pairKey } from './diff'
import { coursesAround, nearby } from './nearby'
import { objectiveOf, objectiveParts } from './score'
import { solve } from './solve'
import type { Instance, Pair, PositionIndex, Solution } from './types'
import { type Weighing, weighingOf } from './weighing'

export type ForcingCost =
  /** `points` below 0 where the pairs were not the best. `stopped`: the time limit cut the search short. */
  | {
      possible: true
      points: number
      /** Decided anew, what is near is at least as good without the pair, and better than now. */
      betterWithout: boolean
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
/**
 * Points for each unit that stays, so that nobody moves for nothing: of exchanges nearly as good the shortest is told.
 * The second where the first finds the pairs to be far from the best: then only what the forced pair itself moves.
 */
const STAY_REWARDS = [5, 1000]
/** An answer that changes more pairs tells of more than the forced one. */
const SHORT = 12

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
  const now = objectiveOf(instance, pairs)
  let found: { status: Solution['status']; pairs: Pair[] } | null = null
  for (const reward of STAY_REWARDS) {
    const next = await decideAnew(instance, pairs, force, { ...options, reward, forced: true })
    if (next.objective === null) {
      if (!found) return noAnswer(next.status)
      break
    }
    found = { status: next.status, pairs: next.pairs }
    if (options.signal?.aborted) break
    const changes = changesBetween(pairs, next.pairs, force).length
    if (objectiveOf(instance, next.pairs) <= now && changes <= SHORT) break
  }
  const solution = found!
  // Better with it: by it, or because the pairs were not the best here in any case?
  const without =
    objectiveOf(instance, solution.pairs) > now && !options.signal?.aborted
      ? await decideAnew(instance, pairs, force, { ...options, reward: STAY_REWARDS.at(-1)!, forced: false })
      : null
  const beside = without?.objective ? objectiveOf(instance, without.pairs) : now
  const points = now - objectiveOf(instance, solution.pairs)
  const message =
    points <= 0
      ? `Possible, and the proposal would be ${points < 0 ? 'better' : 'as good'}.`
      : `Possible, but the proposal would be ${shareWords(points, objectiveParts(instance, pairs).suitability)} worse.`
  return {
    possible: true,
    points,
    betterWithout: beside > now && beside >= now - points,
    stopped: solution.status === 'time_limit' || solution.status === 'cancelled',
    pairs: solution.pairs,
    message,
    weighing: weighingOf(instance, pairs, solution.pairs, force),
    changes: changesBetween(pairs, solution.pairs, force),
    open: openWords(pairs, solution.pairs),
  }
}

/** What is near decided anew, with the pair forced in or kept out. */
async function decideAnew(
  instance: Instance,
  pairs: readonly Pair[],
  at: Omit<Pair, 'hours'>,
  options: { timeLimit?: number; signal?: AbortSignal; reward: number; forced: boolean },
): Promise<Pick<Solution, 'status' | 'objective' | 'pairs'>> {
  const courses = coursesAround(instance, pairs, at, PAIRS_AROUND)
  const near = nearby(instance, pairs, courses)
  const [force] = near.into([at])
  if (!force) return { status: 'infeasible', objective: null, pairs: [] }
  const start = near.into(pairs)
  const { applicant, course } = force
  const asked: Instance = options.forced
    ? near.instance
    : { ...near.instance, forbid: [...near.instance.forbid, [applicant, course]] }
  const solution = await solve(asked, {
    timeLimit: options.timeLimit ?? 20,
    gap: 0,
    start,
    stayClose: { pairs: start, reward: options.reward },
    ...(options.forced ? { force } : {}),
    within: { courses, pairs: start },
    signal: options.signal,
  })
  return { ...solution, pairs: near.back(solution.pairs) }
}

function noAnswer(status: Solution['status']): ForcingCost {
  const known = status === 'infeasible'
  const message = known ? 'Not possible beside what is fixed.' : 'Not known: there was no time for an answer.'
  return { possible: false, known, message }
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
