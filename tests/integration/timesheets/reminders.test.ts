import { and, count, eq } from 'drizzle-orm'
import { serve } from 'inngest/edge'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { db, queryCount, write } from '@/db/client'
import {
  type allocations,
  approvalDigests,
  courses,
  digestRounds,
  emailBodies,
  emails,
  hourReminders,
  jobRuns,
  jobSteps,
  outbox,
  paydays,
  reminderRounds,
  terms,
  timesheets,
  userRoles,
  users,
} from '@/db/schema'
import { inngest } from '@/inngest/client'
import { type Runner, startRunner } from '@/inngest/embedded/runner'
import { hoursReminders } from '@/inngest/functions/hours-reminders'
import { addDays, localInstant, todayIn } from '@/lib/dates'
import type { Viewer } from '@/lib/permissions'
import { sendDueDigests } from '@/lib/timesheets/digests'
import { reminderList } from '@/lib/timesheets/reminder-list'
import { getReminderPage } from '@/lib/timesheets/reminder-queries'
import { remindPiece, startDueRounds } from '@/lib/timesheets/reminders'
import {
  makeAllocation,
  makeCourse,
  makePayday,
  makeTerm,
  makeTimesheet,
  makeUser,
  makeViewer,
  viewer,
} from '../../support/world'

const zone = 'Pacific/Auckland'
/** Daylight saving ends on 4 April 2027, between the reminders of this payday. */
const cutoffDay = '2027-04-06'
const cutoffAt = localInstant(cutoffDay, '17:00', zone)
const nine = (daysBefore: number) => localInstant(addDays(cutoffDay, -daysBefore), '09:00', zone)

let termId: string
let courseId: string
let paydayId: string
let cc: Viewer

beforeEach(async () => {
  await write(async (tx) => {
    await tx.update(terms).set({ archivedAt: new Date() })
    for (const table of [digestRounds, approvalDigests]) await tx.delete(table)
  })
  termId = await makeTerm({ startsOn: '2027-03-01', endsOn: '2027-06-04' })
  const ccId = await makeUser('course_coordinator')
  courseId = await makeCourse(termId, { coordinators: [ccId] })
  cc = await viewer(ccId)
  await makePayday(termId, { paidOn: '2027-03-26', cutoffAt: localInstant('2027-03-23', '17:00', zone) })
  paydayId = await makePayday(termId, { paidOn: '2027-04-09', cutoffAt })
})

const runners: Runner[] = []
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop(5000)))
  await write(async (tx) => {
    for (const table of [jobSteps, jobRuns, outbox]) await tx.delete(table)
  })
})

const work = (userId: string, given: Partial<typeof allocations.$inferInsert> = {}) =>
  makeAllocation({ userId, courseId, termId, quarters: 80, ...given })
const sheet = (
  allocationId: string,
  state: 'draft' | 'submitted' | 'returned' | 'approved' | 'exported',
  quarters = 8,
) => makeTimesheet({ allocationId, paydayId, state, lines: [{ day: '2027-03-25', quarters }] })
const mailsTo = (userId: string, kind: 'hours_reminder' | 'approvals_waiting' = 'hours_reminder') =>
  db
    .select()
    .from(emails)
    .where(and(eq(emails.toUserId, userId), eq(emails.kind, kind)))
const propsOf = async (emailId: string) =>
  (await db.select().from(emailBodies).where(eq(emailBodies.emailId, emailId)))[0]!.props

async function round(daysBefore: number, now = nine(daysBefore)): Promise<number> {
  const started = await startDueRounds(now)
  let reminded = 0
  for (const one of started) {
    let after: string | null = null
    do {
      const done = await remindPiece(one, after, now)
      reminded += done.reminded
      after = done.after
    } while (after !== null)
  }
  return reminded
}

