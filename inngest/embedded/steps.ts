import { eq } from 'drizzle-orm'
import { db, type Tx } from '@/db/client'
import { jobSteps } from '@/db/schema'
import { insertIgnore, upsert } from '@/db/sql'
import type { Run } from './claim'
import type { ExecuteContext } from './context'
import { addRun, type JobEvent, type WaitFor } from './deliver'
import { invokeKey, withoutStack } from './endings'
import type { JsonError, Op } from './protocol'
import { waitUntil } from './time'

/** The steps of a run as rows: what was planned, what is waited for, and results. */

export type Step = typeof jobSteps.$inferSelect

/** Waits without a time limit end after a year, as on Inngest's server. */
const longest = '52w'

export const isOpen = (step: Step) => step.doneAt === null
export const isLater = (step: Step, now: Date) => step.wakeAt !== null && step.wakeAt > now
export const isOver = (step: Step, now: Date) => step.wakeAt !== null && step.wakeAt <= now

/** Steps of a run; those with a result first, in the order in which they got it. One query. */
export async function stepsOf(runId: string, from: Tx = db): Promise<Step[]> {
  return await from
    .select()
    .from(jobSteps)
    .where(eq(jobSteps.runId, runId))
    .orderBy(jobSteps.doneAt, jobSteps.createdAt, jobSteps.stepId)
}

/** What a function threw, as it is kept. */
export const asError = (error: unknown): JsonError =>
  error !== null && typeof error === 'object' ? (error as JsonError) : { message: String(error) }

/** Keeps one operation as a row; one that is known already stays as it is. Gives an error when it is none we know. */
export async function applyOp(context: ExecuteContext, tx: Tx, run: Run, op: Op): Promise<JsonError | null> {
  const now = new Date()
  const row: typeof jobSteps.$inferInsert = {
    runId: run.id,
    stepId: op.id,
    op: op.op,
    name: (op.name ?? op.displayName ?? op.id).slice(0, 200),
    createdAt: now,
  }
  switch (op.op) {
    case 'StepRun':
    case 'Step':
      await keepResult(tx, row, { data: op.data ?? null }, now)
      return null
    case 'StepError':
    case 'StepFailed':
      await keepResult(tx, row, { error: withoutStack(asError(op.error)) }, now)
      return null
    case 'StepPlanned':
      await insertIgnore(tx, jobSteps, [row])
      return null
    case 'Sleep':
      await insertIgnore(tx, jobSteps, [{ ...row, wakeAt: waitUntil(op.name ?? '', now) }])
      return null
    case 'WaitForEvent': {
      const wait: WaitFor = { if: (op.opts?.if as string | undefined) ?? null }
      const wakeAt = waitUntil(String(op.opts?.timeout ?? longest), now)
      await insertIgnore(tx, jobSteps, [{ ...row, data: wait, wakeAt }])
      return null
    }
    case 'InvokeFunction':
      return await invoke(context, tx, run, row, op, now)
    default:
      return { name: 'Error', message: `the embedded runner does not support the step ${op.op}` }
  }
}

async function keepResult(
  tx: Tx,
  row: typeof jobSteps.$inferInsert,
  result: { data: unknown } | { error: unknown },
  now: Date,
): Promise<void> {
  const set = {
    op: 'StepRun',
    data: 'data' in result ? result.data : null,
    error: 'error' in result ? result.error : null,
    doneAt: now,
  }
  await upsert(tx, jobSteps, { ...row, ...set }, [jobSteps.runId, jobSteps.stepId], set)
}

async function invoke(
  context: ExecuteContext,
  tx: Tx,
  run: Run,
  row: typeof jobSteps.$inferInsert,
  op: Op,
  now: Date,
): Promise<JsonError | null> {
  const functionId = String(op.opts?.function_id)
  const fn = context.functions.get(functionId)
  if (!fn) return { name: 'Error', message: `no function ${functionId} to invoke` }
  await insertIgnore(tx, jobSteps, [
    { ...row, name: functionId, wakeAt: waitUntil(String(op.opts?.timeout ?? longest), now) },
  ])
  const payload = op.opts?.payload as { data?: Record<string, unknown> } | undefined
  const event: JobEvent = {
    id: `${run.id}:${row.stepId}`,
    name: 'inngest/function.invoked',
    data: payload?.data ?? {},
    ts: now.getTime(),
  }
  await addRun(tx, fn, event, invokeKey(run.id, row.stepId), now)
  return null
}
