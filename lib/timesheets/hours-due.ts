import { and, eq, gte, isNotNull, isNull, lt, ne, or, type SQL, sql } from 'drizzle-orm'
import { allocations, hourAllowances, timesheets } from '@/db/schema'
import { wasAccepted } from '@/lib/allocations/accepted'
import { addDays, type IsoDay, startOfDay } from '@/lib/dates'
import { isEmptyPeriod, type PayPeriod } from './periods'

/** Work in which hours can be recorded at all, for some period: agreed to, or ended after it was. */
export const isWork: SQL = or(
  eq(allocations.state, 'accepted'),
  and(eq(allocations.state, 'offered'), isNotNull(allocations.agreedQuarters)),
  and(eq(allocations.state, 'ended'), isNotNull(allocations.endedAt), wasAccepted),
) as SQL

/**
 * Work in which hours can be recorded for a period, as a condition on `allocations`: accepted, or with other
 * hours agreed while a change waits, or ended in the period or later (`recordableUntil` is its pure twin).
 */
export function worksIn(period: Pick<PayPeriod, 'from'>, zone: string): SQL {
  const goesOn = or(ne(allocations.state, 'ended'), gte(allocations.endedAt, startOfDay(period.from, zone)))
  return and(isWork, goesOn) as SQL
}

/**
 * Work whose person had said yes by the last day of a period, as a condition on `allocations` (`owesHours` is its
 * pure twin). What was agreed to later may be recorded for earlier days, but nobody is asked for it.
 */
const agreedBy = (period: Pick<PayPeriod, 'to'>, zone: string): SQL =>
  or(
    isNull(allocations.firstAcceptedAt),
    lt(allocations.firstAcceptedAt, startOfDay(addDays(period.to, 1), zone)),
  ) as SQL

/** There is a timesheet of the allocation for this payday, in whatever state. */
export const hasSheet = (paydayId: string): SQL =>
  sql`exists (select 1 from ${timesheets} s where s.allocation_id = ${allocations.id} and s.payday_id = ${paydayId})`

/**
 * Hours are due for a payday and not submitted, as a condition on `allocations` left joined with
 * `hourAllowances`: hours of the allocation are left beside its other paydays, the work was agreed to by the end of
 * the period, and there is no timesheet that is submitted, approved or exported. A draft or returned one is still to
 * be handed in, whenever the work was agreed to.
 */
export function hoursDue(period: PayPeriod, zone: string): SQL {
  const others = sql`(select coalesce(sum(s.quarters), 0) from ${timesheets} s where s.allocation_id = ${allocations.id} and s.payday_id <> ${period.paydayId})`
  const handedIn = sql`exists (select 1 from ${timesheets} s where s.allocation_id = ${allocations.id} and s.payday_id = ${period.paydayId} and s.state in ('submitted', 'approved', 'exported'))`
  return and(
    worksIn(period, zone),
    or(agreedBy(period, zone), hasSheet(period.paydayId)),
    sql`coalesce(${allocations.agreedQuarters}, ${allocations.quarters}) + coalesce(${hourAllowances.quarters}, 0) > ${others}`,
    sql`not ${handedIn}`,
  ) as SQL
}

/** Before the first day of its period nothing can have been worked for a payday. */
export const hasBegun = (period: PayPeriod, today: IsoDay): boolean =>
  !isEmptyPeriod(period) && period.from <= today
