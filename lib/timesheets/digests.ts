import { and, asc, eq, gt, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { uniqueViolation } from '@/db/errors'
import {
  allocations,
  approvalDigests,
  courseCoordinators,
  courses,
  digestRounds,
  paydays,
  terms,
  timesheets,
  userRoles,
  users,
} from '@/db/schema'
import { insertMany, whole } from '@/db/sql'
import type { IsoDay } from '@/lib/dates'
import { type EmailRequest, queueEmails } from '@/lib/emails/queue'
import { loadSettings } from '@/lib/settings/queries'
import type { Position, Role } from '@/lib/vocabulary'
import { dueDigests } from './reminder-rules'

/** A course's hours in one position that wait for approval. */
type Waiting = {
  courseId: string
  code: string
  termId: string
  termName: string
  startsOn: IsoDay
  position: Position
  waiting: number
  late: number
  quarters: number
}
type Approver = { id: string; name: string; preferredName: string | null; email: string }
/** Who is told of what, by the person's id. */
type Told = Map<string, { approver: Approver; rows: Waiting[] }>

/** Courses of a term that a digest names; the page shows all. */
const MOST_COURSES = 12

/**
 * Sends the digests that are due to those for whom something waits: course coordinators for their courses,
 * tutor and marker coordinators for their position. Admins may approve everything and are told only of what
 * nobody else would be told of: a course without a coordinator, in a position without one. A round is one transaction under its key: it goes out once, or not at all.
 *
 * @returns how many approvers each round told
 */
export async function sendDueDigests(now: Date): Promise<{ key: string; told: number }[]> {
  const { timeZone } = await loadSettings()
  const recent = await db
    .select({ id: paydays.id, cutoffAt: paydays.cutoffAt })
    .from(paydays)
    .innerJoin(terms, eq(terms.id, paydays.termId))
    .where(and(gt(paydays.cutoffAt, new Date(now.getTime() - 2 * 86_400_000)), isNull(terms.archivedAt)))
  const sent: { key: string; told: number }[] = []
  for (const { key, paydayId } of dueDigests(recent, timeZone, now)) {
    const [known] = await db.select().from(digestRounds).where(eq(digestRounds.digestKey, key))
    if (known) continue
    try {
      sent.push({ key, told: await write((tx) => sendRound(tx, key, paydayId, now)) })
    } catch (error) {
      // Another process was faster: the round is its.
      if (!uniqueViolation(error)) throw error
    }
  }
  return sent
}

async function sendRound(tx: Tx, key: string, paydayId: string | null, now: Date): Promise<number> {
  await tx.insert(digestRounds).values({ digestKey: key, startedAt: now })
  const only = paydayId ? eq(timesheets.paydayId, paydayId) : undefined
  const waiting = await waitingByCourse(tx, only)
  if (waiting.length === 0) return 0
  const mine = await approversOf(tx, waiting)
  let own = await ownWaiting(tx, only, [...mine.keys()])
  const reached = (row: Waiting) =>
    [...mine.values()].some(
      ({ approver, rows }) => rows.includes(row) && withoutOwn([row], own.get(approver.id) ?? []).length > 0,
    )
  const left = waiting.filter((row) => !reached(row))
  if (left.length > 0) {
    for (const admin of await activeWith(tx, ['admin'])) give(mine, admin, left)
    own = await ownWaiting(tx, only, [...mine.keys()])
  }
  const [payday] = paydayId ? await tx.select().from(paydays).where(eq(paydays.id, paydayId)) : []
  const requests: (EmailRequest & { waiting: number })[] = []
  for (const { approver, rows } of mine.values()) {
    const told = withoutOwn(rows, own.get(approver.id) ?? [])
    const sum = told.reduce((n, row) => n + row.waiting, 0)
    if (sum === 0) continue
    requests.push({
      kind: 'approvals_waiting',
      to: { userId: approver.id, name: approver.preferredName ?? approver.name, address: approver.email },
      idempotencyKey: `approvals:${key}:${approver.id}`,
      waiting: sum,
      props: {
        waiting: sum,
        late: told.reduce((n, row) => n + row.late, 0),
        terms: byTerm(told),
        cutoff: payday ? { paidOn: payday.paidOn } : null,
      },
    })
  }
  const mails = await queueEmails(tx, requests)
  await insertMany(
    tx,
    approvalDigests,
    requests.map((request, i) => ({
      userId: request.to.userId!,
      digestKey: key,
      waiting: request.waiting,
      emailId: mails[i],
      createdAt: now,
    })),
  )
  return requests.length
}

function waitingByCourse(tx: Tx, only: SQL | undefined): Promise<Waiting[]> {
  return tx
    .select({
      courseId: timesheets.courseId,
      code: courses.code,
      termId: terms.id,
      termName: terms.name,
      startsOn: terms.startsOn,
      position: allocations.position,
      waiting: whole(sql`count(*)`),
      late: whole(sql`sum(${timesheets.late})`),
      quarters: whole(sql`sum(${timesheets.quarters})`),
    })
    .from(timesheets)
    .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
    .innerJoin(courses, eq(courses.id, timesheets.courseId))
    .innerJoin(terms, eq(terms.id, timesheets.termId))
    .where(and(eq(timesheets.state, 'submitted'), isNull(terms.archivedAt), only))
    .groupBy(timesheets.courseId, courses.code, terms.id, terms.name, terms.startsOn, allocations.position)
    .orderBy(asc(courses.code))
}

/** Who approves what of this: active people with the role, and for courses those who coordinate them. */
async function approversOf(tx: Tx, waiting: readonly Waiting[]) {
  const coordinators = await tx
    .select({ ...person, courseId: courseCoordinators.courseId })
    .from(courseCoordinators)
    .innerJoin(users, eq(users.id, courseCoordinators.userId))
    .innerJoin(userRoles, and(eq(userRoles.userId, users.id), eq(userRoles.role, 'course_coordinator')))
    .where(
      and(
        eq(users.state, 'active'),
        inArray(
          courseCoordinators.courseId,
          waiting.map((row) => row.courseId),
        ),
      ),
    )
  const found: Told = new Map()
  for (const { courseId, ...approver } of coordinators)
    give(
      found,
      approver,
      waiting.filter((row) => row.courseId === courseId),
    )
  for (const { role, ...approver } of await activeWith(tx, ['tutor_coordinator', 'marker_coordinator'])) {
    const position = role === 'tutor_coordinator' ? 'tutor' : 'marker'
    give(
      found,
      approver,
      waiting.filter((row) => row.position === position),
    )
  }
  return found
}

function give(told: Told, approver: Approver, rows: readonly Waiting[]): void {
  const entry = told.get(approver.id) ?? { approver, rows: [] }
  entry.rows.push(...rows.filter((row) => !entry.rows.includes(row)))
  told.set(approver.id, entry)
}

const person = { id: users.id, name: users.name, preferredName: users.preferredName, email: users.email }

/** Active people with one of these roles, once for each. */
const activeWith = (tx: Tx, roles: Role[]) =>
  tx
    .select({ ...person, role: userRoles.role })
    .from(userRoles)
    .innerJoin(users, eq(users.id, userRoles.userId))
    .where(and(eq(users.state, 'active'), inArray(userRoles.role, roles)))

/** Hours of approvers themselves, on which another has to decide. */
async function ownWaiting(tx: Tx, only: SQL | undefined, approverIds: string[]) {
  if (approverIds.length === 0) return new Map<string, never[]>()
  const rows = await tx
    .select({
      userId: timesheets.userId,
      courseId: timesheets.courseId,
      position: allocations.position,
      late: timesheets.late,
      quarters: timesheets.quarters,
    })
    .from(timesheets)
    .innerJoin(allocations, eq(allocations.id, timesheets.allocationId))
    .innerJoin(terms, eq(terms.id, timesheets.termId))
    .where(
      and(
        eq(timesheets.state, 'submitted'),
        isNull(terms.archivedAt),
        inArray(timesheets.userId, approverIds),
        only,
      ),
    )
  return Map.groupBy(rows, (row) => row.userId)
}

type Own = { courseId: string; position: Position; late: boolean; quarters: number }

function withoutOwn(rows: readonly Waiting[], own: readonly Own[]): Waiting[] {
  return rows
    .map((row) => {
      const mine = own.filter((one) => one.courseId === row.courseId && one.position === row.position)
      return {
        ...row,
        waiting: row.waiting - mine.length,
        late: row.late - mine.filter((one) => one.late).length,
        quarters: row.quarters - mine.reduce((sum, one) => sum + one.quarters, 0),
      }
    })
    .filter((row) => row.waiting > 0)
}

/** Each term by itself, because a page shows one at a time; newest first. */
function byTerm(rows: readonly Waiting[]) {
  return [...Map.groupBy(rows, (row) => row.termId).values()]
    .sort((a, b) => b[0]!.startsOn.localeCompare(a[0]!.startsOn))
    .map((of) => {
      const courses = byCourse(of)
      return {
        id: of[0]!.termId,
        name: of[0]!.termName,
        courses: courses.slice(0, MOST_COURSES),
        more: Math.max(0, courses.length - MOST_COURSES),
      }
    })
}

/** Both positions of a course in one line, most waiting first. */
function byCourse(rows: readonly Waiting[]) {
  return [...Map.groupBy(rows, (row) => row.code)]
    .map(([code, of]) => ({
      code,
      waiting: of.reduce((sum, row) => sum + row.waiting, 0),
      quarters: of.reduce((sum, row) => sum + row.quarters, 0),
    }))
    .sort((a, b) => b.waiting - a.waiting || a.code.localeCompare(b.code))
}
