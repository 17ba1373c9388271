import { randomUUID } from 'node:crypto'
import { and, asc, count, eq, inArray, isNull, lt, lte, ne, notInArray, or } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { isMysql } from '@/db/columns'
import { jobLocks, jobRuns, outbox } from '@/db/schema'
import { insertIgnore } from '@/db/sql'
import type { RunnerFunction } from './functions'

export type Run = typeof jobRuns.$inferSelect

/** Runners that live in this process. On globalThis: development servers load modules again and again. */
const here = globalThis as unknown as { mtmsRunners?: Set<string> }

/** A name for a new runner that tells another process on the same machine whether it still lives. */
export function newHolder(): string {
  const holder = `${process.pid}-${randomUUID().slice(0, 23)}`
  here.mtmsRunners ??= new Set()
  here.mtmsRunners.add(holder)
  return holder
}

/** Called when a runner has ended: what it still holds is free. */
export function forgetHolder(holder: string): void {
  here.mtmsRunners?.delete(holder)
}

/**
 * True when the runner of that name cannot be alive. Only asked with the embedded database, whose
 * processes share one machine: a process number that is free, or that is ours now while we know
 * nothing of that runner, belonged to a process that is gone. With MySQL the lease alone decides.
 */
function surelyDead(holder: string): boolean {
  const pid = Number.parseInt(holder, 10)
  if (!Number.isInteger(pid) || pid <= 0) return true
  if (pid === process.pid) return !here.mtmsRunners?.has(holder)
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

const claimLock = 'claim'

/** Makes the row that instances lock while they choose runs and due times. */
export async function prepareClaims(): Promise<void> {
  await write((tx) => insertIgnore(tx, jobLocks, [{ name: claimLock }]))
}

/** On MySQL, instances choose one after the other; on SQLite there is only one writer anyway. */
export async function oneAtATime(tx: Tx): Promise<void> {
  if (!isMysql) return
  const query = tx.select().from(jobLocks).where(eq(jobLocks.name, claimLock))
  await (query as unknown as { for: (how: 'update') => Promise<unknown> }).for('update')
}

type Functions = ReadonlyMap<string, RunnerFunction>

/** Runs of functions that only another version of the app knows are left to that one. */
const due = (functions: Functions, now: Date) =>
  and(
    inArray(jobRuns.state, ['queued', 'sleeping']),
    lte(jobRuns.runAt, now),
    inArray(jobRuns.functionId, [...functions.keys()]),
  )

/** Is any run due? Asked on the reading side, so that an idle server takes no write lock. */
export async function anyDue(functions: Functions, now: Date): Promise<boolean> {
  const [any] = await db.select({ id: jobRuns.id }).from(jobRuns).where(due(functions, now)).limit(1)
  return any !== undefined
}

/** Is an event undelivered, a run due, or one in this runner's hands? */
export async function anythingLeft(functions: Functions, holder: string, now: Date): Promise<boolean> {
  const [event] = await db.select({ id: outbox.id }).from(outbox).where(isNull(outbox.deliveredAt)).limit(1)
  if (event || (await anyDue(functions, now))) return true
  const [running] = await db
    .select({ id: jobRuns.id })
    .from(jobRuns)
    .where(and(eq(jobRuns.state, 'running'), eq(jobRuns.lockedBy, holder)))
    .limit(1)
  return running !== undefined
}

/**
 * Takes up to `slots` runs that are due, oldest first, as far as their functions' concurrency allows
 * over all instances. Each is leased to `holder` until `until`.
 */
export async function claimRuns(
  functions: Functions,
  holder: string,
  slots: number,
  now: Date,
  until: Date,
): Promise<Run[]> {
  return await write(async (tx) => {
    await oneAtATime(tx)
    const running = await tx
      .select({ group: jobRuns.groupKey, n: count() })
      .from(jobRuns)
      .where(eq(jobRuns.state, 'running'))
      .groupBy(jobRuns.groupKey)
    const taken = new Map(running.map((row) => [row.group, Number(row.n)]))
    const chosen: Run[] = []
    const full = new Set<string>()
    // A full group is left out of the next look, so that a long queue of one function hides no other.
    for (let look = 0; look < 20 && chosen.length < slots; look++) {
      const candidates = await tx
        .select()
        .from(jobRuns)
        .where(
          and(
            due(functions, now),
            full.size > 0 ? notInArray(jobRuns.groupKey, [...full]) : undefined,
            chosen.length > 0
              ? notInArray(
                  jobRuns.id,
                  chosen.map((run) => run.id),
                )
              : undefined,
          ),
        )
        .orderBy(asc(jobRuns.runAt), asc(jobRuns.id))
        .limit(slots - chosen.length)
      if (candidates.length === 0) break
      for (const run of candidates) {
        const limit = functions.get(run.functionId)?.limit ?? null
        const used = taken.get(run.groupKey) ?? 0
        if (limit !== null && used >= limit) {
          full.add(run.groupKey)
          continue
        }
        taken.set(run.groupKey, used + 1)
        chosen.push(run)
      }
    }
    if (chosen.length === 0) return []
    const set = { state: 'running', lockedBy: holder, lockedUntil: until, updatedAt: now } as const
    await tx
      .update(jobRuns)
      .set(set)
      .where(
        inArray(
          jobRuns.id,
          chosen.map((run) => run.id),
        ),
      )
    return chosen.map((run) => ({ ...run, ...set }))
  })
}

/** Extends the leases of everything that `holder` has in hand. */
export async function extendLeases(holder: string, until: Date): Promise<void> {
  await write((tx) =>
    tx
      .update(jobRuns)
      .set({ lockedUntil: until })
      .where(and(eq(jobRuns.state, 'running'), eq(jobRuns.lockedBy, holder))),
  )
}

/**
 * Gives runs whose process died back to the queue: with the embedded database at once, else when
 * their lease has passed. Their finished steps are kept. Gives the number.
 */
export async function recoverRuns(holder: string, now: Date): Promise<number> {
  const others = await db
    .select({ id: jobRuns.id, lockedBy: jobRuns.lockedBy, lockedUntil: jobRuns.lockedUntil })
    .from(jobRuns)
    .where(and(eq(jobRuns.state, 'running'), ne(jobRuns.lockedBy, holder)))
  const lost = others.filter(
    (run) =>
      !run.lockedBy || !run.lockedUntil || run.lockedUntil < now || (!isMysql && surelyDead(run.lockedBy)),
  )
  if (lost.length === 0) return 0
  await write(async (tx) => {
    for (const run of lost)
      await tx
        .update(jobRuns)
        .set({ state: 'queued', runAt: now, lockedBy: null, lockedUntil: null, updatedAt: now })
        .where(
          and(
            eq(jobRuns.id, run.id),
            eq(jobRuns.state, 'running'),
            // As it was when we looked: its holder may have given a sign of life since.
            eq(jobRuns.lockedBy, run.lockedBy ?? ''),
            or(eq(jobRuns.lockedUntil, run.lockedUntil ?? now), lt(jobRuns.lockedUntil, now)),
          ),
        )
  })
  return lost.length
}

/** Puts runs in hand back for another runner, at an orderly stop. */
export async function releaseRuns(holder: string, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await write((tx) =>
    tx
      .update(jobRuns)
      .set({ state: 'queued', runAt: now, lockedBy: null, lockedUntil: null, updatedAt: now })
      .where(and(inArray(jobRuns.id, [...ids]), eq(jobRuns.state, 'running'), eq(jobRuns.lockedBy, holder))),
  )
}
