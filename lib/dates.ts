import { DateTime } from 'luxon'

/**
 * The one module that turns instants and calendar days into each other and into text. Instants are Dates in
 * UTC; calendar days are ISO strings ("2027-02-12") and belong to no zone. Every zone is given by the caller,
 * so that the machine's own never decides anything.
 */

/** A calendar day as "YYYY-MM-DD". */
export type IsoDay = string

const DAY_MS = 86_400_000
// Month names of three letters all year: British English has "Sept".
const LOCALE = 'en-US'

function at(instant: Date, zone: string): DateTime {
  const local = DateTime.fromJSDate(instant, { zone }).setLocale(LOCALE)
  if (!local.isValid) throw new RangeError(`no such instant or zone: ${String(instant)}, ${zone}`)
  return local
}

function dayNumber(isoDay: IsoDay): number {
  if (!isIsoDay(isoDay)) throw new RangeError(`not a calendar day: ${isoDay}`)
  return Date.parse(`${isoDay}T00:00:00Z`) / DAY_MS
}

function dayOf(number: number): IsoDay {
  return new Date(number * DAY_MS).toISOString().slice(0, 10)
}

/** Is this an existing calendar day written as YYYY-MM-DD? */
export function isIsoDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

/** Days of a month (1–12) of the Gregorian calendar. */
function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

export type DayAnswer = { ok: true; day: IsoDay } | { ok: false; reason: string }

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/**
 * A typed day: ISO ("2027-02-12") or DD/MM/YYYY ("12/02/2027", "5/2/2027"), between 2000 and 2099.
 * @returns the day, or why it is none and how to write it
 */
export function parseDay(typed: string): DayAnswer {
  const text = typed.trim()
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/.exec(text)
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text)
  if (!iso && !slashed) {
    if (/^\d{1,2}([/.-])\d{1,2}\1\d{2}$/.test(text)) {
      return {
        ok: false,
        reason: 'The year has two digits, which can be read in several ways: write it with four.',
      }
    }
    return { ok: false, reason: 'Not a date that can be read: write it as 2027-02-12 or 12/02/2027.' }
  }
  const [year, month, day] = (
    iso ? [iso[1], iso[2], iso[3]] : [slashed?.[3], slashed?.[2], slashed?.[1]]
  ).map(Number) as [number, number, number]
  if (year < 2000 || year > 2099) {
    return { ok: false, reason: 'The year must be between 2000 and 2099.' }
  }
  if (month < 1 || month > 12) {
    const swapped = slashed && day >= 1 && day <= 12
    return {
      ok: false,
      reason: swapped
        ? `There is no month ${month}: the day comes first, as in 12/02/2027 for 12 February.`
        : `There is no month ${month}.`,
    }
  }
  const last = daysInMonth(year, month)
  if (day < 1 || day > last) {
    return { ok: false, reason: `There is no such day: ${MONTHS[month - 1]} ${year} has ${last} days.` }
  }
  return { ok: true, day: `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` }
}

/** "Fri 12 Feb 2027, 23:59" in the zone. */
export function formatInstant(instant: Date, zone: string): string {
  return at(instant, zone).toFormat('ccc d LLL yyyy, HH:mm')
}

/** "23:59" in the zone. */
export function formatTime(instant: Date, zone: string): string {
  return at(instant, zone).toFormat('HH:mm')
}

/** "Fri 12 Feb 2027". @throws RangeError for anything but an ISO day */
export function formatDay(isoDay: IsoDay): string {
  const day = new Date(dayNumber(isoDay) * DAY_MS)
  return DateTime.fromJSDate(day, { zone: 'utc' }).setLocale(LOCALE).toFormat('ccc d LLL yyyy')
}

/** "Friday". */
export function weekdayOf(isoDay: IsoDay): string {
  const day = new Date(dayNumber(isoDay) * DAY_MS)
  return DateTime.fromJSDate(day, { zone: 'utc' }).setLocale(LOCALE).toFormat('cccc')
}

/** The calendar day on which an instant falls in the zone. */
export function dayIn(instant: Date, zone: string): IsoDay {
  return at(instant, zone).toFormat('yyyy-MM-dd')
}

/** Today in the zone. */
export function todayIn(zone: string, now: Date = new Date()): IsoDay {
  return dayIn(now, zone)
}

/** The last second of a day in the zone, 23:59:59, which is when a deadline of that day ends. */
export function endOfDay(isoDay: IsoDay, zone: string): Date {
  // By way of the next day, so that clocks that change at midnight make no difference.
  return new Date(startOfDay(addDays(isoDay, 1), zone).getTime() - 1000)
}

/**
 * The first instant of a day in the zone: not midnight where clocks go forward at midnight, and the first of the two
 * where they go back over it.
 */
export function startOfDay(isoDay: IsoDay, zone: string): Date {
  dayNumber(isoDay)
  return firstOf(valid(DateTime.fromISO(isoDay, { zone }).startOf('day')))
}

