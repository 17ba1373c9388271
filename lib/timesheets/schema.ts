import { z } from 'zod'
import { parseDay } from '@/lib/dates'
import { idField, optionalHours, optionalText, versionFields } from '@/lib/fields'
import { parseHours } from '@/lib/hours'
import { type Activity, activities } from '@/lib/vocabulary'
import { type Line, MOST_A_DAY, MOST_LINES, MOST_NOTE } from './rules'

/** Forms of hours, as they are posted. */

/** Several buttons of one name: the pressed one comes last. */
const lastOf = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (Array.isArray(value) ? value.at(-1) : value), item)

const listOf = <T extends z.ZodType>(item: T, most: number, message: string) =>
  z.preprocess(
    (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
    z.array(item).max(most, message),
  )

const typed = z.string().max(2000).optional().default('')
const row = z.object({ day: typed, hours: typed, activity: typed, note: typed })

type Rows = { lines: Line[]; rows: number[] }

/**
 * Rows of a timesheet's form as lines. A row without day, hours and note is blank and passed over: its
 * activity is there by default. Each refusal is on its field.
 */
const lineRows = z
  .array(row, 'Load the page again.')
  .max(MOST_LINES + 40, `A timesheet takes at most ${MOST_LINES} lines.`)
  .optional()
  .default([])
  .transform((given, context): Rows => {
    const found: Rows = { lines: [], rows: [] }
    for (const [i, { day, hours, activity, note }] of given.entries()) {
      if (!day.trim() && !hours.trim() && !note.trim()) continue
      const say = (field: string, message: string) =>
        context.addIssue({ code: 'custom', message, path: [i, field] })
      const dayAnswer = day.trim() ? parseDay(day) : { ok: false as const, reason: 'Choose the day.' }
      const hoursAnswer = parseHours(hours, { least: 1, most: MOST_A_DAY })
      const known = (activities as readonly string[]).includes(activity)
      if (!dayAnswer.ok) say('day', dayAnswer.reason)
      if (!hoursAnswer.ok) say('hours', hoursAnswer.reason)
      if (!known) say('activity', 'Choose what the work was.')
      if (note.trim().length > MOST_NOTE) say('note', `Use at most ${MOST_NOTE} characters.`)
      if (!dayAnswer.ok || !hoursAnswer.ok || !known) continue
      found.lines.push({
        day: dayAnswer.day,
        quarters: hoursAnswer.quarters,
        activity: activity as Activity,
        note: note.trim() || null,
      })
      found.rows.push(i)
    }
    return found
  })

const place = z.string().max(2000).catch('')

export const timesheetForm = z.object({
  allocationId: idField('Choose a course.'),
  paydayId: idField('Choose a payday.'),
  /** 0 for a timesheet that does not exist yet. */
  version: z.coerce.number().int().min(0).catch(0),
  conflictVersion: z.coerce.number().int().min(0).optional().catch(undefined),
  conflict: z.enum(['mine', 'theirs']).optional().catch(undefined),
  do: lastOf(z.enum(['save', 'submit', 'nothing'])).catch('save'),
  lines: lineRows,
  back: place,
})

export const decideHoursForm = z.object({
  id: idField('Choose a timesheet.'),
  ...versionFields,
  act: lastOf(z.enum(['approve', 'return'], 'Choose what to do.')),
  reason: optionalText(1000),
  back: place,
})

/** `id.version` of a row that was chosen in the inbox. */
const sheetItem = z
  .string()
  .max(60)
  .regex(/^[\w-]{1,36}\.\d{1,9}$/, 'Load the page again.')
  .transform((text) => {
    const [id = '', version = ''] = text.split('.')
    return { id, version: Number(version) }
  })

export const bulkHoursForm = z.object({
  act: z.enum(['approve', 'return'], 'Choose what to do.'),
  item: listOf(sheetItem, 500, 'Choose at most 500 timesheets at once.'),
  reason: optionalText(1000),
  back: place,
})

export const allowanceForm = z.object({
  allocationId: idField('Choose an allocation.'),
  version: z.coerce.number().int().min(0).catch(0),
  conflictVersion: z.coerce.number().int().min(0).optional().catch(undefined),
  conflict: z.enum(['mine', 'theirs']).optional().catch(undefined),
  /** Hours beyond the allocation; blank is none. */
  extra: optionalHours({ most: 4000 }),
  why: z
    .string({ error: 'Write why they are allowed.' })
    .trim()
    .min(1, 'Write why they are allowed.')
    .max(1000, 'Use at most 1,000 characters.'),
  back: place,
})
