import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import {
  allocations,
  applications,
  courseCoordinators,
  courses,
  terms,
  timesheets,
  userRoles,
  users,
} from '@/db/schema'
import { inPieces, whole } from '@/db/sql'
import type { ToldChange } from '@/lib/allocations/write-rows'
import { type EmailRequest, queueEmails } from '@/lib/emails/queue'
import type { Position, Role } from '@/lib/vocabulary'

/**
 * Mails about offers, written to the log in the transaction of what they tell. Each key names the
 * allocation and its version, so that whatever repeats (a retry, two instances) tells nobody twice.
 */

type Told = Awaited<ReturnType<typeof loadTold>>[number]

async function loadTold(tx: Tx, allocationIds: readonly string[]) {
  return inPieces(allocationIds, (ids) =>
    tx
      .select({
        allocation: allocations,
        userId: users.id,
        userState: users.state,
        userName: users.name,
        preferredName: users.preferredName,
        address: sql<string>`coalesce(${applications.email}, ${users.email})`,
        code: courses.code,
        courseName: courses.name,
        termName: terms.name,
      })
      .from(allocations)
      .innerJoin(users, eq(users.id, allocations.userId))
      .innerJoin(courses, eq(courses.id, allocations.courseId))
      .innerJoin(terms, eq(terms.id, allocations.termId))
      .leftJoin(applications, eq(applications.id, allocations.applicationId))
      .where(inArray(allocations.id, ids)),
  )
}

/** The allocation with what its mail names. */
export async function toldOf(tx: Tx, allocationId: string): Promise<Told | null> {
  const [row] = await loadTold(tx, [allocationId])
  return row ?? null
}

const offerProps = ({ allocation, code, courseName, termName }: Told) => ({
  code,
  name: courseName,
  position: allocation.position,
  termName,
  quarters: allocation.quarters,
})
const toStudent = (row: Told) => ({
  userId: row.userId,
  name: row.preferredName ?? row.userName,
  address: row.address,
})
const scopeOf = ({ allocation: a }: Told) => ({
  position: a.position,
  termId: a.termId,
  courseId: a.courseId,
  applicationId: a.applicationId,
})
const isThere = (row: Told) => row.userState !== 'deleted'

/** Tells people that hours they know of were changed or ended. */
export async function queueChangeMails(tx: Tx, told: readonly ToldChange[]): Promise<void> {
  if (told.length === 0) return
  const ids = told.map((one) => one.allocationId)
  const rows = new Map((await loadTold(tx, ids)).map((row) => [row.allocation.id, row]))
  const recorded = await recordedQuarters(
    tx,
    told.flatMap((one) => (one.kind === 'ended' ? [one.allocationId] : [])),
  )
  await queueEmails(
    tx,
    told.flatMap((one): EmailRequest[] => {
      const row = rows.get(one.allocationId)
      if (!row || !isThere(row)) return []
      const { allocation } = row
      const common = { to: toStudent(row), scope: scopeOf(row) }
      if (one.kind === 'ended')
        return [
          {
            ...common,
            kind: 'allocation_ended',
            idempotencyKey: `ended:${allocation.id}`,
            props: {
              ...offerProps(row),
              wasAgreed: one.wasAgreed,
              recordedQuarters: recorded.get(allocation.id) ?? 0,
              reason: allocation.endReason,
            },
          },
        ]
      return [
        {
          ...common,
          kind: 'offer_changed',
          idempotencyKey: `offer-changed:${allocation.id}:${one.version}`,
          props: {
            ...offerProps(row),
            fromQuarters: one.fromQuarters,
            agreed: allocation.agreedQuarters !== null,
            takenBack: one.takenBack,
            answerBy: allocation.state === 'offered' ? (allocation.answerBy?.toISOString() ?? null) : null,
          },
        },
      ]
    }),
  )
}

async function recordedQuarters(tx: Tx, allocationIds: readonly string[]): Promise<Map<string, number>> {
  if (allocationIds.length === 0) return new Map()
  const rows = await tx
    .select({ id: timesheets.allocationId, quarters: whole(sql`sum(${timesheets.quarters})`) })
    .from(timesheets)
    .where(inArray(timesheets.allocationId, [...allocationIds]))
    .groupBy(timesheets.allocationId)
  return new Map(rows.map((row) => [row.id, row.quarters]))
}