/**
 * The instant of a wall-clock time ("17:00" or "17:00:30") on a day in the zone. A time that clocks skip is
 * moved forward by the gap; of one that comes twice the first is meant.
 */
export function localInstant(isoDay: IsoDay, time: string, zone: string): Date {
  dayNumber(isoDay)
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/.test(time))
    throw new RangeError(`not a time of day: ${time}`)
  return firstOf(valid(DateTime.fromISO(`${isoDay}T${time}`, { zone })))
}

/** Of a time on the clock that comes twice, the first instant. */
function firstOf(local: DateTime): Date {
  const possible = local.getPossibleOffsets().map((one) => one.toMillis())
  return new Date(Math.min(...possible, local.toMillis()))
}

function valid(local: DateTime): DateTime {
  if (!local.isValid) throw new RangeError(local.invalidExplanation ?? 'no such local time')
  return local
}

/** Has a deadline of that day ended? It ends when 23:59:59 of the zone is over. */
export function hasPassed(isoDay: IsoDay, zone: string, now: Date = new Date()): boolean {
  return now.getTime() >= endOfDay(isoDay, zone).getTime() + 1000
}

/** How near a date is said beside it. */
const NEAR_DAYS = 14

/**
 * "in 3 days", "tomorrow", "in 5 hours", "2 days ago" when at most 14 days away, else null.
 * Days are counted by the calendar of the zone, so "tomorrow" is tomorrow's date.
 */
export function relative(instant: Date, now: Date, zone: string): string | null {
  const days = daysBetween(dayIn(now, zone), dayIn(instant, zone))
  if (Math.abs(days) > NEAR_DAYS) return null
  const minutes = Math.trunc((instant.getTime() - now.getTime()) / 60_000)
  if (days === 0) {
    const size = Math.abs(minutes)
    if (size < 1) return 'now'
    const amount = size < 60 ? count(size, 'minute') : count(Math.floor(size / 60), 'hour')
    return minutes > 0 ? `in ${amount}` : `${amount} ago`
  }
  return relativeDays(days)
}

/** "today", "tomorrow", "in 3 days", "2 days ago" when at most 14 days away, else null. */
export function relativeDay(isoDay: IsoDay, today: IsoDay): string | null {
  const days = daysBetween(today, isoDay)
  return Math.abs(days) > NEAR_DAYS ? null : relativeDays(days)
}

function relativeDays(days: number): string {
  if (days === 0) return 'today'
  if (days === 1) return 'tomorrow'
  if (days === -1) return 'yesterday'
  return days > 0 ? `in ${days} days` : `${-days} days ago`
}

function count(n: number, unit: string): string {
  return `${n} ${unit}${n === 1 ? '' : 's'}`
}

/** A day n days later (earlier when negative). */
export function addDays(isoDay: IsoDay, days: number): IsoDay {
  return dayOf(dayNumber(isoDay) + days)
}

/** The same day so many months later (earlier when negative); of a shorter month its last day. */
export function addMonths(isoDay: IsoDay, months: number): IsoDay {
  return DateTime.fromISO(isoDay, { zone: 'utc' }).plus({ months }).toISODate() ?? isoDay
}

/** Days from one day to another; negative when the second is earlier. */
export function daysBetween(from: IsoDay, to: IsoDay): number {
  return dayNumber(to) - dayNumber(from)
}

/**
 * Teaching weeks of a term (SPEC 2): days between start and end / 7, rounded up, minus break weeks; at least 1,
 * so that a weekly load can always be computed.
 */
export function teachingWeeks(startsOn: IsoDay, endsOn: IsoDay, breakWeeks: number): number {
  return Math.max(1, Math.ceil(daysBetween(startsOn, endsOn) / 7) - breakWeeks)
}

/** More paydays than any term has; a guard against a mistyped year. */
const MAX_PAYDAYS = 400

/**
 * The paydays of a pattern: the first date, then every N days, up to and including the end.
 * @throws RangeError when N is no whole number of days from 1 on, or the pattern gives more than 400 days
 */
export function generatePaydays(first: IsoDay, everyDays: number, until: IsoDay): IsoDay[] {
  if (!Number.isInteger(everyDays) || everyDays < 1)
    throw new RangeError(`not a number of days: ${everyDays}`)
  const total = Math.floor(daysBetween(first, until) / everyDays) + 1
  if (total > MAX_PAYDAYS) throw new RangeError(`more than ${MAX_PAYDAYS} paydays`)
  return Array.from({ length: Math.max(0, total) }, (_, i) => addDays(first, i * everyDays))
}

/** When hours for a payday must be in unless it says otherwise: 3 days before, 17:00 in the zone (SPEC 5). */
export function defaultCutoff(payday: IsoDay, zone: string): Date {
  return localInstant(addDays(payday, -3), '17:00', zone)
}
