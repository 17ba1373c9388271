import { and, eq, inArray, isNull } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { isMysql } from '@/db/columns'
import { jobRuns, jobSteps, outbox } from '@/db/schema'
import { insertIgnore, lockRows, newId } from '@/db/sql'
import { parseExpression } from './expression'
import type { RunnerFunction } from './functions'

/** An event as functions see it. */
export type JobEvent = { id: string; name: string; data: Record<string, unknown>; ts: number }

type Functions = ReadonlyMap<string, RunnerFunction>

const batch = 200
const live = ['queued', 'running', 'sleeping'] as const

/** Adds a run of `fn` for an event. The key makes an event that is delivered twice one run. */
export async function addRun(
  tx: Tx,
  fn: RunnerFunction,
  event: JobEvent,
  runKey: string,
  now: Date,
): Promise<void> {
  await insertIgnore(tx, jobRuns, [
    {
      id: newId(),
      functionId: fn.id,
      runKey,
      groupKey: fn.groupOf(event),
      event,
      state: 'queued',
      runAt: now,
      createdAt: now,
      updatedAt: now,
    },
  ])
}

/**
 * Turns recorded events into runs: at most 200 in one transaction, oldest first. Also ends waits for
 * such an event and cancels runs that it cancels. Gives the number of events.
 */
export async function deliverEvents(functions: Functions): Promise<number> {
  // Looked at on the reading side first, so that an idle server takes no write lock.
  const [any] = await db.select({ id: outbox.id }).from(outbox).where(isNull(outbox.deliveredAt)).limit(1)
  if (!any) return 0
  return await write(async (tx) => {
    const query = tx.select().from(outbox).where(isNull(outbox.deliveredAt)).orderBy(outbox.id).limit(batch)
    // Two instances take different rows instead of waiting for each other.
    const rows: (typeof outbox.$inferSelect)[] = isMysql
      ? await (
          query as unknown as {
            for: (how: 'update', options: { skipLocked: true }) => typeof query
          }
        ).for('update', { skipLocked: true })
      : await query
    if (rows.length === 0) return 0
    const now = new Date()
    for (const row of rows) {
      const event: JobEvent = { id: row.id, name: row.name, data: row.data, ts: row.createdAt.getTime() }
      await startRuns(tx, functions, event, now)
      await cancelRuns(tx, functions, event, now)
    }
    await endWaits(tx, rows, now)
    await tx
      .update(outbox)
      .set({ deliveredAt: now })
      .where(
        inArray(
          outbox.id,
          rows.map((row) => row.id),
        ),
      )
    return rows.length
  })
}

async function startRuns(tx: Tx, functions: Functions, event: JobEvent, now: Date): Promise<void> {
  for (const fn of functions.values())
    if (fn.events.some((trigger) => trigger.name === event.name && trigger.test({ event })))
      await addRun(tx, fn, event, `${fn.id}:${event.id}`, now)
}

async function cancelRuns(tx: Tx, functions: Functions, event: JobEvent, now: Date): Promise<void> {
  for (const fn of functions.values()) {
    const tests = fn.cancelOn.filter((cancel) => cancel.name === event.name)
    if (tests.length === 0) continue
    const runs = await tx
      .select({ id: jobRuns.id, event: jobRuns.event })
      .from(jobRuns)
      .where(and(eq(jobRuns.functionId, fn.id), inArray(jobRuns.state, [...live])))
    const hit = runs
      .filter((run) => (run.event as JobEvent).id !== event.id)
      .filter((run) => tests.some((cancel) => cancel.test({ event: run.event, async: event })))
      .map((run) => run.id)
    if (hit.length === 0) continue
    await lockRows(tx, jobRuns, hit)
    await tx
      .update(jobRuns)
      .set({ state: 'cancelled', lockedBy: null, lockedUntil: null, updatedAt: now })
      .where(and(inArray(jobRuns.id, hit), inArray(jobRuns.state, [...live])))
  }
}

/** What a step that waits for an event keeps until it comes. */
export type WaitFor = { if: string | null }

async function endWaits(tx: Tx, rows: (typeof outbox.$inferSelect)[], now: Date): Promise<void> {
  const waiting = await tx
    .select()
    .from(jobSteps)
    .where(
      and(
        eq(jobSteps.op, 'WaitForEvent'),
        inArray(jobSteps.name, [...new Set(rows.map((row) => row.name))]),
        isNull(jobSteps.doneAt),
      ),
    )
  if (waiting.length === 0) return
  // The run is locked before its steps, as the executor does: one of the two sees what the other wrote.
  const runs = await lockRows(
    tx,
    jobRuns,
    waiting.map((step) => step.runId),
  )
  const byId = new Map(runs.map((run) => [run.id, run]))
  for (const step of waiting) {
    const run = byId.get(step.runId)
    const condition = (step.data as WaitFor | null)?.if
    const row = rows.find((candidate) => {
      if (candidate.name !== step.name || candidate.createdAt < step.createdAt) return false
      return !condition || parseExpression(condition)({ event: run?.event, async: asEvent(candidate) })
    })
    if (row) await finishStep(tx, step, { data: asEvent(row) }, now)
  }
}

const asEvent = (row: typeof outbox.$inferSelect): JobEvent => ({
  id: row.id,
  name: row.name,
  data: row.data,
  ts: row.createdAt.getTime(),
})

/** Keeps a step's result that came from outside its run and wakes the run if it sleeps. */
export async function finishStep(
  tx: Tx,
  step: { runId: string; stepId: string },
  result: { data: unknown } | { error: unknown },
  now: Date,
): Promise<void> {
  await tx
    .update(jobSteps)
    .set({
      data: 'data' in result ? (result.data ?? null) : null,
      error: 'error' in result ? result.error : null,
      doneAt: now,
    })
    .where(and(eq(jobSteps.runId, step.runId), eq(jobSteps.stepId, step.stepId), isNull(jobSteps.doneAt)))
  await tx
    .update(jobRuns)
    .set({ runAt: now, updatedAt: now })
    .where(and(eq(jobRuns.id, step.runId), eq(jobRuns.state, 'sleeping')))
}
