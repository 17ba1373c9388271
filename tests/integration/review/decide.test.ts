import { and, eq, inArray } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { db, write } from '@/db/client'
import { allocations, applications, auditLog, courses } from '@/db/schema'
import type { BreachData } from '@/lib/allocations/change-set'
import type { AppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { acceptApplication, rejectApplication, reserveApplication, undoDecision } from '@/lib/review/commands'
import { decideMany } from '@/lib/review/decide-many'
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
let tc: Viewer
let mc: Viewer
let other: Viewer

beforeAll(async () => {
  termId = await makeTerm()
  tc = await makeViewer('tutor_coordinator', { name: 'Tui Coordinator' })
  mc = await makeViewer('marker_coordinator')
  other = await makeViewer('tutor_coordinator', { name: 'Olga Other' })
})

const application = async (id: string) => {
  const [row] = await db.select().from(applications).where(eq(applications.id, id))
  if (!row) throw new Error('no application')
  return row
}
const held = (applicationId: string) =>
  db.select().from(allocations).where(eq(allocations.applicationId, applicationId))

async function applied(given: Partial<Parameters<typeof makeApplication>[0]> = {}, profile = {}) {
  const studentId = await makeUser('student', { profile })
  const courseId = await makeCourse(termId)
  const id = await makeApplication({ studentId, termId, courses: [courseId], ...given })
  return { studentId, courseId, id }
}

describe('decisions', () => {
  it('accepting proposes the chosen hours, and only coordinators can know of them', async () => {
    const { id, courseId, studentId } = await applied()
    await acceptApplication(tc, {
      id,
      version: 1,
      courses: [{ courseId, quarters: 80 }],
      note: 'Welcome back',
      internalReason: 'Best of the list',
    })
    const row = await application(id)
    expect(row).toMatchObject({
      state: 'submitted',
      decision: 'accepted',
      noteToStudent: 'Welcome back',
      internalReason: 'Best of the list',
      decidedBy: tc.id,
      version: 2,
      publishedAt: null,
    })
    const [allocation] = await held(id)
    expect(allocation).toMatchObject({
      userId: studentId,
      quarters: 80,
      state: 'proposed',
      source: 'application',
      offeredAt: null,
    })
    const log = await db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.recordId, id), eq(auditLog.action, 'applications.accept')))
    expect(log).toHaveLength(1)
    expect(log[0]).toMatchObject({ actorName: 'Tui Coordinator', position: 'tutor', subjectId: studentId })
    expect(log[0]?.after).toMatchObject({ decision: 'accepted' })
  })

  it('changing an acceptance leaves exactly the courses of the last one', async () => {
    const { id, courseId } = await applied()
    const second = await makeCourse(termId)
    await acceptApplication(tc, { id, version: 1, courses: [{ courseId, quarters: 80 }] })
    await acceptApplication(tc, {
      id,
      version: 2,
      courses: [
        { courseId, quarters: 60 },
        { courseId: second, quarters: 40 },
      ],
    })
    const rows = await held(id)
    expect(rows.map((row) => [row.courseId, row.quarters]).sort()).toEqual(
      [
        [courseId, 60],
        [second, 40],
      ].sort(),
    )
    await acceptApplication(tc, { id, version: 3, courses: [{ courseId: second, quarters: 40 }] })
    expect((await held(id)).map((row) => row.courseId)).toEqual([second])
  })

  it.each([
    ['reserve', reserveApplication],
    ['reject', rejectApplication],
    ['undo', undoDecision],
  ] as const)('%s after accept gives the hours back', async (_, command) => {
    const { id, courseId } = await applied()
    await acceptApplication(tc, { id, version: 1, courses: [{ courseId, quarters: 400 }] })
    await command(tc, { id, version: 2 })
    expect(await held(id)).toEqual([])
    const next = await applied({ courses: [courseId] })
    await acceptApplication(tc, { id: next.id, version: 1, courses: [{ courseId, quarters: 400 }] })
  })

  it('an undone decision leaves neither note nor reason behind', async () => {
    const { id } = await applied()
    await rejectApplication(tc, { id, version: 1, note: 'Sorry', internalReason: 'No grades' })
    await undoDecision(tc, { id, version: 2 })
    expect(await application(id)).toMatchObject({
      decision: null,
      noteToStudent: null,
      internalReason: null,
      decidedAt: null,
      decidedBy: null,
    })
  })

  it('a published or withdrawn application cannot be decided', async () => {
    for (const state of ['published', 'withdrawn'] as const) {
      const { id, courseId } = await applied({ state, decision: 'reserve' })
      expect((await refusal(rejectApplication(tc, { id, version: 1 }))).code).toBe('state')
      expect(
        (await refusal(acceptApplication(tc, { id, version: 1, courses: [{ courseId, quarters: 4 }] }))).code,
      ).toBe('state')
      expect((await application(id)).decision).toBe('reserve')
    }
  })

  it('a draft is not found by a coordinator', async () => {
    const { id } = await applied({ state: 'draft', submittedAt: null })
    expect((await refusal(rejectApplication(tc, { id, version: 1 }))).code).toBe('not_found')
  })
})

