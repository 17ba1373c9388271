import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { hourAllowances, timesheets } from '@/db/schema'
import { whole } from '@/db/sql'

/**
 * Hours of an allocation that were submitted, approved or paid, and those of them that nobody has allowed beyond it:
 * no change of hours goes below the latter. Asked under the locks that recording takes as well.
 */
export async function committedQuarters(
  tx: Tx,
  allocationId: string,
): Promise<{ recorded: number; least: number }> {
  const [sum] = await tx
    .select({ quarters: whole(sql`coalesce(sum(${timesheets.quarters}), 0)`) })
    .from(timesheets)
    .where(
      and(
        eq(timesheets.allocationId, allocationId),
        inArray(timesheets.state, ['submitted', 'approved', 'exported']),
      ),
    )
  const [beyond] = await tx
    .select({ quarters: hourAllowances.quarters })
    .from(hourAllowances)
    .where(eq(hourAllowances.allocationId, allocationId))
  const recorded = sum?.quarters ?? 0
  return { recorded, least: recorded - (beyond?.quarters ?? 0) }
}
