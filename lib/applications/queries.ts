import { and, asc, desc, eq, inArray, isNull, notInArray, or, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import {
  allocations,
  applicationDrafts,
  applications,
  courses,
  lateGrants,
  preferredCourses,
  terms,
  users,
} from '@/db/schema'
import { contains, whole } from '@/db/sql'
import { countedQuarters } from '@/lib/allocations/counted'
import { hasPassed, type IsoDay, todayIn } from '@/lib/dates'
import { notFound } from '@/lib/errors'
import { requireCan, requireCanOr, type Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { normaliseForSearch } from '@/lib/text'
import {
  type AllocationState,
  type ApplicationState,
  type Decision,
  type Position,
  positions,
  visibleAllocationStates,
} from '@/lib/vocabulary'
import type { Answers, FormStep } from './answers'
import { type StepMark, stepMarks } from './check'
import { deadlineOf, lateGrantOpen } from './deadlines'
import { deadlineColumn, type Loaded, loadForm, needColumn, resultsColumn, splitColumn } from './load'
import { requireOwnApplication } from './policy'
import { transitionOf } from './states'
import { stepBase } from './step-commands'

/**
 * What a student may read of applications. A decision, its note and allocations are read only from
 * published applications and only when offered or accepted; `version`, `updatedAt` and the like, which
 * a decision moves, are not read at all (SPEC 3).
 */

export type OwnApplication = {
  id: string
  termId: string
  termName: string
  position: Position
  state: ApplicationState
  /** Null until it is published. */
  decision: Decision | null
  submittedAt: Date | null
  editedAt: Date | null
  withdrawnAt: Date | null
  publishedAt: Date | null
  createdAt: Date
  /** The term's own day for this position. */
  deadline: IsoDay | null
  resultsOn: IsoDay | null
  /** Changes to what was submitted that are not submitted yet. */
  unsubmittedChanges: boolean
  /** Codes of the submitted courses in order. */
  courseCodes: string[]
}

/** The viewer's own applications, newest term first. Two queries. */
export async function listOwnApplications(viewer: Viewer): Promise<OwnApplication[]> {
  requireCan(viewer, 'applications.write', { ownerId: viewer.id })
  const rows = await db
    .select({
      id: applications.id,
      termId: applications.termId,
      termName: terms.name,
      position: applications.position,
      state: applications.state,
      decision: sql<Decision | null>`case when ${applications.state} = 'published' then ${applications.decision} end`,
      submittedAt: applications.submittedAt,
      editedAt: applications.editedAt,
      withdrawnAt: applications.withdrawnAt,
      publishedAt: applications.publishedAt,
      createdAt: applications.createdAt,
      tutorDeadline: terms.tutorDeadline,
      markerDeadline: terms.markerDeadline,
      tutorResultsOn: terms.tutorResultsOn,
      markerResultsOn: terms.markerResultsOn,
      draftOf: applicationDrafts.applicationId,
    })
    .from(applications)
    .innerJoin(terms, eq(terms.id, applications.termId))
    .leftJoin(applicationDrafts, eq(applicationDrafts.applicationId, applications.id))
    .where(eq(applications.studentId, viewer.id))
    .orderBy(desc(terms.startsOn), asc(applications.position), desc(applications.createdAt), applications.id)
    .limit(200)
  const codes = await courseCodes(rows.map((row) => row.id))
  return rows.map(({ tutorDeadline, markerDeadline, tutorResultsOn, markerResultsOn, draftOf, ...row }) => {
    const days = { tutorDeadline, markerDeadline, tutorResultsOn, markerResultsOn }
    return {
      ...row,
      deadline: days[deadlineColumn[row.position]],
      resultsOn: days[resultsColumn[row.position]],
      unsubmittedChanges: row.state === 'submitted' && draftOf !== null,
      courseCodes: codes.get(row.id) ?? [],
    }
  })
}

async function courseCodes(applicationIds: string[]): Promise<Map<string, string[]>> {
  const byId = new Map<string, string[]>()
  if (applicationIds.length === 0) return byId
  const rows = await db
    .select({ id: preferredCourses.applicationId, code: courses.code })
    .from(preferredCourses)
    .innerJoin(courses, eq(courses.id, preferredCourses.courseId))
    .where(inArray(preferredCourses.applicationId, applicationIds))
    .orderBy(preferredCourses.applicationId, preferredCourses.rank)
  for (const { id, code } of rows) byId.set(id, [...(byId.get(id) ?? []), code])
  return byId
}

export type Opening = {
  termId: string
  termName: string
  startsOn: IsoDay
  endsOn: IsoDay
  position: Position
  deadline: IsoDay | null
  lateUntil: Date | null
  resultsOn: IsoDay | null
  /** Courses of the term that need the position and whose deadline has not ended. */
  openCourses: number
  /** The student's live application, which has to be gone before another is started. */
  live: { id: string; state: ApplicationState } | null
}

/**
 * Terms and positions to which the student can apply now, soonest term first: open terms, and those
 * with a late-submission grant that still runs. Four queries.
 */
export async function listOpenings(
  viewer: Viewer,
  studentId = viewer.id,
  now = new Date(),
): Promise<Opening[]> {
  requireCanOr(notFound('This person'), viewer, 'applications.write', { ownerId: studentId })
  const { timeZone: zone, applicationLimit } = await getSettings()
  const today = todayIn(zone, now)
  const grants = await db.select().from(lateGrants).where(eq(lateGrants.studentId, studentId))
  const running = grants.filter((grant) => lateGrantOpen({ now, lateUntil: grant.until }))
  const open = await db
    .select()
    .from(terms)
    .where(
      and(
        isNull(terms.archivedAt),
        or(eq(terms.open, true), inArray(terms.id, ['', ...running.map((grant) => grant.termId)])),
      ),
    )
    .orderBy(terms.startsOn, terms.id)
    .limit(20)
  const termIds = ['', ...open.map((term) => term.id)]
  const live = await db
    .select({
      id: applications.id,
      termId: applications.termId,
      position: applications.position,
      state: applications.state,
    })
    .from(applications)
    .where(
      and(
        eq(applications.studentId, studentId),
        inArray(applications.termId, termIds),
        inArray(applications.state, ['draft', 'submitted', 'published']),
      ),
    )
    .orderBy(desc(applications.createdAt))
  const stillOpen = (position: Position) => {
    const day = sql`coalesce(${courses[deadlineColumn[position]]}, ${terms[deadlineColumn[position]]})`
    return whole(
      sql`sum(case when ${courses[needColumn[position]]} = true and (${day} is null or ${day} >= ${today}) then 1 else 0 end)`,
    )
  }
  const counts = await db
    .select({ termId: courses.termId, tutor: stillOpen('tutor'), marker: stillOpen('marker') })
    .from(courses)
    .innerJoin(terms, eq(terms.id, courses.termId))
    .where(and(inArray(courses.termId, termIds), isNull(courses.archivedAt)))
    .groupBy(courses.termId)
  const countOf = new Map(counts.map((row) => [row.termId, row]))
  return open.flatMap((term) =>
    positions.flatMap((position): Opening[] => {
      const grant = running.find((g) => g.termId === term.id && g.position === position)
      if (!term.open && !grant) return []
      const limit = position === 'tutor' ? term.tutorLimit : term.markerLimit
      const one = (limit === 'setting' ? applicationLimit : limit) === 'one'
      const mine = live.find((row) => row.termId === term.id && row.position === position)
      return [
        {
          termId: term.id,
          termName: term.name,
          startsOn: term.startsOn,
          endsOn: term.endsOn,
          position,
          deadline: term[deadlineColumn[position]],
          lateUntil: grant?.until ?? null,
          resultsOn: term[resultsColumn[position]],
          openCourses: countOf.get(term.id)?.[position] ?? 0,
          live: mine && (one || mine.state === 'draft') ? { id: mine.id, state: mine.state } : null,
        },
      ]
    }),
  )
}

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

function deadlinesOf({ answers, context }: Pick<Loaded, 'answers' | 'context'>): FormView['deadlines'] {
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
  const deadline = sql<IsoDay | null>`coalesce(${courses[deadlineColumn[position]]}, ${term[deadlineColumn[position]]})`
  const today = todayIn(context.zone, context.now)
  const published = (of?: Position): SQL =>
    sql`coalesce((select sum(${countedQuarters}) from ${allocations} where ${allocations.courseId} = ${courses.id} and ${inArray(allocations.state, [...visibleAllocationStates])}${of ? sql` and ${allocations.position} = ${of}` : sql``}), 0)`
  const split = courses[splitColumn[position]]
  const taken = [...context.held, ...answers.courses.map((course) => course.courseId)]
  const q = normaliseForSearch(options.q)
  const where = and(
    eq(courses.termId, term.id),
    isNull(courses.archivedAt),
    eq(courses[needColumn[position]], true),
    lateGrantOpen(context) ? undefined : sql`(${deadline} is null or ${deadline} >= ${today})`,
    sql`${courses.availableQuarters} > ${published()}`,
    sql`(${split} is null or ${split} > ${published(position)})`,
    taken.length > 0 ? notInArray(courses.id, taken) : undefined,
    q ? contains(courses.searchText, q) : undefined,
  )
  const rows = await db
    .select({
      id: courses.id,
      code: courses.code,
      name: courses.name,
      deadline,
      prerequisite: courses.prerequisite,
      responsibility: position === 'tutor' ? courses.tutorResponsibility : courses.markerResponsibility,
      wanted: position === 'tutor' ? courses.wantedTutors : courses.wantedMarkers,
      students: sql<number | null>`coalesce(${courses.currentStudents}, ${courses.estimatedStudents})`,
      assignments: courses.assignments,
      labsPerWeek: courses.labsPerWeek,
      tutorialsPerWeek: courses.tutorialsPerWeek,
    })
    .from(courses)
    .where(where)
    .orderBy(courses.code, courses.id)
    .limit(options.limit)
  const [count] = await db
    .select({ total: whole(sql`count(*)`) })
    .from(courses)
    .where(where)
  return { rows, total: count?.total ?? 0 }
}

export type Result = {
  decision: Decision
  note: string | null
  publishedAt: Date
  courses: {
    id: string
    code: string
    name: string
    quarters: number
    state: AllocationState
    answerBy: Date | null
  }[]
}

export type ApplicationView = {
  id: string
  studentId: string
  studentName: string
  position: Position
  state: ApplicationState
  termId: string
  termName: string
  resultsOn: IsoDay | null
  submittedAt: Date | null
  editedAt: Date | null
  withdrawnAt: Date | null
  /** What was submitted; of a draft or one withdrawn as a draft, what was typed. */
  answers: Answers
  files: Loaded['files']
  courses: Loaded['context']['courses']
  /** Null until it is published. */
  result: Result | null
  unsubmittedChanges: boolean
  canChange: boolean
  canWithdraw: boolean
  /** The last day on which it can still be changed. */
  deadline: IsoDay | null
  zone: string
}

/** An application as its student reads it, with the result once published. Throws `not_found`. */
export async function getOwnApplication(
  viewer: Viewer,
  id: string,
  now = new Date(),
): Promise<ApplicationView> {
  const application = await requireOwnApplication(viewer, id)
  const { timeZone: zone } = await getSettings()
  const loaded = await loadForm(db, application, { now, zone })
  const { term, context } = loaded
  const answers = loaded.submitted ?? loaded.answers
  return {
    id,
    studentId: application.studentId,
    studentName: loaded.student.name,
    position: application.position,
    state: application.state,
    termId: term.id,
    termName: term.name,
    resultsOn: term[resultsColumn[application.position]],
    submittedAt: application.submittedAt,
    editedAt: application.editedAt,
    withdrawnAt: application.withdrawnAt,
    answers,
    files: loaded.files,
    courses: context.courses,
    result: application.state === 'published' ? await resultOf(application) : null,
    unsubmittedChanges: application.state === 'submitted' && loaded.draft !== null,
    canChange: application.state === 'submitted' && loaded.editable,
    canWithdraw: transitionOf(application, 'withdraw') !== null && application.state !== 'draft',
    deadline: latest(context.term.deadline, deadlinesOf({ answers, context }).last),
    zone,
  }
}

const latest = (a: IsoDay | null, b: IsoDay | null) => (a === null || b === null ? null : a > b ? a : b)

/** Decision, note and the hours that were offered; the caller has made sure that it is published. */
async function resultOf(application: {
  id: string
  studentId: string
  termId: string
  position: Position
  decision: Decision | null
  noteToStudent: string | null
  publishedAt: Date | null
}): Promise<Result | null> {
  if (!application.decision || !application.publishedAt) return null
  const given = await db
    .select({
      id: courses.id,
      code: courses.code,
      name: courses.name,
      quarters: allocations.quarters,
      state: allocations.state,
      answerBy: allocations.answerBy,
    })
    .from(allocations)
    .innerJoin(courses, eq(courses.id, allocations.courseId))
    .where(
      and(
        eq(allocations.userId, application.studentId),
        eq(allocations.termId, application.termId),
        eq(allocations.position, application.position),
        inArray(allocations.state, [...visibleAllocationStates]),
      ),
    )
    .orderBy(courses.code, allocations.id)
  return {
    decision: application.decision,
    note: application.noteToStudent,
    publishedAt: application.publishedAt,
    courses: given,
  }
}

/** True when the day is over in the zone; null never is. For pages that say so in words. */
export const dayIsOver = (day: IsoDay | null, zone: string, now: Date): boolean =>
  day !== null && hasPassed(day, zone, now)

/** Late grants of one student, for the pages of coordinators. */
export async function listLateGrants(
  viewer: Viewer,
  input: { studentId: string; termId: string; position: Position },
) {
  requireCan(viewer, 'applications.grantLate', { position: input.position })
  return db
    .select({ until: lateGrants.until, reason: lateGrants.reason, createdAt: lateGrants.createdAt })
    .from(lateGrants)
    .where(
      and(
        eq(lateGrants.studentId, input.studentId),
        eq(lateGrants.termId, input.termId),
        eq(lateGrants.position, input.position),
      ),
    )
}

/** For whom an application is started: the viewer, or for an admin any student. Throws `not_found`. */
export async function getApplicant(viewer: Viewer, id: string): Promise<{ id: string; name: string }> {
  requireCanOr(notFound('This person'), viewer, 'applications.write', { ownerId: id })
  const [row] = await db.select({ id: users.id, name: users.name }).from(users).where(eq(users.id, id))
  if (!row) throw notFound('This person')
  return row
}
