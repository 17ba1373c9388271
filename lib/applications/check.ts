import type { IsoDay } from '@/lib/dates'
import { lowerFirst } from '@/lib/text'

import type { DegreeLevel, FileKind, Position } from '@/lib/vocabulary'
import { type Answers, type CourseAnswers, type FormStep, fingerprint, maxCourses } from './answers'
import { courseBar, courseLocked } from './course-bars'
import { coursePassed, passedDay, termTakes, type Window } from './deadlines'
import { preferredGpa } from './grades'
import { courseLabels, eligibilityLabels, identityLabels } from './labels'
import { type Answer, auid, email, gpa, grade, hours, line, missing, text, upi, yesNo } from './typed-answers'

/**
 * The one full check of an application (SPEC 6). The review step, every step's marker and the
 * submission itself ask it, so that what the form calls complete is what the server accepts.
 */

/** `missing`: not answered yet. `wrong`: answered, but not so that it can be submitted. */
export type Problem = { step: FormStep; field: string; message: string; kind: 'missing' | 'wrong' }

/** What is known of a course that the answers name. */
export type CourseFacts = {
  id: string
  code: string
  name: string
  archived: boolean
  /** The course needs this position. */
  needed: boolean
  /** Published remaining hours for this position are above 0 (SPEC 3: never counted from proposals). */
  hoursLeft: boolean
  /** Its own deadline for this position, without the term's. */
  deadline: IsoDay | null
}

export type FileFacts = { id: string; kind: FileKind; ownerId: string; removed: boolean }

export type CheckContext = Window & {
  position: Position
  studentId: string
  /** Facts of every course named in the answers or in the submission. */
  courses: ReadonlyMap<string, CourseFacts>
  files: ReadonlyMap<string, FileFacts>
  /** Courses that the student knows to hold in this position (offered or accepted). */
  held: ReadonlySet<string>
  /** The courses of the submission that is being changed, else null. */
  submitted: ReadonlyMap<string, CourseAnswers> | null
  /** UPI and AUID since the first submission, else null. */
  lockedIdentity: { upi: string | null; auid: string | null } | null
}

/** What a submission writes: columns of the application and its preferred courses in rank order. */
export type Values = {
  name: string | null
  upi: string | null
  auid: string | null
  email: string | null
  overseas: boolean | null
  returning: boolean | null
  citizenOrResident: boolean | null
  validVisa: boolean | null
  enrolmentDetails: string | null
  degreeLevel: DegreeLevel | null
  otherContracts: boolean | null
  otherContractsText: string | null
  otherContractQuarters: number | null
  maxWeekQuarters: number | null
  gpaHundredths: number | null
  cvFileId: string | null
  transcriptFileId: string | null
  preferredGpaHundredths: number | null
  courses: {
    courseId: string
    completed: boolean | null
    grade: string | null
    whySuitable: string | null
    experience: string | null
    workedBefore: boolean
  }[]
}

export type Checked = { problems: Problem[]; values: Values }

const minWeekQuarters = 20
export const maxWeekQuarters = 160

/**
 * Of a draft whose time is over: the deadline that ended it (null: the term was closed without one) and what would
 * still have to be answered once a late submission is granted. Null while a course chosen in it, or the term as long
 * as none is, takes it.
 */
export type PassedDraft = { day: IsoDay | null; problems: Problem[] }

export function passedDraft(answers: Answers, context: CheckContext): PassedDraft | null {
  if (context.submitted) return null
  const chosen = answers.courses.flatMap((answer) => context.courses.get(answer.courseId) ?? [])
  const dated = chosen.length > 0 ? chosen : [{ deadline: null }]
  if (termTakes(context) && !dated.every((course) => coursePassed(course, context))) return null
  return {
    day: passedDay(chosen, context),
    problems: check(answers, { ...context, lateUntil: context.now }).problems,
  }
}

