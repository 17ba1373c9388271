import { and, eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db, write } from '@/db/client'
import { allocations, auditLog, emails, terms, timesheets } from '@/db/schema'
import { newId } from '@/db/sql'
import { getCandidate, searchCandidates } from '@/lib/allocations/candidates'
import type { BreachData } from '@/lib/allocations/change-set'
import { changeHours, endAllocation, enrolPerson, hoursWords } from '@/lib/allocations/enrolment'
import { getKnownEligibility } from '@/lib/allocations/known-eligibility'
import { staffingList } from '@/lib/allocations/members-list'
import { getCourseMembers, getMember } from '@/lib/allocations/queries'
import { listStaffing } from '@/lib/allocations/staffing'
import { offerProposals } from '@/lib/allocations/tell'
import type { Viewer } from '@/lib/permissions'
import { saveSettings } from '@/lib/settings/commands'
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
let closed: string
let foreign: string
let tc: Viewer
let mc: Viewer
let admin: Viewer
let cc: Viewer

beforeAll(async () => {
  tc = await makeViewer('tutor_coordinator')
  mc = await makeViewer('marker_coordinator')
  admin = await makeViewer('admin')
})
beforeEach(async () => {
  termId = await makeTerm()
  const ccId = await makeUser('course_coordinator')
  courseId = await makeCourse(termId, { canPreAssign: true, coordinators: [ccId] })
  closed = await makeCourse(termId, { canPreAssign: false, coordinators: [ccId] })
  foreign = await makeCourse(termId, { canPreAssign: true })
  cc = await viewer(ccId)
})

const allocation = async (id: string) =>
  (await db.select().from(allocations).where(eq(allocations.id, id)))[0]
const mailsTo = (userId: string) => db.select().from(emails).where(eq(emails.toUserId, userId))
const tell = (who: Viewer, id: string, at = courseId) =>
  offerProposals(who, { courseId: at, position: 'tutor', items: [{ id, version: 1, quarters: 40 }] })
const one = (userId: string, given: object = {}) => ({
  courseId,
  userId,
  position: 'tutor' as const,
  quarters: 40,
  ...given,
})

