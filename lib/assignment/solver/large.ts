import { pairKey } from '../diff'
import type { EligiblePair } from '../eligibility'
import { fillByRank } from '../greedy'
import type { Ledger } from '../ledger'
import { buildModel } from '../model'
import { blocksOf } from './blocks'
import { runMip, runRelaxed } from './highs'
import { type Priced, pricedParts } from './lagrange'
import { type Given, type PartOptions, type PartResult, solvePart } from './part'
import { rounded } from './start'

/** Pairs decided together. */
const BLOCK = 1_500
/** A pair left out by the relaxation that would lose more points than this per block of hours is not considered. */
const FAR = 150
/** A start this near to the bound is improved as it stands; from a worse one, the relaxation leads further. */
const GOOD_START = 0.01
/** Of the time left at the time: for the relaxation, the first round, and a better bound. */
const RELAXATION_SHARE = 0.8
const FIRST_ROUND_SHARE = 0.6
const BOUND_SHARE = 0.7
/** Pairs of a block in which the bound is lowered: larger ones cut fewer people in two. */
const BOUND_BLOCK = 2_500
/** What the solver's tolerances may take from the relaxation's bound, in points. */
const TOLERANCE = 1
/** In the first round they may stay further away. */
const COARSE = 3
/** Blocks are not decided more exactly than this. */
const LEAST_GAP = 0.0005
/** A round over all blocks that gains less than this part of the points is the last. */
const WORTHWHILE = 0.00002

/**
 * Terms too large for one model. The relaxation, in which nothing needs to be whole, bounds every answer and says
 * where hours should go; then one block of courses after the other is decided exactly, all other pairs staying
 * as they are (before their turn: as the relaxation has them). Further rounds decide other blocks anew, those first
 * that lose most against the relaxation, until the gap is reached, nothing is gained or the time is up.
 */
export async function solveLarge(
  ledger: Ledger,
  free: readonly EligiblePair[],
  options: PartOptions,
): Promise<PartResult> {
  return await new Large(ledger, free, options).solve()
}

class Large {
  private readonly until: number
  /** Units by pair: what is decided, or for blocks yet to come, what the relaxation gives. */
  private readonly units = new Map<EligiblePair, number>()
  private readonly relaxed = new Map<EligiblePair, number>()
  private considered: readonly EligiblePair[]
  private best: { given: Given[]; points: number }
  private bound: number | null = null
  private priced: Priced | null = null
  private wholePoints = false

  constructor(
    private readonly base: Ledger,
    private readonly free: readonly EligiblePair[],
    private readonly options: PartOptions,
  ) {
    this.until = performance.now() + options.timeLimit * 1000
    this.considered = free
    const given = free.flatMap((pair): Given[] => {
      const units = options.start?.get(pairKey(pair)) ?? 0
      return units > 0 ? [{ pair, units }] : []
    })
    this.best = { given, points: options.pointsOf(given) }
  }

  private secondsLeft(): number {
    return (this.until - performance.now()) / 1000
  }

  private isOver(): boolean {
    return this.secondsLeft() <= 0.5 || (this.options.shouldStop?.() ?? false) || this.isWithin()
  }

  private isWithin(): boolean {
    const { relativeGap, absoluteGap } = this.options
    if (this.bound === null) return false
    const { points } = this.best
    return this.bound - points <= Math.max(absoluteGap, relativeGap * Math.abs(points))
  }

  private isNear(gap: number): boolean {
    return this.bound !== null && this.bound - this.best.points <= gap * Math.abs(this.best.points)
  }

