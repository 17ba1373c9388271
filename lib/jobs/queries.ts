import { and, count, eq, gt, inArray, isNull } from 'drizzle-orm'
import { db } from '@/db/client'
import { emails, jobRuns, outbox } from '@/db/schema'

export type JobCounts = {
  /** Events not yet handed on, and runs that have not come to an end. */
  pending: number
  /** Runs that ended without success within a day. */
  failed: number
  /** Mails that wait to be sent. */
  mailsWaiting: number
  /** Mails that were given up within a day. */
  mailsFailed: number
}

const day = 86_400_000

/** How background work stands. Five small counts over indexes. */
export async function countJobs(now = new Date()): Promise<JobCounts> {
  const since = new Date(now.getTime() - day)
  const numberOf = async (query: Promise<{ n: number }[]>) => (await query)[0]?.n ?? 0
  const n = { n: count() }
  const [events, runs, failed, mailsWaiting, mailsFailed] = await Promise.all([
    numberOf(db.select(n).from(outbox).where(isNull(outbox.deliveredAt))),
    numberOf(
      db
        .select(n)
        .from(jobRuns)
        .where(inArray(jobRuns.state, ['queued', 'running', 'sleeping'])),
    ),
    numberOf(
      db
        .select(n)
        .from(jobRuns)
        .where(and(eq(jobRuns.state, 'failed'), gt(jobRuns.updatedAt, since))),
    ),
    numberOf(
      db
        .select(n)
        .from(emails)
        .where(inArray(emails.state, ['queued', 'sending'])),
    ),
    numberOf(
      db
        .select(n)
        .from(emails)
        .where(and(eq(emails.state, 'failed'), gt(emails.updatedAt, since))),
    ),
  ])
  return { pending: events + runs, failed, mailsWaiting, mailsFailed }
}
