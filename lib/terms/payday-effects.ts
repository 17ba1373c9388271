import { and, count, eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { allocations, hourAllowances } from '@/db/schema'
import { formatDay, type IsoDay } from '@/lib/dates'
import { hasSheet, hoursDue } from '@/lib/timesheets/hours-due'
import { isEmptyPeriod, payPeriods } from '@/lib/timesheets/periods'
import { type HoursOutside, hoursOutside, linesText, many } from './hours-outside'
import type { PaydayPlan, PaydayValues, StoredPayday } from './paydays'

/** What a change of paydays does to hours, though it touches none: whoever saves it is told. */
export type PaydayEffects = {
  /** Their cut-off was ahead, or they are new, and it has passed now: how many timesheets count as late by it. */
  passed: { paidOn: IsoDay; open: number }[]
  /** Lines that lay in the period of their payday and lie outside of it now. They stay as they are. */
  outside: HoursOutside[]
}

type TermDays = { id: string; startsOn: IsoDay; endsOn: IsoDay }

/**
 * The effects of a plan before it is written. A payday that is added counts only where hours are due for it.
 *
 * @param added the new paydays with the ids that they will have
 */
export async function effectsOf(
  tx: Tx,
  term: TermDays,
  stored: readonly StoredPayday[],
  plan: Pick<PaydayPlan, 'change' | 'remove'>,
  added: readonly (PaydayValues & { id: string })[],
  now: Date,
  zone: string,
): Promise<PaydayEffects> {
  const changed = new Map(plan.change.map((one) => [one.stored.id, one.now]))
  const removed = new Set(plan.remove.map((one) => one.id))
  const kept = stored.filter((one) => !removed.has(one.id)).map((one) => ({ ...one, ...changed.get(one.id) }))
  const present = payPeriods(term, stored, zone)
  const before = new Map(present.map((period) => [period.paydayId, period]))
  const after = payPeriods(term, [...kept, ...added], zone)
  const passed: PaydayEffects['passed'] = []
  for (const period of after) {
    const old = before.get(period.paydayId)
    if (period.cutoffAt > now || (old && old.cutoffAt <= now)) continue
    const [row] = await tx
      .select({ n: count() })
      .from(allocations)
      .leftJoin(hourAllowances, eq(hourAllowances.allocationId, allocations.id))
      .where(
        and(
          eq(allocations.termId, term.id),
          hoursDue(period, zone),
          isEmptyPeriod(period) ? hasSheet(period.paydayId) : undefined,
        ),
      )
    const open = row?.n ?? 0
    if (old || open > 0) passed.push({ paidOn: period.paidOn, open })
  }
  return { passed, outside: await hoursOutside(tx, present, after) }
}

/** Paydays that are named one by one. */
const MOST_NAMED = 3

/** The question before a cut-off is set in the past; null where none is. */
export function askAboutPast({ passed }: PaydayEffects): string | null {
  if (passed.length === 0) return null
  const open = passed.reduce((sum, one) => sum + one.open, 0)
  const late =
    open === 0
      ? 'No timesheet is late by that.'
      : `${many(open, 'timesheet')} that ${open === 1 ? 'is' : 'are'} not submitted ${open === 1 ? 'counts' : 'count'} as late then.`
  return `The cut-off of ${named(passed)} would lie in the past. ${late} Tick the box to save it like that.`
}

/** The question before recorded lines come to lie outside the period of their payday; null where none do. */
export function askAboutOutside({ outside }: PaydayEffects): string | null {
  if (outside.length === 0) return null
  const one = outside.length === 1 && outside[0]!.lines === 1
  return `${linesText(outside)} would lie outside the pay period of ${named(outside)}. ${one ? 'It stays' : 'They stay'} as recorded and ${one ? 'is' : 'are'} paid on that payday. Tick the box to save it like that.`
}

/** What a save has done to hours, in sentences; '' where it did nothing to them. */
export function effectsText({ passed, outside }: PaydayEffects): string {
  const said = [
    ...passed.slice(0, MOST_NAMED).map(({ paidOn, open }) => {
      const late =
        open === 0
          ? 'no timesheet is late by that'
          : `${many(open, 'timesheet')} that ${open === 1 ? 'is' : 'are'} not submitted ${open === 1 ? 'counts' : 'count'} as late`
      return `The cut-off of ${formatDay(paidOn)} has passed now: ${late}.`
    }),
    ...outside
      .slice(0, MOST_NAMED)
      .map(
        ({ paidOn, lines, sheets }) =>
          `${linesText([{ lines, sheets }])} of ${formatDay(paidOn)} ${lines === 1 ? 'lies' : 'lie'} outside its period now and ${lines === 1 ? 'stays' : 'stay'} as recorded.`,
      ),
  ]
  const more = Math.max(0, passed.length - MOST_NAMED) + Math.max(0, outside.length - MOST_NAMED)
  return [...said, more > 0 ? `The same holds of ${many(more, 'other payday')}.` : '']
    .filter(Boolean)
    .join(' ')
}

function named(paydays: readonly { paidOn: IsoDay }[]): string {
  const days = paydays.slice(0, MOST_NAMED).map((one) => formatDay(one.paidOn))
  const more = paydays.length - days.length
  return [...days, ...(more > 0 ? [`${more} more`] : [])].join(', ').replace(/, ([^,]*)$/, ' and $1')
}
