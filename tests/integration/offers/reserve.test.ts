import { and, eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db, queryCount, write } from '@/db/client'
import { allocations, applications, auditLog, courses, emailBodies, emails, endorsements } from '@/db/schema'
import { newId } from '@/db/sql'
import type { BreachData } from '@/lib/allocations/change-set'
import { enrolPerson } from '@/lib/allocations/enrolment'
import { offerProposals } from '@/lib/allocations/tell'
import { getTelling } from '@/lib/allocations/telling'
import { getOwnApplication } from '@/lib/applications/own'
import { answerOffer } from '@/lib/offers/commands'
import { offerFromReserve } from '@/lib/offers/reserve'
import { reserveList } from '@/lib/offers/reserve-list'
import { getReserve, listReserve } from '@/lib/offers/reserve-queries'
import type { Viewer } from '@/lib/permissions'
import { rejectApplication } from '@/lib/review/commands'
import { refusal } from '../../support/refusal'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeTerm,
  makeUser,
  makeViewer,
  viewer,
} from '../../support/world'

let termId: string
let courseId: string
let other: string
let tc: Viewer
let mc: Viewer
let cc: Viewer

beforeAll(async () => {
  tc = await makeViewer('tutor_coordinator')
  mc = await makeViewer('marker_coordinator')
})
beforeEach(async () => {
  termId = await makeTerm()
  const ccId = await makeUser('course_coordinator')
  courseId = await makeCourse(termId, { availableQuarters: 160, coordinators: [ccId] })
  other = await makeCourse(termId)
  cc = await viewer(ccId)
})

const params = reserveList.parse({})
const reserve = async (given: object = {}) =>
  makeApplication({
    studentId: await makeUser('student'),
    termId,
    state: 'published',
    decision: 'reserve',
    publishedAt: new Date(),
    courses: [courseId, other],
    ...given,
  })
const application = async (id: string) =>
  (await db.select().from(applications).where(eq(applications.id, id)))[0]!
const list = (who = tc, position: 'tutor' | 'marker' = 'tutor') =>
  listReserve(who, { courseId, position }, params)
const offer = (applicationId: string, given: object = {}) =>
  offerFromReserve(tc, { applicationId, version: 1, courseId, quarters: 160, ...given })

describe('the reserve list of a course', () => {
  it('holds those of its term and position on reserve who ranked it, in their order of wishes', async () => {
    const second = await reserve({ courses: [other, { courseId, grade: 'B+' }] })
    const first = await reserve()
    const untold = await reserve({ state: 'submitted', publishedAt: null })
    await reserve({ courses: [other] })
    await reserve({ position: 'marker' })
    await reserve({ decision: 'rejected' })
    await reserve({ decision: 'accepted' })
    await reserve({ state: 'withdrawn' })
    await write((tx) =>
      tx.insert(endorsements).values({
        id: newId(),
        applicationId: second,
        courseId,
        coordinatorId: cc.id,
        verdict: 'strong',
        updatedAt: new Date(),
      }),
    )
    const { studentId } = await application(second)
    await makeAllocation({ userId: studentId, courseId: other, termId, quarters: 96 })
    const { rows, total, course } = await list()
    expect(total).toBe(3)
    expect(new Set(rows.slice(0, 2).map((row) => row.id))).toEqual(new Set([first, untold]))
    expect(rows[2]).toMatchObject({
      id: second,
      rank: 2,
      grade: 'B+',
      heldQuarters: 96,
      refusal: null,
      suggestedQuarters: 40,
      endorsements: [{ verdict: 'strong', coordinator: cc.name }],
    })
    expect(rows.find((row) => row.id === untold)?.refusal).toMatch(/not been told/)
    expect(course).toMatchObject({ leftQuarters: 160 })
  })

  it('is for who decides on the position alone', async () => {
    const id = await reserve()
    expect((await list()).total).toBe(1)
    for (const who of [mc, cc, await makeViewer('student')]) {
      expect((await refusal(list(who))).code).toBe('not_allowed')
      expect((await refusal(getReserve(who, { courseId, applicationId: id }))).code).toBe('not_allowed')
      const work = offerFromReserve(who, { applicationId: id, version: 1, courseId, quarters: 40 })
      expect(['not_allowed', 'not_found']).toContain((await refusal(work)).code)
    }
    expect((await application(id)).decision).toBe('reserve')
  })

  it('suggests the usual share, not all that is free, within the week and the visa cap of each', async () => {
    await reserve({ maxWeekQuarters: 20 })
    // One of two tutors of a course of 40 h: 20 h.
    await write((tx) => tx.update(courses).set({ wantedTutors: 2 }).where(eq(courses.id, courseId)))
    expect((await list()).rows[0]!.suggestedQuarters).toBe(80)
    await makeAllocation({ userId: await makeUser('student'), courseId, termId, quarters: 100 })
    const { rows, course } = await list()
    expect(course.leftQuarters).toBe(60)
    expect(rows[0]!.suggestedQuarters).toBe(60)
    await makeAllocation({ userId: await makeUser('student'), courseId, termId, quarters: 60 })
    expect((await list()).rows[0]!.suggestedQuarters).toBe(0)
  })

  it('costs the same number of queries with 1 and with 30 rows', async () => {
    const count = async () => {
      const before = queryCount()
      await list()
      return queryCount() - before
    }
    await reserve()
    const one = await count()
    for (let i = 0; i < 30; i++) await reserve({ cvFileId: null, transcriptFileId: null })
    expect(await count()).toBe(one)
  })
})

