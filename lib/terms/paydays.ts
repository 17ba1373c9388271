import { addDays, dayIn, daysBetween, generatePaydays, type IsoDay, localInstant } from '@/lib/dates'

/** Rules of paydays: pure, the zone and what is stored are given. */

export type PaydayValues = { paidOn: IsoDay; cutoffAt: Date; reminderDays: number[] }

/** Defaults of SPEC 5. */
export const PAYDAY_DEFAULTS = {
  everyDays: 14,
  cutoffDays: 3,
  cutoffTime: '17:00',
  reminderDays: [7, 3, 1],
} as const

/** A payday later than this after the term's end is a mistyped year. */
const LATEST_AFTER_END = 120
const MOST_PAYDAYS = 200
const MOST_REMINDERS = 10
const FARTHEST_REMINDER = 60

export type RemindersAnswer = { ok: true; days: number[] } | { ok: false; reason: string }

/** "7, 3, 1" → [7, 3, 1], farthest first, each once; blank means none. */
export function parseReminders(text: string): RemindersAnswer {
  const parts = text
    .split(/[\s,;]+/)
    .map((part) => part.trim())
    .filter(Boolean)
  const wrong = parts.find((part) => !/^\d{1,3}$/.test(part))
  if (wrong)
    return { ok: false, reason: `“${wrong.slice(0, 20)}” is no number of days: write days such as 7, 3, 1.` }
  const days = [...new Set(parts.map(Number))].sort((a, b) => b - a)
  if (days.some((day) => day < 1 || day > FARTHEST_REMINDER))
    return { ok: false, reason: `A reminder goes out 1 to ${FARTHEST_REMINDER} days before the cut-off.` }
  if (days.length > MOST_REMINDERS)
    return { ok: false, reason: `At most ${MOST_REMINDERS} reminders can be set.` }
  return { ok: true, days }
}

export const remindersText = (days: readonly number[]): string => days.join(', ')

export type Pattern = {
  firstPayday: IsoDay
  everyDays: number
  cutoffDays: number
  cutoffTime: string
  reminders: readonly number[]
}

/**
 * The days of a pattern: from the first on up to the end of the term, and on until a cut-off is not before
 * that end. Hours of the last days would else have no cut-off that they can meet.
 */
export function paydayDates(
  { firstPayday, everyDays, cutoffDays }: Pick<Pattern, 'firstPayday' | 'everyDays' | 'cutoffDays'>,
  until: IsoDay,
): IsoDay[] {
  return generatePaydays(firstPayday, everyDays, addDays(until, cutoffDays + everyDays - 1)).filter(
    (paidOn) => daysBetween(until, paidOn) <= LATEST_AFTER_END,
  )
}

/** The last days of the term that come after every cut-off; null when there are none, or no paydays at all. */
export function daysAfterCutoffs(
  term: { startsOn: IsoDay; endsOn: IsoDay },
  paydays: readonly { cutoffAt: Date }[],
  zone: string,
): { from: IsoDay; to: IsoDay } | null {
  const last = paydays
    .map((payday) => dayIn(payday.cutoffAt, zone))
    .sort()
    .at(-1)
  if (last === undefined || last >= term.endsOn) return null
  const [from] = [addDays(last, 1), term.startsOn].sort().reverse()
  return { from: from!, to: term.endsOn }
}

/** Paydays of a pattern for a term that ends on `until`; the reason when there are none or too many. */
export function paydaysOf(
  pattern: Pattern,
  until: IsoDay,
  zone: string,
): { ok: true; paydays: PaydayValues[] } | { ok: false; reason: string } {
  const span = daysBetween(pattern.firstPayday, until)
  if (span < 0) return { ok: false, reason: 'The first payday must not be after the end of the term.' }
  if ((span + pattern.cutoffDays) / pattern.everyDays >= MOST_PAYDAYS - 1)
    return {
      ok: false,
      reason: `This makes more than ${MOST_PAYDAYS} paydays: choose more days between them.`,
    }
  return {
    ok: true,
    paydays: paydayDates(pattern, until).map((paidOn) => ({
      paidOn,
      cutoffAt: localInstant(addDays(paidOn, -pattern.cutoffDays), pattern.cutoffTime, zone),
      reminderDays: [...pattern.reminders],
    })),
  }
}

