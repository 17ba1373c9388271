import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import {
  allocations,
  courses,
  hourAllowances,
  hourReminders,
  paydays,
  reminderRounds,
  terms,
  timesheets,
  users,
} from '@/db/schema'
import { insertIgnore, lockRows } from '@/db/sql'
import { dayIn, todayIn } from '@/lib/dates'
import { type EmailRequest, queueEmails } from '@/lib/emails/queue'
import { emit } from '@/lib/outbox'
import { loadSettings } from '@/lib/settings/queries'
import { hasBegun, hoursDue } from './hours-due'
import { type PayPeriod, payPeriods } from './periods'
import { dueReminder } from './reminder-rules'

/**
 * Starts the rounds of reminders that are due: for each payday the last offset whose time has come, once.
 * The row of a round and the event that sends it are one transaction, so that neither two sweeps at once
 * nor a crash make two rounds or none. Gives what it started.
 */
export async function startDueRounds(now: Date): Promise<{ paydayId: string; daysBefore: number }[]> {
  const { timeZone } = await loadSettings()
  const open = await db
    .select({ id: paydays.id, cutoffAt: paydays.cutoffAt, reminderDays: paydays.reminderDays })
    .from(paydays)
    .innerJoin(terms, eq(terms.id, paydays.termId))
    .where(and(gt(paydays.cutoffAt, now), isNull(terms.archivedAt)))
    .orderBy(asc(paydays.cutoffAt))
  const started: { paydayId: string; daysBefore: number }[] = []
  for (const payday of open) {
    const due = dueReminder(payday, timeZone, now)
    if (!due) continue
    const round = { paydayId: payday.id, daysBefore: due.daysBefore }
    const fresh = await write(async (tx) => {
      // The payday is the gate: whoever comes second waits here and then finds the round.
      await lockRows(tx, paydays, [payday.id])
      const [known] = await tx.select().from(reminderRounds).where(thisRound(round))
      if (known) return false
      await tx.insert(reminderRounds).values({ ...round, dueAt: due.at, startedAt: now })
      await emit(tx, 'hours/reminders.due', round)
      return true
    })
    if (fresh) started.push(round)
  }
  return started
}

const thisRound = (round: { paydayId: string; daysBefore: number }) =>
  and(eq(reminderRounds.paydayId, round.paydayId), eq(reminderRounds.daysBefore, round.daysBefore))

/** People per transaction: short ones, so that nobody's form waits for the round. */
const PIECE = 100

/**
 * Reminds the next people of a round, in the order of their ids after `after`. Who is reminded is decided in
 * the transaction that writes the row and queues the mail: who has submitted by then gets none, and the
 * keys of row and mail make a second one impossible, whatever repeats.
 *
 * @returns the id to go on after, null when the round is done; and how many were reminded
 */
export async function remindPiece(
  round: { paydayId: string; daysBefore: number },
  after: string | null,
  now: Date,
): Promise<{ after: string | null; reminded: number }> {
  const { timeZone: zone } = await loadSettings()
  return write(async (tx) => {
    const payday = await findPayday(tx, round.paydayId, zone)
    // The cut-off may have passed, or the payday gone, while the work waited: then it says nothing any more.
    if (!payday || now >= payday.cutoffAt || !hasBegun(payday.period, todayIn(zone, now)))
      return finish(tx, round, now)
    const people = await tx
      .selectDistinct({ id: allocations.userId })
      .from(allocations)
      .innerJoin(users, eq(users.id, allocations.userId))
      .leftJoin(hourAllowances, eq(hourAllowances.allocationId, allocations.id))
      .where(
        and(
          eq(allocations.termId, payday.termId),
          eq(users.state, 'active'),
          hoursDue(payday.period, zone),
          after === null ? undefined : gt(allocations.userId, after),
        ),
      )
      .orderBy(asc(allocations.userId))
      .limit(PIECE)
    const ids = people.map((person) => person.id)
    const reminded = await remind(tx, round, payday, ids, zone, now)
    const last = ids.at(-1)
    if (ids.length < PIECE || last === undefined) return { ...(await finish(tx, round, now)), reminded }
    return { after: last, reminded }
  })
}

