/**
 * Money is whole cents everywhere in the program, so that sums are exact. Only this module turns cents into
 * what people read and type.
 */

/** The most that one hour can be worth, in cents: a larger number is a slip of the keyboard. */
export const MAX_CENTS_PER_HOUR = 100_000

/**
 * Cents as a plain decimal number with two places: 123450 → "1234.50".
 * @throws RangeError for anything but a whole number
 */
export function centsToDecimal(cents: number): string {
  if (!Number.isSafeInteger(cents)) throw new RangeError(`not whole cents: ${cents}`)
  const digits = String(Math.abs(cents)).padStart(3, '0')
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Cents as people read them: 123450 → "$1,234.50", -1200 → "−$12.00" (a true minus sign). */
export function formatMoney(cents: number): string {
  const [whole = '', fraction = ''] = centsToDecimal(Math.abs(cents)).split('.')
  return `${cents < 0 ? '−' : ''}$${whole.replace(/\B(?=(?:\d{3})+$)/g, ',')}.${fraction}`
}

export type MoneyAnswer = { ok: true; cents: number } | { ok: false; reason: string }

/**
 * Typed money: "31.5", "$31.50", "1,250". Decimals are read as text, never as binary fractions.
 * @param limits least and most in cents
 * @returns the reason in words when it is blank, no amount, finer than a cent or outside the limits
 */
export function parseMoney(typed: string, limits: { least: number; most: number }): MoneyAnswer {
  const text = typed.trim().replace(/^\$\s*/, '')
  if (text === '') return { ok: false, reason: 'Enter an amount, such as 31.50.' }
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d*))?$/.exec(text)
  const [, whole = '', fraction = ''] = match ?? []
  if (!match || whole + fraction === '')
    return { ok: false, reason: 'Enter an amount as a number, such as 31.50.' }
  const digits = whole.replaceAll(',', '').replace(/^0+(?=\d)/, '') || '0'
  const places = fraction.replace(/0+$/, '')
  if (places.length > 2) return { ok: false, reason: 'Amounts go by cents: two digits after the point.' }
  const cents =
    digits.length > 9 ? Number.POSITIVE_INFINITY : Number(digits) * 100 + Number(places.padEnd(2, '0'))
  if (cents < limits.least) return { ok: false, reason: `Enter at least ${formatMoney(limits.least)}.` }
  if (cents > limits.most) return { ok: false, reason: `Enter at most ${formatMoney(limits.most)}.` }
  return { ok: true, cents }
}