describe('direct enrolment', () => {
  it('by the coordinator of the position is an offer that is mailed at once, once', async () => {
    const userId = await makeUser('student')
    const { id, told } = await enrolPerson(tc, one(userId))
    expect(told).toBe(true)
    expect(await allocation(id)).toMatchObject({
      state: 'offered',
      source: 'pre_assignment',
      quarters: 40,
      applicationId: null,
      createdBy: tc.id,
    })
    const mails = await mailsTo(userId)
    expect(mails.map((mail) => mail.kind)).toEqual(['accepted'])
    const log = await db.select().from(auditLog).where(eq(auditLog.recordId, id))
    expect(log.map((entry) => entry.action)).toEqual(['allocations.add'])
  })

  it('takes no place in an archived term, where hours neither change nor end nor are told', async () => {
    const [held, waiting] = [
      await makeAllocation({ userId: await makeUser('student'), courseId, termId }),
      await makeAllocation({
        userId: await makeUser('student'),
        courseId,
        termId,
        state: 'proposed',
        source: 'pre_assignment',
      }),
    ]
    const userId = await makeUser('student')
    await write((tx) => tx.update(terms).set({ archivedAt: new Date() }).where(eq(terms.id, termId)))
    for (const work of [
      () => enrolPerson(tc, one(userId)),
      () => changeHours(tc, { allocationId: held, version: 1, quarters: 20 }),
      () => endAllocation(tc, { allocationId: held, version: 1 }),
      () => tell(tc, waiting),
    ]) {
      const refused = await refusal(work())
      expect([refused.code, refused.message]).toEqual(['state', expect.stringContaining('archived')])
    }
    expect(await allocation(held)).toMatchObject({ state: 'accepted', version: 1 })
  })

  it('needs no answer where offers need none', async () => {
    await saveSettings(admin, { offersNeedAnswer: false })
    try {
      const { id } = await enrolPerson(mc, one(await makeUser('student'), { position: 'marker' }))
      expect(await allocation(id)).toMatchObject({ state: 'accepted', answerBy: null })
    } finally {
      await saveSettings(admin, { offersNeedAnswer: true })
    }
  })

  it('obeys the same rules as an acceptance, and the same way to override them', async () => {
    const small = await makeCourse(termId, { availableQuarters: 20 })
    const userId = await makeUser('student')
    const error = await refusal(enrolPerson(tc, one(userId, { courseId: small })))
    expect(error.code).toBe('limit')
    const { breaches } = error.detail.data as BreachData
    expect(breaches.map((breach) => breach.code)).toEqual(['over_budget'])
    const override = { reason: 'Extra lab', keys: breaches.map((breach) => breach.key) }
    const { id } = await enrolPerson(tc, one(userId, { courseId: small, override }))
    expect((await allocation(id))?.overrideReason).toBe('Extra lab')
  })

  it('takes students only, and never twice in one position', async () => {
    const staff = await makeUser('course_coordinator')
    expect((await refusal(enrolPerson(tc, one(staff)))).detail.fields).toHaveProperty('userId')
    const userId = await makeUser('student')
    await enrolPerson(tc, one(userId))
    const again = await refusal(enrolPerson(tc, one(userId)))
    expect((again.detail.data as BreachData).breaches[0]).toMatchObject({
      code: 'already_holds',
      overridable: false,
    })
    await enrolPerson(mc, one(userId, { position: 'marker' }))
  })

  it('of one person by many at the same moment happens once', async () => {
    const userId = await makeUser('student')
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => enrolPerson(tc, one(userId))))
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    expect(await mailsTo(userId)).toHaveLength(1)
  })

  it('of the other position is not a coordinator’s to make as more than a pre-assignment', async () => {
    const userId = await makeUser('student')
    const { id, told } = await enrolPerson(tc, one(userId, { position: 'marker' }))
    expect(told).toBe(false)
    expect(await allocation(id)).toMatchObject({ state: 'proposed', position: 'marker' })
    expect(await mailsTo(userId)).toEqual([])
  })
})

describe('pre-assignment by a course coordinator', () => {
  it('is a proposal that nobody is told of until the coordinator of the position offers it', async () => {
    const userId = await makeUser('student')
    const { id, told } = await enrolPerson(cc, one(userId))
    expect(told).toBe(false)
    expect(await allocation(id)).toMatchObject({ state: 'proposed', source: 'pre_assignment' })
    expect(await mailsTo(userId)).toEqual([])
    expect((await refusal(tell(cc, id))).code).toBe('not_allowed')
    expect((await refusal(tell(mc, id))).code).toBe('not_allowed')
    expect(await tell(tc, id)).toEqual({ told: 1, leftOut: [] })
    expect(await allocation(id)).toMatchObject({ state: 'offered' })
    expect(await tell(tc, id)).toMatchObject({ told: 0, leftOut: [{ already: true }] })
    expect(await mailsTo(userId)).toHaveLength(1)
  })

  it('is for own courses that are open for it, and overrides no rule', async () => {
    const userId = await makeUser('student')
    expect((await refusal(enrolPerson(cc, one(userId, { courseId: closed })))).code).toBe('not_allowed')
    expect((await refusal(enrolPerson(cc, one(userId, { courseId: foreign })))).code).toBe('not_found')
    const error = await refusal(enrolPerson(cc, one(userId, { quarters: 4000 })))
    const data = error.detail.data as BreachData
    expect(data.mayOverride).toBe(false)
    const override = { reason: 'Mine', keys: data.breaches.map((breach) => breach.key) }
    expect((await refusal(enrolPerson(cc, one(userId, { quarters: 4000, override })))).code).toBe('limit')
    expect(await db.select().from(allocations).where(eq(allocations.userId, userId))).toEqual([])
  })

  it('a proposal of an application is not offered past its publication', async () => {
    const userId = await makeUser('student')
    const applicationId = await makeApplication({ studentId: userId, termId, courses: [courseId] })
    for (const source of ['application', 'automatic'] as const) {
      const given = { userId, courseId: source === 'automatic' ? courseId : closed, termId }
      const id = await makeAllocation({ ...given, applicationId, source, state: 'proposed' })
      expect((await tell(tc, id, given.courseId)).told).toBe(0)
      expect((await allocation(id))?.state).toBe('proposed')
    }
    expect(await mailsTo(userId)).toEqual([])
  })
})

