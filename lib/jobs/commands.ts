import { and, eq, inArray, isNotNull, like, lt, or } from 'drizzle-orm'
import { affected, db, write } from '@/db/client'
import { jobRuns, jobSteps, outbox } from '@/db/schema'

const keptDays = 30
/** Sweeps run each minute and mostly find nothing: what they did is no history that anybody reads. */
const keptSweepDays = 2
const piece = 500

/**
 * Removes runs that ended, and events that were delivered, more than 30 days ago; repeated runs that went
 * well after two days. In pieces, so that
 * nobody waits for the writer. Gives how many of each.
 */
export async function removeOldJobs(now: Date): Promise<{ runs: number; events: number }> {
  const before = new Date(now.getTime() - keptDays * 86_400_000)
  const sweepsBefore = new Date(now.getTime() - keptSweepDays * 86_400_000)
  const removed = { runs: 0, events: 0 }
  for (;;) {
    const old = await db
      .select({ id: jobRuns.id })
      .from(jobRuns)
      .where(
        or(
          and(inArray(jobRuns.state, ['completed', 'failed', 'cancelled']), lt(jobRuns.updatedAt, before)),
          and(
            eq(jobRuns.state, 'completed'),
            like(jobRuns.runKey, 'cron:%'),
            lt(jobRuns.updatedAt, sweepsBefore),
          ),
        ),
      )
      .limit(piece)
    if (old.length === 0) break
    const ids = old.map((run) => run.id)
    await write(async (tx) => {
      await tx.delete(jobSteps).where(inArray(jobSteps.runId, ids))
      removed.runs += affected(await tx.delete(jobRuns).where(inArray(jobRuns.id, ids)))
    })
  }
  for (;;) {
    const old = await db
      .select({ id: outbox.id })
      .from(outbox)
      .where(and(isNotNull(outbox.deliveredAt), lt(outbox.deliveredAt, before)))
      .limit(piece)
    if (old.length === 0) break
    const ids = old.map((event) => event.id)
    await write(async (tx) => {
      removed.events += affected(await tx.delete(outbox).where(inArray(outbox.id, ids)))
    })
  }
  return removed
}