describe('a round of reminders', () => {
  it('goes at 09:00 of the zone to everybody who has hours due and not submitted, and to nobody else', async () => {
    const due: string[] = []
    const spared: string[] = []
    const person = async (list: string[], given?: Partial<typeof allocations.$inferInsert>) => {
      const id = await makeUser('student')
      list.push(id)
      return work(id, given)
    }
    await person(due)
    await sheet(await person(due), 'draft')
    await sheet(await person(due), 'returned')
    await person(due, { state: 'offered', agreedQuarters: 40 })
    await person(due, {
      state: 'ended',
      endedAt: localInstant('2027-03-30', '12:00', zone),
    })
    for (const state of ['submitted', 'approved', 'exported'] as const)
      await sheet(await person(spared), state)
    for (const state of ['offered', 'proposed', 'declined', 'expired'] as const)
      await person(spared, { state })
    await person(spared, {
      state: 'ended',
      endedAt: localInstant('2027-03-20', '12:00', zone),
    })
    // All hours of the allocation are recorded for another payday: nothing is due.
    const used = await person(spared)
    const other = await makePayday(termId, {
      paidOn: '2027-04-23',
      cutoffAt: localInstant('2027-04-20', '17:00', zone),
      reminderDays: [],
    })
    await makeTimesheet({ allocationId: used, paydayId: other, lines: [{ day: '2027-04-08', quarters: 80 }] })
    const gone = await makeUser('student', { state: 'deactivated' })
    spared.push(gone)
    await work(gone)

    expect(await round(7, new Date(nine(7).getTime() - 1))).toBe(0)
    expect(await round(7)).toBe(due.length)
    for (const id of due) expect(await mailsTo(id)).toHaveLength(1)
    for (const id of spared) expect(await mailsTo(id)).toEqual([])
    const [mail] = await mailsTo(due[0]!)
    expect(mail).toMatchObject({
      termId,
      position: 'tutor',
      subject: 'Hours for Fri 9 Apr 2027 are due Tue 6 Apr 2027',
    })
    expect((await propsOf(mail!.id)).courses).toMatchObject([{ recordedQuarters: 0, returned: false }])
  })

  it('goes once per person, payday and offset, and names all their courses in one mail', async () => {
    const id = await makeUser('student')
    await work(id)
    const handedIn = await work(id, { courseId: await makeCourse(termId) })
    await sheet(handedIn, 'submitted')
    await work(id, { courseId: await makeCourse(termId), position: 'marker' })
    for (const daysBefore of [7, 3, 1]) {
      expect(await round(daysBefore)).toBe(1)
      expect(await round(daysBefore)).toBe(0)
      expect(await round(daysBefore, new Date(nine(daysBefore).getTime() + 3_600_000))).toBe(0)
    }
    const mails = await mailsTo(id)
    expect(mails).toHaveLength(3)
    expect(((await propsOf(mails[0]!.id)).courses as unknown[]).length).toBe(2)
    // Work in both positions: its mail stands in no single coordinator's log.
    expect(mails[0]!.position).toBeNull()
  })

  it('is not made up for after a day or after the cut-off, and not sent for an archived term', async () => {
    const id = await makeUser('student')
    await work(id)
    expect(await startDueRounds(new Date(nine(7).getTime() + 24 * 3_600_000))).toEqual([])
    // Started in time, carried out after the cut-off: it says nothing any more.
    const [one] = await startDueRounds(nine(1))
    expect(await remindPiece(one!, null, cutoffAt)).toEqual({ after: null, reminded: 0 })
    await write((tx) => tx.delete(reminderRounds))
    await write((tx) => tx.update(terms).set({ archivedAt: new Date() }).where(eq(terms.id, termId)))
    expect(await startDueRounds(nine(1))).toEqual([])
    expect(await mailsTo(id)).toEqual([])
  })

  it('is started once by many sweeps at the same moment', async () => {
    await work(await makeUser('student'))
    const started = await Promise.all([1, 2, 3, 4].map(() => startDueRounds(nine(3))))
    expect(started.flat()).toHaveLength(1)
    const events = await db.select().from(outbox).where(eq(outbox.name, 'hours/reminders.due'))
    expect(events).toHaveLength(1)
  })

  it('reminds each person once with two runners at work and a restart in the middle', async () => {
    // A payday whose reminder came due within the last day, by the runner's own clock.
    const now = new Date()
    const today = todayIn(zone, now)
    const cutoff = addDays(today, now >= localInstant(today, '09:00', zone) ? 3 : 2)
    termId = await makeTerm({ startsOn: addDays(today, -20), endsOn: addDays(today, 60) })
    courseId = await makeCourse(termId)
    const soon = await makePayday(termId, {
      paidOn: addDays(cutoff, 3),
      cutoffAt: localInstant(cutoff, '17:00', zone),
      reminderDays: [3],
    })
    const people: string[] = []
    for (let n = 0; n < 130; n++) {
      const id = await makeUser('student')
      people.push(id)
      await work(id)
    }
    const started = await Promise.all([startDueRounds(now), startDueRounds(now)])
    expect(started.flat()).toEqual([{ paydayId: soon, daysBefore: 3 }])
    const one = { paydayId: soon, daysBefore: 3 }
    // A process that died after its first piece, and two that both believe the round is theirs.
    await remindPiece(one, null, now)
    const handler = serve({ client: inngest, functions: [hoursReminders] })
    const start = async () => runners.push(await startRunner({ handler, pollMs: 50, backoff: () => 0 }))
    await start()
    await start()
    await Promise.all([1, 2, 3].map(() => remindPiece(one, null, now)))
    await runners[0]!.stop(0)
    await start()
    const roundOf = async () =>
      (await db.select().from(reminderRounds).where(eq(reminderRounds.paydayId, soon)))[0]
    await vi.waitFor(async () => expect((await roundOf())?.finishedAt).toBeTruthy(), 25_000)
    for (const runner of runners.slice(1)) expect(await runner.idle(10_000)).toBe(true)
    const mails = await db
      .select({ to: emails.toUserId, n: count() })
      .from(emails)
      .where(and(eq(emails.kind, 'hours_reminder'), eq(emails.termId, termId)))
      .groupBy(emails.toUserId)
    expect(mails.map((mail) => mail.n)).toEqual(people.map(() => 1))
    expect(new Set(mails.map((mail) => mail.to))).toEqual(new Set(people))
    const rows = await db.select({ n: count() }).from(hourReminders).where(eq(hourReminders.paydayId, soon))
    expect(rows[0]?.n).toBe(people.length)
  })
})

