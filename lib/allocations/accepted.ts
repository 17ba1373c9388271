import { isNotNull, type SQL, sql } from 'drizzle-orm'
import { allocations } from '@/db/schema'

/**
 * Work that its person has said yes to at least once, whatever became of it since: a change of hours that
 * waits, lapsed or was taken back, or the end of the work. An offer that was withdrawn, declined or left to
 * expire before that was never work. The mark is set with the first yes and never cleared.
 */

/** In SQL, for queries on the `allocations` table itself. */
export const wasAccepted: SQL = isNotNull(allocations.firstAcceptedAt)

/** The same in SQL, for sub-selects that call the table `a`. */
export const wasAcceptedA: SQL = sql.raw('a.first_accepted_at is not null')
