import { eq } from 'drizzle-orm'
import { db, write } from '@/db/client'
import { applications } from '@/db/schema'
import type { Answers, CourseAnswers } from '@/lib/applications/answers'
import { check } from '@/lib/applications/check'
import { courseLabels, eligibilityLabels, identityLabels } from '@/lib/applications/labels'
import { type Loaded, loadForm } from '@/lib/applications/load'
import { applicationSearch } from '@/lib/applications/search-text'
import { requireTransition } from '@/lib/applications/states'
import { columnsOf, writePreferences } from '@/lib/applications/submission'
import { audit, difference } from '@/lib/audit'
import { conflictError } from '@/lib/audit/conflict'
import { type Difference, invalid, notFound } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { applicationRecord, applicationScope } from './commands'
import { type ApplicationRow, coursesOf, lockReviewable, requireReviewable } from './scope'

/** The answers that a coordinator can correct; UPI, student ID, files and the choice of courses are not among them. */
export type Correction = {
  identity: Pick<Answers['identity'], 'name' | 'email'>
  eligibility: Answers['eligibility']
  /** By course id; courses that are not named stay as they are. */
  courses: Record<string, Omit<CourseAnswers, 'courseId'>>
}

export type CorrectionForm = {
  application: Pick<ApplicationRow, 'id' | 'version' | 'name' | 'position'>
  termStart: string
  termId: string
  answers: Answers
  courses: { id: string; code: string; name: string }[]
}

/** What the form of a correction begins with: the submitted answers. Not found outside the viewer's scope. */
export async function getCorrection(viewer: Viewer, id: string): Promise<CorrectionForm> {
  const [application] = await db.select().from(applications).where(eq(applications.id, id))
  if (!application) throw notFound('This application')
  requireReviewable(viewer, application, await coursesOf(db, id))
  requireCan(viewer, 'applications.editAnswers', { position: application.position })
  // A published or withdrawn application has no such page any more.
  if (application.state !== 'submitted') throw notFound('This page')
  const { timeZone: zone } = await loadSettings()
  const loaded = await loadForm(db, application, { now: new Date(), zone })
  const answers = submittedOf(loaded)
  return {
    application,
    termStart: loaded.term.startsOn,
    termId: loaded.term.id,
    answers,
    courses: answers.courses.flatMap(({ courseId }) => {
      const course = loaded.context.courses.get(courseId)
      return course ? [{ id: course.id, code: course.code, name: course.name }] : []
    }),
  }
}

const submittedOf = (loaded: Loaded): Answers => {
  if (!loaded.submitted) throw notFound('This application')
  return loaded.submitted
}

/**
 * Corrects what a student has submitted, recorded with before and after. The answers pass the same check
 * as a submission, but for deadlines, which bind students. A student who is changing the same
 * application is told when they submit.
 *
 * @throws `invalid` by field, `conflict`, `state`, `not_found`, `not_allowed`
 */
export async function correctAnswers(
  viewer: Viewer,
  input: { id: string; version: number } & Correction,
): Promise<void> {
  const { timeZone: zone } = await loadSettings()
  await write(async (tx) => {
    const application = await lockReviewable(tx, viewer, input.id)
    requireCan(viewer, 'applications.editAnswers', { position: application.position })
    requireTransition(application, 'correct')
    const now = new Date()
    const loaded = await loadForm(tx, application, { now, zone })
    const before = submittedOf(loaded)
    const after = merged(before, input)
    const changed = difference(words(before, loaded), words(after, loaded))
    if (input.version !== application.version)
      throw await conflictError(
        tx,
        { ...applicationRecord(application), version: application.version },
        differencesOf(changed),
        zone,
      )
    if (Object.keys(changed.after).length === 0) return

    // Deadlines, closed terms and the lock of UPI and student ID bind the student, not who corrects.
    const context = { ...loaded.context, lateUntil: new Date(now.getTime() + 60_000), lockedIdentity: null }
    const { problems, values } = check(after, context)
    const old = new Set(
      check(before, context).problems.map((problem) => `${problem.field}:${problem.message}`),
    )
    // What was wrong before and is not touched must not keep anybody from mending something else.
    const fresh = problems.filter((problem) => !old.has(`${problem.field}:${problem.message}`))
    if (fresh.length > 0)
      throw invalid(Object.fromEntries(fresh.map((problem) => [problem.field, problem.message])))

    await tx
      .update(applications)
      .set({
        ...columnsOf(values),
        ...applicationSearch(loaded.student, values),
        // Files are not part of a correction: one that was removed since keeps its reference.
        cvFileId: application.cvFileId,
        transcriptFileId: application.transcriptFileId,
        version: application.version + 1,
        updatedAt: now,
        updatedBy: viewer.id,
      })
      .where(eq(applications.id, application.id))
    await writePreferences(tx, application.id, values)
    await audit(tx, {
      actor: viewer,
      action: 'applications.correct',
      record: applicationRecord(application),
      scope: applicationScope(application),
      ...changed,
    })
  })
}

function merged(before: Answers, input: Correction): Answers {
  return {
    ...before,
    identity: { ...before.identity, ...input.identity },
    eligibility: input.eligibility,
    courses: before.courses.map((course) => ({ ...course, ...input.courses[course.courseId] })),
  }
}

/** The answers under the words of their questions, as people and the audit log read them. */
function words(answers: Answers, { context }: Pick<Loaded, 'context'>): Record<string, unknown> {
  const flat: Record<string, unknown> = {}
  for (const [key, label] of Object.entries(identityLabels))
    flat[label] = answers.identity[key as keyof Answers['identity']]
  for (const [key, label] of Object.entries(eligibilityLabels))
    flat[label] = answers.eligibility[key as keyof Answers['eligibility']]
  for (const course of answers.courses)
    for (const [key, label] of Object.entries(courseLabels)) {
      const value = course[key as keyof typeof courseLabels]
      flat[`${context.courses.get(course.courseId)?.code ?? 'Course'}: ${label.toLowerCase()}`] =
        typeof value === 'boolean' ? (value ? 'yes' : 'no') : value
    }
  return flat
}

function differencesOf(changed: {
  before: Record<string, unknown>
  after: Record<string, unknown>
}): Difference[] {
  const fields = Object.keys(changed.after)
  if (fields.length === 0)
    return [{ field: 'Answers', yours: 'As they stand now', theirs: 'Decision or notes changed' }]
  return fields.map((field) => ({
    field,
    yours: String(changed.after[field] ?? ''),
    theirs: String(changed.before[field] ?? ''),
  }))
}