describe('the digest of approvers', () => {
  const nextMorning = localInstant('2027-04-07', '09:00', zone)

  it('tells each approver once a day what waits for them, and nobody for whom nothing waits', async () => {
    const [tc, mc, admin] = [
      await makeViewer('tutor_coordinator'),
      await makeViewer('marker_coordinator'),
      await makeViewer('admin'),
    ]
    const idle = await makeUser('course_coordinator')
    await makeCourse(termId, { coordinators: [idle] })
    await sheet(await work(await makeUser('student')), 'submitted')
    await makeTimesheet({ allocationId: await work(await makeUser('student')), paydayId, late: true })
    await sheet(await work(await makeUser('student')), 'approved')
    await sendDueDigests(nextMorning)
    await Promise.all([1, 2, 3].map(() => sendDueDigests(nextMorning)))
    await sendDueDigests(new Date(nextMorning.getTime() + 3_600_000))
    const [mail, ...more] = (await mailsTo(cc.id, 'approvals_waiting')).filter((one) =>
      one.idempotencyKey.includes(':day:'),
    )
    expect(more).toEqual([])
    expect(mail?.subject).toBe('2 timesheets wait for your approval')
    expect(await propsOf(mail!.id)).toMatchObject({
      waiting: 2,
      late: 1,
      terms: [{ id: termId, courses: [{ waiting: 2 }], more: 0 }],
    })
    expect((await mailsTo(tc.id, 'approvals_waiting')).length).toBeGreaterThan(0)
    for (const id of [mc.id, admin.id, idle]) expect(await mailsTo(id, 'approvals_waiting')).toEqual([])
    // The next day again, while it waits.
    await sendDueDigests(localInstant('2027-04-08', '09:15', zone))
    const days = (await mailsTo(cc.id, 'approvals_waiting')).filter((one) =>
      one.idempotencyKey.includes(':day:'),
    )
    expect(days).toHaveLength(2)
  })

  it('tells of a cut-off once, with what was submitted for that payday', async () => {
    await sheet(await work(await makeUser('student')), 'submitted')
    expect(await sendDueDigests(new Date(cutoffAt.getTime() - 1))).toEqual([
      { key: 'day:2027-04-06', told: expect.any(Number) },
    ])
    const after = new Date(cutoffAt.getTime() + 60_000)
    expect((await sendDueDigests(after)).map((one) => one.key)).toEqual([`cutoff:${paydayId}`])
    expect(await sendDueDigests(after)).toEqual([])
    const mails = await mailsTo(cc.id, 'approvals_waiting')
    const told = await propsOf(mails.find((mail) => mail.idempotencyKey.includes('cutoff'))!.id)
    expect(told).toMatchObject({ waiting: 1, cutoff: { paidOn: '2027-04-09' } })
  })

  it('names each term by itself, since a page shows one at a time', async () => {
    await sheet(await work(await makeUser('student')), 'submitted')
    const earlier = await makeTerm({ startsOn: '2026-07-20', endsOn: '2026-11-13', name: 'The earlier term' })
    const theirs = await makeCourse(earlier, { coordinators: [cc.id] })
    const old = await makePayday(earlier, {
      paidOn: '2026-11-27',
      cutoffAt: localInstant('2026-11-24', '17:00', zone),
    })
    const student = await makeUser('student')
    const allocationId = await makeAllocation({ userId: student, courseId: theirs, termId: earlier })
    await makeTimesheet({ allocationId, paydayId: old, lines: [{ day: '2026-11-10', quarters: 8 }] })
    await sendDueDigests(nextMorning)
    const [mail] = await mailsTo(cc.id, 'approvals_waiting')
    expect(await propsOf(mail!.id)).toMatchObject({
      waiting: 2,
      terms: [
        { id: termId, courses: [{ waiting: 1 }] },
        { id: earlier, name: 'The earlier term', courses: [{ waiting: 1 }] },
      ],
    })
  })

  it('goes to the admins where nobody else would be told of hours', async () => {
    const admin = await makeViewer('admin')
    const nobodys = await makeCourse(termId)
    const onOwn = await makeCourse(termId, { coordinators: [await makeUser('course_coordinator')] })
    await db
      .select({ id: users.id })
      .from(users)
      .innerJoin(userRoles, and(eq(userRoles.userId, users.id), eq(userRoles.role, 'marker_coordinator')))
      .then((rows) =>
        write(async (tx) => {
          for (const { id } of rows)
            await tx.update(users).set({ state: 'deactivated' }).where(eq(users.id, id))
        }),
      )
    const marks = async (course: string) =>
      sheet(await work(await makeUser('student'), { courseId: course, position: 'marker' }), 'submitted')
    await marks(onOwn)
    await sendDueDigests(nextMorning)
    expect(await mailsTo(admin.id, 'approvals_waiting')).toEqual([])
    await marks(nobodys)
    await sendDueDigests(localInstant('2027-04-08', '09:15', zone))
    const [mail] = await mailsTo(admin.id, 'approvals_waiting')
    expect(await propsOf(mail!.id)).toMatchObject({ waiting: 1, terms: [{ id: termId }] })
    const { code } = (await db.select().from(courses).where(eq(courses.id, nobodys)))[0]!
    expect(await propsOf(mail!.id)).toMatchObject({ terms: [{ courses: [{ code, waiting: 1 }] }] })
  })

  it('leaves out the approver’s own hours, on which another decides', async () => {
    const self = await makeViewer(['student', 'tutor_coordinator'])
    await sheet(await work(self.id), 'submitted')
    await sendDueDigests(nextMorning)
    expect(await mailsTo(self.id, 'approvals_waiting')).toEqual([])
    expect((await mailsTo(cc.id, 'approvals_waiting')).length).toBeGreaterThan(0)
  })
})

