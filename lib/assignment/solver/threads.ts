import { Worker } from 'node:worker_threads'
import type { Instance, Progress, Solution } from '../types'
import type { FromThread, ToThread } from './listen'
import { workerFile } from './place'
import type { SolveRequest } from './run'

export type Job = {
  instance: Instance
  request: SolveRequest
  onProgress?: (progress: Progress) => void
  signal?: AbortSignal
}

/** Solves at once; others wait their turn. */
const MOST_THREADS = 2
/** A thread that has nothing to do gives its memory back. */
const IDLE_MS = 30_000
/** For a thread to come up on a busy machine. */
const START_LIMIT_MS = 60_000
/** A thread told to stop, or past its time limit, that has not answered by then is ended. */
const GRACE_MS = 30_000

type Thread = { worker: Worker; ready: boolean; busy: boolean; idle?: NodeJS.Timeout }
type Waiting = { job: Job; settle: (solution: Solution) => void; reject: (error: Error) => void }

/** Threads that solve one job after the other, started when needed. */
export class SolverThreads {
  private readonly threads = new Set<Thread>()
  private readonly waiting: Waiting[] = []
  private next = 1

  /** @param options.background whether all other work of the machine goes first */
  constructor(private readonly options: { background: boolean }) {}

  /** @throws Error when the thread cannot be started or fails */
  solve(job: Job): Promise<Solution> {
    return new Promise((settle, reject) => {
      const waiting = { job, settle, reject }
      this.waiting.push(waiting)
      job.signal?.addEventListener('abort', () => this.leave(waiting), { once: true })
      this.leave(waiting)
      this.dispatch()
    })
  }

  /** A job cancelled before it began has no solution. */
  private leave(waiting: Waiting): void {
    const place = this.waiting.indexOf(waiting)
    if (place < 0 || !waiting.job.signal?.aborted) return
    this.waiting.splice(place, 1)
    waiting.settle(NOTHING_FOUND)
  }

  private dispatch(): void {
    if (this.waiting.length === 0) return
    const idle = [...this.threads].find((thread) => !thread.busy)
    const thread = idle ?? (this.threads.size < MOST_THREADS ? this.start() : undefined)
    if (!thread) return
    thread.busy = true
    clearTimeout(thread.idle)
    thread.worker.ref()
    this.hand(thread, this.waiting.shift()!)
    this.dispatch()
  }

  private start(): Thread {
    const worker = new Worker(workerFile(), {
      // No setting or secret of the app is needed there.
      env: {},
      workerData: this.options,
      execArgv: [],
    })
    const thread: Thread = { worker, ready: false, busy: false }
    // One that dies, idle or not, is not asked again; its job hears of it by itself.
    worker.on('exit', () => this.threads.delete(thread))
    worker.on('error', () => this.threads.delete(thread))
    this.threads.add(thread)
    return thread
  }

  private hand(thread: Thread, { job, settle, reject }: Waiting): void {
    const { worker } = thread
    const id = this.next
    this.next += 1
    const flag = new Int32Array(new SharedArrayBuffer(4))
    let clock: NodeJS.Timeout | undefined
    let best = NOTHING_FOUND
    const end = (over: () => void, keep: boolean) => {
      clearTimeout(clock)
      job.signal?.removeEventListener('abort', stop)
      worker.off('message', hear).off('error', fail).off('exit', gone)
      if (keep) this.rest(thread)
      else this.drop(thread)
      over()
      this.dispatch()
    }
    const late = (): Solution => (job.signal?.aborted ? { ...best, status: 'cancelled' } : best)
    const stop = () => {
      Atomics.store(flag, 0, 1)
      clearTimeout(clock)
      clock = setTimeout(() => end(() => settle(late()), false), GRACE_MS)
    }
    const fail = (error: Error) => end(() => reject(new Error('the solver failed', { cause: error })), false)
    const gone = () => fail(new Error('its thread ended'))
    const send = () => {
      if (job.signal?.aborted) return end(() => settle(NOTHING_FOUND), true)
      clearTimeout(clock)
      clock = setTimeout(stop, job.request.timeLimit * 1000 + GRACE_MS)
      const message: ToThread = { id, instance: job.instance, request: job.request, flag }
      worker.postMessage(message)
    }
    const hear = (message: FromThread) => {
      if (message.kind === 'ready') {
        thread.ready = true
        send()
      } else if (message.id !== id) return
      else if (message.kind === 'progress') job.onProgress?.(message.progress)
      else if (message.kind === 'best') best = message.solution
      else if (message.kind === 'done') end(() => settle(message.solution), true)
      else fail(new Error(message.message))
    }
    job.signal?.addEventListener('abort', stop, { once: true })
    worker.on('message', hear).on('error', fail).on('exit', gone)
    if (thread.ready) send()
    else clock = setTimeout(() => fail(new Error('its thread did not start in time')), START_LIMIT_MS)
  }

  private rest(thread: Thread): void {
    thread.busy = false
    thread.worker.unref()
    thread.idle = setTimeout(() => this.drop(thread), IDLE_MS).unref()
  }

  private drop(thread: Thread): void {
    this.threads.delete(thread)
    void thread.worker.terminate()
  }
}

const NOTHING_FOUND: Solution = {
  status: 'cancelled',
  objective: null,
  bound: null,
  gap: null,
  seconds: 0,
  pairs: [],
}