describe('who decides', () => {
  it('a tutor coordinator never decides marker applications, a marker coordinator does', async () => {
    const { id, courseId } = await applied({ position: 'marker' })
    const courses = [{ courseId, quarters: 40 }]
    expect((await refusal(acceptApplication(tc, { id, version: 1, courses }))).code).toBe('not_found')
    expect((await refusal(rejectApplication(tc, { id, version: 1 }))).code).toBe('not_found')
    expect((await refusal(reserveApplication(tc, { id, version: 1 }))).code).toBe('not_found')
    expect((await refusal(undoDecision(tc, { id, version: 1 }))).code).toBe('not_found')
    expect((await application(id)).decision).toBeNull()
    await acceptApplication(mc, { id, version: 1, courses })
    expect((await application(id)).decision).toBe('accepted')
  })

  it('a course coordinator may read an applicant of an own course but not decide', async () => {
    const ccId = await makeUser('course_coordinator')
    const own = await makeCourse(termId, { coordinators: [ccId] })
    const cc = await viewer(ccId)
    const mine = await applied({ courses: [own] })
    const theirs = await applied()
    expect((await refusal(rejectApplication(cc, { id: mine.id, version: 1 }))).code).toBe('not_allowed')
    expect((await refusal(rejectApplication(cc, { id: theirs.id, version: 1 }))).code).toBe('not_found')
  })

  it('a student decides nothing, their own application least of all', async () => {
    const { id, studentId } = await applied()
    const student = await viewer(studentId)
    expect((await refusal(rejectApplication(student, { id, version: 1 }))).code).toBe('not_found')
  })
})