/** Reminds a person of an open offer; `agreedQuarters` of the row says what it changes. */
export async function queueReminder(tx: Tx, row: Told): Promise<void> {
  const { allocation: a } = row
  if (!isThere(row) || !a.answerBy) return
  await queueEmails(tx, [
    {
      kind: 'offer_reminder',
      to: toStudent(row),
      scope: scopeOf(row),
      idempotencyKey: `offer-reminder:${a.id}:${a.version}`,
      props: {
        ...offerProps(row),
        fromQuarters: a.agreedQuarters,
        answerBy: a.answerBy.toISOString(),
      },
    },
  ])
}

/** Tells the coordinators of position and course that an offer, or a change of hours, was declined. `row` as it was before. */
export async function queueDeclined(tx: Tx, row: Told, reason: string | null): Promise<void> {
  const { allocation: a } = row
  await queueEmails(
    tx,
    (await whoCoordinates(tx, row)).map((person) => ({
      kind: 'offer_answered' as const,
      to: { userId: person.id, name: person.name, address: person.email },
      scope: scopeOf(row),
      idempotencyKey: `offer-answered:${a.id}:${a.version}:${person.id}`,
      props: {
        ...offerProps(row),
        studentName: row.userName,
        keptQuarters: a.agreedQuarters,
        reason,
        courseId: a.courseId,
        ofCourse: person.ofCourse,
      },
    })),
  )
}

/** Tells the person and the coordinators of position and course that nobody answered in time. `row` as it was before. */
export async function queueExpired(tx: Tx, row: Told): Promise<void> {
  const { allocation: a } = row
  const props = { ...offerProps(row), keptQuarters: a.agreedQuarters, courseId: a.courseId }
  const student: EmailRequest[] = isThere(row)
    ? [
        {
          kind: 'offer_expired',
          to: toStudent(row),
          scope: scopeOf(row),
          idempotencyKey: `offer-expired:${a.id}:${a.version}:${row.userId}`,
          props: { ...props, studentName: null },
        },
      ]
    : []
  const coordinators = await whoCoordinates(tx, row)
  await queueEmails(tx, [
    ...student,
    ...coordinators.map((person) => ({
      kind: 'offer_expired' as const,
      to: { userId: person.id, name: person.name, address: person.email },
      scope: scopeOf(row),
      idempotencyKey: `offer-expired:${a.id}:${a.version}:${person.id}`,
      props: { ...props, studentName: row.userName, ofCourse: person.ofCourse },
    })),
  ])
}

const coordinatorRole: Record<Position, Role> = {
  tutor: 'tutor_coordinator',
  marker: 'marker_coordinator',
}

/** Who decides on the position, then who is in charge of the course, each once and never the person themselves. */
async function whoCoordinates(tx: Tx, { allocation: a, userId }: Told) {
  const deciding = await coordinatorsOf(tx, a.position)
  const inCharge = await tx
    .select(addressee)
    .from(users)
    .innerJoin(courseCoordinators, eq(courseCoordinators.userId, users.id))
    // Who has lost the role may still be named with the course, but reads nothing of it any more.
    .innerJoin(userRoles, and(eq(userRoles.userId, users.id), eq(userRoles.role, 'course_coordinator')))
    .where(and(eq(courseCoordinators.courseId, a.courseId), eq(users.state, 'active')))
    .orderBy(users.id)
  const others = inCharge.filter((person) => !deciding.some((one) => one.id === person.id))
  return [
    ...deciding.map((person) => ({ ...person, ofCourse: false })),
    ...others.map((person) => ({ ...person, ofCourse: true })),
  ].filter((person) => person.id !== userId)
}

const addressee = {
  id: users.id,
  name: sql<string>`coalesce(${users.preferredName}, ${users.name})`,
  email: users.email,
}

/** Who decides on the position: its coordinators in use, else the admins. */
export async function coordinatorsOf(
  tx: Tx,
  position: Position,
): Promise<{ id: string; name: string; email: string }[]> {
  const withRole = (role: Role) =>
    tx
      .select(addressee)
      .from(users)
      .innerJoin(userRoles, and(eq(userRoles.userId, users.id), eq(userRoles.role, role)))
      .where(eq(users.state, 'active'))
      .orderBy(users.id)
  const found = await withRole(coordinatorRole[position])
  return found.length > 0 ? found : withRole('admin')
}
