import { z } from 'zod'
import { type IsoDay, parseDay } from '@/lib/dates'
import { parseHours } from '@/lib/hours'
import { plainText, trimText } from '@/lib/spreadsheet/cells'

/**
 * Pieces of form schemas. A blank optional value means "cleared" and becomes null; every refusal is a
 * sentence for the person. What is missing from a post counts as blank, so a field that a page does not
 * show must not be in its schema.
 */

const typed = (blank: string) => z.string({ error: blank }).optional().default('')

/** Text of one line that must be there; runs of spaces become one. */
export const lineField = (options: { blank: string; most: number }) =>
  typed(options.blank)
    .transform((text) => trimText(plainText(text)).replace(/\s+/gu, ' '))
    .pipe(z.string().min(1, options.blank).max(options.most, tooLong(options.most)))

/** Text that may be left out; line breaks stay. */
export const optionalText = (most: number) =>
  typed('Enter text.')
    .transform((text) => trimText(plainText(text)) || null)
    .pipe(z.string().max(most, tooLong(most)).nullable())

const tooLong = (most: number) => `Use at most ${most.toLocaleString('en')} characters.`

/** A calendar day as ISO or DD/MM/YYYY. */
export const dayField = (blank: string) =>
  typed(blank).transform((text, context): IsoDay => {
    if (text.trim() === '') return refuse(context, blank)
    const answer = parseDay(text)
    return answer.ok ? answer.day : refuse(context, answer.reason)
  })

export const optionalDay = () =>
  typed('Enter a date.').transform((text, context): IsoDay | null => {
    if (text.trim() === '') return null
    const answer = parseDay(text)
    return answer.ok ? answer.day : refuse(context, answer.reason)
  })

/** A time of day, HH:MM. */
export const timeField = (blank: string) =>
  typed(blank)
    .transform((text) => text.trim())
    .pipe(z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, blank))

/** Typed hours as quarter hours. */
export const hoursField = (limits: { least?: number; most?: number } = {}) =>
  typed('Enter a number of hours.').transform((text, context): number => {
    const answer = parseHours(text, limits)
    return answer.ok ? answer.quarters : refuse(context, answer.reason)
  })

export const optionalHours = (limits: { least?: number; most?: number } = {}) =>
  typed('Enter a number of hours.').transform((text, context): number | null => {
    if (text.trim() === '') return null
    const answer = parseHours(text, limits)
    return answer.ok ? answer.quarters : refuse(context, answer.reason)
  })

/** A whole number that must be there. */
export const countField = (limits: { least?: number; most: number; blank: string }) =>
  typed(limits.blank).transform((text, context): number => {
    const value = wholeNumber(text, limits)
    if (value === null) return refuse(context, limits.blank)
    return typeof value === 'number' ? value : refuse(context, value)
  })

export const optionalCount = (limits: { least?: number; most: number }) =>
  typed('Enter a whole number.').transform((text, context): number | null => {
    const value = wholeNumber(text, limits)
    return typeof value === 'string' ? refuse(context, value) : value
  })

function wholeNumber(text: string, { least = 0, most }: { least?: number; most: number }) {
  const plain = text.trim().replaceAll(',', '')
  if (plain === '') return null
  if (!/^[+-]?\d{1,15}$/.test(plain)) return 'Enter a whole number.'
  const value = Number(plain)
  if (value < least) return least === 0 ? 'It cannot be below 0.' : `Enter at least ${least}.`
  if (value > most) return `Enter at most ${most.toLocaleString('en')}.`
  return value
}

/** A check box: ticked or not. */
export const tick = () => z.preprocess((value) => value === 'on' || value === '1', z.boolean())

export const idField = (blank: string) => z.string({ error: blank }).min(1, blank).max(36, blank)

/**
 * The version that the form was made from and what to do about a conflict; `seen` is the version to
 * write against: after "Keep mine" the one that the notice showed.
 */
export const versionFields = {
  version: z.coerce.number().int().min(1).catch(0),
  conflictVersion: z.coerce.number().int().min(1).optional().catch(undefined),
  conflict: z.enum(['mine', 'theirs']).optional().catch(undefined),
}
export const seenVersion = (input: {
  version: number
  conflictVersion?: number
  conflict?: 'mine' | 'theirs'
}): number => (input.conflict === 'mine' ? (input.conflictVersion ?? input.version) : input.version)

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message })
  return z.NEVER
}
