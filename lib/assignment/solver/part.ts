import { pairKey } from '../diff'
import type { EligiblePair } from '../eligibility'
import type { Ledger } from '../ledger'
import { buildModel, type MipModel, type ModelOptions, pointOfUnits, unitsOfPoint } from '../model'
import { type MipResult, runMip } from './highs'

/** Units of pairs that were decided. */
export type Given = { pair: EligiblePair; units: number }

export type PartResult = {
  status: MipResult['status']
  given: Given[]
  /** In points of the model, offset and rewards included; null where nothing was found. */
  points: number | null
  bound: number | null
}

export type PartOptions = {
  timeLimit: number
  relativeGap: number
  /** Points. */
  absoluteGap: number
  /** Units by pairKey to start from. */
  start?: ReadonlyMap<string, number>
  model?: ModelOptions
  /** Points of given pairs, as the model counts them: offset and rewards included. */
  pointsOf: (given: Given[]) => number
  onProgress?: (points: number | null, bound: number | null) => void
  shouldStop?: () => boolean
}

/** Two objectives of whole points that are nearer than this are the same. */
const LESS_THAN_A_POINT = 0.99
/** What rounding in the solver may add to a bound of whole points. */
const NOISE = 0.01

/**
 * Decides the free pairs to the gap asked for, everything in the ledger being fixed. Units are left continuous:
 * almost always they come out whole, and else are rounded at best with the choice of pairs kept; only where that
 * costs more than the gap allows, the model is solved again with whole units.
 */
export async function solvePart(
  ledger: Ledger,
  free: readonly EligiblePair[],
  options: PartOptions,
): Promise<PartResult> {
  const until = performance.now() + options.timeLimit * 1000
  const model = buildModel(ledger, free, options.model)
  const first = await run(model, options, until, startOf(model, options.start))
  if (first.status !== 'done' || first.points === null || isWithin(first, options)) return first
  const whole = buildModel(ledger, free, { ...options.model, wholeUnits: true })
  const start = new Map(first.given.map(({ pair, units }) => [pairKey(pair), units]))
  const second = await run(whole, options, until, startOf(whole, start))
  if (second.points === null || second.points < first.points) return { ...first, status: second.status }
  return { ...second, bound: least(first.bound, second.bound) }
}

async function run(
  model: MipModel,
  options: PartOptions,
  until: number,
  start: Float64Array | undefined,
): Promise<PartResult> {
  const result = await runMip(model, {
    timeLimit: (until - performance.now()) / 1000,
    relativeGap: options.relativeGap,
    absoluteGap: Math.max(options.absoluteGap, model.wholePoints ? LESS_THAN_A_POINT : 0),
    start,
    onProgress: options.onProgress,
    shouldStop: options.shouldStop,
  })
  const bound = boundOf(model, result)
  const point = result.point ?? start
  if (result.status === 'infeasible' || !point)
    return { status: result.status, given: [], points: null, bound }
  const rounded = await wholePoint(model, point)
  const units = unitsOfPoint(model, rounded)
  const given = model.entries.map(({ pair }, index) => ({ pair, units: Math.round(units[index]!) }))
  const points = exactly(model, pointsOf(model, rounded))
  return { status: result.status, given: given.filter(({ units: x }) => x > 0), points, bound }
}

/** A proven bound; where all points are whole, the next whole number below is one as well. */
function boundOf(model: MipModel, { bound }: MipResult): number | null {
  if (bound === null || !model.wholePoints) return bound
  return Math.floor(bound + NOISE)
}

function exactly(model: MipModel, points: number): number {
  return model.wholePoints ? Math.round(points) : points
}

function least(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}

function isWithin({ points, bound }: PartResult, options: PartOptions): boolean {
  if (points === null || bound === null) return false
  return bound - points <= Math.max(options.absoluteGap, options.relativeGap * Math.abs(points)) + NOISE
}

/** The same choice of pairs with whole units: the second, tiny model. Down to the least units it is always feasible. */
async function wholePoint(model: MipModel, point: Float64Array): Promise<Float64Array> {
  const fractional = model.entries.some(({ y, z }) => y >= 0 && point[z]! > 0.5 && !isWhole(point[y]!))
  if (!fractional) return point
  const chosen = { ...model, lower: [...model.lower], upper: [...model.upper], whole: [...model.whole] }
  for (const { z, y } of model.entries) {
    const value = point[z]! > 0.5 ? 1 : 0
    chosen.lower[z] = value
    chosen.upper[z] = value
    if (y >= 0) chosen.whole[y] = 1
  }
  const { point: rounded } = await runMip(chosen, { timeLimit: 20, relativeGap: 0, absoluteGap: 0.5 })
  if (rounded) return rounded
  return pointOfUnits(
    model,
    model.entries.map(({ lo, z }) => (point[z]! > 0.5 ? lo : 0)),
  )
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-5
}

function pointsOf(model: MipModel, point: ArrayLike<number>): number {
  return model.cost.reduce((sum, cost, column) => sum + cost * point[column]!, model.offset)
}

/** A start with what of it is still possible; none where nothing is known of these pairs. */
function startOf(model: MipModel, start: ReadonlyMap<string, number> | undefined): Float64Array | undefined {
  if (!start) return undefined
  const units = model.entries.map(({ pair, lo, up }) => {
    const x = Math.round(start.get(pairKey(pair)) ?? 0)
    return x >= lo && x <= up ? x : 0
  })
  return pointOfUnits(model, units)
}
