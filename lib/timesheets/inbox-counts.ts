import { type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { timesheets } from '@/db/schema'
import { whole } from '@/db/sql'
import { type InboxTab, inboxTabs, tabState } from './inbox-list'
import { type InboxScope, pastOf, type TermDates } from './inbox-scope'

export type InboxCounts = {
  counts: Record<InboxTab, number>
  /** Of the waiting ones: those whose cut-off has passed, and those submitted only after it. */
  pastCutoff: number
  submittedLate: number
}

/**
 * How many timesheets each tab holds under the present search and filters. One query, grouped in the order of the
 * indexes of a term and of a course, so that it is answered by one of them alone.
 */
export async function countInbox(
  where: SQL | undefined,
  { now }: Pick<InboxScope, 'now'>,
  { paydays }: Pick<TermDates, 'paydays'>,
): Promise<InboxCounts> {
  const rows = await db
    .select({
      state: timesheets.state,
      paydayId: timesheets.paydayId,
      n: whole(sql`count(*)`),
      late: whole(sql`sum(${timesheets.late})`),
    })
    .from(timesheets)
    .where(where)
    .groupBy(timesheets.position, timesheets.state, timesheets.paydayId)
  const past = new Set(pastOf(paydays, now))
  const sum = (of: typeof rows, figure: 'n' | 'late') => of.reduce((total, row) => total + row[figure], 0)
  const waiting = rows.filter((row) => row.state === tabState.waiting)
  return {
    counts: Object.fromEntries(
      inboxTabs.map((tab) => [
        tab,
        sum(
          rows.filter((row) => row.state === tabState[tab]),
          'n',
        ),
      ]),
    ) as Record<InboxTab, number>,
    pastCutoff: sum(
      waiting.filter((row) => past.has(row.paydayId)),
      'n',
    ),
    submittedLate: sum(waiting, 'late'),
  }
}
