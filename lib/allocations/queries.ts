import { and, asc, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import {
  allocations,
  applications,
  courseCoordinators,
  courses,
  profiles,
  terms,
  timesheets,
  userRoles,
  users,
} from '@/db/schema'
import { contains, whole } from '@/db/sql'
import { teachingWeeks } from '@/lib/dates'
import { notFound } from '@/lib/errors'
import type { Page } from '@/lib/list-params'
import { can, requireCan, requireCanOr, type Viewer } from '@/lib/permissions'
import { normaliseForSearch } from '@/lib/text'
import {
  type AllocationSource,
  type AllocationState,
  liveAllocationStates,
  type Position,
  positions,
} from '@/lib/vocabulary'
import { countedOfA, countedQuarters } from './counted'
import { type CourseFacts, usedQuarters } from './facts'
import type { StaffingParams } from './members-list'

export type StaffingRow = {
  id: string
  code: string
  name: string
  availableQuarters: number
  used: Record<Position, number>
  people: Record<Position, number>
  wanted: Record<Position, number | null>
  needed: Record<Position, boolean>
}

/** Courses of a term with who works in them: all for coordinators of a position, own ones for others. Three queries. */
export async function listStaffing(
  viewer: Viewer,
  termId: string,
  params: StaffingParams,
): Promise<Page<StaffingRow>> {
  const all = can(viewer, 'members.read').allowed
  const folded = normaliseForSearch(params.q)
  const where = and(
    eq(courses.termId, termId),
    isNull(courses.archivedAt),
    all ? undefined : inArray(courses.id, [...viewer.courseIds, '']),
    folded ? contains(courses.searchText, folded) : undefined,
  )
  const way = params.dir === 'asc' ? asc : desc
  const hours = sql`(select coalesce(sum(${countedOfA}), 0) from ${allocations} a where a.course_id = ${courses.id} and a.state in ('proposed', 'offered', 'accepted'))`
  const by: Record<StaffingParams['sort'], SQL> = {
    code: way(courses.code),
    name: way(courses.name),
    hours: way(hours),
  }
  const [counted] = await db
    .select({ n: whole(sql`count(*)`) })
    .from(courses)
    .where(where)
  const total = counted?.n ?? 0
  const page = Math.min(params.page, Math.max(1, Math.ceil(total / params.size)))
  const rows = await db
    .select()
    .from(courses)
    .where(where)
    .orderBy(by[params.sort], asc(courses.id))
    .limit(params.size)
    .offset((page - 1) * params.size)
  const ids = rows.map((row) => row.id)
  const sums =
    ids.length > 0
      ? await db
          .select({
            courseId: allocations.courseId,
            position: allocations.position,
            quarters: whole(sql`sum(${countedQuarters})`),
            people: whole(sql`count(*)`),
          })
          .from(allocations)
          .where(
            and(inArray(allocations.courseId, ids), inArray(allocations.state, [...liveAllocationStates])),
          )
          .groupBy(allocations.courseId, allocations.position)
      : []
  const of = (courseId: string, position: Position) =>
    sums.find((sum) => sum.courseId === courseId && sum.position === position)
  return {
    total,
    rows: rows.map((row) => ({
      id: row.id,
      code: row.code,
      name: row.name,
      availableQuarters: row.availableQuarters,
      used: { tutor: of(row.id, 'tutor')?.quarters ?? 0, marker: of(row.id, 'marker')?.quarters ?? 0 },
      people: { tutor: of(row.id, 'tutor')?.people ?? 0, marker: of(row.id, 'marker')?.people ?? 0 },
      wanted: { tutor: row.wantedTutors, marker: row.wantedMarkers },
      needed: { tutor: row.needTutors, marker: row.needMarkers },
    })),
  }
}

export type Member = {
  id: string
  userId: string
  name: string
  email: string
  upi: string | null
  position: Position
  quarters: number
  /** Hours agreed to, while a change of them waits for an answer. */
  agreedQuarters: number | null
  /** Last instant of the answer to an offer. */
  answerBy: Date | null
  remindedAt: Date | null
  declineReason: string | null
  state: AllocationState
  source: AllocationSource
  overrideReason: string | null
  applicationId: string | null
  endReason: string | null
  version: number
  recordedQuarters: number
  /** The viewer may change or end it. */
  manages: boolean
}

export type CourseMembers = {
  course: CourseFacts & { wanted: Record<Position, number | null> }
  termName: string
  coordinators: { id: string; name: string; email: string }[]
  members: Member[]
  /** Positions in which the viewer may add people, and in which they may tell people of proposals. */
  mayAdd: Position[]
  mayOffer: Position[]
}

/** Who works in a course (SPEC 8). Five queries. Not found for a course whose members the viewer may not see. */
export async function getCourseMembers(viewer: Viewer, courseId: string): Promise<CourseMembers> {
  requireCanOr(notFound('This course'), viewer, 'members.read', { courseId })
  const [found] = await db
    .select({ course: courses, termName: terms.name })
    .from(courses)
    .innerJoin(terms, eq(terms.id, courses.termId))
    .where(eq(courses.id, courseId))
  if (!found) throw notFound('This course')
  const { course } = found
  const [used, coordinators, rows, recorded] = await Promise.all([
    usedQuarters(db, [courseId]),
    db
      .select({ id: users.id, name: users.name, email: users.email })
      .from(courseCoordinators)
      .innerJoin(users, eq(users.id, courseCoordinators.userId))
      .where(eq(courseCoordinators.courseId, courseId))
      .orderBy(asc(users.sortName)),
    db
      .select({ allocation: allocations, name: users.name, email: users.email, upi: profiles.upi })
      .from(allocations)
      .innerJoin(users, eq(users.id, allocations.userId))
      .leftJoin(profiles, eq(profiles.userId, allocations.userId))
      .where(eq(allocations.courseId, courseId))
      .orderBy(asc(users.sortName), asc(allocations.id)),
    recordedIn(courseId),
  ])
  const facts = factsOf(course, used.get(courseId))
  const subject = (position: Position) => ({ position, courseId, canPreAssign: course.canPreAssign })
  const manages = (position: Position) => can(viewer, 'allocations.manage', subject(position)).allowed
  const decides = (position: Position) => can(viewer, 'applications.decide', { position }).allowed
  return {
    course: { ...facts, wanted: { tutor: course.wantedTutors, marker: course.wantedMarkers } },
    termName: found.termName,
    coordinators,
    members: rows.map(({ allocation: a, ...person }) => ({
      ...person,
      id: a.id,
      userId: a.userId,
      position: a.position,
      quarters: a.quarters,
      agreedQuarters: a.agreedQuarters,
      answerBy: a.answerBy,
      remindedAt: a.remindedAt,
      declineReason: a.declineReason,
      state: a.state,
      source: a.source,
      overrideReason: a.overrideReason,
      applicationId: a.applicationId,
      endReason: a.endReason,
      version: a.version,
      recordedQuarters: recorded.get(a.id) ?? 0,
      manages: manages(a.position) && (liveAllocationStates as readonly string[]).includes(a.state),
    })),
    mayAdd: course.archivedAt
      ? []
      : positions.filter(
          (position) => decides(position) || can(viewer, 'allocations.preAssign', subject(position)).allowed,
        ),
    mayOffer: positions.filter(decides),
  }
}

function factsOf(
  course: typeof courses.$inferSelect,
  used: Record<Position, number> = { tutor: 0, marker: 0 },
): CourseFacts {
  return {
    id: course.id,
    termId: course.termId,
    code: course.code,
    name: course.name,
    availableQuarters: course.availableQuarters,
    tutorQuarters: course.tutorQuarters,
    markerQuarters: course.markerQuarters,
    needTutors: course.needTutors,
    needMarkers: course.needMarkers,
    canPreAssign: course.canPreAssign,
    archived: course.archivedAt !== null,
    used,
  }
}

async function recordedIn(courseId: string): Promise<Map<string, number>> {
  const rows = await db
    .select({ allocationId: timesheets.allocationId, quarters: whole(sql`sum(${timesheets.quarters})`) })
    .from(timesheets)
    .where(eq(timesheets.courseId, courseId))
    .groupBy(timesheets.allocationId)
  return new Map(rows.map((row) => [row.allocationId, row.quarters]))
}

export type MemberRecord = {
  member: Member
  course: CourseFacts
  termName: string
  weeks: number
  /** Live hours of the person in the term, this allocation included. */
  heldQuarters: number
  mayOverride: boolean
}

/** One allocation with what its change needs to know. Not found outside the viewer's courses. */
export async function getMember(viewer: Viewer, allocationId: string): Promise<MemberRecord> {
  const [found] = await db
    .select({
      allocation: allocations,
      name: users.name,
      email: users.email,
      upi: profiles.upi,
      course: courses,
      term: terms,
    })
    .from(allocations)
    .innerJoin(users, eq(users.id, allocations.userId))
    .leftJoin(profiles, eq(profiles.userId, allocations.userId))
    .innerJoin(courses, eq(courses.id, allocations.courseId))
    .innerJoin(terms, eq(terms.id, allocations.termId))
    .where(eq(allocations.id, allocationId))
  if (!found) throw notFound('This allocation')
  const { allocation: a, course, term } = found
  requireCanOr(notFound('This allocation'), viewer, 'members.read', { courseId: course.id })
  const [used, recorded, [held]] = await Promise.all([
    usedQuarters(db, [course.id]),
    recordedIn(course.id),
    db
      .select({ quarters: whole(sql`sum(${countedQuarters})`) })
      .from(allocations)
      .where(
        and(
          eq(allocations.userId, a.userId),
          eq(allocations.termId, a.termId),
          inArray(allocations.state, [...liveAllocationStates]),
        ),
      ),
  ])
  const subject = { position: a.position, courseId: course.id, canPreAssign: course.canPreAssign }
  return {
    member: {
      id: a.id,
      userId: a.userId,
      name: found.name,
      email: found.email,
      upi: found.upi,
      position: a.position,
      quarters: a.quarters,
      agreedQuarters: a.agreedQuarters,
      answerBy: a.answerBy,
      remindedAt: a.remindedAt,
      declineReason: a.declineReason,
      state: a.state,
      source: a.source,
      overrideReason: a.overrideReason,
      applicationId: a.applicationId,
      endReason: a.endReason,
      version: a.version,
      recordedQuarters: recorded.get(a.id) ?? 0,
      manages:
        can(viewer, 'allocations.manage', subject).allowed &&
        (liveAllocationStates as readonly string[]).includes(a.state),
    },
    course: factsOf(course, used.get(course.id)),
    termName: term.name,
    weeks: teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks),
    heldQuarters: held?.quarters ?? 0,
    mayOverride: can(viewer, 'allocations.override', { position: a.position }).allowed,
  }
}

