import { and, eq, inArray, or, sql } from 'drizzle-orm'
import type { Db } from '@/db/client'
import {
  allocations,
  applicationDrafts,
  courses,
  files,
  lateGrants,
  preferredCourses,
  profiles,
  terms,
  users,
} from '@/db/schema'
import { whole } from '@/db/sql'
import { countedQuarters } from '@/lib/allocations/counted'
import { notFound } from '@/lib/errors'
import { type Position, visibleAllocationStates } from '@/lib/vocabulary'
import { type Answers, answersOf, parseAnswers } from './answers'
import { type CheckContext, type CourseFacts, check, type Problem, type Values } from './check'
import { takesChanges } from './deadlines'
import type { Application } from './policy'

export type FileRow = typeof files.$inferSelect
type Course = typeof courses.$inferSelect

/** An application with all that its form and its check need. */
export type Loaded = {
  application: Application
  term: typeof terms.$inferSelect
  student: Pick<typeof users.$inferSelect, 'id' | 'name' | 'preferredName' | 'username' | 'email'>
  profile: typeof profiles.$inferSelect | null
  /** As the form shows them: what is being typed, else what was submitted. */
  answers: Answers
  /** What was submitted; null for a draft. */
  submitted: Answers | null
  /** What is being typed was kept apart from the application: when, by whom, made from what. */
  draft: { updatedAt: Date; updatedBy: string | null; base: string | null } | null
  context: CheckContext
  files: Map<string, FileRow>
  problems: Problem[]
  values: Values
  /** The student can still change it (draft, or submitted within its time). */
  editable: boolean
}

/** Day columns of a term or course for one position. */
export const deadlineColumn = { tutor: 'tutorDeadline', marker: 'markerDeadline' } as const
export const needColumn = { tutor: 'needTutors', marker: 'needMarkers' } as const
export const splitColumn = { tutor: 'tutorQuarters', marker: 'markerQuarters' } as const
export const resultsColumn = { tutor: 'tutorResultsOn', marker: 'markerResultsOn' } as const

export type Taken = { all: number; position: number }

/** What the check asks of a course. `taken` counts published allocations only. */
export function courseFacts(course: Course, position: Position, taken: Taken): CourseFacts {
  const split = course[splitColumn[position]]
  return {
    id: course.id,
    code: course.code,
    name: course.name,
    archived: course.archivedAt !== null,
    needed: course[needColumn[position]],
    hoursLeft: course.availableQuarters > taken.all && (split === null || split > taken.position),
    deadline: course[deadlineColumn[position]],
  }
}

/**
 * Loads the form of one application in a fixed number of queries (9), from the reader or inside a
 * transaction. The caller has checked the scope.
 */