  async solve(): Promise<PartResult> {
    await this.relax()
    // Only a solution that stands is sure to keep a forced pair.
    const forced = this.options.model?.force !== undefined
    if (this.isNear(GOOD_START) || forced || this.relaxed.size === 0) this.takeBest()
    else await this.firstRound()
    let lowered = false
    for (let round = 1; !this.isOver(); round += 1) {
      // A poor answer is improved first; from a good one it is mostly the bound that is far.
      if (!lowered && (round > 1 || this.isNear(GOOD_START))) {
        lowered = true
        await this.lowerBound()
        if (this.isOver()) break
      }
      const before = this.best.points
      await this.round(round)
      if (this.best.points - before <= WORTHWHILE * Math.abs(before)) break
    }
    const stopped = this.options.shouldStop?.() ? 'stopped' : 'time_limit'
    return {
      status: this.isWithin() ? 'done' : stopped,
      given: this.best.given,
      points: this.best.points,
      bound: this.bound,
    }
  }

  private async relax(): Promise<void> {
    const { options } = this
    const model = buildModel(this.base, this.free, options.model)
    const result = await runRelaxed(model, {
      timeLimit: this.secondsLeft() * RELAXATION_SHARE,
      shouldStop: options.shouldStop,
    })
    if (!result) return
    this.bound = result.objective + TOLERANCE
    this.wholePoints = model.wholePoints
    if (model.wholePoints) this.bound = Math.floor(this.bound)
    const { point, reducedCost } = result
    const courses = [...new Set(this.free.map((pair) => pair.course))].sort((a, b) => a - b)
    const blocks = blocksOf(this.free, courses, BOUND_BLOCK)
    const partOf = new Map(
      blocks.flatMap((block, part) => [...block].map((course) => [course, part] as const)),
    )
    this.priced = pricedParts(
      model,
      result.prices,
      model.entries.map(({ pair }) => partOf.get(pair.course)!),
    )
    this.takeBound()
    const held = new Set(this.best.given.map(({ pair }) => pair))
    this.considered = model.entries.flatMap(({ pair, lo, z, y }) => {
      const units = lo * point[z]! + (y >= 0 ? point[y]! : 0)
      if (units > 1e-6) this.relaxed.set(pair, units)
      return units > 1e-6 || held.has(pair) || reducedCost[z]! <= FAR ? [pair] : []
    })
    options.onProgress?.(this.best.points, this.bound)
  }

  private takeBound(): void {
    if (!this.priced) return
    const { parts, rest } = this.priced
    const bound = parts.reduce((sum, part) => sum + part.bound, rest)
    this.bound = Math.min(this.bound ?? bound, this.wholePoints ? Math.floor(bound + TOLERANCE) : bound)
  }

  /** The relaxation bounds each block loosely; deciding it, with what ties it to others priced, bounds it better. */
  private async lowerBound(): Promise<void> {
    const parts = this.priced?.parts ?? []
    const until = performance.now() + this.secondsLeft() * BOUND_SHARE * 1000
    for (const [index, part] of parts.entries()) {
      const seconds = (until - performance.now()) / 1000
      if (this.isOver() || seconds <= 0.5) return
      const { bound } = await runMip(part.model, {
        timeLimit: seconds / (parts.length - index),
        relativeGap: 0,
        absoluteGap: this.allowance() / parts.length,
        shouldStop: this.options.shouldStop,
      })
      if (bound !== null) part.bound = Math.min(part.bound, bound)
      this.takeBound()
      this.options.onProgress?.(this.best.points, this.bound)
    }
  }

  /** Points that the blocks together may stay away from their best: part of the gap asked for. */
  private allowance(): number {
    const gap = Math.max(this.options.relativeGap, LEAST_GAP)
    return 0.3 * gap * Math.abs(this.bound ?? this.best.points)
  }

  private takeBest(): void {
    this.units.clear()
    for (const { pair, units } of this.best.given) this.units.set(pair, units)
  }

