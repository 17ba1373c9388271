import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { applications, preferredCourses } from '@/db/schema'
import { quartersToDecimal } from '@/lib/hours'

/**
 * The answers of an application as they stand in its form: text as it was typed, so that a
 * half-typed or wrong value is kept and shown again. `check` (lib/applications/check) turns them
 * into the values that a submission writes.
 */
export const formSteps = ['identity', 'eligibility', 'courses', 'documents'] as const
export type FormStep = (typeof formSteps)[number]
export const steps = [...formSteps, 'review'] as const
export type Step = (typeof steps)[number]

export const stepNames: Record<Step, string> = {
  identity: 'Identity',
  eligibility: 'Eligibility',
  courses: 'Courses',
  documents: 'Documents',
  review: 'Review and submit',
}

export const maxCourses = 10
/** What is kept of one field while it is being typed; beyond it the form is refused, never cut. */
export const maxTyped = 5000

const typed = z.string().max(maxTyped, 'This text is too long to be kept: shorten it.').catch('')
const yesNo = z.enum(['yes', 'no', '']).catch('')
const fileId = z.string().max(36).nullable().catch(null)

const identity = z.object({ name: typed, upi: typed, auid: typed, email: typed })
const eligibility = z.object({
  overseas: yesNo,
  returning: yesNo,
  citizenOrResident: yesNo,
  validVisa: yesNo,
  enrolmentDetails: typed,
  degreeLevel: z.enum(['undergraduate', 'postgraduate', '']).catch(''),
  otherContracts: yesNo,
  otherContractsText: typed,
  otherContractHours: typed,
  maxHours: typed,
  gpa: typed,
})
const course = z.object({
  courseId: z.string().max(36),
  completed: yesNo,
  grade: typed,
  whySuitable: typed,
  experience: typed,
  workedBefore: z.boolean().catch(false),
})
const documents = z.object({ cv: fileId, transcript: fileId })

const answersSchema = z.object({
  identity: identity.catch(() => blankAnswers().identity),
  eligibility: eligibility.catch(() => blankAnswers().eligibility),
  courses: z.array(course).catch([]),
  documents: documents.catch({ cv: null, transcript: null }),
  saved: z.array(z.enum(formSteps)).catch([]),
})
export type Answers = z.infer<typeof answersSchema>
export type CourseAnswers = Answers['courses'][number]

/** Answers as kept in the database. What an older version kept otherwise reads as blank, never as an error. */
export function parseAnswers(kept: unknown): Answers {
  const result = answersSchema.safeParse(kept)
  return result.success ? result.data : blankAnswers()
}

export function blankAnswers(): Answers {
  return {
    identity: { name: '', upi: '', auid: '', email: '' },
    eligibility: {
      overseas: '',
      returning: '',
      citizenOrResident: '',
      validVisa: '',
      enrolmentDetails: '',
      degreeLevel: '',
      otherContracts: '',
      otherContractsText: '',
      otherContractHours: '',
      maxHours: '',
      gpa: '',
    },
    courses: [],
    documents: { cv: null, transcript: null },
    saved: [],
  }
}

export const blankCourse = (courseId: string): CourseAnswers => ({
  courseId,
  completed: '',
  grade: '',
  whySuitable: '',
  experience: '',
  workedBefore: false,
})

type Row = typeof applications.$inferSelect
type Preference = Pick<
  typeof preferredCourses.$inferSelect,
  'courseId' | 'rank' | 'completed' | 'grade' | 'whySuitable' | 'experience' | 'workedBefore'
>

const word = (value: boolean | null | undefined) => (value ? 'yes' : value === false ? 'no' : '')
const hours = (quarters: number | null | undefined) => (quarters == null ? '' : quartersToDecimal(quarters))
/** 725 → "7.25", 700 → "7". */
export const gpaText = (hundredths: number | null | undefined) =>
  hundredths == null ? '' : String(hundredths / 100)

type EligibilityColumns = Pick<
  Row,
  | 'overseas'
  | 'returning'
  | 'citizenOrResident'
  | 'validVisa'
  | 'enrolmentDetails'
  | 'degreeLevel'
  | 'otherContracts'
  | 'otherContractsText'
  | 'otherContractQuarters'
  | 'maxWeekQuarters'
  | 'gpaHundredths'
>

/** Eligibility as a form shows it, from the columns that applications and profiles share. */
export function eligibilityOf(row: EligibilityColumns): Answers['eligibility'] {
  return {
    overseas: word(row.overseas),
    returning: word(row.returning),
    citizenOrResident: word(row.citizenOrResident),
    validVisa: word(row.validVisa),
    enrolmentDetails: row.enrolmentDetails ?? '',
    degreeLevel: row.degreeLevel ?? '',
    otherContracts: word(row.otherContracts),
    otherContractsText: row.otherContractsText ?? '',
    otherContractHours: hours(row.otherContractQuarters),
    maxHours: hours(row.maxWeekQuarters),
    gpa: gpaText(row.gpaHundredths),
  }
}

/** What stands in an application and its preferred courses, as answers of its form. */
export function answersOf(row: Row, preferences: readonly Preference[]): Answers {
  return {
    identity: { name: row.name ?? '', upi: row.upi ?? '', auid: row.auid ?? '', email: row.email ?? '' },
    eligibility: eligibilityOf(row),
    courses: [...preferences]
      .sort((a, b) => a.rank - b.rank)
      .map((p) => ({
        courseId: p.courseId,
        completed: word(p.completed),
        grade: p.grade ?? '',
        whySuitable: p.whySuitable ?? '',
        experience: p.experience ?? '',
        workedBefore: p.workedBefore ?? false,
      })),
    documents: { cv: row.cvFileId, transcript: row.transcriptFileId },
    saved: [...formSteps],
  }
}

/**
 * A short mark of some answers. A form carries the mark of what it was made from; when the kept
 * answers have another one, somebody (or another tab) saved in between.
 */
export function fingerprint(part: unknown): string {
  return createHash('sha256').update(JSON.stringify(part)).digest('base64url').slice(0, 22)
}

/** All that is submitted, without which steps were saved. */
export function answersFingerprint(answers: Answers): string {
  const { identity, eligibility, courses, documents } = parseAnswers(answers)
  return fingerprint([identity, eligibility, courses, documents])
}