export type Candidate = {
  id: string
  name: string
  username: string
  email: string
  upi: string | null
  auid: string | null
  /** Live hours in the course's term. */
  heldQuarters: number
  /** Applied in the term for these positions (submitted or later), of those that the viewer decides on. */
  applied: Position[]
}

const CANDIDATES = 20

/**
 * Students who match a search by name, user name, email or student ID, for the one who may add people to
 * the course; nobody who has no account in use. Three queries.
 */
export async function searchCandidates(
  viewer: Viewer,
  courseId: string,
  q: string,
): Promise<{ rows: Candidate[]; more: boolean }> {
  const { course, mayAdd } = await getCourseForAdding(viewer, courseId)
  if (mayAdd.length === 0) requireCan(viewer, 'allocations.preAssign', { courseId })
  const { rows, more } = await findStudents(q)
  return { rows: await withHours(viewer, rows, course.termId), more }
}

/** One student by id, as `searchCandidates` gives them; null when there is none. */
export async function getCandidate(
  viewer: Viewer,
  courseId: string,
  userId: string,
): Promise<Candidate | null> {
  const { course, mayAdd } = await getCourseForAdding(viewer, courseId)
  if (mayAdd.length === 0) requireCan(viewer, 'allocations.preAssign', { courseId })
  const found = await selectCandidates(
    and(eq(users.id, userId), inArray(users.state, ['active', 'unverified'])),
  )
  const [row] = await withHours(viewer, found, course.termId)
  return row ?? null
}