describe('the checks of an acceptance', () => {
  const codes = (error: AppError) =>
    (error.detail.data as BreachData).breaches.map((breach) => breach.code).sort()
  const accept = (id: string, courseId: string, quarters: number) =>
    acceptApplication(tc, { id, version: 1, courses: [{ courseId, quarters }] })

  it.each([
    ['over the budget', {}, { availableQuarters: 40 }, 44, ['over_budget']],
    ['over the split', {}, { tutorQuarters: 40 }, 44, ['over_split']],
    ['over the weekly maximum', { maxWeekQuarters: 20 }, {}, 244, ['over_week']],
    [
      'over the visa cap',
      { citizenOrResident: false, validVisa: true, maxWeekQuarters: 160 },
      { availableQuarters: 4000 },
      1204,
      ['over_visa_cap'],
    ],
    ['without a visa', { citizenOrResident: false, validVisa: false }, {}, 40, ['no_visa']],
    ['overseas and not returning', { overseas: true, returning: false }, {}, 40, ['overseas']],
    ['in a course that needs no tutors', {}, { needTutors: false }, 40, ['not_needed']],
  ])(
    'refuses hours %s, and takes them with a written reason',
    async (_, answers, course, quarters, expected) => {
      const courseId = await makeCourse(termId, course)
      const { id } = await applied({ ...answers, courses: [courseId] })
      const error = await refusal(accept(id, courseId, quarters))
      expect(error.code).toBe('limit')
      expect(codes(error)).toEqual(expected)
      expect(await held(id)).toEqual([])
      const { breaches, mayOverride } = error.detail.data as BreachData
      expect(mayOverride).toBe(true)

      const again = (override: { reason: string; keys: string[] }) =>
        acceptApplication(tc, { id, version: 1, courses: [{ courseId, quarters }], override })
      const keys = breaches.map((breach) => breach.key)
      expect((await refusal(again({ reason: '  ', keys }))).code).toBe('limit')
      expect((await refusal(again({ reason: 'Agreed', keys: [] }))).code).toBe('limit')
      await again({ reason: 'Agreed with the head of school', keys })
      const [allocation] = await held(id)
      expect(allocation?.overrideReason).toBe('Agreed with the head of school')
      const [log] = await db
        .select()
        .from(auditLog)
        .where(and(eq(auditLog.recordId, allocation!.id), eq(auditLog.action, 'allocations.add')))
      expect(log?.reason).toBe('Agreed with the head of school')
    },
  )

  it('a reason for one rule does not cover a rule that nobody was shown', async () => {
    const courseId = await makeCourse(termId, { availableQuarters: 40 })
    const { id } = await applied({ maxWeekQuarters: 20, courses: [courseId] })
    const first = await refusal(accept(id, courseId, 44))
    const keys = (first.detail.data as BreachData).breaches.map((breach) => breach.key)
    const second = await refusal(
      acceptApplication(tc, {
        id,
        version: 1,
        courses: [{ courseId, quarters: 250 }],
        override: { reason: 'More marking', keys },
      }),
    )
    expect(codes(second)).toEqual(['over_budget', 'over_week'])
  })

  it('nobody holds a course twice in one position, whatever the reason', async () => {
    const { id, courseId, studentId } = await applied()
    await makeAllocation({ userId: studentId, courseId, termId, state: 'proposed', source: 'pre_assignment' })
    const error = await refusal(accept(id, courseId, 40))
    expect(codes(error)).toEqual(['already_holds'])
    const data = error.detail.data as BreachData
    expect(data.mayOverride).toBe(false)
    const keys = data.breaches.map((breach) => breach.key)
    const again = acceptApplication(tc, {
      id,
      version: 1,
      courses: [{ courseId, quarters: 40 }],
      override: { reason: 'Please', keys },
    })
    expect((await refusal(again)).code).toBe('limit')
  })

  it('hours held in the other position count towards the week', async () => {
    const { id, courseId, studentId } = await applied({ maxWeekQuarters: 20 })
    const elsewhere = await makeCourse(termId)
    await makeAllocation({
      userId: studentId,
      courseId: elsewhere,
      termId,
      position: 'marker',
      quarters: 200,
    })
    expect(codes(await refusal(accept(id, courseId, 44)))).toEqual(['over_week'])
    await accept(id, courseId, 40)
  })
})