async function finish(tx: Tx, round: { paydayId: string; daysBefore: number }, now: Date) {
  await tx.update(reminderRounds).set({ finishedAt: now }).where(thisRound(round))
  return { after: null, reminded: 0 }
}

type Due = { termId: string; termName: string; paidOn: string; cutoffAt: Date; period: PayPeriod }

async function findPayday(tx: Tx, paydayId: string, zone: string): Promise<Due | null> {
  const [found] = await tx
    .select({ payday: paydays, term: terms })
    .from(paydays)
    .innerJoin(terms, eq(terms.id, paydays.termId))
    .where(and(eq(paydays.id, paydayId), isNull(terms.archivedAt)))
  if (!found) return null
  const all = await tx
    .select({ id: paydays.id, paidOn: paydays.paidOn, cutoffAt: paydays.cutoffAt })
    .from(paydays)
    .where(eq(paydays.termId, found.term.id))
  const period = payPeriods(found.term, all, zone).find((one) => one.paydayId === paydayId)
  if (!period) return null
  const { paidOn, cutoffAt } = found.payday
  return { termId: found.term.id, termName: found.term.name, paidOn, cutoffAt, period }
}

async function remind(
  tx: Tx,
  round: { paydayId: string; daysBefore: number },
  payday: Due,
  userIds: string[],
  zone: string,
  now: Date,
): Promise<number> {
  if (userIds.length === 0) return 0
  const known = await tx
    .select({ userId: hourReminders.userId })
    .from(hourReminders)
    .where(
      and(
        eq(hourReminders.paydayId, round.paydayId),
        eq(hourReminders.daysBefore, round.daysBefore),
        inArray(hourReminders.userId, userIds),
      ),
    )
  const already = new Set(known.map((row) => row.userId))
  const fresh = userIds.filter((id) => !already.has(id))
  if (fresh.length === 0) return 0
  const rows = await tx
    .select({
      userId: allocations.userId,
      name: users.name,
      preferredName: users.preferredName,
      email: users.email,
      code: courses.code,
      courseName: courses.name,
      position: allocations.position,
      state: timesheets.state,
      quarters: timesheets.quarters,
    })
    .from(allocations)
    .innerJoin(users, eq(users.id, allocations.userId))
    .innerJoin(courses, eq(courses.id, allocations.courseId))
    .leftJoin(hourAllowances, eq(hourAllowances.allocationId, allocations.id))
    .leftJoin(
      timesheets,
      and(eq(timesheets.allocationId, allocations.id), eq(timesheets.paydayId, round.paydayId)),
    )
    .where(
      and(
        eq(allocations.termId, payday.termId),
        inArray(allocations.userId, fresh),
        hoursDue(payday.period, zone),
      ),
    )
    .orderBy(asc(courses.code))
  const byPerson = Map.groupBy(rows, (row) => row.userId)
  const requests = [...byPerson].map(([userId, work]): EmailRequest => {
    const first = work[0]!
    const positions = new Set(work.map((one) => one.position))
    return {
      kind: 'hours_reminder',
      to: { userId, name: first.preferredName ?? first.name, address: first.email },
      idempotencyKey: `hours-reminder:${round.paydayId}:${round.daysBefore}:${userId}`,
      // Whose log it stands in: that of the position, when the work is in one.
      scope: { termId: payday.termId, position: positions.size === 1 ? first.position : null },
      props: {
        termId: payday.termId,
        paidOn: payday.paidOn,
        cutoffAt: payday.cutoffAt.toISOString(),
        dueOn: dayIn(payday.cutoffAt, zone),
        courses: work.map((one) => ({
          code: one.code,
          name: one.courseName,
          position: one.position,
          recordedQuarters: one.quarters ?? 0,
          returned: one.state === 'returned',
        })),
      },
    }
  })
  const mails = await queueEmails(tx, requests)
  await insertIgnore(
    tx,
    hourReminders,
    [...byPerson.keys()].map((userId, i) => ({ userId, ...round, emailId: mails[i], createdAt: now })),
  )
  return byPerson.size
}
