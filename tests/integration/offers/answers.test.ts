import { and, eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db, queryCount, write } from '@/db/client'
import { allocations, auditLog, emails, paydays, timesheets } from '@/db/schema'
import { newId } from '@/db/sql'
import { changeHours, endAllocation, enrolPerson } from '@/lib/allocations/enrolment'
import { usedQuarters } from '@/lib/allocations/facts'
import { getCourseMembers } from '@/lib/allocations/queries'
import { answerOffer, expireOffer } from '@/lib/offers/commands'
import { getOwnOffer, getOwnOffers } from '@/lib/offers/queries'
import type { Viewer } from '@/lib/permissions'
import { saveSettings } from '@/lib/settings/commands'
import { refusal } from '../../support/refusal'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makePayday,
  makeTerm,
  makeTimesheet,
  makeUser,
  makeViewer,
} from '../../support/world'

const HOUR = 3_600_000
let termId: string
let courseId: string
let tc: Viewer
let mc: Viewer
let admin: Viewer
let student: Viewer
let other: Viewer

beforeAll(async () => {
  tc = await makeViewer('tutor_coordinator')
  mc = await makeViewer('marker_coordinator')
  admin = await makeViewer('admin')
})
beforeEach(async () => {
  termId = await makeTerm()
  courseId = await makeCourse(termId)
  student = await makeViewer('student')
  other = await makeViewer('student')
})

const row = async (id: string) => (await db.select().from(allocations).where(eq(allocations.id, id)))[0]!
const mailsOf = async (userId: string) =>
  (await db.select().from(emails).where(eq(emails.toUserId, userId))).map((mail) => mail.kind)
const mailsAbout = async (kind: 'offer_answered' | 'offer_expired' | 'offer_changed') =>
  (
    await db
      .select()
      .from(emails)
      .where(and(eq(emails.kind, kind), eq(emails.courseId, courseId)))
  ).map((mail) => mail.toUserId)
const used = async () => (await usedQuarters(db, [courseId])).get(courseId)?.tutor ?? 0
const offered = (given: object = {}) =>
  makeAllocation({
    userId: student.id,
    courseId,
    termId,
    state: 'offered',
    quarters: 160,
    offeredAt: new Date(),
    answerBy: new Date(Date.now() + 48 * HOUR),
    ...given,
  })
/** 40 h that were agreed to, with a change to `quarters` that waits. */
const changed = async (quarters: number) => {
  const id = await makeAllocation({ userId: student.id, courseId, termId, state: 'accepted', quarters: 160 })
  await changeHours(tc, { allocationId: id, version: 1, quarters })
  return id
}
const accept = (id: string, version = 1, now?: Date) =>
  answerOffer(student, { allocationId: id, version, act: 'accept' }, now)
const decline = (id: string, version = 1, reason = 'Other work') =>
  answerOffer(student, { allocationId: id, version, act: 'decline', reason })

