import { and, eq, gte, isNotNull, or, type SQL, sql } from 'drizzle-orm'
import { allocations, hourAllowances, timesheets } from '@/db/schema'
import { type IsoDay, startOfDay } from '@/lib/dates'
import { isEmptyPeriod, type PayPeriod } from './periods'

/**
 * Work in which hours can be recorded for a period, as a condition on `allocations`: accepted, or with other
 * hours agreed while a change waits, or ended in the period or later (`recordableUntil` is its pure twin).
 */
export function worksIn(period: Pick<PayPeriod, 'from'>, zone: string): SQL {
  return or(
    eq(allocations.state, 'accepted'),
    and(eq(allocations.state, 'offered'), isNotNull(allocations.agreedQuarters)),
    and(
      eq(allocations.state, 'ended'),
      or(isNotNull(allocations.answeredAt), isNotNull(allocations.agreedQuarters)),
      gte(allocations.endedAt, startOfDay(period.from, zone)),
    ),
  ) as SQL
}

/**
 * Hours are due for a payday and not submitted, as a condition on `allocations` left joined with
 * `hourAllowances`: hours of the allocation are left beside its other paydays, and there is no timesheet
 * that is submitted, approved or exported. A draft or returned one is still to be handed in.
 */
export function hoursDue(period: PayPeriod, zone: string): SQL {
  const others = sql`(select coalesce(sum(s.quarters), 0) from ${timesheets} s where s.allocation_id = ${allocations.id} and s.payday_id <> ${period.paydayId})`
  const handedIn = sql`exists (select 1 from ${timesheets} s where s.allocation_id = ${allocations.id} and s.payday_id = ${period.paydayId} and s.state in ('submitted', 'approved', 'exported'))`
  return and(
    worksIn(period, zone),
    sql`coalesce(${allocations.agreedQuarters}, ${allocations.quarters}) + coalesce(${hourAllowances.quarters}, 0) > ${others}`,
    sql`not ${handedIn}`,
  ) as SQL
}

/** Before the first day of its period nothing can have been worked for a payday. */
export const hasBegun = (period: PayPeriod, today: IsoDay): boolean =>
  !isEmptyPeriod(period) && period.from <= today
