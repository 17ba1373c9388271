import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { allocations } from '@/db/schema'
import { liveAllocationStates } from '@/lib/vocabulary'

/**
 * The one rule by which the hours of a live allocation count against a course's budget and a person's
 * load. While a change of hours waits for the person's answer, the larger of the hours agreed to and the
 * hours proposed is taken: either may come to hold (SPEC 8). Every sum of hours goes through here.
 */

/** In quarter hours; for rows in memory. */
export const countedOf = (row: { quarters: number; agreedQuarters: number | null }): number =>
  Math.max(row.quarters, row.agreedQuarters ?? 0)

/** The same in SQL, for queries on the `allocations` table itself. */
export const countedQuarters: SQL = sql`case when ${allocations.agreedQuarters} > ${allocations.quarters} then ${allocations.agreedQuarters} else ${allocations.quarters} end`

/** The same in SQL, for sub-selects that call the table `a`. */
export const countedOfA: SQL = sql.raw(
  'case when a.agreed_quarters > a.quarters then a.agreed_quarters else a.quarters end',
)

/** Allocations that hold hours: proposed, offered or accepted. */
export const live = inArray(allocations.state, [...liveAllocationStates])

/** What these people hold in a term, in both positions. */
export const heldBy = (userIds: readonly string[], termId: string): SQL | undefined =>
  and(inArray(allocations.userId, [...userIds]), eq(allocations.termId, termId), live)
