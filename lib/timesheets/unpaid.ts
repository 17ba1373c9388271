import { and, eq, gt, inArray, or, type SQL } from 'drizzle-orm'
import { timesheets } from '@/db/schema'

/** Timesheets of a person whose hours were handed in and have reached no payroll file yet. */
export const unpaidSheets = (userId: string): SQL | undefined =>
  and(
    eq(timesheets.userId, userId),
    or(
      inArray(timesheets.state, ['submitted', 'approved']),
      // One that was emptied after it came back has nothing to pay.
      and(eq(timesheets.state, 'returned'), gt(timesheets.quarters, 0)),
    ),
  )
