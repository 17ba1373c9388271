import { and, eq, isNull, lte } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { jobRuns, jobSteps } from '@/db/schema'
import { lockRows } from '@/db/sql'
import type { Run } from './claim'
import type { Ending, ExecuteContext } from './context'
import { finishStep } from './deliver'
import { complete, fail, released, retry } from './endings'
import type { RunnerFunction } from './functions'
import { type Answer, call, type StepState } from './protocol'
import { executing } from './send'
import { applyOp, asError, isLater, isOpen, isOver, type Step, stepsOf } from './steps'
import { retryAfterMs } from './time'

/**
 * Carries a run on until it ends, waits, or the runner stops: the function is called with the results
 * so far, goes on to its next step, and what it answers is kept before it is called again.
 */
export async function executeRun(context: ExecuteContext, run: Run): Promise<Ending> {
  const fn = context.functions.get(run.functionId)
  if (!fn) throw new Error(`claimed a run of ${run.functionId}, which is not served here`)
  let steps = await stepsOf(run.id)
  let known: Run | undefined = run
  for (;;) {
    if (context.stopping()) return 'stopped'
    const now = new Date()
    if (steps.some((step) => isOpen(step) && step.op !== 'StepPlanned' && isOver(step, now))) {
      const ending = await endWaits(context, run)
      if (ending !== 'again') return ending
      steps = await stepsOf(run.id)
    }
    const planned = steps.filter((step) => isOpen(step) && step.op === 'StepPlanned' && !isLater(step, now))
    if (planned.length > 0) {
      // Steps that the function started together are executed together.
      const endings = await Promise.all(planned.map((step) => executePlanned(context, fn, run, step, steps)))
      const ended = endings.find((ending) => ending !== 'again')
      if (ended) return ended
    } else {
      // As claimed at first; afterwards as it is, for the count of tries and for whose it is.
      const current: Run | undefined = known ?? (await runAsItIs(run.id))
      if (current?.state !== 'running' || current.lockedBy !== context.holder) return 'lost'
      const answer = await ask(context, fn, current, steps, null, current.attempt)
      const ending = await settle(context, run, (tx, locked) => apply(context, fn, tx, locked, answer))
      if (ending !== 'again') return ending
    }
    known = undefined
    steps = await stepsOf(run.id)
  }
}

async function runAsItIs(id: string): Promise<Run | undefined> {
  const [run] = await db.select().from(jobRuns).where(eq(jobRuns.id, id))
  return run
}

const resultOf = (step: Step): StepState =>
  step.error !== null ? { error: step.error } : { data: step.data ?? null }

async function ask(
  context: ExecuteContext,
  fn: RunnerFunction,
  run: Run,
  steps: Step[],
  stepId: string | null,
  attempt: number,
): Promise<Answer> {
  const done = steps.filter((step) => !isOpen(step))
  try {
    return await executing.run({ runId: run.id, stepKey: stepId ?? `after-${done.length}` }, () =>
      call(context.handler, {
        functionId: fn.id,
        runId: run.id,
        event: run.event,
        attempt,
        maxAttempts: fn.retries + 1,
        steps: done.map((step) => [step.stepId, resultOf(step)]),
        stepId,
        planOnly: done.length < steps.length,
      }),
    )
  } catch (error) {
    // The SDK catches what functions throw; this is an answer we could not read.
    const { name, message, stack } = error as Error
    return { kind: 'error', error: { name, message, stack }, retriable: true, retryAfter: null }
  }
}

/** Writes under the run's lock, and only while the run is still ours: a lease that was lost changes nothing. */
async function settle(
  context: ExecuteContext,
  run: Run,
  work: (tx: Tx, current: Run) => Promise<Ending | 'again'>,
): Promise<Ending | 'again'> {
  return await write(async (tx) => {
    const [current] = await lockRows(tx, jobRuns, [run.id])
    if (current?.state !== 'running' || current.lockedBy !== context.holder) return 'lost'
    return await work(tx, current)
  })
}