describe('the page of reminders', () => {
  it('shows own people only: who was reminded when, who has submitted, and who is next', async () => {
    const [a, b, c] = [
      await makeUser('student', { name: 'Aa' }),
      await makeUser('student', { name: 'Bb' }),
      await makeUser('student'),
    ]
    await work(a)
    await sheet(await work(b), 'submitted')
    await work(c, { courseId: await makeCourse(termId), position: 'marker' })
    await round(7)
    const params = reminderList.parse({ payday: paydayId })
    const page = await getReminderPage(cc, termId, params, nine(7))
    expect(page.counts).toEqual({ due: 1, submitted: 1, all: 2 })
    expect(page.rows).toMatchObject([
      { userId: a, due: true, state: null, reminded: [{ daysBefore: 7 }], mayRecord: false },
    ])
    expect(
      page.schedule.map((one) => [one.daysBefore, one.past, one.reminded, one.finishedAt !== null]),
    ).toEqual([
      [7, true, 1, true],
      [3, false, 0, false],
      [1, false, 0, false],
    ])
    // What is due and not sent is under way for a day; then it is not made up for any more.
    const underWay = async (now: Date) =>
      (await getReminderPage(cc, termId, params, now)).schedule.flatMap((one) =>
        one.underWay ? [one.daysBefore] : [],
      )
    expect(await underWay(nine(7))).toEqual([])
    expect(await underWay(nine(3))).toEqual([3])
    expect(await underWay(nine(2))).toEqual([])
    const mc = await makeViewer('marker_coordinator')
    const markers = await getReminderPage(mc, termId, params, nine(7))
    expect(markers.rows.map((row) => row.userId)).toEqual([c])
    expect(markers.rows[0]!.mayRecord).toBe(true)
  })

  it('says when each is reminded next: not what went out before the cut-off was moved, not accounts that are closed', async () => {
    const [open, closed] = [
      await makeUser('student', { name: 'Aa' }),
      await makeUser('student', { name: 'Bb' }),
    ]
    await work(open)
    await work(closed)
    await round(7)
    await write(async (tx) => {
      await tx.update(users).set({ state: 'deactivated' }).where(eq(users.id, closed))
      // Ten days later: all three offsets lie ahead again, and the first has gone out.
      await tx
        .update(paydays)
        .set({ cutoffAt: localInstant(addDays(cutoffDay, 10), '17:00', zone) })
        .where(eq(paydays.id, paydayId))
    })
    const page = await getReminderPage(cc, termId, reminderList.parse({ payday: paydayId }), nine(6))
    expect(page.schedule.map((one) => [one.daysBefore, one.past, one.startedAt !== null])).toEqual([
      [7, false, true],
      [3, false, false],
      [1, false, false],
    ])
    expect(page.rows).toMatchObject([
      { userId: open, due: true, nextAt: nine(-7) },
      { userId: closed, due: true, nextAt: null },
    ])
  })

  it('asks nobody before the period has begun', async () => {
    await work(await makeUser('student'))
    const before = await getReminderPage(cc, termId, reminderList.parse({ payday: paydayId }), nine(20))
    expect(before).toMatchObject({ begun: false, counts: { due: 0, all: 1 } })
  })

  it('issues the same number of queries for 1 and for 40 people', async () => {
    const params = reminderList.parse({ payday: paydayId })
    await work(await makeUser('student'))
    const counted = async () => {
      const before = queryCount()
      await getReminderPage(cc, termId, params, nine(7))
      return queryCount() - before
    }
    const one = await counted()
    for (let n = 0; n < 39; n++) await work(await makeUser('student'))
    expect(await counted()).toBe(one)
    expect((await db.select().from(timesheets).where(eq(timesheets.termId, termId))).length).toBe(0)
  })
})
