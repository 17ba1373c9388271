import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import loadHighs from 'highs'
import type { MipModel } from '../model'

export type MipRun = {
  /** Seconds. */
  timeLimit: number
  relativeGap: number
  /** Points. */
  absoluteGap: number
  start?: Float64Array
  onProgress?: (objective: number | null, bound: number | null) => void
  /** Asked again and again while it works. */
  shouldStop?: () => boolean
}

export type MipResult = {
  status: 'done' | 'time_limit' | 'stopped' | 'infeasible'
  point: Float64Array | null
  objective: number | null
  bound: number | null
}

let binary: Promise<WebAssembly.Module> | null = null

/** Compiled once for the thread; each solve gets a fresh instance of it, and with it a memory of its own. */
function compiled(): Promise<WebAssembly.Module> {
  binary ??= WebAssembly.compile(readFileSync(createRequire(import.meta.url).resolve('highs/runtime')))
  return binary
}

const SEED = 1

/** A fresh instance of the solver with the model in it; `dispose` gives its memory back. */
async function load(model: MipModel, whole: boolean) {
  const highs = await loadHighs({ wasmModule: await compiled() })
  const numCols = model.cost.length
  const numRows = model.rowUpper.length
  const solver = highs.createModel({
    numCols,
    numRows,
    sense: highs.constants.objectiveSense.maximize,
    offset: model.offset,
    colCost: model.cost,
    colLower: model.lower,
    colUpper: model.upper,
    rowLower: new Float64Array(numRows).fill(-highs.infinity),
    rowUpper: model.rowUpper,
    integrality: whole ? Int32Array.from(model.whole) : undefined,
    matrix: {
      format: 'csr',
      numRows,
      numCols,
      starts: Int32Array.from(model.starts),
      indices: Int32Array.from(model.indices),
      values: model.values,
    },
  })
  // There is one thread only; with the seed the same model gives the same answer.
  solver.options.set({ output_flag: false, random_seed: SEED })
  return { solver, constants: highs.constants }
}

/** Maximises a model with HiGHS. */
export async function runMip(model: MipModel, run: MipRun): Promise<MipResult> {
  if (model.cost.length === 0)
    return { status: 'done', point: new Float64Array(), objective: model.offset, bound: model.offset }
  const { solver, constants } = await load(model, true)
  try {
    solver.options.set({
      time_limit: Math.max(0.01, run.timeLimit),
      mip_rel_gap: run.relativeGap,
      mip_abs_gap: run.absoluteGap,
    })
    if (run.start) solver.setSolution({ colValue: run.start })
    const report = (data: { mip_primal_bound?: number; mip_dual_bound?: number }) =>
      run.onProgress?.(finite(data.mip_primal_bound), finite(data.mip_dual_bound))
    const { modelStatus } = solver.run({
      [constants.callbackType.mipLogging]({ data }) {
        report(data)
      },
      [constants.callbackType.mipImprovingSolution]({ data }) {
        report(data)
      },
      [constants.callbackType.mipInterrupt](event) {
        if (run.shouldStop?.()) event.interrupt()
      },
      [constants.callbackType.simplexInterrupt](event) {
        if (run.shouldStop?.()) event.interrupt()
      },
    })
    const { modelStatus: statuses } = constants
    if (modelStatus === statuses.infeasible)
      return { status: 'infeasible', point: null, objective: null, bound: null }
    const feasible = solver.info.get('primal_solution_status') === constants.solutionStatus.feasible
    const done = modelStatus === statuses.optimal ? 'done' : null
    return {
      status: done ?? (modelStatus === statuses.interrupted ? 'stopped' : 'time_limit'),
      point: feasible ? Float64Array.from(solver.getSolution().colValue) : null,
      objective: feasible ? solver.getObjectiveValue() : null,
      bound: finite(Number(solver.info.get('mip_dual_bound'))),
    }
  } finally {
    solver.dispose()
  }
}

export type RelaxedResult = {
  point: Float64Array
  /** What a column at its bound would lose, per unit, by leaving it; at least 0. */
  reducedCost: Float64Array
  /** Dual value of each row, with the sign that the solver gives it. */
  prices: Float64Array
  objective: number
}

/** The best point when nothing needs to be whole: an upper bound for every answer. Null when it was not reached. */
export async function runRelaxed(
  model: MipModel,
  run: { timeLimit: number; shouldStop?: () => boolean },
): Promise<RelaxedResult | null> {
  const { solver, constants } = await load(model, false)
  try {
    solver.options.set({ time_limit: Math.max(0.01, run.timeLimit) })
    const { modelStatus } = solver.run({
      [constants.callbackType.simplexInterrupt](event) {
        if (run.shouldStop?.()) event.interrupt()
      },
    })
    if (modelStatus !== constants.modelStatus.optimal) return null
    const { colValue, colDual, rowDual } = solver.getSolution()
    return {
      point: Float64Array.from(colValue),
      reducedCost: Float64Array.from(colDual, Math.abs),
      prices: Float64Array.from(rowDual),
      objective: solver.getObjectiveValue(),
    }
  } finally {
    solver.dispose()
  }
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) && Math.abs(value) < 1e20 ? value : null
}
