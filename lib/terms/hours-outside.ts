import { and, count, countDistinct, eq, gt, gte, lt, lte, max, min, or } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { timesheetLines, timesheets } from '@/db/schema'
import { formatDay, type IsoDay } from '@/lib/dates'
import { inboxList, inboxTabs, tabState } from '@/lib/timesheets/inbox-list'
import type { PayPeriod } from '@/lib/timesheets/periods'
import type { TimesheetState } from '@/lib/vocabulary'

/**
 * Recorded lines that a change of a term's days or of its paydays puts outside the period of their payday. They stay
 * with their timesheet as they are; whoever makes the change is asked, or refused, before.
 */
export type HoursOutside = {
  paydayId: string
  paidOn: IsoDay
  lines: number
  sheets: number
  /** The first and the last of their days. */
  from: IsoDay
  to: IsoDay
  /** The state of most of the timesheets. */
  state: TimesheetState
}

/** What a screen needs to name them and to lead to them. */
export type OutsideLink = { label: string; href: string }

/** Lines inside their period before and outside after, by payday in the order of `after`. One query, none where no period changes. */
export async function hoursOutside(
  tx: Tx,
  before: readonly PayPeriod[],
  after: readonly PayPeriod[],
): Promise<HoursOutside[]> {
  const old = new Map(before.map((period) => [period.paydayId, period]))
  const moved = after.flatMap((period) => {
    const was = old.get(period.paydayId)
    return was && (was.from !== period.from || was.to !== period.to) ? [{ was, period }] : []
  })
  if (moved.length === 0) return []
  const rows = await tx
    .select({
      paydayId: timesheets.paydayId,
      state: timesheets.state,
      lines: count(),
      sheets: countDistinct(timesheetLines.timesheetId),
      from: min(timesheetLines.day),
      to: max(timesheetLines.day),
    })
    .from(timesheetLines)
    .innerJoin(timesheets, eq(timesheets.id, timesheetLines.timesheetId))
    .where(
      or(
        ...moved.map(({ was, period }) =>
          and(
            eq(timesheets.paydayId, period.paydayId),
            gte(timesheetLines.day, was.from),
            lte(timesheetLines.day, was.to),
            or(lt(timesheetLines.day, period.from), gt(timesheetLines.day, period.to)),
          ),
        ),
      ),
    )
    .groupBy(timesheets.paydayId, timesheets.state)
  return moved.flatMap(({ period }) => {
    const mine = rows.filter((row) => row.paydayId === period.paydayId)
    if (mine.length === 0) return []
    const days = mine
      .flatMap((row) => [row.from, row.to])
      .filter((day) => day !== null)
      .sort()
    const sum = (of: 'lines' | 'sheets') => mine.reduce((total, row) => total + row[of], 0)
    return [
      {
        paydayId: period.paydayId,
        paidOn: period.paidOn,
        lines: sum('lines'),
        sheets: sum('sheets'),
        from: days[0]!,
        to: days.at(-1)!,
        state: mine.reduce((a, b) => (b.sheets > a.sheets ? b : a)).state,
      },
    ]
  })
}

export const many = (n: number, word: string) => `${n} ${n === 1 ? word : `${word}s`}`

/** "12 lines of 5 timesheets". */
export function linesText(outside: readonly Pick<HoursOutside, 'lines' | 'sheets'>[]): string {
  const sum = (of: 'lines' | 'sheets') => outside.reduce((total, one) => total + one[of], 0)
  return `${many(sum('lines'), 'line')} of ${many(sum('sheets'), 'timesheet')}`
}

/** Where these lines are to be seen, payday by payday: the approval inbox narrowed to their days. */
export function outsideLinks(termId: string, outside: readonly HoursOutside[]): OutsideLink[] {
  return outside.map((one) => {
    const tab = inboxTabs.find((name) => tabState[name] === one.state)
    const href = inboxList.href('/hours/approve', inboxList.parse({}), {
      filters: {
        term: termId,
        tab: tab === 'waiting' ? undefined : tab,
        payday: [one.paydayId],
        workedFrom: one.from,
        workedTo: one.to,
      },
    })
    const days = one.from === one.to ? formatDay(one.from) : `${formatDay(one.from)} to ${formatDay(one.to)}`
    return { label: `Payday ${formatDay(one.paidOn)}: ${linesText([one])}, ${days}`, href }
  })
}
