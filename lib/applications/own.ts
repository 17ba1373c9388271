import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applicationDrafts, applications, courses, preferredCourses, terms } from '@/db/schema'
import type { IsoDay } from '@/lib/dates'
import { notFound } from '@/lib/errors'
import { requireCanOr, type Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import {
  type AllocationState,
  type ApplicationState,
  type Decision,
  type Position,
  visibleAllocationStates,
} from '@/lib/vocabulary'
import type { Answers } from './answers'
import type { DraftEnd } from './deadlines'
import { ownDrafts } from './draft-ends'
import { type Loaded, loadForm, resultsColumn } from './load'
import { requireOwnApplication } from './policy'
import { deadlinesOf } from './queries'
import { transitionOf } from './states'

/**
 * What a student may read of applications. A decision, its note and allocations are read only from
 * published applications and only when offered or accepted; `version`, `updatedAt` and the like, which
 * a decision moves, are not read at all (SPEC 3).
 */

/** What lists of own applications read, of `applications` with their `terms`; the decision once it is published. */
export const ownFields = {
  id: applications.id,
  termId: applications.termId,
  termName: terms.name,
  position: applications.position,
  state: applications.state,
  decision: sql<Decision | null>`case when ${applications.state} = 'published' then ${applications.decision} end`,
  submittedAt: applications.submittedAt,
  publishedAt: applications.publishedAt,
  tutorResultsOn: terms.tutorResultsOn,
  markerResultsOn: terms.markerResultsOn,
}

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
  /** Until when a draft can be submitted; null for others, and where nothing ends it. */
  end: DraftEnd
  resultsOn: IsoDay | null
  /** Changes to what was submitted that are not submitted yet. */
  unsubmittedChanges: boolean
  /** Codes of the submitted courses in order. */
  courseCodes: string[]
}

/**
 * The viewer's own applications, or for an admin those of a student, drafts too, as the student sees them: newest
 * term first. Four queries.
 */
export async function listOwnApplications(
  viewer: Viewer,
  studentId = viewer.id,
  now = new Date(),
): Promise<OwnApplication[]> {
  requireCanOr(notFound('This person'), viewer, 'applications.write', { ownerId: studentId })
  const rows = await db
    .select({
      ...ownFields,
      editedAt: applications.editedAt,
      withdrawnAt: applications.withdrawnAt,
      createdAt: applications.createdAt,
      draftOf: applicationDrafts.applicationId,
    })
    .from(applications)
    .innerJoin(terms, eq(terms.id, applications.termId))
    .leftJoin(applicationDrafts, eq(applicationDrafts.applicationId, applications.id))
    .where(eq(applications.studentId, studentId))
    .orderBy(desc(terms.startsOn), asc(applications.position), desc(applications.createdAt), applications.id)
    .limit(200)
  const { timeZone } = await getSettings()
  const [codes, drafts] = await Promise.all([
    courseCodes(rows.map((row) => row.id)),
    ownDrafts(studentId, now, timeZone),
  ])
  const endOf = new Map(drafts.map((draft) => [draft.id, draft.end]))
  return rows.map(({ tutorResultsOn, markerResultsOn, draftOf, ...row }) => {
    const days = { tutorResultsOn, markerResultsOn }
    return {
      ...row,
      // A draft of an archived term is not among them: nothing can be submitted there.
      end: row.state === 'draft' ? (endOf.has(row.id) ? endOf.get(row.id)! : 'over') : null,
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
