import { greedyByRank } from '@/lib/assignment/greedy'
import { objectiveOf } from '@/lib/assignment/score'
import type { Instance, Solution, SolveOptions } from '@/lib/assignment/types'

/** Solves an instance. */
export async function solve(instance: Instance, options: SolveOptions): Promise<Solution> {
  const pairs = greedyByRank(instance)
  const objective = objectiveOf(instance, pairs)
  options.onProgress?.({ seconds: 0, objective, bound: null, gap: null })
  return { status: 'time_limit', objective, bound: null, gap: null, seconds: 0, pairs }
}
