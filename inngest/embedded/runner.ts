import { uncounted } from '@/db/client'
import { log } from '@/lib/log'
import { onWakeJobs } from '@/lib/outbox'
import {
  anyDue,
  anythingLeft,
  claimRuns,
  extendLeases,
  forgetHolder,
  newHolder,
  prepareClaims,
  recoverRuns,
  releaseRuns,
} from './claim'
import { tickCrons } from './cron'
import { deliverEvents } from './deliver'
import { executeRun } from './execute'
import { loadFunctions, type RunnerFunction } from './functions'
import type { Handler, JsonError } from './protocol'
import { backoff } from './time'

export type RunnerOptions = {
  handler: Handler
  /** Runs executed at once in this process. */
  slots?: number
  /** How often it looks for what it was not told of: other processes' events, runs that fall due. */
  pollMs?: number
  /** How long a run belongs to its runner after the last sign of life. */
  leaseMs?: number
  backoff?: (failures: number) => number
  /** Told of every run that ends without success. */
  onFailure?: (error: JsonError, run: { id: string; functionId: string }) => void
}

export type Runner = {
  /** Looks at once for something to do. */
  wake: () => void
  /**
   * Takes nothing new, lets steps in hand finish for at most `graceMs`, and gives their runs back to
   * the queue. What does not finish in time is taken up by the next runner.
   */
  stop: (graceMs: number) => Promise<void>
  /** Resolves when nothing is due and nothing is in hand, at the latest after `maxMs`; true when all was done. */
  idle: (maxMs: number) => Promise<boolean>
}

/**
 * The embedded runner: an Inngest server inside the app. Events, runs and results of steps live in the
 * database; this process only executes what it has leased. Several may run on one MySQL database.
 */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const functions = await loadFunctions(options.handler)
  await prepareClaims()
  const loop = new Loop(options, functions)
  loop.start()
  return loop
}

class Loop implements Runner {
  readonly #holder = newHolder()
  readonly #inHand = new Map<string, Promise<void>>()
  readonly #slots: number
  readonly #pollMs: number
  readonly #leaseMs: number
  #stopping = false
  #ended: Promise<void> = Promise.resolve()
  #woken = false
  #wakeUp: (() => void) | null = null
  #heartbeat: NodeJS.Timeout | undefined
  #nextTick: Date | null = new Date(0)
  #nextRecovery = 0
  #looked = 0
  #forget = () => {}

  constructor(
    readonly options: RunnerOptions,
    readonly functions: ReadonlyMap<string, RunnerFunction>,
  ) {
    this.#slots = options.slots ?? 8
    this.#pollMs = options.pollMs ?? 1000
    this.#leaseMs = options.leaseMs ?? 60_000
  }

  start(): void {
    this.#forget = onWakeJobs(() => this.wake())
    // Neither the loop nor its timers keep a process alive that has nothing else to do.
    this.#heartbeat = setInterval(() => void uncounted(() => this.#beat()), this.#leaseMs / 3)
    this.#heartbeat.unref()
    this.#ended = uncounted(() => this.#run())
  }

  wake(): void {
    this.#woken = true
    this.#wakeUp?.()
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopping = true
    this.#forget()
    this.wake()
    clearInterval(this.#heartbeat)
    await this.#ended
    const finished = Promise.allSettled(this.#inHand.values())
    await Promise.race([finished, new Promise((done) => setTimeout(done, graceMs).unref())])
    forgetHolder(this.#holder)
    if (this.#inHand.size > 0)
      log.warn({ runs: this.#inHand.size }, 'jobs in hand were left for the next start')
  }

  async idle(maxMs: number): Promise<boolean> {
    const until = Date.now() + maxMs
    while (Date.now() < until) {
      const busy = this.#inHand.size > 0 || (await anythingLeft(this.functions, this.#holder, new Date()))
      if (!busy) return true
      this.wake()
      await new Promise((done) => setTimeout(done, 20))
    }
    return false
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#woken = false
      let pause = this.#pollMs
      try {
        pause = await this.#round()
      } catch (error) {
        // The database is away or full: what is recorded stays, and we look again.
        log.error({ err: error }, 'job runner: cannot look for work')
        pause = Math.max(this.#pollMs, 5000)
      }
      if (!this.#woken && !this.#stopping) await this.#sleep(pause)
    }
  }

  #sleep(ms: number): Promise<void> {
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      timer.unref()
      this.#wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    }).then(() => {
      this.#wakeUp = null
    })
  }

  /** One look at everything there may be to do. Gives how long nothing more is expected. */
  async #round(): Promise<number> {
    const now = new Date()
    // The clock was set back: what was to come next by the old one would be waited for until then.
    if (now.getTime() < this.#looked) {
      this.#nextTick = now
      this.#nextRecovery = 0
    }
    this.#looked = now.getTime()
    if (now.getTime() >= this.#nextRecovery) {
      const recovered = await recoverRuns(this.#holder, now)
      if (recovered > 0) log.info({ runs: recovered }, 'jobs of a process that ended are taken up')
      this.#nextRecovery = now.getTime() + Math.min(5000, this.#leaseMs)
    }
    if (this.#nextTick && now >= this.#nextTick) this.#nextTick = await tickCrons(this.functions, now)
    while ((await deliverEvents(this.functions)) > 0) if (this.#stopping) return 0
    await this.#take()
    return this.#nextTick
      ? Math.min(this.#pollMs, Math.max(0, this.#nextTick.getTime() - Date.now()))
      : this.#pollMs
  }

  async #take(): Promise<void> {
    const free = this.#slots - this.#inHand.size
    const now = new Date()
    if (free <= 0 || this.#stopping || !(await anyDue(this.functions, now))) return
    const until = new Date(now.getTime() + this.#leaseMs)
    for (const run of await claimRuns(this.functions, this.#holder, free, now, until)) {
      const work = this.#execute(run).finally(() => {
        this.#inHand.delete(run.id)
        this.wake()
      })
      this.#inHand.set(run.id, work)
    }
  }

  async #execute(run: Awaited<ReturnType<typeof claimRuns>>[number]): Promise<void> {
    const context = {
      handler: this.options.handler,
      functions: this.functions,
      holder: this.#holder,
      backoff: this.options.backoff ?? backoff,
      stopping: () => this.#stopping,
      failed: (_: unknown, error: JsonError) => this.#reportFailure(run, error),
    }
    try {
      const ending = await executeRun(context, run)
      log.debug({ job: run.functionId, run: run.id, ending }, 'job')
      if (ending === 'stopped') await releaseRuns(this.#holder, [run.id], new Date())
    } catch (error) {
      // Ours, not the function's: a result could not be written. The run is taken up again later.
      log.error({ err: error, job: run.functionId, run: run.id }, 'job runner: a result could not be kept')
      const later = new Date(Date.now() + 5000)
      await releaseRuns(this.#holder, [run.id], later).catch(() => undefined)
    }
  }

  #reportFailure(run: { id: string; functionId: string }, error: JsonError): void {
    log.error({ job: run.functionId, run: run.id, error: error.message, stack: error.stack }, 'job failed')
    this.options.onFailure?.(error, run)
  }

  async #beat(): Promise<void> {
    if (this.#inHand.size === 0) return
    try {
      await extendLeases(this.#holder, new Date(Date.now() + this.#leaseMs))
    } catch (error) {
      log.error({ err: error }, 'job runner: cannot extend leases')
    }
  }
}