/** Waits that are over become results: a sleep is done, an awaited event did not come. */
async function endWaits(context: ExecuteContext, run: Run): Promise<Ending | 'again'> {
  const now = new Date()
  return await settle(context, run, async (tx) => {
    const over = and(eq(jobSteps.runId, run.id), isNull(jobSteps.doneAt), lte(jobSteps.wakeAt, now))
    for (const step of await tx.select().from(jobSteps).where(over)) {
      if (step.op === 'StepPlanned') continue
      const timedOut = { name: 'InngestInvokeTimeoutError', message: 'the invoked function took too long' }
      await finishStep(tx, step, step.op === 'InvokeFunction' ? { error: timedOut } : { data: null }, now)
    }
    return 'again'
  })
}

async function executePlanned(
  context: ExecuteContext,
  fn: RunnerFunction,
  run: Run,
  step: Step,
  steps: Step[],
): Promise<Ending | 'again'> {
  const answer = await ask(context, fn, run, steps, step.stepId, step.attempt)
  return await settle(context, run, async (tx, current) => {
    if (answer.kind !== 'ops') return await apply(context, fn, tx, current, answer)
    for (const op of answer.ops) {
      if (op.id === step.stepId && op.op === 'StepError' && step.attempt < fn.retries) {
        const wakeAt = new Date(Date.now() + retryIn(context, step.attempt + 1, answer.retryAfter))
        await tx
          .update(jobSteps)
          .set({ attempt: step.attempt + 1, wakeAt })
          .where(and(eq(jobSteps.runId, run.id), eq(jobSteps.stepId, step.stepId)))
      } else await applyOp(context, tx, current, op)
    }
    return 'again'
  })
}

const retryIn = (context: ExecuteContext, failures: number, retryAfter: string | null) =>
  retryAfterMs(retryAfter, new Date()) ?? context.backoff(failures)

/** Keeps an answer of the function and says how the run goes on. */
async function apply(
  context: ExecuteContext,
  fn: RunnerFunction,
  tx: Tx,
  run: Run,
  answer: Answer,
): Promise<Ending | 'again'> {
  if (answer.kind === 'done') return await complete(tx, run, answer.output)
  if (answer.kind === 'error') {
    if (answer.retriable && run.attempt < fn.retries)
      return await retry(tx, run, answer.error, retryIn(context, run.attempt + 1, answer.retryAfter))
    return await fail(context, tx, run, answer.error)
  }
  let progress = false
  for (const op of answer.ops) {
    if (op.op === 'RunComplete') return await complete(tx, run, op.data)
    if (op.op === 'StepError' && answer.retriable && run.attempt < fn.retries)
      return await retry(tx, run, asError(op.error), retryIn(context, run.attempt + 1, answer.retryAfter))
    const unknown = await applyOp(context, tx, run, op)
    if (unknown) return await fail(context, tx, run, unknown)
    if (['StepRun', 'Step', 'StepError', 'StepFailed'].includes(op.op)) progress = true
  }
  if (progress) {
    await tx.update(jobRuns).set({ attempt: 0, error: null }).where(eq(jobRuns.id, run.id))
    return 'again'
  }
  return await waitOrGoOn(context, tx, run)
}

/** Nothing new was done: the run sleeps until the first of what it waits for. */
async function waitOrGoOn(context: ExecuteContext, tx: Tx, run: Run): Promise<Ending | 'again'> {
  const now = new Date()
  const open = (await stepsOf(run.id, tx)).filter(isOpen)
  if (open.some((step) => step.op === 'StepPlanned' && !isLater(step, now))) return 'again'
  const wakes = open.flatMap((step) => (step.wakeAt ? [step.wakeAt.getTime()] : []))
  if (wakes.length === 0)
    return await fail(context, tx, run, {
      name: 'Error',
      message: 'the function stopped without a next step',
    })
  await tx
    .update(jobRuns)
    .set({ state: 'sleeping', attempt: 0, runAt: new Date(Math.min(...wakes)), updatedAt: now, ...released })
    .where(eq(jobRuns.id, run.id))
  return 'waiting'
}
