import { pinConflicts } from '../before'
import { pairKey } from '../diff'
import { type EligiblePair, eligiblePairs } from '../eligibility'
import { Ledger } from '../ledger'
import type { ModelOptions } from '../model'
import { objectiveOf } from '../score'
import type { Instance, Pair, Progress, Solution, SolveOptions, SolveStatus } from '../types'
import { canonical } from './canonical'
import { components } from './components'
import { solveLarge } from './large'
import { type Given, solvePart } from './part'
import { firstSolution, simpleBound } from './start'
import { breakTies } from './ties'

/** What crosses to the thread: the options without functions. */
export type SolveRequest = Omit<SolveOptions, 'onProgress' | 'signal'>

export type SolveHooks = {
  onProgress?: (progress: Progress) => void
  /** What would be the answer if the work ended now; told when it is better than before. */
  onBest?: (solution: Solution) => void
  shouldStop?: () => boolean
  /** Pairs from which a part counts as very large (default `LARGE`). */
  large?: number
}

/** Beyond so many pairs the whole model takes longer than anyone waits: neighbourhoods and a bound by relaxation. */
export const LARGE = 6_000
/** Components are gathered to models of at least so many pairs. */
const SMALL = 300

type Part = { free: EligiblePair[]; given: Given[]; points: number; bound: number }

/** Solves in this thread, which it keeps busy: see `solve` for what the app calls. */
export async function solveHere(
  given: Instance,
  request: SolveRequest,
  hooks: SolveHooks = {},
): Promise<Solution> {
  const { instance, into, back } = canonical(given)
  const work = new Work(instance, {
    ...request,
    start: request.start && into(request.start),
    stayClose: request.stayClose && { ...request.stayClose, pairs: into(request.stayClose.pairs) },
    force: request.force && into([request.force])[0],
    within: request.within && {
      courses: request.within.courses.map(
        (course) => into([{ applicant: 0, course, position: 0 }])[0]!.course,
      ),
      pairs: into(request.within.pairs),
    },
  })
  const solution = await work.solve({
    ...hooks,
    onBest: (best) => hooks.onBest?.({ ...best, pairs: back(best.pairs) }),
  })
  return { ...solution, pairs: back(solution.pairs) }
}

class Work {
  private readonly began = performance.now()
  private readonly eligible: EligiblePair[]
  private readonly base: Ledger
  private readonly kept: ReadonlyMap<string, number>
  private parts: Part[] = []
  private basePoints = 0
  private hooks: SolveHooks = {}

  constructor(
    private readonly instance: Instance,
    private readonly request: SolveRequest,
  ) {
    this.eligible = eligiblePairs(instance)
    this.base = new Ledger(instance)
    const { unit } = instance.policy
    this.kept = new Map(
      request.stayClose?.pairs.map((pair) => [pairKey(pair), Math.floor(pair.hours / unit)]),
    )
  }

  private seconds(): number {
    return (performance.now() - this.began) / 1000
  }

  private secondsLeft(): number {
    return this.request.timeLimit - this.seconds()
  }

  async solve(hooks: SolveHooks): Promise<Solution> {
    this.hooks = hooks
    const { instance, request } = this
    const open = new Set(request.within?.courses ?? instance.courses.keys())
    const free = this.eligible.filter((pair) => !pair.pinned && open.has(pair.course))
    const fixed = request.within?.pairs.filter((pair) => !open.has(pair.course)) ?? []
    this.base.give(fixed)
    const forced = request.force && this.eligible.find((pair) => pairKey(pair) === pairKey(request.force!))
    if (pinConflicts(instance).length > 0 || (request.force && !forced)) return this.infeasible()
    const first = firstSolution(
      instance,
      fixed,
      free,
      request.start ?? [],
      forced?.pinned ? undefined : forced,
    )
    if (!first) return this.infeasible()
    this.basePoints = objectiveOf(instance, this.base.pairs())
    this.split(free, first)
    this.report()
    this.hooks.onBest?.(this.finish())
    for (const part of this.parts) {
      await this.work(part, this.allowance(part))
      if (part !== this.parts.at(-1)) this.hooks.onBest?.(this.finish())
    }
    await this.closeGap()
    return this.finish()
  }

  /** Independent parts with what the first solution gives in them. */
  private split(free: EligiblePair[], first: Ledger): void {
    const groups: EligiblePair[][] = []
    for (const component of components(free)) {
      const last = groups.at(-1)
      if (last && last.length + component.length <= SMALL) last.push(...component)
      else groups.push([...component])
    }
    this.parts = groups.map((pairs) => {
      const given = pairs.flatMap((pair): Given[] => {
        const units = first.unitsOf(pair.applicant, pair.course, pair.position)
        return units > 0 ? [{ pair, units }] : []
      })
      const points = this.pointsOf(given)
      const bound = Math.max(points, simpleBound(this.base, pairs) + this.mostReward(pairs))
      return { free: pairs, given, points, bound }
    })
  }

  private pairsOf(given: readonly Given[]): Pair[] {
    return given.map(({ pair: { applicant, course, position }, units }) => ({
      applicant,
      course,
      position,
      hours: units * this.instance.policy.unit,
    }))
  }

  /** Points that the pairs add to those of the pins, rewards included. */
  private pointsOf(given: readonly Given[]): number {
    const pairs = [...this.base.pairs(), ...this.pairsOf(given)]
    return objectiveOf(this.instance, pairs) - this.basePoints + this.rewardOf(given)
  }