/** All problems of the answers, in the order of the form, and the values that they stand for. */
export function check(answers: Answers, context: CheckContext): Checked {
  const problems: Problem[] = []
  const take =
    (step: FormStep) =>
    <T>(field: string, answer: Answer<T>): T | null => {
      if (answer.problem) problems.push({ step, field, ...answer.problem })
      return answer.value
    }

  const who = take('identity')
  const locked = context.lockedIdentity
  const identity = {
    name: who(
      'name',
      line(answers.identity.name, { label: identityLabels.name, ask: 'Enter your name.' }, 200),
    ),
    upi: who('upi', upi(locked?.upi ?? answers.identity.upi)),
    auid: who('auid', auid(locked?.auid ?? answers.identity.auid)),
    email: who('email', email(answers.identity.email)),
  }

  const a = answers.eligibility
  const can = take('eligibility')
  const overseas = can('overseas', yesNo(a.overseas, 'Say whether you are overseas now.'))
  const returning = overseas
    ? can('returning', yesNo(a.returning, 'Say whether you will be back by the start of the term.'))
    : null
  const citizen = can(
    'citizenOrResident',
    yesNo(a.citizenOrResident, 'Say whether you are a citizen or permanent resident.'),
  )
  const validVisa =
    citizen === false ? can('validVisa', yesNo(a.validVisa, 'Say whether you have a valid work visa.')) : null
  const enrolmentDetails = can(
    'enrolmentDetails',
    text(
      a.enrolmentDetails,
      { label: eligibilityLabels.enrolmentDetails, ask: 'Enter what you are enrolled in.' },
      500,
    ),
  )
  const degreeLevel = can(
    'degreeLevel',
    a.degreeLevel === ''
      ? missing<DegreeLevel>('Choose your degree level.')
      : { value: a.degreeLevel as DegreeLevel },
  )
  const otherContracts = can(
    'otherContracts',
    yesNo(a.otherContracts, 'Say whether you have other tutoring or assistant contracts.'),
  )
  const otherContractsText = otherContracts
    ? can(
        'otherContractsText',
        text(
          a.otherContractsText,
          { label: eligibilityLabels.otherContractsText, ask: 'Describe your other contracts.' },
          500,
        ),
      )
    : null
  const otherContractQuarters =
    otherContracts && a.otherContractHours.trim() !== ''
      ? can(
          'otherContractHours',
          hours(
            a.otherContractHours,
            { label: eligibilityLabels.otherContractHours, ask: '' },
            { least: 0, most: maxWeekQuarters },
          ),
        )
      : null
  const week = hours(
    a.maxHours,
    { label: eligibilityLabels.maxHours, ask: 'Enter the most hours a week that you want to work.' },
    { least: minWeekQuarters, most: maxWeekQuarters },
  )
  const eligibility = {
    overseas,
    returning,
    citizenOrResident: citizen,
    validVisa,
    enrolmentDetails,
    degreeLevel,
    otherContracts,
    otherContractsText,
    otherContractQuarters,
    maxWeekQuarters: can('maxHours', week),
    gpaHundredths: can('gpa', gpa(a.gpa)),
  }

  const courses = checkCourses(answers, context, problems)
  const documents = {
    cvFileId: checkFile('cv', answers.documents.cv, context, problems),
    transcriptFileId: checkFile('transcript', answers.documents.transcript, context, problems),
  }
  return {
    problems,
    values: {
      ...identity,
      ...eligibility,
      ...documents,
      preferredGpaHundredths: preferredGpa(courses.map((course) => course.grade)),
      courses,
    },
  }
}

function checkCourses(answers: Answers, context: CheckContext, problems: Problem[]): Values['courses'] {
  const add = (field: string, message: string, kind: Problem['kind']) =>
    problems.push({ step: 'courses', field, message, kind })
  if (!termTakes(context)) add('courses', 'This term no longer takes applications.', 'wrong')
  if (answers.courses.length === 0) add('courses', 'Choose at least one course.', 'missing')
  if (answers.courses.length > maxCourses)
    add('courses', `Choose at most ${maxCourses} courses; there are ${answers.courses.length}.`, 'wrong')
  return answers.courses.map((answer) => {
    const course = context.courses.get(answer.courseId)
    const base = `answers.${answer.courseId}`
    const before = context.submitted?.get(answer.courseId)
    if (!course) add(base, 'This course does not belong to the term: remove it.', 'wrong')
    else if (!before) {
      const bar = courseBar(course, context)
      if (bar) add(base, `${bar} Remove it to go on.`, 'wrong')
    } else if (courseLocked(course.id, context) && fingerprint(before) !== fingerprint(answer))
      add(base, `The deadline of ${course.code} has passed: its answers can no longer change.`, 'wrong')

    const take = <T>(field: keyof CourseAnswers, result: Answer<T>): T | null => {
      if (result.problem)
        add(
          `${base}.${field}`,
          course ? `${course.code}: ${lowerFirst(result.problem.message)}` : result.problem.message,
          result.problem.kind,
        )
      return result.value
    }
    const completed = take('completed', yesNo(answer.completed, 'Say whether you have completed the course.'))
    return {
      courseId: answer.courseId,
      completed,
      grade: completed ? take('grade', grade(answer.grade)) : null,
      whySuitable:
        completed === false
          ? take(
              'whySuitable',
              text(
                answer.whySuitable,
                { label: courseLabels.whySuitable, ask: 'Say why you are suitable.' },
                1000,
              ),
            )
          : null,
      experience: take(
        'experience',
        text(
          answer.experience,
          { label: courseLabels.experience, ask: 'Describe your relevant experience.' },
          1000,
        ),
      ),
      workedBefore: answer.workedBefore,
    }
  })
}

const fileWords: Record<FileKind, string> = { cv: 'CV', transcript: 'transcript' }

function checkFile(
  kind: FileKind,
  id: string | null,
  context: CheckContext,
  problems: Problem[],
): string | null {
  const add = (message: string, is: Problem['kind']) => {
    problems.push({ step: 'documents', field: kind, message, kind: is })
    return null
  }
  if (!id) return add(`Add your ${fileWords[kind]}.`, 'missing')
  const file = context.files.get(id)
  if (!file || file.removed || file.kind !== kind || file.ownerId !== context.studentId)
    return add(`Add your ${fileWords[kind]} again: the file is no longer there.`, 'wrong')
  return id
}
