import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'

/**
 * Hours of a course that are left for one position, the rule of `remainingQuarters` in lib/allocations for queries of
 * many courses: its budget less what is given in both positions, and no more than is left of the position's own split.
 */
export const leftOfPosition = (budget: SQL, split: SQL | SQLWrapper, both: SQL, own: SQL | SQLWrapper): SQL =>
  sql`(case when ${split} - ${own} < ${budget} - ${both} then ${split} - ${own} else ${budget} - ${both} end)`
