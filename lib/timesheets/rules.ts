import { daysBetween, formatDay, type IsoDay } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import type { Activity, AllocationState } from '@/lib/vocabulary'
import type { PayPeriod } from './periods'

/** The checks of SPEC 9, pure. Hours are whole quarter hours. */

export const MOST_A_DAY = 24 * 4
export const MOST_LINES = 60
export const MOST_NOTE = 500
/** Share of the allocation from which on a warning is shown. */
const WARN_SHARE = 0.8

export type Line = { day: IsoDay; quarters: number; activity: Activity; note: string | null }

/**
 * Hours of an allocation that count for recording: those agreed to, while a change of them waits for its
 * answer, else the present ones; with what an approver has allowed beyond them.
 */
export function ceilingOf(
  allocation: { quarters: number; agreedQuarters: number | null },
  allowedBeyond: number,
): number {
  return (allocation.agreedQuarters ?? allocation.quarters) + allowedBeyond
}

/**
 * The last day on which hours can be recorded for an allocation: `null` for no end, `'none'` when nothing
 * can be recorded. Work is agreed to when the offer is accepted, or when other hours had been agreed before
 * (SPEC 8); one that has ended after its person had ever said yes takes hours up to the day of its end.
 */
export function recordableUntil(
  allocation: {
    state: AllocationState
    agreedQuarters: number | null
    firstAcceptedAt: Date | null
    endedAt: Date | null
  },
  dayOfInstant: (at: Date) => IsoDay,
): IsoDay | null | 'none' {
  const { state, agreedQuarters, firstAcceptedAt, endedAt } = allocation
  if (state === 'accepted') return null
  if (state === 'offered') return agreedQuarters === null ? 'none' : null
  if (state === 'ended' && endedAt && firstAcceptedAt !== null) return dayOfInstant(endedAt)
  return 'none'
}

/**
 * Was the work agreed to by the last day of a period? Only then are its hours owed: those of earlier days may be
 * recorded all the same, for people start before they click.
 */
export const owesHours = (
  allocation: { firstAcceptedAt: Date | null },
  period: Pick<PayPeriod, 'to'>,
  dayOfInstant: (at: Date) => IsoDay,
): boolean => allocation.firstAcceptedAt === null || dayOfInstant(allocation.firstAcceptedAt) <= period.to

export const sumOf = (lines: readonly { quarters: number }[]): number =>
  lines.reduce((sum, line) => sum + line.quarters, 0)

export type LineContext = {
  period: Pick<PayPeriod, 'from' | 'to'>
  today: IsoDay
  /** Last day of the allocation, when it has ended. */
  until: IsoDay | null
  /** Days that this timesheet holds already: they stay valid when paydays are moved later. */
  kept: ReadonlySet<IsoDay>
  /** Hours of the person per day in all their other timesheets, of every course and position. */
  elsewhere: ReadonlyMap<IsoDay, number>
}

/**
 * What is wrong with the lines, by field of the form (`lines[2].day`). `rows` gives the index of each line
 * in the form, where blank rows lie between. A day after today is refused: hours are recorded once worked.
 */
export function checkLines(
  lines: readonly Line[],
  context: LineContext,
  rows: readonly number[] = lines.map((_, i) => i),
): Record<string, string> {
  const errors: Record<string, string> = {}
  const say = (i: number, field: string, message: string) => {
    errors[`lines[${rows[i]}].${field}`] ??= message
  }
  const perDay = new Map<IsoDay, number>()
  for (const [i, line] of lines.entries()) {
    const { day, quarters } = line
    const { period, today, until, kept, elsewhere } = context
    if (!kept.has(day) && (day < period.from || day > period.to))
      say(
        i,
        'day',
        `This day is not in the pay period, which runs from ${formatDay(period.from)} to ${formatDay(period.to)}.`,
      )
    if (day > today) say(i, 'day', 'This day has not come yet: record hours once they are worked.')
    if (until !== null && day > until) say(i, 'day', `Your work in this course ended on ${formatDay(until)}.`)
    if (!Number.isInteger(quarters) || quarters <= 0) say(i, 'hours', 'Enter more than 0 hours.')
    const sum = (perDay.get(day) ?? 0) + quarters
    perDay.set(day, sum)
    const other = elsewhere.get(day) ?? 0
    if (sum + other > MOST_A_DAY)
      say(
        i,
        'hours',
        other > 0
          ? `This makes ${formatHours(sum + other)} on ${formatDay(day)}, ${formatHours(other)} of them in other timesheets: a day has 24 h.`
          : `This makes ${formatHours(sum)} on ${formatDay(day)}: a day has 24 h.`,
      )
    if ((line.note?.length ?? 0) > MOST_NOTE) say(i, 'note', `Use at most ${MOST_NOTE} characters.`)
  }
  if (lines.length > MOST_LINES) errors.lines = `A timesheet takes at most ${MOST_LINES} lines.`
  return errors
}

export type Usage = {
  recorded: number
  ceiling: number
  /** From 80 % on `warn`; `over` is more than the allocation and what is allowed beyond it. */
  level: 'fine' | 'warn' | 'over'
  left: number
}

/** How much of an allocation is recorded. */
export function usageOf(recorded: number, ceiling: number): Usage {
  const level =
    recorded > ceiling ? 'over' : recorded > 0 && recorded >= ceiling * WARN_SHARE ? 'warn' : 'fine'
  return { recorded, ceiling, level, left: ceiling - recorded }
}

/**
 * Null when the hours may stand, else why not. A draft that does not grow is never refused: hours that were
 * lowered after they were worked must still be correctable. What is handed in must fit.
 *
 * @param input.others hours of the allocation's other timesheets
 * @param input.now hours of this one
 * @param input.before what this one held until now
 */
export function overCeiling(input: {
  others: number
  now: number
  before: number
  ceiling: number
  handsIn: boolean
}): string | null {
  const { others, now, before, ceiling, handsIn } = input
  if (others + now <= ceiling || (!handsIn && now <= before)) return null
  const left = Math.max(0, ceiling - others)
  return `This comes to ${formatHours(others + now)} in the course, for which you have ${formatHours(ceiling)}: ${formatHours(left)} are left for this payday. Ask the coordinator to raise the hours or to allow the excess.`
}

/**
 * Hours that an even spread over the term plans up to a day, in quarter hours, rounded down: the
 * allocation × (days of the term up to that day) / (days of the term).
 */
export function planToDate(
  quarters: number,
  term: { startsOn: IsoDay; endsOn: IsoDay },
  day: IsoDay,
): number {
  const all = daysBetween(term.startsOn, term.endsOn) + 1
  const gone = Math.min(all, Math.max(0, daysBetween(term.startsOn, day) + 1))
  return Math.floor((quarters * gone) / all)
}