describe('two coordinators at once', () => {
  it('one wins; the other learns who was first and what differs', async () => {
    const { id, courseId } = await applied()
    const outcomes = await Promise.allSettled([
      acceptApplication(tc, { id, version: 1, courses: [{ courseId, quarters: 40 }] }),
      rejectApplication(other, { id, version: 1 }),
    ])
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
    const lost = outcomes.find((outcome) => outcome.status === 'rejected')
    const error = lost?.reason as AppError
    const accepted = outcomes[0]?.status === 'fulfilled'
    expect(error.code).toBe('conflict')
    expect(error.detail.conflict?.by).toBe(accepted ? 'Tui Coordinator' : 'Olga Other')
    expect(error.detail.conflict?.differences[0]).toEqual({
      field: 'Decision',
      yours: accepted ? 'Rejected' : 'Accepted',
      theirs: accepted ? 'Accepted' : 'Rejected',
    })
    expect(error.detail.data).toEqual({ version: 2 })
    const row = await application(id)
    expect(row.decision).toBe(accepted ? 'accepted' : 'rejected')
    expect(await held(id)).toHaveLength(accepted ? 1 : 0)
  })

  it('40 acceptances at once on a course with hours for 10 give hours to 10', async () => {
    const courseId = await makeCourse(termId, { availableQuarters: 400, tutorQuarters: 400 })
    const ids: string[] = []
    for (let i = 0; i < 40; i++) ids.push((await applied({ courses: [courseId] })).id)
    const outcomes = await Promise.allSettled(
      ids.map((id, i) =>
        acceptApplication(i % 2 ? tc : other, { id, version: 1, courses: [{ courseId, quarters: 40 }] }),
      ),
    )
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(outcomes.length - refused.length).toBe(10)
    for (const error of refused) expect((error as AppError).code).toBe('limit')
    const rows = await db.select().from(allocations).where(eq(allocations.courseId, courseId))
    expect(rows.reduce((sum, row) => sum + row.quarters, 0)).toBe(400)
    const decided = await db
      .select()
      .from(applications)
      .where(and(inArray(applications.id, ids), eq(applications.decision, 'accepted')))
    expect(decided).toHaveLength(10)
  })

  it('a person cannot be given more than their week by two coordinators at once', async () => {
    const studentId = await makeUser('student')
    const a = await makeCourse(termId)
    const b = await makeCourse(termId)
    const common = { studentId, termId, maxWeekQuarters: 20 }
    const asTutor = await makeApplication({ ...common, courses: [a] })
    const asMarker = await makeApplication({ ...common, position: 'marker', courses: [b] })
    const outcomes = await Promise.allSettled([
      acceptApplication(tc, { id: asTutor, version: 1, courses: [{ courseId: a, quarters: 160 }] }),
      acceptApplication(mc, { id: asMarker, version: 1, courses: [{ courseId: b, quarters: 160 }] }),
    ])
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('many at once', () => {
  it('does what can be done and names what cannot', async () => {
    const courseId = await makeCourse(termId, { availableQuarters: 80 })
    const all = [
      await applied({ courses: [courseId] }),
      await applied({ courses: [courseId] }),
      await applied({ courses: [courseId] }),
    ]
    const published = await applied({ state: 'published', decision: 'accepted' })
    const marker = await applied({ position: 'marker' })
    const answer = await decideMany(tc, 'accept', [
      ...all.map(({ id }) => ({ id, version: 1, courses: [{ courseId, quarters: 40 }] })),
      { id: published.id, version: 1, courses: [{ courseId: published.courseId, quarters: 40 }] },
      { id: marker.id, version: 1, courses: [{ courseId: marker.courseId, quarters: 40 }] },
    ])
    expect(answer.done).toBe(2)
    expect(answer.failed.map((failure) => failure.id)).toEqual([all[2]?.id, published.id, marker.id])
    for (const failure of answer.failed) expect(failure.reason).not.toBe('')
  })

  it('leaves the note of a decision that stays alone, and takes it away with the decision', async () => {
    const { id } = await applied()
    await reserveApplication(tc, {
      id,
      version: 1,
      note: 'Second on the list',
      internalReason: 'Few hours left',
    })
    await decideMany(tc, 'reserve', [{ id, version: 2 }])
    expect(await application(id)).toMatchObject({
      decision: 'reserve',
      noteToStudent: 'Second on the list',
      internalReason: 'Few hours left',
    })
    await decideMany(tc, 'reject', [{ id, version: 3 }])
    expect(await application(id)).toMatchObject({
      decision: 'rejected',
      noteToStudent: null,
      internalReason: null,
    })
  })
})

it('a course that is archived meanwhile takes nobody', async () => {
  const { id, courseId } = await applied()
  await write(async (tx) => {
    await tx.update(courses).set({ archivedAt: new Date() }).where(eq(courses.id, courseId))
  })
  const error = await refusal(
    acceptApplication(tc, { id, version: 1, courses: [{ courseId, quarters: 40 }] }),
  )
  expect(error.code).toBe('state')
})
