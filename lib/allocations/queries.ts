import { and, asc, eq, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, courseCoordinators, courses, profiles, terms, timesheets, users } from '@/db/schema'
import { whole } from '@/db/sql'
import { teachingWeeks } from '@/lib/dates'
import { notFound } from '@/lib/errors'
import { can, requireCanOr, type Viewer } from '@/lib/permissions'
import {
  type AllocationSource,
  type AllocationState,
  liveAllocationStates,
  type Position,
  positions,
} from '@/lib/vocabulary'
import { countedQuarters, heldBy } from './counted'
import { type CourseFacts, courseFacts, usedQuarters } from './facts'
import { isKnown, knownRows, sumsFor } from './known'

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
  /** Those who can be asked; who manages coordinators reads of deactivated ones, too. */
  coordinators: { id: string; name: string; email: string; active: boolean }[]
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
    usedQuarters(db, [courseId], sumsFor(viewer)),
    db
      .select({ id: users.id, name: users.name, email: users.email, state: users.state })
      .from(courseCoordinators)
      .innerJoin(users, eq(users.id, courseCoordinators.userId))
      .where(
        and(
          eq(courseCoordinators.courseId, courseId),
          can(viewer, 'courses.manage', { courseId }).allowed ? undefined : eq(users.state, 'active'),
        ),
      )
      .orderBy(asc(users.sortName)),
    db
      .select({ allocation: allocations, name: users.name, email: users.email, upi: profiles.upi })
      .from(allocations)
      .innerJoin(users, eq(users.id, allocations.userId))
      .leftJoin(profiles, eq(profiles.userId, allocations.userId))
      .where(and(eq(allocations.courseId, courseId), knownRows(viewer)))
      .orderBy(asc(users.sortName), asc(allocations.id)),
    recordedIn(courseId),
  ])
  const facts = courseFacts(course, used.get(courseId))
  const subject = (position: Position) => ({ position, courseId, canPreAssign: course.canPreAssign })
  const decides = (position: Position) => can(viewer, 'applications.decide', { position }).allowed
  return {
    course: { ...facts, wanted: { tutor: course.wantedTutors, marker: course.wantedMarkers } },
    termName: found.termName,
    coordinators: coordinators.map(({ state, ...one }) => ({ ...one, active: state === 'active' })),
    members: rows.map(({ allocation, ...person }) =>
      memberOf(viewer, allocation, course, { ...person, recordedQuarters: recorded.get(allocation.id) ?? 0 }),
    ),
    mayAdd: course.archivedAt
      ? []
      : positions.filter(
          (position) => decides(position) || can(viewer, 'allocations.preAssign', subject(position)).allowed,
        ),
    mayOffer: positions.filter(decides),
  }
}

/** The allocation as this viewer reads it: reasons only where they act on the position, and never on themselves. */
function memberOf(
  viewer: Viewer,
  a: typeof allocations.$inferSelect,
  course: { id: string; canPreAssign: boolean },
  rest: Pick<Member, 'name' | 'email' | 'upi' | 'recordedQuarters'>,
): Member {
  const subject = { position: a.position, courseId: course.id, canPreAssign: course.canPreAssign }
  const manages = a.userId !== viewer.id && can(viewer, 'allocations.manage', subject).allowed
  return {
    ...rest,
    id: a.id,
    userId: a.userId,
    position: a.position,
    quarters: a.quarters,
    agreedQuarters: a.agreedQuarters,
    answerBy: a.answerBy,
    remindedAt: a.remindedAt,
    declineReason: manages ? a.declineReason : null,
    state: a.state,
    source: a.source,
    overrideReason: manages ? a.overrideReason : null,
    applicationId: a.applicationId,
    endReason: manages ? a.endReason : null,
    version: a.version,
    manages: manages && (liveAllocationStates as readonly string[]).includes(a.state),
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
  if (!isKnown(viewer, a)) throw notFound('This allocation')
  const [used, recorded, [held]] = await Promise.all([
    usedQuarters(db, [course.id], sumsFor(viewer)),
    recordedIn(course.id),
    db
      .select({ quarters: whole(sql`sum(${countedQuarters})`) })
      .from(allocations)
      .where(and(heldBy([a.userId], a.termId), sumsFor(viewer))),
  ])
  const { name, email, upi } = found
  return {
    member: memberOf(viewer, a, course, { name, email, upi, recordedQuarters: recorded.get(a.id) ?? 0 }),
    course: courseFacts(course, used.get(course.id)),
    termName: term.name,
    weeks: teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks),
    heldQuarters: held?.quarters ?? 0,
    mayOverride: can(viewer, 'allocations.override', { position: a.position }).allowed,
  }
}
