import { and, eq, gt, inArray, or, type SQL, sql } from 'drizzle-orm'
import { payrollLines, timesheets } from '@/db/schema'

/** The outer column is written out: a select of one table names its columns without it. */
const wasExported = sql`exists (select 1 from ${payrollLines} l where l.timesheet_id = ${sql.raw('timesheets.id')})`

/**
 * Timesheets of a person whose hours were handed in and have reached no payroll file yet. Whoever said that nothing was
 * worked, or emptied what came back, has nothing to be paid; what was paid and then corrected to nothing has a difference.
 */
export const unpaidSheets = (userId: string): SQL | undefined =>
  and(
    eq(timesheets.userId, userId),
    or(
      and(inArray(timesheets.state, ['submitted', 'approved', 'returned']), gt(timesheets.quarters, 0)),
      and(inArray(timesheets.state, ['submitted', 'approved']), wasExported),
    ),
  )
