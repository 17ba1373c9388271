import { and, eq, inArray } from 'drizzle-orm'
import { db, write } from '@/db/client'
import { assignmentData, assignmentRuns } from '@/db/schema'
import { lockRows } from '@/db/sql'
import { checkBefore } from '@/lib/assignment/before'
import { solve } from '@/lib/assignment/solve'
import type { Progress, Solution } from '@/lib/assignment/types'
import { log } from '@/lib/log'
import { fromModel, type HeldPair, toModel } from './base'
import { figuresFor } from './figures'
import { gapOf, policyOf } from './settings'
import { loadData, modelOf, type RunData, type RunRow, settingsOf } from './store'

/** How often the state of the search is written, and a wish to cancel is looked for. */
const LOOK_MS = 700

/**
 * Solves a scenario: the work of the background function. Begun again after a restart it starts anew; a
 * scenario that was cancelled or is done is left as it is.
 */
export async function solveRun(runId: string): Promise<RunRow['state'] | 'gone'> {
  const row = await begin(runId)
  if (!row) return 'gone'
  if (row.state !== 'solving') return row.state
  const settings = settingsOf(row)
  const data = await loadData(db, runId)
  const { instance, pinned } = modelOf({ settings, data })
  const { conflicts } = checkBefore(instance)
  if (conflicts.length > 0) {
    const words = conflicts.slice(0, 3).map((one) => one.message)
    return await end(runId, data, null, null, `What is locked breaks a rule by itself: ${words.join(' ')}`)
  }

  const stop = new AbortController()
  let latest: Progress | null = null
  const look = async () => {
    const asked = await note(runId, latest)
    if (asked) stop.abort()
  }
  let looking: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    looking = looking.then(look).catch((error) => log.warn({ err: error, runId }, 'progress not written'))
  }, LOOK_MS)
  let solution: Solution
  try {
    const start = toModel(data.pairs, pinned, policyOf(settings))
    solution = await solve(instance, {
      timeLimit: settings.timeLimit,
      gap: gapOf(settings),
      signal: stop.signal,
      onProgress: (progress) => {
        latest = progress
      },
      ...(start.length > pinned.length ? { start } : {}),
      ...(settings.stayClose !== null && start.length > 0
        ? { stayClose: { pairs: start, reward: settings.stayClose } }
        : {}),
    })
  } finally {
    clearInterval(timer)
    await looking
  }
  if (solution.status === 'infeasible')
    return await end(
      runId,
      data,
      solution,
      null,
      'What is locked and fixed cannot all stand under these rules.',
    )
  if (solution.objective === null) return await end(runId, data, solution, null, null)
  return await end(runId, data, solution, fromModel(solution.pairs, pinned), null)
}

async function begin(runId: string): Promise<RunRow | null> {
  return write(async (tx) => {
    const [row] = await lockRows(tx, assignmentRuns, [runId])
    if (!row) return null
    if (row.state !== 'queued' && row.state !== 'solving') return row
    const now = new Date()
    const change = {
      ...(row.cancelAskedAt
        ? { state: 'cancelled' as const, activeKey: null, finishedAt: now }
        : { state: 'solving' as const, startedAt: now }),
      tries: row.tries + 1,
      updatedAt: now,
    }
    await tx.update(assignmentRuns).set(change).where(eq(assignmentRuns.id, runId))
    return { ...row, ...change }
  })
}

/** Writes how far the search is. Gives whether somebody wants it to end. */
async function note(runId: string, progress: Progress | null): Promise<boolean> {
  return write(async (tx) => {
    await tx
      .update(assignmentRuns)
      .set({ updatedAt: new Date(), ...(progress ? { progress: { ...progress, status: null } } : {}) })
      .where(and(eq(assignmentRuns.id, runId), eq(assignmentRuns.state, 'solving')))
    const [row] = await tx
      .select({ state: assignmentRuns.state, asked: assignmentRuns.cancelAskedAt })
      .from(assignmentRuns)
      .where(eq(assignmentRuns.id, runId))
    return row?.state !== 'solving' || row.asked !== null
  })
}

async function end(
  runId: string,
  /** As it was when solving began: only pairs change with its end. */
  data: RunData,
  solution: Solution | null,
  pairs: HeldPair[] | null,
  error: string | null,
): Promise<RunRow['state'] | 'gone'> {
  return write(async (tx) => {
    const [row] = await lockRows(tx, assignmentRuns, [runId])
    if (row?.state !== 'solving') return row?.state ?? 'gone'
    const now = new Date()
    const cancelled = solution?.status === 'cancelled' || row.cancelAskedAt !== null
    const state = error ? 'failed' : pairs ? 'done' : cancelled ? 'cancelled' : 'failed'
    if (pairs)
      await tx.update(assignmentData).set({ solved: pairs, pairs }).where(eq(assignmentData.runId, runId))
    const { objective, bound, gap, seconds, status } = solution ?? {
      ...row.progress,
      status: 'infeasible' as const,
    }
    await tx
      .update(assignmentRuns)
      .set({
        state,
        activeKey: null,
        progress: { objective, bound, gap, seconds, status },
        ...(pairs ? { figures: figuresFor({ settings: settingsOf(row), data: { ...data, pairs } }) } : {}),
        error: error ?? (state === 'failed' ? 'No answer was found within the time limit.' : null),
        finishedAt: now,
        version: row.version + 1,
        updatedAt: now,
      })
      .where(eq(assignmentRuns.id, runId))
    return state
  })
}

/** The function has given up: the page says so. */
export async function markRunFailed(runId: string, message: string): Promise<void> {
  await write((tx) =>
    tx
      .update(assignmentRuns)
      .set({
        state: 'failed',
        activeKey: null,
        error: `Solving broke off: ${message}`.slice(0, 1000),
        finishedAt: new Date(),
        updatedAt: new Date(),
      })
      .where(and(eq(assignmentRuns.id, runId), inArray(assignmentRuns.state, ['queued', 'solving']))),
  )
}
