import { and, eq } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { applicationDrafts, applications, courses, users } from '@/db/schema'
import { lockRows, upsert } from '@/db/sql'
import { audit, difference } from '@/lib/audit'
import { conflictError } from '@/lib/audit/conflict'
import { dayIn, formatInstant, formatTime } from '@/lib/dates'
import { AppError, type Difference, invalid, stateError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { positionNames } from '@/lib/vocabulary'
import { changesOfAnswers, lastChange } from './answer-changes'
import {
  type Answers,
  answersFingerprint,
  blankCourse,
  type CourseAnswers,
  type FormStep,
  fingerprint,
  formSteps,
  maxCourses,
  parseAnswers,
} from './answers'
import { check, type Problem } from './check'
import { courseBar, courseLocked } from './course-bars'
import { courseFacts, type Loaded, loadForm, takenQuarters } from './load'
import { type Application, onBehalf, requireWritable } from './policy'
import { added, moved, ordered, removed } from './ranks'
import { requireTransition } from './states'
import { differencesOf, flat } from './step-differences'
import { type StepMark, stepMarks } from './step-marks'

/**
 * Saving a step keeps what was typed, whole or not, right or wrong: it never refuses an answer. What
 * is kept here is seen by nobody but the student (and an admin who acts on their behalf) until
 * `submitApplication` has checked all of it.
 */

export type Saved = {
  savedAt: Date
  /** Mark of the step's answers as they are kept now; the next save of this form carries it. */
  base: string
  /** Problems of this step only. */
  problems: Problem[]
  marks: Record<FormStep | 'review', StepMark>
}

/** Which version of the step the form was made from. `force`: the person has seen the difference and keeps theirs. */
export type Guard = { base?: string; force?: boolean }

/** The mark of one step's answers, to be carried by its form. */
export const stepBase = (answers: Answers, step: FormStep): string => fingerprint(parseAnswers(answers)[step])

export const applicationName = (loaded: Pick<Loaded, 'application' | 'term' | 'student'>): string =>
  `${positionNames[loaded.application.position]} application of ${loaded.student.name}, ${loaded.term.name}`

/** What the audit log knows of an application beside its record. */
export const auditScope = (application: Application) => ({
  termId: application.termId,
  position: application.position,
  subjectId: application.studentId,
})

/**
 * Locks and loads an application for a change by its student. Throws `not_found` for someone else's,
 * `state` when it is published or withdrawn or when its time for changes is over.
 */
export async function lockForm(
  tx: Tx,
  viewer: Viewer,
  id: string,
  at: { now: Date; zone: string },
): Promise<Loaded> {
  const [row] = await lockRows(tx, applications, [id])
  const application = requireWritable(viewer, row)
  requireTransition(application, application.state === 'draft' ? 'submit' : 'change')
  const loaded = await loadForm(tx, application, at)
  if (!loaded.editable)
    throw stateError('The deadline has passed: what you submitted stands and can no longer be changed.')
  return loaded
}

/**
 * Keeps the answers of one step. `change` gives the new answers from the kept ones; it runs inside the
 * transaction and must be pure. Throws `conflict` with the differences when the step was saved by
 * someone else or in another window since the form was made, unless `force`.
 */
export async function saveStep(
  viewer: Viewer,
  id: string,
  step: FormStep,
  change: (answers: Answers, loaded: Loaded, tx: Tx) => Answers | Promise<Answers>,
  guard: Guard = {},
): Promise<Saved> {
  const { timeZone: zone } = await loadSettings()
  return write(async (tx) => {
    const now = new Date()
    const loaded = await lockForm(tx, viewer, id, { now, zone })
    const kept = parseAnswers(loaded.answers)
    const next = parseAnswers(await change(structuredClone(kept), loaded, tx))
    // A course that is added right now is not among the facts yet.
    const context = await withCourses(tx, loaded, next)
    if (guard.base !== undefined && guard.base !== stepBase(kept, step) && !guard.force) {
      const differences = differencesOf(step, next, kept, context)
      if (differences.length > 0) throw await conflict(tx, viewer, loaded, differences, zone, now)
    }
    if (!next.saved.includes(step)) next.saved.push(step)
    await keepAnswers(tx, viewer, loaded, next, now)
    if (onBehalf(viewer, loaded.application)) {
      const changed = difference(flat(step, kept), flat(step, next))
      if (Object.keys(changed.after).length > 0)
        await audit(tx, {
          actor: viewer,
          action: 'applications.edit',
          record: { type: 'application', id, name: applicationName(loaded) },
          scope: auditScope(loaded.application),
          ...changed,
        })
    }
    const { problems } = check(next, context)
    return {
      savedAt: now,
      base: stepBase(next, step),
      problems: problems.filter((problem) => problem.step === step),
      marks: stepMarks(next, problems),
    }
  })
}

/** Writes what is being typed; changes that are none any more leave nothing behind. */
async function keepAnswers(tx: Tx, viewer: Viewer, loaded: Loaded, next: Answers, now: Date): Promise<void> {
  const applicationId = loaded.application.id
  if (loaded.submitted && answersFingerprint(next) === answersFingerprint(loaded.submitted)) {
    await tx.delete(applicationDrafts).where(eq(applicationDrafts.applicationId, applicationId))
    return
  }
  const base = loaded.submitted ? (loaded.draft?.base ?? answersFingerprint(loaded.submitted)) : null
  const set = { answers: next, base, updatedAt: now, updatedBy: viewer.id }
  await upsert(tx, applicationDrafts, { applicationId, ...set }, [applicationDrafts.applicationId], set)
}

async function withCourses(tx: Tx, loaded: Loaded, answers: Answers): Promise<Loaded['context']> {
  const { context, application } = loaded
  const unknown = answers.courses.map((c) => c.courseId).filter((id) => !context.courses.has(id))
  if (unknown.length === 0) return context
  const facts = new Map(context.courses)
  for (const id of unknown) {
    const found = await courseOf(tx, application, id)
    if (found) facts.set(id, found)
  }
  return { ...context, courses: facts }
}

/** Facts of one course of the application's term, or null. */
export async function courseOf(tx: Tx, application: Application, courseId: string) {
  const [row] = await tx
    .select()
    .from(courses)
    .where(and(eq(courses.id, courseId), eq(courses.termId, application.termId)))
  if (!row) return null
  const taken = await takenQuarters(tx, [courseId], application.position)
  return courseFacts(row, application.position, taken.get(courseId) ?? { all: 0, position: 0 })
}

/** Answers of the identity step; the locked UPI and student ID stay as they are whatever is posted. */
export function saveIdentity(
  viewer: Viewer,
  input: Guard & { id: string; values: Answers['identity'] },
): Promise<Saved> {
  return saveStep(
    viewer,
    input.id,
    'identity',
    (answers, { context: { lockedIdentity: locked } }) => ({
      ...answers,
      identity: {
        ...input.values,
        upi: locked?.upi ?? input.values.upi,
        auid: locked?.auid ?? input.values.auid,
      },
    }),
    input,
  )
}

export function saveEligibility(
  viewer: Viewer,
  input: Guard & { id: string; values: Answers['eligibility'] },
): Promise<Saved> {
  const change = (answers: Answers) => ({ ...answers, eligibility: input.values })
  return saveStep(viewer, input.id, 'eligibility', change, input)
}

export type CoursesInput = Guard & {
  id: string
  /** Course ids as the form shows them, most wanted first. */
  order: readonly string[]
  /** What the form says of each course; courses that are no longer chosen are passed over. */
  answers: Readonly<Record<string, Omit<CourseAnswers, 'courseId'>>>
  move?: { courseId: string; by: number }
  remove?: string
  add?: string
}

/**
 * The chosen courses, their order and answers, and one move, removal or addition with it. Throws
 * `invalid` on the field `add` when a course cannot be added.
 */
export function saveCourses(viewer: Viewer, input: CoursesInput): Promise<Saved> {
  const change = async (answers: Answers, loaded: Loaded, tx: Tx): Promise<Answers> => {
    const byId = new Map(answers.courses.map((course) => [course.courseId, course]))
    for (const [courseId, posted] of Object.entries(input.answers))
      if (byId.has(courseId) && !courseLocked(courseId, loaded.context))
        byId.set(courseId, { courseId, ...posted })
    let ids = ordered([...byId.keys()], input.order)
    if (input.move) ids = moved(ids, input.move.courseId, input.move.by)
    if (input.remove) ids = removed(ids, input.remove)
    if (input.add && !ids.includes(input.add)) {
      await requireAddable(tx, loaded, input.add, ids.length)
      ids = added(ids, input.add)
    }
    return { ...answers, courses: ids.map((courseId) => byId.get(courseId) ?? blankCourse(courseId)) }
  }
  return saveStep(viewer, input.id, 'courses', change, input)
}

async function requireAddable(tx: Tx, loaded: Loaded, courseId: string, chosen: number): Promise<void> {
  if (chosen >= maxCourses)
    throw invalid({ add: `You have chosen ${maxCourses} courses, which is the most. Remove one first.` })
  const course = loaded.context.courses.get(courseId) ?? (await courseOf(tx, loaded.application, courseId))
  if (!course) throw invalid({ add: 'This course does not belong to the term.' })
  // A course of the submission may come back after it was removed here.
  const bar = loaded.context.submitted?.has(courseId) ? null : courseBar(course, loaded.context)
  if (bar) throw invalid({ add: bar })
}

async function conflict(
  tx: Tx,
  viewer: Viewer,
  loaded: Loaded,
  differences: Difference[],
  zone: string,
  now: Date,
): Promise<AppError> {
  const last = loaded.draft
    ? { by: loaded.draft.updatedBy, at: loaded.draft.updatedAt }
    : await lastChange(tx, loaded.application.id)
  const [person] =
    last?.by && last.by !== viewer.id
      ? await tx.select({ name: users.name }).from(users).where(eq(users.id, last.by))
      : []
  const instant = last?.at ?? now
  const at =
    dayIn(instant, zone) === dayIn(now, zone)
      ? `at ${formatTime(instant, zone)}`
      : `on ${formatInstant(instant, zone)}`
  const who = person?.name ?? 'Another window of yours'
  return new AppError('conflict', `${who} saved this step ${at}, while you were working on it.`, {
    conflict: { by: who, at, differences },
  })
}

/** Refuses when a coordinator corrected what was submitted since these changes were begun. */
export async function requireSameSubmission(tx: Tx, loaded: Loaded, zone: string): Promise<void> {
  const { submitted, draft, answers } = loaded
  if (!submitted || !draft?.base || draft.base === answersFingerprint(submitted)) return
  const differences = formSteps.flatMap((step) => differencesOf(step, answers, submitted, loaded.context))
  if (differences.length === 0) return
  const { id, version } = loaded.application
  throw await conflictError(
    tx,
    { type: 'application', id, name: applicationName(loaded), version, actions: changesOfAnswers },
    differences,
    zone,
  )
}
