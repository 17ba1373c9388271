import { uncounted } from '@/db/client'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { onWakeJobs } from '@/lib/outbox'
import { reportError } from '@/lib/start/sentry'
import { jobsMode } from './client'
import { startRunner } from './embedded/runner'
import { sendPending, startDispatcher } from './outbox'
import { embeddedHandler, registerWithServer } from './serve'

export type Jobs = { stop: (graceMs: number) => Promise<void> }

const holder = globalThis as unknown as { mtmsJobs?: Promise<Jobs> }

/**
 * Starts background work in this process, once: the embedded runner, or the dispatcher to an Inngest
 * server. `afterResponse` is for platforms that stop a process between requests (Vercel): there no loop
 * runs, and what a request has recorded is worked off after its answer, with the time the platform
 * gives; `/api/cron` does the rest.
 */
export function startJobs(afterResponse: (work: () => Promise<void>) => void): Promise<Jobs> {
  holder.mtmsJobs ??= env.VERCEL ? startServerless(afterResponse) : startLoop()
  return holder.mtmsJobs
}

const onFailure = (error: { message?: string; stack?: string }, run: { id: string; functionId: string }) => {
  const reported = new Error(error.message ?? 'job failed')
  reported.stack = error.stack ?? reported.stack
  reportError(reported, { job: run.functionId, run: run.id })
}

async function startLoop(): Promise<Jobs> {
  const mode = jobsMode()
  log.info({ jobs: mode.kind }, 'background work starts')
  if (mode.kind === 'embedded') return await startRunner({ handler: embeddedHandler(), onFailure })
  const dispatcher = startDispatcher()
  void registerWithServer()
  return { stop: () => dispatcher.stop() }
}

/** Vercel ends a function after its time limit; half a minute is within every plan's. */
const serverlessMs = 25_000

async function startServerless(afterResponse: (work: () => Promise<void>) => void): Promise<Jobs> {
  onWakeJobs(() => afterResponse(() => workOff(serverlessMs)))
  return { stop: async () => {} }
}

let working: Promise<void> | undefined

/** Does what is due, for at most `maxMs`. Two calls in one process are one. */
export function workOff(maxMs: number): Promise<void> {
  working ??= uncounted(async () => {
    try {
      if (jobsMode().kind === 'server') {
        while ((await sendPending()) > 0);
        return
      }
      const runner = await startRunner({ handler: embeddedHandler(), onFailure })
      await runner.idle(maxMs)
      await runner.stop(5000)
    } finally {
      working = undefined
    }
  })
  return working
}