describe('changing hours', () => {
  it('keeps to the rules, carries its version, and asks the person again', async () => {
    const userId = await makeUser('student', { name: 'Ana Hall' })
    const id = await makeAllocation({ userId, courseId, termId, state: 'accepted', quarters: 40 })
    const asked = await changeHours(tc, { allocationId: id, version: 1, quarters: 60 })
    expect(hoursWords(asked)).toBe('Ana Hall is asked by email to accept 15 h. Until then 10 h stand.')
    expect(await allocation(id)).toMatchObject({ quarters: 60, state: 'offered', version: 2 })
    const stale = await refusal(changeHours(tc, { allocationId: id, version: 1, quarters: 80 }))
    expect(stale.code).toBe('conflict')
    expect(stale.detail.conflict).toMatchObject({
      by: tc.name,
      differences: [{ yours: '20 h', theirs: '15 h' }],
    })
    const over = await refusal(changeHours(tc, { allocationId: id, version: 2, quarters: 404 }))
    expect((over.detail.data as BreachData).breaches.map((breach) => breach.code)).toContain('over_budget')
    // Down is always open, also where the course is over its budget already.
    await changeHours(tc, { allocationId: id, version: 2, quarters: 20 })
    expect((await allocation(id))?.quarters).toBe(20)
  })

  it('says what became of it: saved where nobody has agreed to other hours, and nothing where they are the same', async () => {
    const userId = await makeUser('student', { name: 'Ben Hall' })
    const proposed = await makeAllocation({ userId, courseId, termId, state: 'proposed', quarters: 40 })
    expect(hoursWords(await changeHours(tc, { allocationId: proposed, version: 1, quarters: 60 }))).toBe(
      'Saved: 15 h for Ben Hall.',
    )
    const version = (await allocation(proposed))?.version ?? 0
    expect(hoursWords(await changeHours(tc, { allocationId: proposed, version, quarters: 60 }))).toBe(
      'Nothing changed: 15 h in this course for Ben Hall.',
    )
  })

  it('asks about visa, place and need whenever hours grow, as for new ones', async () => {
    const profile = { citizenOrResident: false, validVisa: false, overseas: true, returning: false }
    const userId = await makeUser('student', { profile })
    const markersOnly = await makeCourse(termId, { needTutors: false })
    const given = { userId, courseId: markersOnly, termId, quarters: 40 }
    const id = await makeAllocation({ ...given, state: 'accepted' })
    const to = (version: number, quarters: number) => ({ allocationId: id, version, quarters })
    const error = await refusal(changeHours(tc, to(1, 44)))
    const { breaches } = error.detail.data as BreachData
    expect(breaches.map((breach) => breach.code)).toEqual(['not_needed', 'no_visa', 'overseas'])
    expect((await allocation(id))?.version).toBe(1)
    await changeHours(tc, to(1, 36))
    const override = { reason: 'Works from Suva', keys: breaches.map((breach) => breach.key) }
    await changeHours(tc, { ...to(2, 44), override })
    expect(await allocation(id)).toMatchObject({ quarters: 44, overrideReason: 'Works from Suva' })
  })

  it('is the coordinator of the position’s, and a course coordinator’s where pre-assignment is open', async () => {
    const userId = await makeUser('student')
    const id = await makeAllocation({ userId, courseId, termId, position: 'marker', state: 'proposed' })
    const there = await makeAllocation({ userId, courseId: foreign, termId, state: 'proposed' })
    const shut = await makeAllocation({ userId, courseId: closed, termId, state: 'proposed' })
    const to = (allocationId: string) => ({ allocationId, version: 1, quarters: 44 })
    const known = await makeAllocation({ userId, courseId: foreign, termId, position: 'marker' })
    // A proposal of the other position is not even known.
    expect((await refusal(changeHours(tc, to(id)))).code).toBe('not_found')
    expect((await refusal(changeHours(tc, to(known)))).code).toBe('not_allowed')
    expect((await refusal(changeHours(cc, to(there)))).code).toBe('not_found')
    expect((await refusal(changeHours(cc, to(shut)))).code).toBe('not_allowed')
    await changeHours(cc, to(id))
    expect((await allocation(id))?.quarters).toBe(44)
  })

  it('of a person who leaves at the same moment has one outcome', async () => {
    const id = await makeAllocation({ userId: await makeUser('student'), courseId, termId })
    const outcomes = await Promise.allSettled([
      changeHours(tc, { allocationId: id, version: 1, quarters: 60 }),
      endAllocation(admin, { allocationId: id, version: 1 }),
    ])
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
  })
})

