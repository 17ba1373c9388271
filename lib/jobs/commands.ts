import { and, inArray, isNotNull, lt } from 'drizzle-orm'
import { affected, db, write } from '@/db/client'
import { jobRuns, jobSteps, outbox } from '@/db/schema'

const keptDays = 30
const piece = 500

/**
 * Removes runs that ended, and events that were delivered, more than 30 days ago. In pieces, so that
 * nobody waits for the writer. Gives how many of each.
 */
export async function removeOldJobs(now: Date): Promise<{ runs: number; events: number }> {
  const before = new Date(now.getTime() - keptDays * 86_400_000)
  const removed = { runs: 0, events: 0 }
  for (;;) {
    const old = await db
      .select({ id: jobRuns.id })
      .from(jobRuns)
      .where(and(inArray(jobRuns.state, ['completed', 'failed', 'cancelled']), lt(jobRuns.updatedAt, before)))
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
