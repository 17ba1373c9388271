import { count, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { jobRuns } from '@/db/schema'

/** What an admin watches beside the term: background work that waits or has failed. One query. */
export async function getJobFigures(): Promise<{ waiting: number; failed: number }> {
  const rows = await db
    .select({ state: jobRuns.state, n: count() })
    .from(jobRuns)
    .where(inArray(jobRuns.state, ['queued', 'running', 'sleeping', 'failed']))
    .groupBy(jobRuns.state)
  const failed = rows.find((row) => row.state === 'failed')?.n ?? 0
  return { failed, waiting: rows.reduce((total, row) => total + row.n, 0) - failed }
}
