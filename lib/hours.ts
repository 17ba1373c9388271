/**
 * Hours are whole quarter hours everywhere in the program (170 is 42.5 h), so that sums and budgets are exact.
 * Only this module turns them into what people read and type.
 */

export const QUARTERS_PER_HOUR = 4

/** More than any budget or term's work: 100,000 h. */
export const MAX_QUARTERS = 400_000

const HUNDREDTHS = ['', '.25', '.5', '.75'] as const

/**
 * Quarter hours as a plain decimal number: 170 → "42.5", 4 → "1".
 * @throws RangeError for anything but a whole number
 */
export function quartersToDecimal(quarters: number): string {
  if (!Number.isSafeInteger(quarters)) throw new RangeError(`not whole quarter hours: ${quarters}`)
  const size = Math.abs(quarters)
  const whole = Math.floor(size / QUARTERS_PER_HOUR)
  return `${quarters < 0 ? '-' : ''}${whole}${HUNDREDTHS[size % QUARTERS_PER_HOUR]}`
}

/** Quarter hours as people read them: 170 → "42.5 h", 5,000 → "1,250 h"; a true minus sign. */
export function formatHours(quarters: number): string {
  const [whole = '', fraction] = quartersToDecimal(Math.abs(quarters)).split('.')
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return `${quarters < 0 ? '−' : ''}${grouped}${fraction ? `.${fraction}` : ''} h`
}

export type HoursAnswer = { ok: true; quarters: number } | { ok: false; reason: string }

/** One comma and one or two, or more than three, digits after it: a decimal comma, as many write it. */
const DECIMAL_COMMA = /^([+-]?\d*),(\d{1,2}|\d{4,})$/
/** 1,250 is 1250 to some and 1.25 to others. */
const TWO_READINGS = /^([+-]?\d*),(\d{3})$/

const DECIMAL = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d+))?$/

/**
 * Typed hours: "42.5", "42,5", "42.5 h", "1,250.5", ".75". A comma before exactly three digits is refused. Decimals are read as text, never as binary fractions.
 * @param limits least (default 0) and most (default MAX_QUARTERS) in quarter hours
 * @returns the reason in words when it is blank, no number, no whole quarter hours or outside the limits
 */
export function parseHours(typed: string, limits: { least?: number; most?: number } = {}): HoursAnswer {
  const { least = 0, most = MAX_QUARTERS } = limits
  const text = typed.trim().replace(/\s*(?:h|hrs?|hours?)$/i, '')
  if (text === '') return { ok: false, reason: 'Enter a number of hours.' }
  const plain = text.replace('−', '-')
  const either = TWO_READINGS.exec(plain)
  if (either) {
    const [, before = '', after = ''] = either
    return {
      ok: false,
      reason: `The comma can be read in two ways: write ${before}${after}, or ${before || '0'}.${after} with a point.`,
    }
  }
  const match = DECIMAL.exec(plain.replace(DECIMAL_COMMA, '$1.$2'))
  const [, sign = '', whole = '', fraction = ''] = match ?? []
  if (!match || (whole === '' && fraction === '')) {
    return { ok: false, reason: 'Enter hours as a number, such as 12 or 12.5.' }
  }
  const hundredths = fraction.replace(/0+$/, '').padEnd(2, '0')
  const quarter = ['00', '25', '50', '75'].indexOf(hundredths)
  if (quarter < 0) {
    return { ok: false, reason: 'Hours go by quarters: the part after the point is .25, .5 or .75.' }
  }
  const digits = whole.replaceAll(',', '').replace(/^0+(?=\d)/, '')
  const size =
    digits.length > 9 ? Number.POSITIVE_INFINITY : Number(digits || '0') * QUARTERS_PER_HOUR + quarter
  const quarters = sign === '-' && size > 0 ? -size : size
  if (quarters < least) {
    return {
      ok: false,
      reason: least === 0 ? 'Hours cannot be below 0.' : `Enter at least ${formatHours(least)}.`,
    }
  }
  if (quarters > most) return { ok: false, reason: `Enter at most ${formatHours(most)}.` }
  return { ok: true, quarters }
}

/** Hours of a term as hours a week, rounded up to tenths, so that a load over its limit never reads as equal to it. */
export const weeklyHours = (quarters: number, weeks: number): number =>
  Math.ceil((quarters * 10) / (QUARTERS_PER_HOUR * weeks)) / 10
