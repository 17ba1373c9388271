import { and, eq, lt } from 'drizzle-orm'
import { db, write } from '@/db/client'
import { cronTicks } from '@/db/schema'
import { oneAtATime } from './claim'
import { addRun, type JobEvent } from './deliver'
import type { RunnerFunction } from './functions'

/** How long after its time a repeated job is still made up for, when the server was down. */
const catchUpMs = 24 * 3_600_000
const keepMs = 2 * 24 * 3_600_000

/**
 * Starts the repeated functions that are due: for each the last time due, once, whichever instance
 * comes first. A time missed while the server was down is made up for within 24 hours; a function
 * that is new begins with its next time. Gives when the next one is due.
 */
export async function tickCrons(
  functions: ReadonlyMap<string, RunnerFunction>,
  now: Date,
): Promise<Date | null> {
  let next: Date | null = null
  for (const fn of functions.values()) {
    for (const cron of fn.crons) {
      // Croner gives what lies strictly before the reference.
      const [due] = cron.previousRuns(1, new Date(now.getTime() + 1))
      const following = cron.nextRun(now)
      if (following && (!next || following < next)) next = following
      if (due) await tick(fn, due, now)
    }
  }
  return next
}

async function tick(fn: RunnerFunction, due: Date, now: Date): Promise<void> {
  const mine = and(eq(cronTicks.functionId, fn.id), eq(cronTicks.dueAt, due))
  const [known] = await db.select({ dueAt: cronTicks.dueAt }).from(cronTicks).where(mine)
  if (known) return
  await write(async (tx) => {
    await oneAtATime(tx)
    const ticks = await tx
      .select({ dueAt: cronTicks.dueAt })
      .from(cronTicks)
      .where(eq(cronTicks.functionId, fn.id))
    if (ticks.some((other) => other.dueAt.getTime() === due.getTime())) return
    const late = now.getTime() - due.getTime() > catchUpMs
    if (ticks.length > 0 && late) return
    await tx.insert(cronTicks).values({ functionId: fn.id, dueAt: due, createdAt: now })
    const old = new Date(due.getTime() - keepMs)
    await tx.delete(cronTicks).where(and(eq(cronTicks.functionId, fn.id), lt(cronTicks.dueAt, old)))
    if (ticks.length === 0) return
    const event: JobEvent = {
      id: `${fn.id}:${due.toISOString()}`,
      name: 'inngest/scheduled.timer',
      data: { dueAt: due.toISOString() },
      ts: due.getTime(),
    }
    await addRun(tx, fn, event, `cron:${fn.id}:${due.getTime()}`, now)
  })
}
