import { z } from 'zod'
import { daysBetween } from '@/lib/dates'
import {
  countField,
  dayField,
  idField,
  lineField,
  optionalCount,
  optionalDay,
  tick,
  timeField,
  versionFields,
} from '@/lib/fields'
import { applicationLimits } from '@/lib/vocabulary'
import { parseReminders } from './paydays'

/** A term longer than this is a mistyped year. */
const MOST_DAYS = 400

const termFields = {
  name: lineField({ blank: 'Enter a name, such as 2027 Semester One.', most: 120 }),
  startsOn: dayField('Enter the first day of the term.'),
  endsOn: dayField('Enter the last day of the term.'),
  breakWeeks: optionalCount({ most: 52 }).transform((weeks) => weeks ?? 0),
  open: tick(),
  tutorLimit: z.enum(applicationLimits, { error: 'Choose how many applications a student can make.' }),
  markerLimit: z.enum(applicationLimits, { error: 'Choose how many applications a student can make.' }),
  tutorDeadline: optionalDay(),
  markerDeadline: optionalDay(),
  tutorResultsOn: optionalDay(),
  markerResultsOn: optionalDay(),
}

type TermValues = z.output<z.ZodObject<typeof termFields>>

/** The rules that hold between the fields (SPEC 5). */
function checkTerm(term: TermValues, context: z.RefinementCtx): void {
  const problem = (path: keyof TermValues, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message })
  const days = daysBetween(term.startsOn, term.endsOn)
  if (days <= 0) problem('endsOn', 'The term must end after it begins.')
  else if (days > MOST_DAYS)
    problem(
      'endsOn',
      `This is ${days} days after the beginning; a term has at most ${MOST_DAYS}. Check the year.`,
    )
  else {
    const weeks = Math.ceil(days / 7)
    if (term.breakWeeks >= weeks)
      problem(
        'breakWeeks',
        `The term has ${weeks} ${weeks === 1 ? 'week' : 'weeks'}; at least one must be taught.`,
      )
  }
  for (const position of ['tutor', 'marker'] as const) {
    const deadline = term[`${position}Deadline`]
    const results = term[`${position}ResultsOn`]
    if (deadline !== null && deadline > term.endsOn)
      problem(`${position}Deadline`, 'The deadline must not be after the end of the term.')
    if (deadline !== null && results !== null && results < deadline)
      problem(`${position}ResultsOn`, 'Results cannot be expected before the deadline.')
  }
}

const reminders = z
  .string({ error: 'Enter days, such as 7, 3, 1.' })
  .optional()
  .default('')
  .transform((text, context) => {
    const answer = parseReminders(text)
    if (answer.ok) return answer.days
    context.addIssue({ code: 'custom', message: answer.reason })
    return z.NEVER
  })

/** How paydays are made from a pattern; the defaults of SPEC 5 stand in the form. */
const patternFields = {
  everyDays: countField({ least: 1, most: 92, blank: 'Enter a number of days, such as 14.' }),
  cutoffDays: countField({ most: 60, blank: 'Enter a number of days, such as 3.' }),
  cutoffTime: timeField('Enter a time, such as 17:00.'),
  reminders,
}

export const newTermInput = z
  .object({ ...termFields, firstPayday: optionalDay(), ...patternFields })
  .superRefine((term, context) => {
    checkTerm(term, context)
    if (term.firstPayday === null) return
    if (term.firstPayday < term.startsOn)
      context.addIssue({
        code: 'custom',
        path: ['firstPayday'],
        message: 'The first payday must not be before the term.',
      })
    else if (term.firstPayday > term.endsOn)
      context.addIssue({
        code: 'custom',
        path: ['firstPayday'],
        message: 'The first payday must not be after the term.',
      })
  })

export const termInput = z
  .object({ id: idField('Which term?'), ...versionFields, ...termFields })
  .superRefine(checkTerm)

/** Confirms that a cut-off is meant to lie in the past. */
const pastCutoff = tick()
/** Confirms that recorded lines are meant to lie outside their pay period. */
const hoursOutside = tick()

export const generateInput = z.object({
  id: idField('Which term?'),
  ...versionFields,
  pastCutoff,
  hoursOutside,
  firstPayday: dayField('Enter the first payday.'),
  ...patternFields,
})

/** One row of the table of paydays; one without an id and without a date is an empty row. */
const paydayRow = z.object({
  id: z.string().max(36).optional().default(''),
  paidOn: optionalDay(),
  cutoffOn: optionalDay(),
  cutoffTime: timeField('Enter a time, such as 17:00.'),
  reminders,
  remove: tick(),
})

export const paydaysInput = z.object({
  id: idField('Which term?'),
  ...versionFields,
  pastCutoff,
  hoursOutside,
  paydays: z
    .array(paydayRow, { error: 'There are no rows to save.' })
    .max(400, 'A term has at most 400 paydays.'),
})

/** The rules between the fields of a term, for one that is made from another. */
export const termRules = z.custom<TermValues>().superRefine(checkTerm)

export const copyTermInput = z.object({
  id: idField('Which term?'),
  name: termFields.name,
  startsOn: termFields.startsOn,
})

export const termRefInput = z.object({ id: idField('Which term?'), ...versionFields })

export type NewTerm = z.output<typeof newTermInput>
export type TermCopy = z.output<typeof copyTermInput>
export type TermChange = z.output<typeof termInput>
export type PaydayPatternInput = z.output<typeof generateInput>
export type PaydaysChange = z.output<typeof paydaysInput>
export type { TermValues }