export type StoredPayday = PaydayValues & { id: string; hasHours: boolean }

export type PaydayRow = {
  /** '' for a typed one that is to be added. */
  id: string
  paidOn: IsoDay | null
  /** Null: 3 days before the payday. */
  cutoffOn: IsoDay | null
  cutoffTime: string
  reminders: readonly number[]
  remove: boolean
}

export type PaydayPlan = {
  add: PaydayValues[]
  change: { stored: StoredPayday; now: PaydayValues }[]
  remove: StoredPayday[]
  /** By field of the form: `paydays[3].paidOn`. */
  errors: Record<string, string>
}

/**
 * What the posted table of paydays does to the stored ones. A stored one that was not posted stays as it
 * is; one with recorded hours can be neither removed nor moved (SPEC 5), its cut-off and reminders can
 * change.
 */
export function planPaydays(
  stored: readonly StoredPayday[],
  rows: readonly PaydayRow[],
  term: { startsOn: IsoDay; endsOn: IsoDay },
  zone: string,
): PaydayPlan {
  const plan: PaydayPlan = { add: [], change: [], remove: [], errors: {} }
  const byId = new Map(stored.map((payday) => [payday.id, payday]))
  const posted = new Set<string>()
  const taken = new Map<IsoDay, number>()
  rows.forEach((row, i) => {
    const problem = (field: string, message: string) => {
      plan.errors[`paydays[${i}].${field}`] ??= message
    }
    if (row.id === '' && (row.paidOn === null || row.remove)) return
    const old = row.id === '' ? undefined : byId.get(row.id)
    if (row.id !== '') {
      if (!old || posted.has(row.id)) {
        problem('paidOn', 'This payday no longer exists. Load the page again.')
        return
      }
      posted.add(row.id)
    }
    if (row.remove && old) {
      if (old.hasHours) problem('remove', 'Hours are recorded for this payday, so it cannot be removed.')
      else plan.remove.push(old)
      return
    }
    if (row.paidOn === null) {
      problem('paidOn', 'Enter a date, or tick Remove.')
      return
    }
    if (old?.hasHours && row.paidOn !== old.paidOn)
      problem('paidOn', 'Hours are recorded for this payday, so its date cannot change.')
    if (row.paidOn < term.startsOn) problem('paidOn', 'A payday cannot be before the term.')
    else if (daysBetween(term.endsOn, row.paidOn) > LATEST_AFTER_END)
      problem('paidOn', `A payday must be within ${LATEST_AFTER_END} days after the end of the term.`)
    const earlier = taken.get(row.paidOn)
    if (earlier !== undefined) problem('paidOn', `Row ${earlier + 1} has the same date.`)
    taken.set(row.paidOn, i)
    const cutoffOn = row.cutoffOn ?? addDays(row.paidOn, -PAYDAY_DEFAULTS.cutoffDays)
    if (cutoffOn > row.paidOn) problem('cutoffOn', 'Hours must be in before they are paid.')
    const now: PaydayValues = {
      paidOn: row.paidOn,
      cutoffAt: localInstant(cutoffOn, row.cutoffTime, zone),
      reminderDays: [...row.reminders],
    }
    if (!old) plan.add.push(now)
    else if (!same(old, now)) plan.change.push({ stored: old, now })
  })
  // Rows that were not posted keep their dates, which nothing else may then take.
  for (const payday of stored) {
    const row = taken.get(payday.paidOn)
    if (!posted.has(payday.id) && row !== undefined)
      plan.errors[`paydays[${row}].paidOn`] ??= 'There is a payday on this date already.'
  }
  if (stored.length - plan.remove.length + plan.add.length > MOST_PAYDAYS)
    plan.errors.paydays = `A term has at most ${MOST_PAYDAYS} paydays.`
  return plan
}

const same = (a: PaydayValues, b: PaydayValues) =>
  a.paidOn === b.paidOn &&
  a.cutoffAt.getTime() === b.cutoffAt.getTime() &&
  a.reminderDays.join() === b.reminderDays.join()