describe('offering hours that became free', () => {
  it('accepts the application in a recorded way and tells the person once', async () => {
    const left = await makeViewer('student')
    const gone = await makeAllocation({
      userId: left.id,
      courseId,
      termId,
      state: 'offered',
      quarters: 160,
      answerBy: new Date(Date.now() + 86_400_000),
    })
    const id = await reserve({ noteToStudent: 'Unfortunately not yet.', internalReason: 'Second choice' })
    const first = await refusal(offer(id))
    expect((first.detail.data as BreachData).breaches.map((breach) => breach.code)).toEqual(['over_budget'])
    await answerOffer(left, { allocationId: gone, version: 1, act: 'decline', reason: 'Other work' })
    const allocationId = await offer(id)
    const [allocation] = await db.select().from(allocations).where(eq(allocations.id, allocationId))
    expect(allocation).toMatchObject({
      state: 'offered',
      quarters: 160,
      applicationId: id,
      source: 'application',
    })
    expect(allocation!.answerBy).not.toBeNull()
    const after = await application(id)
    expect(after).toMatchObject({ state: 'published', decision: 'accepted', decidedBy: tc.id, version: 2 })
    // The words were those of the reserve.
    expect(after).toMatchObject({ noteToStudent: null, internalReason: null })
    const log = await db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.recordId, id), eq(auditLog.action, 'applications.acceptFromReserve')))
    expect(log).toMatchObject([
      { before: { decision: 'reserve', noteToStudent: 'Unfortunately not yet.' }, actorId: tc.id },
    ])
    const [mail, ...more] = await db.select().from(emails).where(eq(emails.toUserId, after.studentId))
    expect(more).toEqual([])
    expect(mail).toMatchObject({ kind: 'accepted', applicationId: id, position: 'tutor' })
    const [body] = await db.select().from(emailBodies).where(eq(emailBodies.emailId, mail!.id))
    expect(body!.props).toMatchObject({ applicationId: id, courses: [{ quarters: 160 }] })
    const view = await getOwnApplication(await viewer(after.studentId), id)
    expect(view.result).toMatchObject({ decision: 'accepted', courses: [{ quarters: 160 }] })
    expect((await list()).total).toBe(0)
  })

  it('keeps to the rules, and to their override with a reason', async () => {
    const id = await reserve({ citizenOrResident: false, validVisa: false })
    const error = await refusal(offer(id))
    const { breaches } = error.detail.data as BreachData
    expect(breaches.map((breach) => breach.code)).toEqual(['no_visa'])
    expect((await application(id)).decision).toBe('reserve')
    await offer(id, { override: { reason: 'Visa is on its way', keys: breaches.map((b) => b.key) } })
    expect((await application(id)).decision).toBe('accepted')
  })

  it('is refused for who is not told yet, is no longer on reserve, or was decided meanwhile', async () => {
    const untold = await reserve({ state: 'submitted', publishedAt: null })
    expect((await refusal(offer(untold))).code).toBe('state')
    await rejectApplication(tc, { id: untold, version: 1 })
    expect((await refusal(offer(untold, { version: 2 }))).code).toBe('state')
    const id = await reserve()
    expect((await refusal(offer(id, { version: 7 }))).code).toBe('conflict')
    const foreign = await makeCourse(await makeTerm())
    expect((await refusal(offer(id, { courseId: foreign }))).code).toBe('not_found')
  })

  it('by two coordinators at the same moment gives the hours once', async () => {
    const [a, b] = [await reserve(), await reserve()]
    const outcomes = await Promise.allSettled([offer(a), offer(b), offer(a)])
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    const given = await db.select().from(allocations).where(eq(allocations.courseId, courseId))
    expect(given).toHaveLength(1)
  })
})

describe('hours given by direct enrolment', () => {
  it('to somebody on the reserve list accept the application as well', async () => {
    const id = await reserve()
    const { studentId } = await application(id)
    await enrolPerson(tc, { courseId, userId: studentId, position: 'tutor', quarters: 40 })
    expect(await application(id)).toMatchObject({ decision: 'accepted', state: 'published' })
  })

  it('as a proposal leave it as it is until they are told', async () => {
    const id = await reserve()
    const { studentId } = await application(id)
    const proposal = await makeAllocation({
      userId: studentId,
      courseId,
      termId,
      state: 'proposed',
      source: 'pre_assignment',
    })
    expect((await application(id)).decision).toBe('reserve')
    const asked = { courseId, position: 'tutor' as const }
    expect((await getTelling(tc, asked)).people).toMatchObject([{ id: proposal, onReserve: true }])
    const items = [{ id: proposal, version: 1, quarters: 40 }]
    expect((await offerProposals(tc, { ...asked, items })).told).toBe(1)
    expect((await application(id)).decision).toBe('accepted')
  })
})
