import { and, count, eq, gt, inArray, isNull, ne, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import {
  allocations,
  applications,
  courseCoordinators,
  courses,
  lateGrants,
  preferredCourses,
  terms,
  users,
} from '@/db/schema'
import { usedQuarters } from '@/lib/allocations/facts'
import { sumsFor } from '@/lib/allocations/known'
import { hasPassed, teachingWeeks } from '@/lib/dates'
import { can, decidesOn, isStaff, requireCan, type Viewer } from '@/lib/permissions'
import type { Term } from '@/lib/terms/queries'
import { activeOrInvited } from '@/lib/users/scope'
import { type Position, positions, visibleAllocationStates } from '@/lib/vocabulary'
import type { Course } from './commands'
import { deadlinesOf } from './list'
import { visibleCourses } from './scope'
import { type CourseUse, courseUse } from './use'

export type Contact = { id: string; name: string; email: string }

/** What a student can do about a position of a course. */
export type ApplyState =
  | { kind: 'open' }
  /** There is a live application of theirs for the term and position already. */
  | { kind: 'applied'; applicationId: string; state: 'draft' | 'submitted' | 'published' }
  /** They work in the course in this position. */
  | { kind: 'held' }
  | { kind: 'not_needed' | 'closed' | 'passed' | 'no_hours' }

export type CoursePage = {
  course: Course
  term: Term
  deadlines: Record<Position, string | null>
  coordinators: Contact[]
  /** Quarter hours of published allocations. */
  published: Record<Position, number>
  /** Quarter hours of live allocations, proposals included; for staff only. */
  live: Record<Position, number> | null
  /** Submitted applications that prefer the course, of what the viewer may know; null where nothing. */
  applicants: Partial<Record<Position, number>> | null
  /** For students: what they can do per position. */
  apply: Record<Position, ApplyState> | null
  /** Others who work in the course, for somebody who works there too. */
  colleagues: Contact[] | null
  may: { manage: boolean; editNeed: boolean; seeMembers: boolean; seeNotes: boolean }
}

/** A course that the viewer may know of, with its term. Null for one that does not exist or is not theirs. One query. */
export async function getCourse(viewer: Viewer, id: string): Promise<{ course: Course; term: Term } | null> {
  const [row] = await db
    .select({ course: courses, term: terms })
    .from(courses)
    .innerJoin(terms, eq(terms.id, courses.termId))
    .where(and(eq(courses.id, id), visibleCourses(viewer)))
  return row ?? null
}

/** All that the course page shows to this viewer; null as `getCourse`. At most ten queries. */
export async function getCoursePage(
  viewer: Viewer,
  id: string,
  clock: { now: Date; zone: string },
): Promise<CoursePage | null> {
  const found = await getCourse(viewer, id)
  if (!found) return null
  const { course, term } = found
  const staff = isStaff(viewer)
  const [coordinators, published, live, applicants, ownWork] = await Promise.all([
    contactsOf(viewer, course.id),
    usedQuarters(db, [course.id], inArray(allocations.state, [...visibleAllocationStates])),
    staff ? usedQuarters(db, [course.id], sumsFor(viewer)) : null,
    staff ? applicantsOf(viewer, course.id) : null,
    viewer.roles.includes('student') ? worksIn(viewer, course.id) : [],
  ])
  const none = { tutor: 0, marker: 0 }
  const given = published.get(course.id) ?? none
  const [apply, colleagues] = await Promise.all([
    viewer.roles.includes('student')
      ? applyStates(viewer, course, term, { published: given, held: ownWork }, clock)
      : null,
    ownWork.length > 0 ? colleaguesOf(viewer, course.id) : null,
  ])
  const subject = { courseId: course.id }
  const may = {
    manage: can(viewer, 'courses.manage', subject).allowed,
    editNeed: can(viewer, 'courses.editNeed', subject).allowed,
    seeMembers: can(viewer, 'members.read', subject).allowed,
    seeNotes: can(viewer, 'courses.editNeed', subject).allowed,
  }
  return {
    course: may.seeNotes ? course : { ...course, notes: null },
    term,
    deadlines: deadlinesOf(course, term),
    coordinators,
    published: given,
    live: live ? (live.get(course.id) ?? none) : null,
    applicants,
    apply,
    colleagues,
    may,
  }
}

/** Coordinators whose account is active, by name; for those who choose them also the invited ones. */
async function contactsOf(viewer: Viewer, courseId: string): Promise<Contact[]> {
  const chooses = can(viewer, 'courses.manage', { courseId }).allowed
  const rows = await db
    .select({ id: users.id, name: users.name, preferred: users.preferredName, email: users.email })
    .from(courseCoordinators)
    .innerJoin(users, eq(users.id, courseCoordinators.userId))
    .where(
      and(eq(courseCoordinators.courseId, courseId), chooses ? activeOrInvited : eq(users.state, 'active')),
    )
    .orderBy(users.sortName, users.id)
  return rows.map(({ preferred, ...row }) => ({ ...row, name: preferred ?? row.name }))
}

/** The positions in which the viewer works in the course, as far as they know it. */
async function worksIn(viewer: Viewer, courseId: string): Promise<Position[]> {
  const rows = await db
    .select({ position: allocations.position })
    .from(allocations)
    .where(
      and(
        eq(allocations.courseId, courseId),
        eq(allocations.userId, viewer.id),
        inArray(allocations.state, [...visibleAllocationStates]),
      ),
    )
  return rows.map((row) => row.position)
}

/** SPEC 5: students of a course see each other's name and email there, nothing more; published work only. */
async function colleaguesOf(viewer: Viewer, courseId: string): Promise<Contact[]> {
  const rows = await db
    .selectDistinct({
      id: users.id,
      name: users.name,
      preferred: users.preferredName,
      email: users.email,
      sortName: users.sortName,
    })
    .from(allocations)
    .innerJoin(users, eq(users.id, allocations.userId))
    .where(
      and(
        eq(allocations.courseId, courseId),
        ne(allocations.userId, viewer.id),
        inArray(allocations.state, [...visibleAllocationStates]),
        eq(users.state, 'active'),
      ),
    )
    .orderBy(users.sortName, users.id)
  return rows.map(({ preferred, sortName: _, ...row }) => ({ ...row, name: preferred ?? row.name }))
}

async function applicantsOf(viewer: Viewer, courseId: string): Promise<CoursePage['applicants']> {
  const known = viewer.courseIds.includes(courseId) ? [...positions] : decidesOn(viewer)
  if (known.length === 0) return null
  const rows = await db
    .select({ position: applications.position, n: count() })
    .from(preferredCourses)
    .innerJoin(applications, eq(applications.id, preferredCourses.applicationId))
    .where(
      and(
        eq(preferredCourses.courseId, courseId),
        inArray(applications.state, ['submitted', 'published']),
        inArray(applications.position, known),
      ),
    )
    .groupBy(applications.position)
  const counts = new Map(rows.map((row) => [row.position, row.n]))
  return Object.fromEntries(known.map((position) => [position, counts.get(position) ?? 0]))
}

/** What a student can do per position; it tells nothing of what is decided but not published. */
async function applyStates(
  viewer: Viewer,
  course: Course,
  term: Term,
  { published, held }: { published: Record<Position, number>; held: Position[] },
  { now, zone }: { now: Date; zone: string },
): Promise<Record<Position, ApplyState>> {
  const [mine, grants] = await Promise.all([
    db
      .select({ id: applications.id, position: applications.position, state: applications.state })
      .from(applications)
      .where(
        and(
          eq(applications.studentId, viewer.id),
          eq(applications.termId, term.id),
          ne(applications.state, 'withdrawn'),
        ),
      )
      .orderBy(sql`${applications.createdAt} desc`),
    db
      .select({ position: lateGrants.position })
      .from(lateGrants)
      .where(
        and(eq(lateGrants.studentId, viewer.id), eq(lateGrants.termId, term.id), gt(lateGrants.until, now)),
      ),
  ])
  const deadlines = deadlinesOf(course, term)
  const stateOf = (position: Position): ApplyState => {
    if (held.includes(position)) return { kind: 'held' }
    const own = mine.find((application) => application.position === position)
    if (own && own.state !== 'withdrawn') return { kind: 'applied', applicationId: own.id, state: own.state }
    if (position === 'tutor' ? !course.needTutors : !course.needMarkers) return { kind: 'not_needed' }
    const late = grants.some((grant) => grant.position === position)
    if (term.archivedAt || course.archivedAt || !(term.open || late)) return { kind: 'closed' }
    const deadline = deadlines[position]
    if (!late && deadline !== null && hasPassed(deadline, zone, now)) return { kind: 'passed' }
    const split = position === 'tutor' ? course.tutorQuarters : course.markerQuarters
    const left = course.availableQuarters - published.tutor - published.marker
    if (left <= 0 || (split !== null && split <= published[position])) return { kind: 'no_hours' }
    return { kind: 'open' }
  }
  return { tutor: stateOf('tutor'), marker: stateOf('marker') }
}

/** Terms into which a course can be put or imported: all that are not archived, newest first. */
export async function listTermChoices(
  viewer: Viewer,
): Promise<{ id: string; name: string; weeks: number }[]> {
  requireCan(viewer, 'courses.manage')
  const rows = await db
    .select()
    .from(terms)
    .where(isNull(terms.archivedAt))
    .orderBy(sql`${terms.startsOn} desc`, terms.id)
  return rows.map(({ id, name, startsOn, endsOn, breakWeeks }) => ({
    id,
    name,
    weeks: teachingWeeks(startsOn, endsOn, breakWeeks),
  }))
}

/** What hangs on a course, for those who may take it away. Five queries. */
export async function getCourseUse(viewer: Viewer, courseId: string): Promise<CourseUse> {
  requireCan(viewer, 'courses.manage', { courseId })
  return courseUse(db, courseId)
}