  private rewardOf(given: readonly Given[]): number {
    const { stayClose } = this.request
    if (!stayClose) return 0
    return given.reduce(
      (sum, { pair, units }) => sum + stayClose.reward * Math.min(units, this.kept.get(pairKey(pair)) ?? 0),
      0,
    )
  }

  private mostReward(pairs: readonly EligiblePair[]): number {
    return this.rewardOf(pairs.map((pair) => ({ pair, units: pair.up })))
  }

  private modelOptions(): ModelOptions {
    const { stayClose, force } = this.request
    const forced = force && pairKey(force)
    return {
      force: forced === undefined ? undefined : (pair) => pairKey(pair) === forced,
      reward: (pair) => {
        const units = this.kept.get(pairKey(pair))
        return stayClose && units ? { points: stayClose.reward, units } : null
      },
    }
  }

  private totals(): { objective: number; bound: number } {
    let objective = this.basePoints
    let bound = this.basePoints
    for (const part of this.parts) {
      objective += part.points
      bound += part.bound
    }
    return { objective, bound }
  }

  private gap(): number {
    const { objective, bound } = this.totals()
    return relative(objective, bound)
  }

  private report(): void {
    this.hooks.onProgress?.({ seconds: this.seconds(), ...this.totals(), gap: this.gap() })
  }

  /** Points that this part may stay away from its bound for the whole to be within the gap asked for. */
  private allowance(part: Part): number {
    const pairs = this.parts.reduce((sum, other) => sum + other.free.length, 0)
    return this.request.gap * Math.abs(this.totals().objective) * (part.free.length / pairs)
  }

  private async work(part: Part, absoluteGap: number): Promise<void> {
    const { hooks } = this
    if (hooks.shouldStop?.() || this.secondsLeft() <= 0) return
    const later = this.parts.slice(this.parts.indexOf(part)).reduce((sum, { free }) => sum + free.length, 0)
    const single = this.parts.length === 1
    const options = {
      timeLimit: this.secondsLeft() * (part.free.length / later),
      absoluteGap: single ? 0 : absoluteGap,
      relativeGap: single ? this.request.gap : 0,
      start: new Map(part.given.map(({ pair, units }) => [pairKey(pair), units])),
      model: { ...this.modelOptions(), offset: single ? this.basePoints : 0 },
      pointsOf: (given: Given[]) => this.pointsOf(given) + (single ? this.basePoints : 0),
      shouldStop: hooks.shouldStop,
      onProgress: (points: number | null, bound: number | null) => {
        this.note(part, points === null ? null : points - options.model.offset, bound)
      },
    }
    const solver = part.free.length > (hooks.large ?? LARGE) ? solveLarge : solvePart
    const result = await solver(this.base, part.free, options)
    if (result.points !== null) {
      const points = this.pointsOf(result.given)
      if (points >= part.points || part.given.length === 0)
        Object.assign(part, { given: result.given, points })
    }
    if (result.bound !== null) part.bound = Math.min(part.bound, result.bound - options.model.offset)
    part.bound = Math.max(part.bound, part.points)
    this.report()
  }

  /** Progress of one part; its solution itself is taken over when it ends. */
  private note(part: Part, points: number | null, bound: number | null): void {
    const offset = this.parts.length === 1 ? this.basePoints : 0
    const shown = {
      objective: this.totals().objective + Math.max(0, (points ?? part.points) - part.points),
      bound: this.totals().bound - Math.max(0, part.bound - (bound === null ? part.bound : bound - offset)),
    }
    const seconds = this.seconds()
    this.hooks.onProgress?.({ seconds, ...shown, gap: relative(shown.objective, shown.bound) })
  }

  /** Allowances were shares of an estimate: where they did not suffice, the widest part is narrowed. */
  private async closeGap(): Promise<void> {
    for (let round = 0; round < 2 * this.parts.length; round += 1) {
      if (this.gap() <= this.request.gap || this.secondsLeft() <= 0 || this.hooks.shouldStop?.()) return
      const widest = this.parts.reduce((a, b) => (b.bound - b.points > a.bound - a.points ? b : a))
      const before = widest.bound - widest.points
      await this.work(widest, before / 4)
      if (widest.bound - widest.points >= before) return
    }
  }

  private finish(): Solution {
    const given = this.parts.flatMap((part) => part.given)
    const untied = [...this.base.pairs(), ...this.pairsOf(given)]
    const steered = Boolean(this.request.stayClose ?? this.request.force ?? this.request.within)
    const pairs = steered
      ? untied.sort((a, b) => a.applicant - b.applicant || a.course - b.course || a.position - b.position)
      : breakTies(this.instance, untied, this.eligible)
    const objective = objectiveOf(this.instance, pairs)
    const bound = Math.max(objective, this.totals().bound - this.rewardOf(given))
    const gap = relative(objective, bound)
    return { status: this.status(gap), objective, bound, gap, seconds: this.seconds(), pairs }
  }

  private status(gap: number): SolveStatus {
    if (gap === 0) return 'optimal'
    if (gap <= this.request.gap) return 'within_gap'
    return this.hooks.shouldStop?.() ? 'cancelled' : 'time_limit'
  }

  private infeasible(): Solution {
    return {
      status: 'infeasible',
      objective: null,
      bound: null,
      gap: null,
      seconds: this.seconds(),
      pairs: [],
    }
  }
}

/** (bound − objective) / |objective|. */
export function relative(objective: number, bound: number): number {
  return Math.max(0, bound - objective) / Math.max(1, Math.abs(objective))
}