describe('the answer to an offer', () => {
  it('accepting makes it work, tells nobody, and is recorded', async () => {
    const id = await offered()
    expect(await accept(id)).toEqual({ quarters: 160, change: false, code: expect.any(String) })
    expect(await row(id)).toMatchObject({ state: 'accepted', version: 2, agreedQuarters: null })
    expect((await row(id)).answeredAt).not.toBeNull()
    expect(await mailsAbout('offer_answered')).toEqual([])
    const log = await db.select().from(auditLog).where(eq(auditLog.recordId, id))
    expect(log.map((entry) => [entry.action, entry.actorId])).toEqual([['offers.accept', student.id]])
  })

  it('declining frees the hours at once, keeps the reason, and tells those who decide and those in charge of the course', async () => {
    const inCharge = await makeUser('course_coordinator')
    const without = await makeUser('student')
    courseId = await makeCourse(termId, { coordinators: [inCharge, tc.id, without] })
    const id = await offered()
    expect(await used()).toBe(160)
    await decline(id)
    expect(await row(id)).toMatchObject({ state: 'declined', liveKey: null, declineReason: 'Other work' })
    expect(await used()).toBe(0)
    expect((await mailsAbout('offer_answered')).sort()).toEqual([tc.id, inCharge].sort())
    const [mail] = await db.select().from(emails).where(eq(emails.courseId, courseId))
    expect(mail).toMatchObject({ position: 'tutor', termId })
    // The course can be given to the same person again.
    await enrolPerson(tc, { courseId, userId: student.id, position: 'tutor', quarters: 40 })
  })

  it('needs a reason to decline', async () => {
    const id = await offered()
    expect((await refusal(decline(id, 1, '  '))).detail.fields).toHaveProperty('reason')
    expect((await row(id)).state).toBe('offered')
  })

  it('is given once: a second one is refused and changes nothing, whichever comes first', async () => {
    const first = await offered()
    const outcomes = await Promise.allSettled([accept(first), accept(first), decline(first)])
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    const state = (await row(first)).state
    expect((await refusal(accept(first, 2))).message).toMatch(/already/)
    expect((await refusal(decline(first, 2))).message).toMatch(/already/)
    expect(await row(first)).toMatchObject({ state, version: 2 })
  })

  it('is nobody else’s, and a proposal is not found even by its own person', async () => {
    const id = await offered()
    for (const viewer of [other, tc, admin]) {
      const work = answerOffer(viewer, { allocationId: id, version: 1, act: 'accept' })
      expect((await refusal(work)).code).toBe('not_found')
    }
    const hidden = await makeAllocation({ userId: other.id, courseId, termId, state: 'proposed' })
    const work = answerOffer(other, { allocationId: hidden, version: 1, act: 'accept' })
    expect((await refusal(work)).code).toBe('not_found')
    expect((await refusal(getOwnOffer(other, hidden, new Date()))).code).toBe('not_found')
    expect((await refusal(getOwnOffer(other, id, new Date()))).code).toBe('not_found')
    expect((await getOwnOffer(student, id, new Date())).refusal).toBeNull()
  })

  it('comes too late after the last second, also before any job has noticed', async () => {
    const answerBy = new Date(Date.now() + HOUR)
    const id = await offered({ answerBy })
    const late = new Date(answerBy.getTime() + 1000)
    expect((await refusal(accept(id, 1, late))).message).toMatch(/time to answer/)
    expect((await getOwnOffer(student, id, late)).refusal).toMatch(/time to answer/)
    await accept(id, 1, new Date(answerBy.getTime() + 999))
  })

  it('to hours that were changed in between is refused and says what they are now', async () => {
    const id = await offered()
    await changeHours(tc, { allocationId: id, version: 1, quarters: 120 })
    expect((await refusal(accept(id))).message).toContain('30 h now')
    expect((await row(id)).state).toBe('offered')
    await accept(id, 2)
    expect(await row(id)).toMatchObject({ state: 'accepted', quarters: 120 })
  })
})

