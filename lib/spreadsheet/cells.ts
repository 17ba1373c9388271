import type { SheetCell } from './types'

/** Small conversions that the reader and the writer share. */

const DAY_MS = 86_400_000
const EPOCH_1900 = Date.UTC(1899, 11, 30)
const EPOCH_1904 = Date.UTC(1904, 0, 1)

/** 0 → A, 25 → Z, 26 → AA. */
export function columnLetter(index: number): string {
  let letters = ''
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) {
    letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters
  }
  return letters
}

/**
 * A spreadsheet's day number as calendar day and time of day. All arithmetic is in UTC, so that the
 * machine's time zone cannot shift the day.
 * @returns null for numbers that are no day between 1900 and 9999
 */
export function serialToDay(serial: number, date1904: boolean): { day: string; time: string | null } | null {
  if (!Number.isFinite(serial) || serial < 0) return null
  let days = Math.floor(serial)
  // Times are kept as a fraction of the day; round to the second it was typed as.
  let seconds = Math.round((serial - days) * 86_400)
  if (seconds === 86_400) {
    days += 1
    seconds = 0
  }
  // Day 60 is 29 February 1900, which never was; days before it are one lower than later ones.
  if (!date1904 && (days < 1 || days === 60)) return null
  const shift = !date1904 && days < 60 ? 1 : 0
  const date = new Date((date1904 ? EPOCH_1904 : EPOCH_1900) + (days + shift) * DAY_MS)
  const year = date.getUTCFullYear()
  if (Number.isNaN(year) || year > 9999) return null
  const day = date.toISOString().slice(0, 10)
  if (seconds === 0) return { day, time: null }
  const time = new Date(seconds * 1000).toISOString().slice(11, 19)
  return { day, time: time.endsWith(':00') ? time.slice(0, 5) : time }
}

/** The day number (1900 system) of an ISO day from 1900-03-01 on. */
export function dayToSerial(isoDay: string): number {
  return Math.round((Date.parse(`${isoDay}T00:00:00Z`) - EPOCH_1900) / DAY_MS)
}

/**
 * Text that a spreadsheet program would take for a formula or a command when it opens a CSV file:
 * after optional spaces one of = + - @ (or their full-width forms), or a leading tab or line break.
 * The leading apostrophes belong to the pattern so that guarding and unguarding are exact inverses.
 */
const FORMULA_START = /^'*(?:[\t\r\n]|[\s\u00a0]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/u

/** Would a spreadsheet program run this text? */
export function looksLikeFormula(text: string): boolean {
  return FORMULA_START.test(text)
}

/** Makes such text harmless in CSV with a leading apostrophe. */
export function guardFormula(text: string): string {
  return looksLikeFormula(text) ? `'${text}` : text
}

/** The inverse of guardFormula, for files that come back. */
export function unguardFormula(text: string): string {
  return text.startsWith("'") && looksLikeFormula(text) ? text.slice(1) : text
}

// No-break spaces of every kind, zero-width characters and byte order marks come along when people copy from web pages.
const SPACES_AROUND =
  /^[\s\u00a0\u2007\u202f\u200b-\u200d\u2060\ufeff]+|[\s\u00a0\u2007\u202f\u200b-\u200d\u2060\ufeff]+$/g

/** What a cell says, trimmed of spaces of every kind; line breaks as "\n"; '' for a blank cell. */
export function cellText(cell: SheetCell | null): string {
  return cell === null ? '' : trimText(cell.text)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g

/**
 * Text as a file can carry it: without control characters (tab and line break stay), whole Unicode
 * characters, line breaks as "\n".
 */
export function plainText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROLS, '').toWellFormed()
}

/** Text without spaces of any kind around it, line breaks as "\n". */
export function trimText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(SPACES_AROUND, '')
}
