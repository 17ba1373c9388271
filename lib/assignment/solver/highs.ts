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

/** Maximises a model with HiGHS: on one thread and seeded, so that the same model gives the same answer. */
export async function runMip(model: MipModel, run: MipRun): Promise<MipResult> {
  if (model.cost.length === 0)
    return { status: 'done', point: new Float64Array(), objective: model.offset, bound: model.offset }
  const highs = await loadHighs({ wasmModule: await compiled() })
  const { constants } = highs
  const numCols = model.cost.length
  const numRows = model.rowUpper.length
  const solver = highs.createModel({
    numCols,
    numRows,
    sense: constants.objectiveSense.maximize,
    offset: model.offset,
    colCost: model.cost,
    colLower: model.lower,
    colUpper: model.upper,
    rowLower: new Float64Array(numRows).fill(-highs.infinity),
    rowUpper: model.rowUpper,
    integrality: Int32Array.from(model.whole),
    matrix: {
      format: 'csr',
      numRows,
      numCols,
      starts: Int32Array.from(model.starts),
      indices: Int32Array.from(model.indices),
      values: model.values,
    },
  })
  try {
    solver.options.set({
      output_flag: false,
      random_seed: SEED,
      time_limit: Math.max(0.01, run.timeLimit),
      mip_rel_gap: run.relativeGap,
      mip_abs_gap: run.absoluteGap,
    })
    if (run.start) solver.setSolution({ colValue: run.start })
    const report = ({
      mip_primal_bound,
      mip_dual_bound,
    }: {
      mip_primal_bound?: number
      mip_dual_bound?: number
    }) => run.onProgress?.(finite(mip_primal_bound), finite(mip_dual_bound))
    const { modelStatus } = solver.run({
      [constants.callbackType.mipLogging](event) {
        report(event.data)
      },
      [constants.callbackType.mipImprovingSolution](event) {
        report(event.data)
      },
      [constants.callbackType.mipInterrupt](event) {
        if (run.shouldStop?.()) event.interrupt()
      },
      [constants.callbackType.simplexInterrupt](event) {
        if (run.shouldStop?.()) event.interrupt()
      },
    })
    if (modelStatus === constants.modelStatus.infeasible)
      return { status: 'infeasible', point: null, objective: null, bound: null }
    const feasible = solver.info.get('primal_solution_status') === constants.solutionStatus.feasible
    return {
      status:
        modelStatus === constants.modelStatus.optimal
          ? 'done'
          : modelStatus === constants.modelStatus.interrupted
            ? 'stopped'
            : 'time_limit',
      point: feasible ? Float64Array.from(solver.getSolution().colValue) : null,
      objective: feasible ? solver.getObjectiveValue() : null,
      bound: finite(Number(solver.info.get('mip_dual_bound'))),
    }
  } finally {
    solver.dispose()
  }
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) && Math.abs(value) < 1e20 ? value : null
}