  /** Every block once, in the context of the relaxation; what time does not reach is filled by rank. */
  private async firstRound(): Promise<void> {
    // Something good at once, whatever time there is for better.
    for (const [pair, units] of rounded(this.base, this.considered, this.relaxed)) this.units.set(pair, units)
    this.fillUp()
    this.units.clear()
    // Less than half of a pair is more likely to go than to stay.
    for (const [pair, units] of this.relaxed) if (units >= pair.lo / 2) this.units.set(pair, units)
    const courses = [...new Set(this.considered.map((pair) => pair.course))].sort((a, b) => a - b)
    const blocks = blocksOf(this.considered, courses, BLOCK)
    const until = performance.now() + this.secondsLeft() * FIRST_ROUND_SHARE * 1000
    const decided = new Set<number>()
    for (const [index, block] of blocks.entries()) {
      const seconds = (until - performance.now()) / 1000
      if (seconds <= 0.5 || this.options.shouldStop?.()) break
      await this.decide(block, seconds / (blocks.length - index), false)
      for (const course of block) decided.add(course)
    }
    for (const pair of [...this.units.keys()]) if (!decided.has(pair.course)) this.units.delete(pair)
    this.fillUp()
    this.takeBest()
  }

  /** Gives by rank what is left, and keeps the result if it is the best. */
  private fillUp(): void {
    const ledger = this.ledgerWithout(new Set())
    fillByRank(ledger, this.free)
    for (const pair of this.free) {
      const units = ledger.unitsOf(pair.applicant, pair.course, pair.position)
      if (units > 0) this.units.set(pair, units)
    }
    this.keepIfBetter()
  }

  private async round(number: number): Promise<void> {
    const order = this.coursesByLoss()
    // Blocks of other sizes have other borders.
    const blocks = blocksOf(this.considered, order, BLOCK * (1 + (number % 3) / 2))
    for (const block of blocks) {
      if (this.isOver()) return
      await this.decide(block, Math.min(this.secondsLeft(), this.options.timeLimit / 6), true)
      this.keepIfBetter()
    }
  }

  /** Courses by what they have fewer points than in the relaxation, the greatest loss first. */
  private coursesByLoss(): number[] {
    const loss = new Map<number, number>()
    const { coverage } = this.base.instance.policy
    const count = (units: ReadonlyMap<EligiblePair, number>, sign: number) => {
      for (const [pair, x] of units) {
        const priority = this.base.instance.courses[pair.course]!.priority ?? 1
        const points = sign * x * (pair.score + coverage * priority)
        loss.set(pair.course, (loss.get(pair.course) ?? 0) + points)
      }
    }
    count(this.relaxed, 1)
    count(this.units, -1)
    for (const { course } of this.considered) if (!loss.has(course)) loss.set(course, 0)
    return [...loss].sort(([a, x], [b, y]) => y - x || a - b).map(([course]) => course)
  }

  /** Everything that stands, but for the pairs of these courses. */
  private ledgerWithout(block: ReadonlySet<number>): Ledger {
    const ledger = this.base.copy()
    for (const [{ applicant, course, position }, units] of this.units)
      if (!block.has(course)) ledger.add(applicant, course, position, units)
    return ledger
  }

  private async decide(block: ReadonlySet<number>, timeLimit: number, improving: boolean): Promise<void> {
    const { options } = this
    const pairs = this.considered.filter((pair) => block.has(pair.course))
    const ledger = this.ledgerWithout(block)
    const start = improving ? this.units : rounded(ledger, pairs, this.relaxed)
    const share = pairs.length / this.considered.length
    const result = await solvePart(ledger, pairs, {
      ...options,
      timeLimit,
      relativeGap: 0,
      absoluteGap: this.allowance() * share * (improving ? 1 : COARSE),
      model: { ...options.model, offset: 0 },
      start: new Map(pairs.map((pair) => [pairKey(pair), start.get(pair) ?? 0])),
      onProgress: undefined,
    })
    for (const pair of this.free) if (block.has(pair.course)) this.units.delete(pair)
    for (const { pair, units } of result.given) this.units.set(pair, units)
    options.onProgress?.(this.best.points, this.bound)
  }

  private keepIfBetter(): void {
    const given = this.free.flatMap((pair): Given[] => {
      const units = this.units.get(pair) ?? 0
      return units > 0 ? [{ pair, units }] : []
    })
    const points = this.options.pointsOf(given)
    if (points > this.best.points) this.best = { given, points }
    this.options.onProgress?.(this.best.points, this.bound)
  }
}
