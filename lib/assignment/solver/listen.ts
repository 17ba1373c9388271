import os from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { Instance, Progress, Solution } from '../types'
import { type SolveRequest, solveHere } from './run'

export type ToThread = {
  id: number
  instance: Instance
  request: SolveRequest
  /** Not 0: stop. */
  flag: Int32Array
}

export type FromThread =
  | { kind: 'ready' }
  | { kind: 'progress'; id: number; progress: Progress }
  /** The best so far, in case that the thread must be ended. */
  | { kind: 'best'; id: number; solution: Solution }
  | { kind: 'done'; id: number; solution: Solution }
  | { kind: 'failed'; id: number; message: string }

/** Progress is told at most so often. */
const EVERY_MS = 100

/**
 * Lets everything else go first: the solver computes without pause for minutes, and where there are no more cores than
 * work each of its turns is a page that waits. Linux alone knows priorities of threads; elsewhere this would slow the
 * server as a whole.
 */
function stepBack(): void {
  if (process.platform !== 'linux' || !workerData?.background) return
  try {
    os.setPriority(os.constants.priority.PRIORITY_LOW)
  } catch {
    // Not allowed here: it solves as before.
  }
}

/** Answers one job after the other. */
export function listen(): void {
  const port = parentPort!
  stepBack()
  const say = (message: FromThread) => port.postMessage(message)
  port.on('message', async ({ id, instance, request, flag }: ToThread) => {
    let last = Number.NEGATIVE_INFINITY
    try {
      const solution = await solveHere(instance, request, {
        shouldStop: () => Atomics.load(flag, 0) !== 0,
        onBest: (solution) => say({ kind: 'best', id, solution }),
        onProgress: (progress) => {
          if (performance.now() - last < EVERY_MS) return
          last = performance.now()
          say({ kind: 'progress', id, progress })
        },
      })
      say({ kind: 'done', id, solution })
    } catch (error) {
      say({
        kind: 'failed',
        id,
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
    }
  })
  say({ kind: 'ready' })
}
