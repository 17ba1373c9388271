import { and, eq, isNull, notInArray, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { courses, terms } from '@/db/schema'
import { whole } from '@/db/sql'
import { hasPassed, type IsoDay, todayIn } from '@/lib/dates'
import type { Viewer } from '@/lib/permissions'
import { hasWords } from '@/lib/search/words'
import { getSettings } from '@/lib/settings/queries'
import type { ApplicationState, Position } from '@/lib/vocabulary'
import type { FormStep } from './answers'
import { type PassedDraft, passedDraft } from './check'
import { choosable, courseDeadline } from './choosable'
import { courseBar } from './course-bars'
import { deadlineOf, lateGrantOpen, termTakes } from './deadlines'
import { courseFacts, type Loaded, loadForm, resultsColumn, takenQuarters } from './load'
import { requireOwnApplication } from './policy'
import { stepBase } from './step-commands'
import { type StepMark, stepMarks } from './step-marks'

/** The form of an application as its pages use it: nothing in it tells of a decision. */
export type FormView = Omit<Loaded, 'application' | 'values'> & {
  id: string
  studentId: string
  position: Position
  state: ApplicationState
  submittedAt: Date | null
  zone: string
  now: Date
  marks: Record<FormStep | 'review', StepMark>
  base: Record<FormStep, string>
  /** The nearest and the last day on which the time for its courses (else the term) ends; null: no deadline. */
  deadlines: { first: IsoDay | null; last: IsoDay | null }
  resultsOn: IsoDay | null
}

/** The form of one application that the viewer may fill in. Throws `not_found`. Eleven queries at most. */
export async function getForm(viewer: Viewer, id: string, now = new Date()): Promise<FormView> {
  const application = await requireOwnApplication(viewer, id)
  const { timeZone: zone } = await getSettings()
  const { application: _, values: _v, ...loaded } = await loadForm(db, application, { now, zone })
  const { position } = application
  return {
    ...loaded,
    id,
    studentId: application.studentId,
    position,
    state: application.state,
    submittedAt: application.submittedAt,
    zone,
    now,
    marks: stepMarks(loaded.answers, loaded.problems),
    base: {
      identity: stepBase(loaded.answers, 'identity'),
      eligibility: stepBase(loaded.answers, 'eligibility'),
      courses: stepBase(loaded.answers, 'courses'),
      documents: stepBase(loaded.answers, 'documents'),
    },
    deadlines: deadlinesOf(loaded),
    resultsOn: loaded.term[resultsColumn[position]],
  }
}

export function deadlinesOf({
  answers,
  context,
}: Pick<Loaded, 'answers' | 'context'>): FormView['deadlines'] {
  const chosen = answers.courses.flatMap((answer) => context.courses.get(answer.courseId) ?? [])
  const days = chosen.map((course) => deadlineOf(course, context))
  if (days.length === 0) return { first: context.term.deadline, last: context.term.deadline }
  const dated = days.filter((day): day is string => day !== null).sort()
  return { first: dated[0] ?? null, last: days.includes(null) ? null : (dated.at(-1) ?? null) }
}

export type PickableCourse = {
  id: string
  code: string
  name: string
  deadline: IsoDay | null
  prerequisite: string | null
  responsibility: string | null
  wanted: number | null
  students: number | null
  assignments: number | null
  labsPerWeek: number | null
  tutorialsPerWeek: number | null
}

/**
 * Courses that could be added to the form now: of its term, needing the position, with published hours
 * left and an unpassed deadline, not held, not chosen yet. Two queries.
 */
export async function listPickable(
  form: Pick<FormView, 'position' | 'answers' | 'context' | 'term'>,
  options: { q: string; limit: number },
): Promise<{ rows: PickableCourse[]; total: number }> {
  const { position, context, answers, term } = form
  const chosen = answers.courses.map((course) => course.courseId)
  const where = and(
    eq(courses.termId, term.id),
    choosable(position, {
      studentId: context.studentId,
      today: todayIn(context.zone, context.now),
      late: lateGrantOpen(context),
    }),
    chosen.length > 0 ? notInArray(courses.id, chosen) : undefined,
    hasWords(courses.searchText, options.q),
  )
  const rows = await db
    .select({
      id: courses.id,
      code: courses.code,
      name: courses.name,
      deadline: courseDeadline(position),
      prerequisite: courses.prerequisite,
      responsibility: position === 'tutor' ? courses.tutorResponsibility : courses.markerResponsibility,
      wanted: position === 'tutor' ? courses.wantedTutors : courses.wantedMarkers,
      students: sql<number | null>`coalesce(${courses.currentStudents}, ${courses.estimatedStudents})`,
      assignments: courses.assignments,
      labsPerWeek: courses.labsPerWeek,
      tutorialsPerWeek: courses.tutorialsPerWeek,
    })
    .from(courses)
    .innerJoin(terms, eq(terms.id, courses.termId))
    .where(where)
    .orderBy(courses.code, courses.id)
    .limit(options.limit)
  const [count] = await db
    .select({ total: whole(sql`count(*)`) })
    .from(courses)
    .innerJoin(terms, eq(terms.id, courses.termId))
    .where(where)
  return { rows, total: count?.total ?? 0 }
}

/**
 * Why what somebody searches for cannot be added: the first three courses of the term that match, each with its reason
 * as a sentence. For a search that finds nothing to add. Two queries at most.
 */
export async function listUnpickable(
  form: Pick<FormView, 'position' | 'answers' | 'context' | 'term'>,
  q: string,
): Promise<string[]> {
  const { position, context, answers, term } = form
  const rows = await db
    .select()
    .from(courses)
    .where(and(eq(courses.termId, term.id), isNull(courses.archivedAt), hasWords(courses.searchText, q)))
    .orderBy(courses.code, courses.id)
    .limit(3)
  const taken = await takenQuarters(
    db,
    rows.map((row) => row.id),
    position,
  )
  return rows.flatMap((row) => {
    if (answers.courses.some((one) => one.courseId === row.id)) return `${row.code} is among your courses.`
    const facts = courseFacts(row, position, taken.get(row.id) ?? { all: 0, position: 0 })
    return courseBar(facts, context) ?? []
  })
}

/** What ended the time of this draft, with no other course to choose instead; null: it can be submitted. Two queries at most. */
export async function closedDraft(form: FormView): Promise<PassedDraft | null> {
  const passed = form.state === 'draft' ? passedDraft(form.answers, form.context) : null
  if (!passed || !termTakes(form.context)) return passed
  const { total } = await listPickable(form, { q: '', limit: 1 })
  return total > 0 ? null : passed
}

/** True when the day is over in the zone; null never is. For pages that say so in words. */
export const dayIsOver = (day: IsoDay | null, zone: string, now: Date): boolean =>
  day !== null && hasPassed(day, zone, now)