export async function loadForm(
  handle: Db,
  application: Application,
  at: { now: Date; zone: string },
): Promise<Loaded> {
  const { position, termId, studentId } = application
  // One after the other: inside a transaction they share a connection anyway.
  const [term] = await handle.select().from(terms).where(eq(terms.id, termId))
  const [person] = await handle
    .select({
      student: {
        id: users.id,
        name: users.name,
        preferredName: users.preferredName,
        username: users.username,
        email: users.email,
      },
      profile: profiles,
    })
    .from(users)
    .leftJoin(profiles, eq(profiles.userId, users.id))
    .where(eq(users.id, studentId))
  if (!term || !person) throw notFound('This application')
  const [draft] = await handle
    .select()
    .from(applicationDrafts)
    .where(eq(applicationDrafts.applicationId, application.id))
  const preferences = await handle
    .select()
    .from(preferredCourses)
    .where(eq(preferredCourses.applicationId, application.id))
    .orderBy(preferredCourses.rank, preferredCourses.id)
  const stored = answersOf(application, preferences)
  const isDraft = application.state === 'draft'
  // A draft made elsewhere (a fixture, an import) may have its answers in the row alone.
  const answers =
    draft && (isDraft || application.state === 'submitted')
      ? parseAnswers(draft.answers)
      : isDraft
        ? { ...stored, saved: parseAnswers({ saved: application.stepsSaved }).saved }
        : stored
  const submitted = isDraft ? null : stored

  const courseIds = [...new Set([...answers.courses, ...stored.courses].map((c) => c.courseId))]
  const named = courseIds.length
    ? await handle
        .select()
        .from(courses)
        .where(and(inArray(courses.id, courseIds), eq(courses.termId, termId)))
    : []
  const taken = await takenQuarters(handle, courseIds, position)
  const held = await handle
    .select({ courseId: allocations.courseId })
    .from(allocations)
    .where(
      and(
        eq(allocations.userId, studentId),
        eq(allocations.termId, termId),
        eq(allocations.position, position),
        inArray(allocations.state, [...visibleAllocationStates]),
      ),
    )
  const [grant] = await handle
    .select({ until: lateGrants.until })
    .from(lateGrants)
    .where(
      and(
        eq(lateGrants.studentId, studentId),
        eq(lateGrants.termId, termId),
        eq(lateGrants.position, position),
      ),
    )
  const fileIds = [
    answers.documents.cv,
    answers.documents.transcript,
    stored.documents.cv,
    stored.documents.transcript,
    person.profile?.cvFileId,
    person.profile?.transcriptFileId,
  ].filter((id): id is string => Boolean(id))
  const fileRows = fileIds.length
    ? await handle
        .select()
        .from(files)
        .where(and(inArray(files.id, fileIds), eq(files.ownerId, studentId)))
    : []

  const context: CheckContext = {
    now: at.now,
    zone: at.zone,
    position,
    studentId,
    term: {
      open: term.open,
      archived: term.archivedAt !== null,
      deadline: term[deadlineColumn[position]],
    },
    lateUntil: grant?.until ?? null,
    courses: new Map(
      named.map((c) => [c.id, courseFacts(c, position, taken.get(c.id) ?? { all: 0, position: 0 })]),
    ),
    files: new Map(
      fileRows.map((f) => [
        f.id,
        { id: f.id, kind: f.kind, ownerId: f.ownerId, removed: f.removedAt !== null },
      ]),
    ),
    held: new Set(held.map((row) => row.courseId)),
    submitted: submitted ? new Map(submitted.courses.map((c) => [c.courseId, c])) : null,
    lockedIdentity: person.profile?.identityLockedAt
      ? { upi: person.profile.upi, auid: person.profile.auid }
      : null,
  }
  const submittedCourses = submitted
    ? submitted.courses.flatMap((c) => context.courses.get(c.courseId) ?? [])
    : []
  return {
    application,
    term,
    student: person.student,
    profile: person.profile,
    answers,
    submitted,
    draft: draft ? { updatedAt: draft.updatedAt, updatedBy: draft.updatedBy, base: draft.base } : null,
    context,
    files: new Map(fileRows.map((f) => [f.id, f])),
    ...check(answers, context),
    editable:
      application.state === 'draft' ||
      (application.state === 'submitted' && takesChanges(submittedCourses, context)),
  }
}

/** Quarter hours of published allocations per course: of both positions and of this one. One query. */
export async function takenQuarters(
  handle: Db,
  courseIds: readonly string[],
  position: Position,
): Promise<Map<string, Taken>> {
  if (courseIds.length === 0) return new Map()
  const mine = sql`sum(case when ${allocations.position} = ${position} then (${countedQuarters}) else 0 end)`
  const rows = await handle
    .select({
      courseId: allocations.courseId,
      all: whole(sql`sum(${countedQuarters})`),
      position: whole(mine),
    })
    .from(allocations)
    .where(
      and(
        inArray(allocations.courseId, [...courseIds]),
        or(...visibleAllocationStates.map((state) => eq(allocations.state, state))),
      ),
    )
    .groupBy(allocations.courseId)
  return new Map(rows.map((row) => [row.courseId, { all: row.all, position: row.position }]))
}