describe('ending', () => {
  it('keeps what was recorded, frees the hours, and lets the person come back', async () => {
    const userId = await makeUser('student')
    const full = await makeCourse(termId, { availableQuarters: 40 })
    const id = await makeAllocation({ userId, courseId: full, termId, state: 'accepted', quarters: 40 })
    const { write } = await import('@/db/client')
    const { paydays } = await import('@/db/schema')
    const now = new Date()
    await write(async (tx) => {
      const paydayId = newId()
      await tx.insert(paydays).values({
        id: paydayId,
        termId,
        paidOn: '2027-03-10',
        cutoffAt: now,
        reminderDays: [],
        createdAt: now,
      })
      await tx.insert(timesheets).values({
        id: newId(),
        allocationId: id,
        paydayId,
        userId,
        courseId: full,
        termId,
        position: 'tutor',
        state: 'approved',
        quarters: 12,
        createdAt: now,
        updatedAt: now,
      })
    })
    // Fewer hours than the ones recorded would leave some of them unpaid.
    const fewer = await refusal(changeHours(tc, { allocationId: id, version: 1, quarters: 11 }))
    expect(fewer.detail.fields?.hours).toMatch(/^3 h are submitted, approved or paid already/)
    // The person is told at once: whoever ends work says twice that they mean it.
    const unsure = endAllocation(tc, { allocationId: id, version: 1, confirmed: false })
    expect((await refusal(unsure)).detail.fields?.confirmed).toBeTruthy()
    expect(await allocation(id)).toMatchObject({ state: 'accepted', quarters: 40, version: 1 })
    await endAllocation(tc, { allocationId: id, version: 1, reason: 'Moved abroad' })
    expect(await allocation(id)).toMatchObject({ state: 'ended', endReason: 'Moved abroad', liveKey: null })
    expect(await db.select().from(timesheets).where(eq(timesheets.allocationId, id))).toHaveLength(1)
    const { members } = await getCourseMembers(tc, full)
    expect(members[0]).toMatchObject({ state: 'ended', recordedQuarters: 12, manages: false })
    const { id: again } = await enrolPerson(tc, one(userId, { courseId: full }))
    expect((await allocation(again))?.state).toBe('offered')
    expect((await refusal(endAllocation(tc, { allocationId: id, version: 2 }))).code).toBe('state')
  })

  it('a proposal goes without a trace but in the audit log', async () => {
    const { id } = await enrolPerson(cc, one(await makeUser('student')))
    await endAllocation(cc, { allocationId: id, version: 1 })
    expect(await allocation(id)).toBeUndefined()
    const log = await db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.recordId, id), eq(auditLog.action, 'allocations.removeProposal')))
    expect(log).toHaveLength(1)
  })
})

