import { z } from 'zod'
import { idField } from '@/lib/fields'
import { positions } from '@/lib/vocabulary'
import { type CourseAnswers, maxTyped } from './answers'

/**
 * What the forms of an application post. The steps take any text that can be kept: what is right or
 * wrong about it is said by the check, so that a save never loses what was typed.
 */

const last = (value: unknown) => (Array.isArray(value) ? value.at(-1) : value)
const typed = z.preprocess(
  (value) => {
    const one = last(value)
    return typeof one === 'string' ? one : ''
  },
  z
    .string()
    .max(maxTyped, `This is too long to be kept: use at most ${maxTyped.toLocaleString('en')} characters.`),
)
const yesNo = z.preprocess(last, z.enum(['yes', 'no', '']).catch(''))
const ticked = z.preprocess((value) => last(value) === 'on', z.boolean())
/** Courses that the list shows at first. */
export const pickPage = 8

const id = idField('Open the application again.')

/** On every step: which application, what the form was made from, which button. */
const stepFields = {
  id,
  base: z.preprocess(last, z.string().max(64).optional().catch(undefined)),
  conflict: z.preprocess(last, z.enum(['mine', 'theirs']).optional().catch(undefined)),
  intent: z.preprocess(last, z.string().max(80).catch('continue').default('continue')),
}

export const identityInput = z.object({ ...stepFields, name: typed, upi: typed, auid: typed, email: typed })

export const eligibilityInput = z.object({
  ...stepFields,
  overseas: yesNo,
  returning: yesNo,
  citizenOrResident: yesNo,
  validVisa: yesNo,
  enrolmentDetails: typed,
  degreeLevel: z.preprocess(last, z.enum(['undergraduate', 'postgraduate', '']).catch('')),
  otherContracts: yesNo,
  otherContractsText: typed,
  otherContractHours: typed,
  maxHours: typed,
  gpa: typed,
})

const courseAnswers: z.ZodType<Omit<CourseAnswers, 'courseId'>> = z.object({
  completed: yesNo,
  grade: typed,
  whySuitable: typed,
  experience: typed,
  workedBefore: ticked,
})

const plainObject = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof File)
    ? value
    : {}
const manyIds = (value: unknown) =>
  (Array.isArray(value) ? value : [value])
    .filter((one): one is string => typeof one === 'string' && one.length <= 36)
    .slice(0, 50)

export const coursesInput = z.object({
  ...stepFields,
  order: z.preprocess(manyIds, z.array(z.string())),
  answers: z.preprocess(plainObject, z.record(z.string().max(36), z.preprocess(plainObject, courseAnswers))),
  /** `<course>:up` or `<course>:down`, from the buttons of the list. */
  move: z.preprocess(last, z.string().max(60).optional().catch(undefined)),
  /** How many courses the list shows, and what is searched for in it. */
  show: z.preprocess(last, z.coerce.number().int().min(1).max(1000).catch(pickPage)),

  q: z.preprocess(
    last,
    z
      .string()
      .catch('')
      .default('')
      .transform((text) => text.slice(0, 100)),
  ),
})

export const documentsInput = z.object({
  ...stepFields,
  cv: z.unknown().optional(),
  transcript: z.unknown().optional(),
})

/** `<word>:<id>` of a button, such as `add:…`; null for a plain word. */
export function intentOf(intent: string): { word: string; of: string | null } {
  const at = intent.indexOf(':')
  return at < 0 ? { word: intent, of: null } : { word: intent.slice(0, at), of: intent.slice(at + 1) }
}

export const startInput = z.object({
  termId: idField('Choose a term.'),
  position: z.enum(positions, 'Choose a position.'),
  courseId: z.string().max(36).optional().catch(undefined),
  /** For an admin who acts on behalf of a student. */
  studentId: z.string().max(36).optional().catch(undefined),
})

export const applicationInput = z.object({
  id,
  conflict: z.preprocess(last, z.enum(['mine', 'theirs']).optional().catch(undefined)),
})