describe('a change of hours after acceptance', () => {
  it('keeps the agreed hours, counts the larger of both, and is told', async () => {
    const down = await changed(120)
    expect(await row(down)).toMatchObject({ state: 'offered', quarters: 120, agreedQuarters: 160 })
    expect(await used()).toBe(160)
    expect(await mailsOf(student.id)).toEqual(['offer_changed'])
    await changeHours(tc, { allocationId: down, version: 2, quarters: 200 })
    expect(await row(down)).toMatchObject({ quarters: 200, agreedQuarters: 160 })
    expect(await used()).toBe(200)
  })

  it('holds once it is accepted', async () => {
    const id = await changed(120)
    expect(await accept(id, 2)).toMatchObject({ quarters: 120, change: true })
    expect(await row(id)).toMatchObject({ state: 'accepted', quarters: 120, agreedQuarters: null })
    expect(await used()).toBe(120)
  })

  it('leaves the job as it was when it is declined or expires, and tells the coordinators', async () => {
    const id = await changed(120)
    await decline(id, 2)
    expect(await row(id)).toMatchObject({ state: 'accepted', quarters: 160, agreedQuarters: null })
    expect((await row(id)).liveKey).not.toBeNull()
    expect(await mailsAbout('offer_answered')).toEqual([tc.id])
    await changeHours(tc, { allocationId: id, version: 3, quarters: 200 })
    const over = new Date(Date.now() + 30 * 24 * HOUR)
    expect(await expireOffer({ allocationId: id, version: 4 }, over)).toBe('kept')
    expect(await row(id)).toMatchObject({ state: 'accepted', quarters: 160, agreedQuarters: null })
    expect((await mailsAbout('offer_expired')).sort()).toEqual([student.id, tc.id].sort())
    expect(await used()).toBe(160)
  })

  it('to fewer hours than were submitted meanwhile is neither accepted nor proposed again', async () => {
    const id = await changed(120)
    const paydayId = await makePayday(termId)
    const sheetId = await makeTimesheet({ allocationId: id, paydayId, lines: [{ quarters: 140 }] })
    const refused = await refusal(accept(id, 2))
    expect(refused.code).toBe('state')
    expect(refused.message).toContain('35 h')
    expect(await row(id)).toMatchObject({ state: 'offered', quarters: 120, agreedQuarters: 160, version: 2 })
    expect((await refusal(changeHours(tc, { allocationId: id, version: 2, quarters: 130 }))).code).toBe(
      'invalid',
    )
    await changeHours(tc, { allocationId: id, version: 2, quarters: 144 })
    expect(await accept(id, 3)).toMatchObject({ quarters: 144 })
    // What came back to its person is no reason: it can be handed in with fewer hours.
    await changeHours(tc, { allocationId: id, version: 4, quarters: 141 })
    await write((tx) =>
      tx.update(timesheets).set({ state: 'returned', quarters: 150 }).where(eq(timesheets.id, sheetId)),
    )
    expect(await accept(id, 5)).toMatchObject({ quarters: 141 })
  })

  it('is taken back by going back to the agreed hours', async () => {
    const id = await changed(120)
    await changeHours(tc, { allocationId: id, version: 2, quarters: 160 })
    expect(await row(id)).toMatchObject({
      state: 'accepted',
      quarters: 160,
      agreedQuarters: null,
      answerBy: null,
    })
    expect(await mailsOf(student.id)).toEqual(['offer_changed', 'offer_changed'])
  })

  it('holds at once where offers need no answer', async () => {
    const id = await changed(120)
    await saveSettings(admin, { offersNeedAnswer: false })
    try {
      const over = new Date(Date.now() + 30 * 24 * HOUR)
      expect(await expireOffer({ allocationId: id, version: 2 }, over)).toBe('nothing')
      await changeHours(tc, { allocationId: id, version: 2, quarters: 80 })
      expect(await row(id)).toMatchObject({ state: 'accepted', quarters: 80, agreedQuarters: null })
      expect(await used()).toBe(80)
    } finally {
      await saveSettings(admin, { offersNeedAnswer: true })
    }
  })

  it('cannot be used to give the freed hours away before it is answered', async () => {
    const small = await makeCourse(termId, { availableQuarters: 160 })
    const id = await makeAllocation({ userId: student.id, courseId: small, termId, quarters: 160 })
    await changeHours(tc, { allocationId: id, version: 1, quarters: 120 })
    const one = { courseId: small, userId: other.id, position: 'tutor' as const, quarters: 40 }
    expect((await refusal(enrolPerson(tc, one))).code).toBe('limit')
    await accept(id, 2)
    await enrolPerson(tc, one)
  })

  it('and its answer at the same moment have one outcome, in which nothing is lost', async () => {
    const id = await changed(120)
    const outcomes = await Promise.allSettled([
      accept(id, 2),
      changeHours(tc, { allocationId: id, version: 2, quarters: 100 }),
      expireOffer({ allocationId: id, version: 2 }, new Date(Date.now() + 30 * 24 * HOUR)),
    ])
    const after = await row(id)
    expect(after.version).toBe(3)
    const [answered, rechanged, expired] = outcomes.map((outcome) =>
      outcome.status === 'fulfilled' ? outcome.value : null,
    )
    if (answered) expect(after).toMatchObject({ state: 'accepted', quarters: 120, agreedQuarters: null })
    else if (expired === 'kept') expect(after).toMatchObject({ state: 'accepted', quarters: 160 })
    else {
      expect(rechanged).toBeUndefined()
      expect(after).toMatchObject({ state: 'offered', quarters: 100, agreedQuarters: 160 })
    }
    const log = await db.select().from(auditLog).where(eq(auditLog.recordId, id))
    expect(log).toHaveLength(2)
  })
})

describe('a student who answers while the offer expires', () => {
  it('gets one outcome, and its mails are those of that outcome', async () => {
    for (let i = 0; i < 6; i++) {
      const answerBy = new Date(Date.now() + HOUR)
      const id = await makeAllocation({
        userId: (await makeViewer('student')).id,
        courseId: await makeCourse(termId),
        termId,
        state: 'offered',
        quarters: 40,
        answerBy,
      })
      const person = await makeViewer('student')
      await write((tx) => tx.update(allocations).set({ userId: person.id }).where(eq(allocations.id, id)))
      const work = [
        () => answerOffer(person, { allocationId: id, version: 1, act: 'accept' }),
        () => expireOffer({ allocationId: id, version: 1 }, new Date(answerBy.getTime() + 1000)),
      ]
      if (i % 2) work.reverse()
      await Promise.allSettled(work.map((run) => run()))
      const after = await row(id)
      expect(after.version).toBe(2)
      expect(['accepted', 'expired']).toContain(after.state)
      expect(await mailsOf(person.id)).toEqual(after.state === 'expired' ? ['offer_expired'] : [])
    }
  })
})