async function getCourseForAdding(viewer: Viewer, courseId: string) {
  requireCanOr(notFound('This course'), viewer, 'members.read', { courseId })
  const [course] = await db.select().from(courses).where(eq(courses.id, courseId))
  if (!course) throw notFound('This course')
  const mayAdd = positions.filter(
    (position) =>
      can(viewer, 'applications.decide', { position }).allowed ||
      can(viewer, 'allocations.preAssign', { courseId, canPreAssign: course.canPreAssign }).allowed,
  )
  return { course, mayAdd }
}

/** Students with an account in use who match a search, by name; one more than `CANDIDATES` when there are more. */
export async function findStudents(q: string) {
  const folded = normaliseForSearch(q)
  if (folded.length < 2) return { rows: [], more: false }
  const found = await selectCandidates(
    and(contains(users.searchText, folded), inArray(users.state, ['active', 'unverified'])),
  )
  return { rows: found.slice(0, CANDIDATES), more: found.length > CANDIDATES }
}

function selectCandidates(which: SQL | undefined) {
  return db
    .select({
      id: users.id,
      name: users.name,
      username: users.username,
      email: users.email,
      upi: profiles.upi,
      auid: profiles.auid,
    })
    .from(users)
    .innerJoin(userRoles, and(eq(userRoles.userId, users.id), eq(userRoles.role, 'student')))
    .leftJoin(profiles, eq(profiles.userId, users.id))
    .where(which)
    .orderBy(asc(users.sortName), asc(users.id))
    .limit(CANDIDATES + 1)
}

async function withHours(
  viewer: Viewer,
  found: Omit<Candidate, 'heldQuarters' | 'applied'>[],
  termId: string,
): Promise<Candidate[]> {
  if (found.length === 0) return []
  const ids = found.map((row) => row.id)
  // A course coordinator never learns who has applied elsewhere.
  const seen = positions.filter((position) => can(viewer, 'applications.decide', { position }).allowed)
  const [hours, applied] = await Promise.all([
    db
      .select({ userId: allocations.userId, quarters: whole(sql`sum(${countedQuarters})`) })
      .from(allocations)
      .where(
        and(
          inArray(allocations.userId, ids),
          eq(allocations.termId, termId),
          inArray(allocations.state, [...liveAllocationStates]),
        ),
      )
      .groupBy(allocations.userId),
    db
      .select({ userId: applications.studentId, position: applications.position })
      .from(applications)
      .where(
        and(
          inArray(applications.studentId, ids),
          eq(applications.termId, termId),
          inArray(applications.position, seen),
          inArray(applications.state, ['submitted', 'published']),
        ),
      ),
  ])
  return found.map((row) => ({
    ...row,
    heldQuarters: hours.find((one) => one.userId === row.id)?.quarters ?? 0,
    applied: applied.filter((one) => one.userId === row.id).map((one) => one.position),
  }))
}
