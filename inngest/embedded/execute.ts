import { and, eq, isNull, lte } from 'drizzle-orm'
import { afterCommit, db, type Tx, write } from '@/db/client'
import { jobRuns, jobSteps } from '@/db/schema'
import { insertIgnore, lockRows, upsert } from '@/db/sql'
import { log } from '@/lib/log'
import type { Run } from './claim'
import { addRun, finishStep, type JobEvent, type WaitFor } from './deliver'
import type { RunnerFunction } from './functions'
import { type Answer, call, type Handler, type JsonError, type Op, type StepState } from './protocol'
import { executing } from './send'
import { retryAfterMs, waitUntil } from './time'

type Step = typeof jobSteps.$inferSelect

export type ExecuteContext = {
  handler: Handler
  functions: ReadonlyMap<string, RunnerFunction>
  holder: string
  /** Milliseconds before the next try after so many failures. */
  backoff: (failures: number) => number
  stopping: () => boolean
  /** Told when a run has come to its end without success. */
  failed: (run: Run, error: JsonError) => void
}

/** What became of a run in hand. `lost`: another runner or a cancellation has it now. */
export type Ending = 'completed' | 'failed' | 'waiting' | 'stopped' | 'lost'

/** Waits without a time limit end after a year, as on Inngest's server. */
const longest = '52w'

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

const isOpen = (step: Step) => step.doneAt === null
const isLater = (step: Step, now: Date) => step.wakeAt !== null && step.wakeAt > now
const isOver = (step: Step, now: Date) => step.wakeAt !== null && step.wakeAt <= now

async function stepsOf(runId: string, from: Tx = db): Promise<Step[]> {
  return await from
    .select()
    .from(jobSteps)
    .where(eq(jobSteps.runId, runId))
    .orderBy(jobSteps.doneAt, jobSteps.createdAt, jobSteps.stepId)
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

const asError = (error: unknown): JsonError =>
  error !== null && typeof error === 'object' ? (error as JsonError) : { message: String(error) }

/** Keeps one operation as a row; one that is known already stays as it is. Gives an error when it is none we know. */
async function applyOp(context: ExecuteContext, tx: Tx, run: Run, op: Op): Promise<JsonError | null> {
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

const invokeKey = (runId: string, stepId: string) => `invoke:${runId}:${stepId}`

/** The step that waits for this run, when another run invoked it. */
function invokedBy(run: Run): { runId: string; stepId: string } | null {
  const match = /^invoke:([^:]+):([^:]+)$/.exec(run.runKey)
  return match ? { runId: match[1] as string, stepId: match[2] as string } : null
}

const released = { lockedBy: null, lockedUntil: null } as const

async function complete(tx: Tx, run: Run, output: unknown): Promise<Ending> {
  const now = new Date()
  await tx
    .update(jobRuns)
    .set({ state: 'completed', output: output ?? null, error: null, updatedAt: now, ...released })
    .where(eq(jobRuns.id, run.id))
  const parent = invokedBy(run)
  if (parent) await finishStep(tx, parent, { data: output ?? null }, now)
  return 'completed'
}

async function retry(tx: Tx, run: Run, error: JsonError, inMs: number): Promise<Ending> {
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

async function fail(context: ExecuteContext, tx: Tx, run: Run, error: JsonError): Promise<Ending> {
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
const withoutStack = ({ stack: _, ...rest }: JsonError) => ({ name: 'Error', message: '', ...rest })

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
