import { and, count, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { db } from '@/db/client'
import { allocations, timesheets } from '@/db/schema'
import { whole } from '@/db/sql'
import { countedQuarters, live } from '@/lib/allocations/counted'
import { sumsFor } from '@/lib/allocations/known'
import { exportedQuarters } from '@/lib/payroll/plan'
import type { ReportParams } from './list'
import { type ReportScope, readCourses } from './scope'
import { agreedQuarters, countWhen } from './sql'

/** The hours of a report: given, agreed to, and in timesheets by how far they have come. */

/** What the filters of an address say about single allocations. */
export const filtered = (params: ReportParams): SQL | undefined =>
  and(
    params.filters.position ? eq(allocations.position, params.filters.position) : undefined,
    params.filters.course ? eq(allocations.courseId, params.filters.course) : undefined,
  )

/** Allocations of the term summed by a column of theirs. */
export function givenBy(scope: ReportScope, by: SQLiteColumn, also: SQL | undefined) {
  return db
    .select({
      key: sql<string>`${by}`.as('given_key'),
      assigned: whole(sql`sum(case when ${live} then ${countedQuarters} else 0 end)`).as('assigned'),
      accepted: whole(sql`sum(${agreedQuarters})`).as('accepted'),
      people: whole(sql`count(distinct case when ${live} then ${allocations.userId} end)`).as('people'),
      courses: whole(sql`count(distinct case when ${live} then ${allocations.courseId} end)`).as('courses'),
    })
    .from(allocations)
    .where(
      and(
        eq(allocations.termId, scope.term.id),
        readCourses(scope, allocations.courseId),
        also,
        sumsFor(scope.viewer),
      ),
    )
    .groupBy(by)
    .as('given')
}

/** Live hours of each course in both positions, whatever a report is narrowed to: the budget is one. */
export function givenInBoth(scope: ReportScope) {
  return db
    .select({
      key: sql<string>`${allocations.courseId}`.as('both_key'),
      quarters: whole(sql`sum(${countedQuarters})`).as('both_quarters'),
    })
    .from(allocations)
    .where(
      and(
        eq(allocations.termId, scope.term.id),
        readCourses(scope, allocations.courseId),
        live,
        sumsFor(scope.viewer),
      ),
    )
    .groupBy(allocations.courseId)
    .as('given_both')
}

const sheetSum = (...states: string[]) =>
  whole(
    sql`sum(case when ${inArray(timesheets.state, states as 'draft'[])} then ${timesheets.quarters} else 0 end)`,
  )

/**
 * Sums over timesheets: recorded whatever their state, waiting for approval, approved; and what payroll batches hold of
 * them, which a correction that is under way does not lessen.
 */
const sheetSums = () => ({
  recorded: whole(sql`sum(${timesheets.quarters})`).as('recorded'),
  waiting: sheetSum('submitted').as('waiting'),
  approved: sheetSum('approved', 'exported').as('approved'),
  exported: whole(sql`sum(${exportedQuarters})`).as('exported'),
  sheets: countWhen(sql`${timesheets.id} is not null`).as('sheets'),
})

/** Timesheets of the term summed by a column of theirs; the filters ask about their allocations. */
export function workedBy(scope: ReportScope, by: SQLiteColumn, also: SQL | undefined) {
  return db
    .select({ key: sql<string>`${by}`.as('worked_key'), ...sheetSums() })
    .from(timesheets)
    .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
    .where(and(eq(timesheets.termId, scope.term.id), readCourses(scope, timesheets.courseId), also))
    .groupBy(by)
    .as('worked')
}

/** A number of a sub-select that has no row for everything. */
export const orZero = (value: SQL | SQL.Aliased | unknown): SQL<number> =>
  sql<number>`coalesce(${value}, 0)`.mapWith(Number)

/** How many rows there are, and the sum of each of these values over all of them. */
export const countAndSums = (values: Record<string, SQL | SQL.Aliased>) => ({
  n: count(),
  ...Object.fromEntries(Object.entries(values).map(([id, value]) => [id, whole(sql`sum(${value})`)])),
})

/** The same as it was read. */
export function totalsOf(row: Record<string, number> | undefined) {
  const { n = 0, ...totals } = row ?? {}
  return { total: n, totals }
}
