import { z } from 'zod'
import { dayField, hoursField, idField, optionalHours, optionalText, versionFields } from '@/lib/fields'
import { positions, verdicts } from '@/lib/vocabulary'
import { acts } from './states'

/** Forms of review, endorsing, publishing and enrolment, as they are posted. */

/** A repeated name: one value or several are both a list. */
const listOf = <T extends z.ZodType>(item: T, most: number, message: string) =>
  z.preprocess(
    (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
    z.array(item).max(most, message),
  )
/** Several buttons of one name: the pressed one comes last. */
const lastOf = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (Array.isArray(value) ? value.at(-1) : value), item)

/** A rule that was shown and is to be overridden, with the reason; blank when nothing was. */
const overrideFields = {
  overrideReason: optionalText(1000),
  breach: listOf(z.string().max(200), 100, 'Load the page again.'),
}
export const overrideOf = (input: { overrideReason: string | null; breach: string[] }) =>
  input.overrideReason ? { reason: input.overrideReason, keys: input.breach } : null

const place = z.string().max(2000).catch('')

export const decideForm = z
  .object({
    id: idField('Choose an application.'),
    ...versionFields,
    act: lastOf(z.enum(acts, 'Choose what to do.')),
    courses: z
      .array(
        z.object({
          courseId: z.string().max(36).optional().default(''),
          hours: optionalHours({ most: 40_000 }),
        }),
        'Load the page again.',
      )
      .max(100)
      .optional()
      .default([]),
    note: optionalText(1000),
    internalReason: optionalText(1000),
    ...overrideFields,
    back: place,
  })
  .superRefine((input, context) => {
    if (input.act !== 'accept') return
    for (const [i, row] of input.courses.entries())
      if (row.hours && !row.courseId)
        context.addIssue({
          code: 'custom',
          path: ['courses', i, 'courseId'],
          message: 'Choose the course of these hours.',
        })
  })

/** Courses with hours; a row without hours is not chosen. */
export const givenOf = (rows: readonly { courseId: string; hours: number | null }[]) =>
  rows.flatMap((row) => (row.courseId && row.hours ? [{ courseId: row.courseId, quarters: row.hours }] : []))

export const undoForm = z.object({
  id: idField('Choose an application.'),
  version: versionFields.version,
})

/** What was decided at once, by its name. */
export const undoManyForm = z.object({ id: idField('Load the page again.') })

export const noteForm = z.object({
  applicationId: idField('Choose an application.'),
  body: z
    .string({ error: 'Write the note.' })
    .trim()
    .min(1, 'Write the note.')
    .max(4000, 'Use at most 4,000 characters.'),
  back: place,
})

/** `id.version` or, for an acceptance, `id.version.course:quarters`. */
export const itemText = (item: {
  id: string
  version: number
  courses?: readonly { courseId: string; quarters: number }[]
}) =>
  [
    item.id,
    item.version,
    ...(item.courses?.length ? [item.courses.map((one) => `${one.courseId}:${one.quarters}`).join(',')] : []),
  ].join('.')

const item = z
  .string()
  .max(800)
  .regex(/^[\w-]{1,36}\.\d{1,9}(?:\.[\w-]{1,36}:\d{1,6}(?:,[\w-]{1,36}:\d{1,6})*)?$/, 'Load the page again.')
  .transform((text) => {
    const [id = '', version = '', given = ''] = text.split('.')
    return {
      id,
      version: Number(version),
      courses: given
        ? given.split(',').map((pair) => {
            const [courseId = '', quarters = ''] = pair.split(':')
            return { courseId, quarters: Number(quarters) }
          })
        : [],
    }
  })

export const bulkForm = z.object({
  act: z.enum(acts, 'Choose what to do.'),
  item: listOf(item, 500, 'Choose at most 500 applications at once.'),
  note: optionalText(1000),
  internalReason: optionalText(1000),
  back: place,
})

export const publishForm = z.object({
  termId: idField('Choose a term.'),
  position: z.enum(positions, 'Choose a position.'),
  requestKey: z.string({ error: 'Load the page again.' }).max(64),
  item: listOf(item, 2000, 'Publish at most 2,000 results at once.'),
  when: z.enum(['now', 'later'], 'Choose when to publish.').catch('now'),
  day: z.string().max(40).optional().default(''),
  time: z.string().max(10).optional().default(''),
})