describe('who sees the members of a course', () => {
  it('coordinators all, course coordinators those of own courses', async () => {
    const userId = await makeUser('student')
    const id = await makeAllocation({ userId, courseId: foreign, termId })
    expect((await getCourseMembers(tc, foreign)).members).toHaveLength(1)
    expect((await getCourseMembers(mc, foreign)).members).toHaveLength(1)
    expect((await getMember(tc, id)).member.userId).toBe(userId)
    expect((await refusal(getCourseMembers(cc, foreign))).code).toBe('not_found')
    expect((await refusal(getMember(cc, id))).code).toBe('not_found')
    expect((await refusal(searchCandidates(cc, foreign, 'person'))).code).toBe('not_found')
    expect((await getCourseMembers(cc, courseId)).mayAdd).toEqual(['tutor', 'marker'])
    expect((await getCourseMembers(cc, closed)).mayAdd).toEqual([])
    const params = staffingList.parse({})
    expect((await listStaffing(cc, termId, params)).rows.map((row) => row.id).sort()).toEqual(
      [courseId, closed].sort(),
    )
    expect((await listStaffing(tc, termId, params)).total).toBe(3)
    const student = await viewer(userId)
    expect((await refusal(getCourseMembers(student, foreign))).code).toBe('not_found')
    expect((await listStaffing(student, termId, params)).rows).toEqual([])
  })

  it('a search finds students by name, user name, email and student ID, and tells a course coordinator of no application', async () => {
    const userId = await makeUser('student', {
      name: 'Wiremu Unusualname',
      username: 'wunu123',
      email: 'wiremu.un@example.test',
      profile: { auid: '987654321' },
    })
    await makeUser('course_coordinator', { name: 'Wilma Unusualname' })
    await makeUser('student', { name: 'Walter Unusualname', state: 'deactivated' })
    await makeApplication({ studentId: userId, termId, courses: [foreign] })
    for (const q of ['UNUSUALNAME', 'wunu123', 'wiremu.un@', '987654321']) {
      const { rows } = await searchCandidates(tc, courseId, q)
      expect(rows.map((row) => row.id)).toEqual([userId])
    }
    expect((await getCandidate(tc, courseId, userId))?.applied).toEqual(['tutor'])
    expect((await getCandidate(cc, courseId, userId))?.applied).toEqual([])
    expect((await searchCandidates(tc, courseId, '%')).rows).toEqual([])
  })

  it('shows what is known of eligibility, to who may read it, and what is not known to all who add', async () => {
    const known = (who: Viewer, userId: string) => getKnownEligibility(who, { termId, userId })
    const nothing = { citizenOrResident: null, validVisa: null, overseas: null, maxWeekQuarters: null }
    const silent = await makeUser('student', { profile: nothing })
    expect(await known(tc, silent)).toEqual({
      words: null,
      unknown: ['citizenship or residency', 'whether they are overseas', 'weekly maximum'],
    })
    expect((await known(admin, silent)).words).toBe('Not known')
    const applicant = await makeUser('student')
    await makeApplication({
      studentId: applicant,
      termId,
      citizenOrResident: false,
      validVisa: true,
      overseas: false,
      maxWeekQuarters: 60,
    })
    expect(await known(tc, applicant)).toEqual({ words: 'On a visa, at most 15 h a week', unknown: [] })
    // A course coordinator to whose course nobody applied reads no answers.
    expect(await known(cc, applicant)).toEqual({ words: null, unknown: [] })
    const half = await makeUser('student', { profile: { ...nothing, citizenOrResident: true } })
    expect(await known(admin, half)).toEqual({
      words: 'Not known in full',
      unknown: ['whether they are overseas', 'weekly maximum'],
    })
  })
})
