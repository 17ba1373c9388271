import { eq } from 'drizzle-orm'
import { afterCommit, type Tx } from '@/db/client'
import { jobRuns } from '@/db/schema'
import { log } from '@/lib/log'
import type { Run } from './claim'
import type { Ending, ExecuteContext } from './context'
import { addRun, finishStep, type JobEvent } from './deliver'
import type { JsonError } from './protocol'

/** How a run ends, or is put down for later. The caller holds its lock. */

/** Key of the run that a step invokes. */
export const invokeKey = (runId: string, stepId: string) => `invoke:${runId}:${stepId}`

/** The step that waits for this run, when another run invoked it. */
function invokedBy(run: Run): { runId: string; stepId: string } | null {
  const match = /^invoke:([^:]+):([^:]+)$/.exec(run.runKey)
  return match ? { runId: match[1] as string, stepId: match[2] as string } : null
}

/** The run is in nobody's hand. */
export const released = { lockedBy: null, lockedUntil: null } as const

/** Ends a run with what its function gave; a run that waits for it goes on. */
export async function complete(tx: Tx, run: Run, output: unknown): Promise<Ending> {
  const now = new Date()
  await tx
    .update(jobRuns)
    .set({ state: 'completed', output: output ?? null, error: null, updatedAt: now, ...released })
    .where(eq(jobRuns.id, run.id))
  const parent = invokedBy(run)
  if (parent) await finishStep(tx, parent, { data: output ?? null }, now)
  return 'completed'
}

/** Puts a run down until its next try. */
export async function retry(tx: Tx, run: Run, error: JsonError, inMs: number): Promise<Ending> {
  const now = new Date()
  const attempt = run.attempt + 1
  afterCommit(() =>
    log.warn({ job: run.functionId, run: run.id, attempt, inMs, error: said(error) }, 'job retries'),
  )
  await tx
    .update(jobRuns)
    .set({
      state: 'queued',
      attempt,
      error: said(error),
      runAt: new Date(now.getTime() + inMs),
      updatedAt: now,
      ...released,
    })
    .where(eq(jobRuns.id, run.id))
  return 'waiting'
}

/** Ends a run without success: a run that waits for it gets the error, its failure handler starts. */
export async function fail(context: ExecuteContext, tx: Tx, run: Run, error: JsonError): Promise<Ending> {
  const now = new Date()
  await tx
    .update(jobRuns)
    .set({ state: 'failed', error: said(error), updatedAt: now, ...released })
    .where(eq(jobRuns.id, run.id))
  const parent = invokedBy(run)
  if (parent) await finishStep(tx, parent, { error: withoutStack(error) }, now)
  const handler = context.functions.get(`${run.functionId}-failure`)
  if (handler) {
    const event: JobEvent = {
      id: `${run.id}:failed`,
      name: 'inngest/function.failed',
      data: {
        function_id: run.functionId,
        run_id: run.id,
        error: withoutStack(error),
        event: run.event,
      },
      ts: now.getTime(),
    }
    await addRun(tx, handler, event, `failure:${run.id}`, now)
  }
  afterCommit(() => context.failed(run, error))
  return 'failed'
}

const said = (error: JsonError) => `${error.name ?? 'Error'}: ${error.message ?? ''}`.slice(0, 4000)
/** An error as it is kept: its stack is for the log alone. */
export const withoutStack = ({ stack: _, ...rest }: JsonError) => ({ name: 'Error', message: '', ...rest })