/** The time of a scheduled publication. */
export const rescheduleForm = z.object({
  id: idField('Choose a publication.'),
  version: z.coerce.number().int().min(1).catch(0),
  day: z.string().max(40).optional().default(''),
  time: z.string().max(10).optional().default(''),
})
export const cancelScheduleForm = rescheduleForm.pick({ id: true, version: true })

const verdict = lastOf(z.union([z.enum(verdicts), z.enum(['', 'none']).transform(() => null)])).catch(null)
const smallVersion = z.coerce.number().int().min(0).catch(0)

export const endorseForm = z.object({
  applicationId: idField('Choose an application.'),
  courseId: idField('Choose a course.'),
  verdict,
  comment: optionalText(1000),
  version: smallVersion,
  conflictVersion: z.coerce.number().int().min(0).optional().catch(undefined),
  conflict: z.enum(['mine', 'theirs']).optional().catch(undefined),
  back: place,
  /** On to the next applicant, whose address is `next`, or back to this one. */
  onward: lastOf(z.enum(['next', 'stay'])).catch('stay'),
  next: place,
})

export const orderForm = z.object({
  courseId: idField('Choose a course.'),
  position: z.enum(positions, 'Choose a position.'),
  order: listOf(z.string().max(36), 2000, 'This list is too long.'),
  /** `<application>:up` or `:down`, the pressed button where there are no scripts. */
  move: z
    .string()
    .regex(/^[\w-]{1,36}:(?:up|down)$/)
    .optional()
    .catch(undefined),
})

export const enrolForm = z.object({
  courseId: idField('Choose a course.'),
  userId: idField('Choose a person.'),
  position: z.enum(positions, 'Choose tutor or marker.'),
  hours: hoursField({ least: 1, most: 40_000 }),
  ...overrideFields,
})

export const reserveForm = z.object({
  applicationId: idField('Choose an application.'),
  courseId: idField('Choose a course.'),
  ...versionFields,
  hours: hoursField({ least: 1, most: 40_000 }),
  ...overrideFields,
})

export const hoursForm = z.object({
  allocationId: idField('Choose an allocation.'),
  ...versionFields,
  hours: hoursField({ least: 1, most: 40_000 }),
  ...overrideFields,
  back: place,
})

export const endForm = z.object({
  allocationId: idField('Choose an allocation.'),
  ...versionFields,
  reason: optionalText(1000),
  /** Ticked where the person knows of the hours: they are told at once, and nothing brings the work back. */
  confirmed: z.literal('1').optional().catch(undefined),
  back: place,
})

export const offerForm = z.object({
  courseId: idField('Choose a course.'),
  position: z.enum(positions, 'Choose tutor or marker.'),
  /** Each with the hours that were seen, as `itemText` writes them. */
  item: listOf(item, 500, 'Choose at most 500 people at once.'),
  ...overrideFields,
})

const word = (most = 5000) =>
  z
    .string()
    .max(most, `Use at most ${most.toLocaleString('en-NZ')} characters.`)
    .optional()
    .default('')
const yesOrNo = z.enum(['yes', 'no', '']).optional().catch('').default('')

export const correctForm = z.object({
  id: idField('Choose an application.'),
  ...versionFields,
  name: word(),
  email: word(),
  overseas: yesOrNo,
  returning: yesOrNo,
  citizenOrResident: yesOrNo,
  validVisa: yesOrNo,
  enrolmentDetails: word(),
  degreeLevel: z.enum(['undergraduate', 'postgraduate', '']).optional().catch('').default(''),
  otherContracts: yesOrNo,
  otherContractsText: word(),
  otherContractHours: word(),
  maxHours: word(),
  gpa: word(),
  answers: z
    .record(
      z.string().max(36),
      z.object({
        completed: yesOrNo,
        grade: word(),
        whySuitable: word(),
        experience: word(),
        workedBefore: z.preprocess((value) => value === 'on', z.boolean()),
      }),
    )
    .optional()
    .catch({})
    .default({}),
})

export const lateForm = z.object({
  studentId: idField('Choose a student.'),
  termId: idField('Choose a term.'),
  position: z.enum(positions, 'Choose a position.'),
  until: dayField('Choose the last day.'),
  reason: optionalText(500),
  ...versionFields,
})
export const revokeLateForm = lateForm.pick({ studentId: true, termId: true, position: true, version: true })