describe('ending', () => {
  it('is told to the person with the hours recorded, and the work stays in their past', async () => {
    const id = await changed(120)
    const now = new Date()
    await write(async (tx) => {
      const paydayId = newId()
      await tx.insert(paydays).values({
        id: paydayId,
        termId,
        paidOn: '2027-03-10',
        cutoffAt: new Date(now.getTime() + 24 * HOUR),
        reminderDays: [],
        createdAt: now,
      })
      await tx.insert(timesheets).values({
        id: newId(),
        allocationId: id,
        paydayId,
        userId: student.id,
        courseId,
        termId,
        position: 'tutor',
        state: 'submitted',
        quarters: 12,
        createdAt: now,
        updatedAt: now,
      })
    })
    await endAllocation(tc, { allocationId: id, version: 2, reason: 'No second stream' })
    expect(await row(id)).toMatchObject({ state: 'ended', quarters: 160, agreedQuarters: null })
    expect(await mailsOf(student.id)).toEqual(['offer_changed', 'allocation_ended'])
    const { past, open, terms } = await getOwnOffers(student, now)
    expect(past).toMatchObject([
      { id, state: 'ended', recordedQuarters: 12, quarters: 160, endReason: 'No second stream' },
    ])
    expect(open).toEqual([])
    expect(terms).toEqual([])
    expect((await refusal(accept(id, 3))).message).toMatch(/ended/)
  })

  it('of a proposal tells nobody', async () => {
    const id = await makeAllocation({ userId: student.id, courseId, termId, state: 'proposed' })
    await endAllocation(tc, { allocationId: id, version: 1 })
    await changeHours(tc, {
      allocationId: await makeAllocation({ userId: student.id, courseId, termId, state: 'proposed' }),
      version: 1,
      quarters: 80,
    })
    expect(await mailsOf(student.id)).toEqual([])
  })
})

describe('the page of own offers', () => {
  it('shows told hours only, the load against maximum and visa cap, and what is due', async () => {
    const now = new Date()
    await makeApplication({
      studentId: student.id,
      termId,
      state: 'published',
      decision: 'accepted',
      maxWeekQuarters: 40,
      citizenOrResident: false,
      validVisa: true,
    })
    const open = await offered({ quarters: 96 })
    const work = await makeAllocation({
      userId: student.id,
      courseId: await makeCourse(termId),
      termId,
      quarters: 48,
    })
    const hidden = await makeCourse(termId)
    await makeAllocation({ userId: student.id, courseId: hidden, termId, state: 'proposed', quarters: 400 })
    await write((tx) =>
      tx.insert(paydays).values({
        id: newId(),
        termId,
        paidOn: '2027-03-10',
        cutoffAt: new Date(now.getTime() + 24 * HOUR),
        reminderDays: [],
        createdAt: now,
      }),
    )
    const page = await getOwnOffers(student, now)
    expect(page.open.map((one) => one.id)).toEqual([open])
    expect(page.terms).toMatchObject([
      {
        loadQuarters: 144,
        unansweredQuarters: 96,
        maxWeekQuarters: 40,
        visaCapQuarters: 100,
        weeks: 12,
        nextPayday: { paidOn: '2027-03-10' },
      },
    ])
    expect(page.terms[0]!.work.map((one) => one.id)).toEqual([work])
    expect(page.due.map((one) => one.kind)).toEqual(['hours', 'answer'])
    expect(JSON.stringify(page)).not.toContain(hidden)
    expect((await getOwnOffers(other, now)).open).toEqual([])
    expect((await refusal(getOwnOffers(mc, now))).code).toBe('not_allowed')
  })

  it('costs the same number of queries with one offer and with twenty', async () => {
    const count = async () => {
      const before = queryCount()
      await getOwnOffers(student, new Date())
      return queryCount() - before
    }
    await offered()
    const one = await count()
    for (let i = 0; i < 20; i++) await offered({ courseId: await makeCourse(termId) })
    expect(await count()).toBe(one)
  })
})

it('a change that waits shows with both hours and its last day to whoever may see the members', async () => {
  const id = await changed(120)
  const { members, course } = await getCourseMembers(tc, courseId)
  expect(members).toMatchObject([{ id, quarters: 120, agreedQuarters: 160, state: 'offered' }])
  expect(members[0]!.answerBy).not.toBeNull()
  expect(course.used.tutor).toBe(160)
})
