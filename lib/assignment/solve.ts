import { env } from '@/lib/env'
import { SolverThreads } from './solver/threads'
import type { Instance, Solution, SolveOptions } from './types'

// Behind everything that people wait for where the app runs; tests and benchmarks wait for the answer itself.
const threads = new SolverThreads({ background: env.NODE_ENV === 'production' })

/**
 * Finds the best answer of an instance, in a thread of its own, so that nothing else waits for it.
 *
 * The same instance and options give the same answer, however applicants and courses are ordered, as long as no
 * time limit cuts the work short. When it does, or when the signal cancels, the best answer found comes back with
 * the gap that is proven for it. Fixed pairs that break a limit by themselves make it `infeasible`: `checkBefore`
 * says which.
 *
 * @param options seconds, the relative gap that suffices (0 proves the optimum), and what to start from or stay close to
 * @throws Error when the solver itself fails
 */
export function solve(instance: Instance, options: SolveOptions): Promise<Solution> {
  const { onProgress, signal, ...request } = options
  return threads.solve({ instance, request, onProgress, signal })
}
