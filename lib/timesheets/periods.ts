import { addDays, dayIn, daysBetween, type IsoDay } from '@/lib/dates'

/**
 * Pay periods: which payday a day's work belongs to. Pure; the zone is given.
 *
 * The period of a payday runs from the day after the end of the previous payday's period (the first: from
 * the first day of the term) to the day of its own cut-off in the institution's zone: what was worked by
 * then can be submitted in time, what comes later belongs to the next payday. The last one runs on to the
 * end of the term, and to the last payday where that is later (exams are marked after teaching has ended).
 * So every day from the start of the term on belongs to exactly one period. A payday whose cut-off does
 * not lie after the previous one's has an empty period.
 */
export type PayPeriod = {
  paydayId: string
  paidOn: IsoDay
  cutoffAt: Date
  /** First and last day; the period is empty when `to` is before `from`. */
  from: IsoDay
  to: IsoDay
}

type Payday = { id: string; paidOn: IsoDay; cutoffAt: Date }
type Span = { startsOn: IsoDay; endsOn: IsoDay }

/** The periods of a term's paydays, in the order of the paydays. */
export function payPeriods(term: Span, paydays: readonly Payday[], zone: string): PayPeriod[] {
  const sorted = [...paydays].sort((a, b) => a.paidOn.localeCompare(b.paidOn) || a.id.localeCompare(b.id))
  const periods: PayPeriod[] = []
  let before = addDays(term.startsOn, -1)
  for (const [i, payday] of sorted.entries()) {
    const from = addDays(before, 1)
    const cutoffDay = dayIn(payday.cutoffAt, zone)
    const end = i === sorted.length - 1 ? latest(cutoffDay, term.endsOn, payday.paidOn) : cutoffDay
    const to = latest(end, before)
    periods.push({ paydayId: payday.id, paidOn: payday.paidOn, cutoffAt: payday.cutoffAt, from, to })
    before = to
  }
  return periods
}

const latest = (...days: IsoDay[]) => [...days].sort().at(-1)!

export const isEmptyPeriod = (period: Pick<PayPeriod, 'from' | 'to'>): boolean => period.to < period.from

/** The period that a day belongs to; null before the term, after the last period, and without paydays. */
export function periodOf(periods: readonly PayPeriod[], day: IsoDay): PayPeriod | null {
  return periods.find((period) => period.from <= day && day <= period.to) ?? null
}

/** The period to show first on `today`: the one that runs, else the first before the term and the last after it. */
export function currentPeriod(periods: readonly PayPeriod[], today: IsoDay): PayPeriod | null {
  const filled = periods.filter((period) => !isEmptyPeriod(period))
  return periodOf(filled, today) ?? filled.find((period) => period.from > today) ?? filled.at(-1) ?? null
}

/** The days of a period, oldest first, not after `until`. */
export function daysOf(period: Pick<PayPeriod, 'from' | 'to'>, until?: IsoDay): IsoDay[] {
  const last = until !== undefined && until < period.to ? until : period.to
  const length = daysBetween(period.from, last) + 1
  return Array.from({ length: Math.max(0, length) }, (_, i) => addDays(period.from, i))
}

export type RepeatLine<L> = L & { day: IsoDay }

/**
 * Lines of an earlier period moved to this one, each to the same weekday: by the whole weeks nearest to the
 * distance of the two paydays (the first and the last period of a term may be longer). What falls outside this period or after `today` is left out and counted.
 */
export function repeatLines<L extends { day: IsoDay }>(
  lines: readonly L[],
  earlier: Pick<PayPeriod, 'paidOn'>,
  period: Pick<PayPeriod, 'from' | 'to' | 'paidOn'>,
  today: IsoDay,
): { lines: RepeatLine<L>[]; leftOut: number } {
  const shift = Math.round(daysBetween(earlier.paidOn, period.paidOn) / 7) * 7
  const moved = lines.map((line) => ({ ...line, day: addDays(line.day, shift) }))
  const kept = moved.filter((line) => line.day >= period.from && line.day <= period.to && line.day <= today)
  return { lines: kept, leftOut: moved.length - kept.length }
}
