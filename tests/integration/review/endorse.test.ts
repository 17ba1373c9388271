import { and, eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { db, queryCount } from '@/db/client'
import { auditLog, endorsements } from '@/db/schema'
import type { AppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { getCourseNeed } from '@/lib/review/course-need'
import { endorseApplication, moveEndorsed, orderEndorsed } from '@/lib/review/endorse'
import { endorseList } from '@/lib/review/endorse-list'
import { listOwnOrder } from '@/lib/review/endorse-order'
import { listApplicants } from '@/lib/review/endorse-queries'
import { besideInList, endorseScene, listOfRecord, nextToEndorse } from '@/lib/review/endorse-record'
import { getReviewRecord } from '@/lib/review/record'
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
let own: string
let foreign: string
let cc: Viewer
let colleague: Viewer
let tc: Viewer

beforeAll(async () => {
  termId = await makeTerm()
  const ccId = await makeUser('course_coordinator', { name: 'Carl Coordinator' })
  const colleagueId = await makeUser('course_coordinator', { name: 'Cora Colleague' })
  own = await makeCourse(termId, { coordinators: [ccId, colleagueId] })
  foreign = await makeCourse(termId)
  cc = await viewer(ccId)
  colleague = await viewer(colleagueId)
  tc = await makeViewer('tutor_coordinator')
})

const params = endorseList.parse({})
const applicant = async (courses: string[], given: Partial<Parameters<typeof makeApplication>[0]> = {}) =>
  makeApplication({ studentId: await makeUser('student'), termId, courses, ...given })

describe('endorsing', () => {
  it('keeps each coordinator’s own verdict and comment', async () => {
    const id = await applicant([own])
    await endorseApplication(cc, {
      applicationId: id,
      courseId: own,
      verdict: 'strong',
      comment: 'Best I had',
      version: 0,
    })
    await endorseApplication(colleague, { applicationId: id, courseId: own, verdict: 'no', version: 0 })
    const { rows } = await listApplicants(cc, { courseId: own, position: 'tutor' }, params)
    const row = rows.find((one) => one.id === id)
    expect(row?.mine).toMatchObject({ verdict: 'strong', comment: 'Best I had', version: 1 })
    expect(row?.others).toEqual([{ coordinator: 'Cora Colleague', verdict: 'no', comment: null }])
    const log = await db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.recordId, id), eq(auditLog.action, 'applications.endorse')))
    expect(log).toHaveLength(2)
  })

  it('refuses a form that was made before another window’s change', async () => {
    const id = await applicant([own])
    const one = { applicationId: id, courseId: own }
    await endorseApplication(cc, { ...one, verdict: 'yes', version: 0 })
    const error = await refusal(endorseApplication(cc, { ...one, verdict: 'no', version: 0 }))
    expect(error.code).toBe('conflict')
    expect(error.detail.conflict?.differences).toEqual([
      { field: expect.stringMatching(/^Endorsement for/), yours: 'No', theirs: 'Yes' },
    ])
    await endorseApplication(cc, { ...one, verdict: 'no', version: 1 })
  })

  it('both windows at once: one of them is told', async () => {
    const id = await applicant([own])
    const outcomes = await Promise.allSettled(
      (['yes', 'no', 'strong'] as const).map((verdict) =>
        endorseApplication(cc, { applicationId: id, courseId: own, verdict, version: 0 }),
      ),
    )
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect((outcome.reason as AppError).code).toBe('conflict')
    const rows = await db.select().from(endorsements).where(eq(endorsements.applicationId, id))
    expect(rows).toHaveLength(1)
  })

  it('of another course’s applicant is not found, for own and for foreign courses', async () => {
    const theirs = await applicant([foreign])
    for (const courseId of [own, foreign])
      expect(
        (
          await refusal(
            endorseApplication(cc, { applicationId: theirs, courseId, verdict: 'yes', version: 0 }),
          )
        ).code,
      ).toBe('not_found')
    const both = await applicant([own, foreign])
    expect(
      (
        await refusal(
          endorseApplication(cc, { applicationId: both, courseId: foreign, verdict: 'yes', version: 0 }),
        )
      ).code,
    ).toBe('not_found')
    await endorseApplication(cc, { applicationId: both, courseId: own, verdict: 'yes', version: 0 })
  })

  it('is over once the result is published or the application withdrawn; a draft is not found', async () => {
    const verdict = 'yes' as const
    for (const [state, code] of [
      ['published', 'state'],
      ['withdrawn', 'state'],
      ['draft', 'not_found'],
    ] as const) {
      const id = await applicant([own], { state })
      const error = await refusal(
        endorseApplication(cc, { applicationId: id, courseId: own, verdict, version: 0 }),
      )
      expect(error.code).toBe(code)
    }
  })

  it('never changes a decision', async () => {
    const id = await applicant([own])
    await endorseApplication(cc, { applicationId: id, courseId: own, verdict: 'no', version: 0 })
    const record = await getReviewRecord(tc, id)
    expect(record.application).toMatchObject({ decision: null, version: 1 })
  })
})

describe('the order of those a coordinator wants', () => {
  it('is their own, survives a clearing in its middle, and moves by steps', async () => {
    const courseId = await makeCourse(termId, { coordinators: [cc.id, colleague.id] })
    const [carl, cora] = [await viewer(cc.id), await viewer(colleague.id)]
    const ids = [await applicant([courseId]), await applicant([courseId]), await applicant([courseId])]
    for (const id of ids) {
      await endorseApplication(carl, { applicationId: id, courseId, verdict: 'yes', version: 0 })
      await endorseApplication(cora, { applicationId: id, courseId, verdict: 'strong', version: 0 })
    }
    const scope = { courseId, position: 'tutor' as const }
    const order = async (who: Viewer) => (await listOwnOrder(who, scope)).map((row) => row.applicationId)
    expect(await order(carl)).toEqual(ids)
    await orderEndorsed(carl, { ...scope, applicationIds: [...ids].reverse() })
    expect(await order(carl)).toEqual([...ids].reverse())
    expect(await order(cora)).toEqual(ids)
    await moveEndorsed(carl, { ...scope, applicationId: ids[0]!, to: 'up' })
    expect(await order(carl)).toEqual([ids[2], ids[0], ids[1]])
    await moveEndorsed(carl, { ...scope, applicationId: ids[2]!, to: 'up' })
    expect(await order(carl)).toEqual([ids[2], ids[0], ids[1]])
    await endorseApplication(carl, { applicationId: ids[0]!, courseId, verdict: null, version: 1 })
    expect(await order(carl)).toEqual([ids[2], ids[1]])
    // Somebody else's application in the posted list is passed over, one that is missing keeps its place behind.
    await orderEndorsed(carl, { ...scope, applicationIds: [await applicant([foreign]), ids[1]!] })
    expect(await order(carl)).toEqual([ids[1], ids[2]])
  })

  it('of a foreign course is not found', async () => {
    const scope = { courseId: foreign, position: 'tutor' as const }
    expect((await refusal(orderEndorsed(cc, { ...scope, applicationIds: [] }))).code).toBe('not_found')
    expect((await refusal(listOwnOrder(cc, scope))).code).toBe('not_found')
    expect((await refusal(getCourseNeed(cc, foreign))).code).toBe('not_found')
    expect((await refusal(listApplicants(cc, scope, params))).code).toBe('not_found')
    expect((await getCourseNeed(cc, own)).positions).toEqual(['tutor', 'marker'])
  })
})

describe('what a course coordinator reads', () => {
  it('is the applicants of the own course only, in both positions, with hours elsewhere as a number', async () => {
    const courseId = await makeCourse(termId, { coordinators: [cc.id] })
    const carl = await viewer(cc.id)
    const studentId = await makeUser('student')
    const mine = await makeApplication({ studentId, termId, courses: [foreign, courseId] })
    await applicant([foreign])
    const marker = await applicant([courseId], { position: 'marker' })
    await applicant([courseId], { state: 'draft' })
    await makeAllocation({ userId: studentId, courseId: foreign, termId, quarters: 60 })
    await makeAllocation({ userId: studentId, courseId, termId, quarters: 20, position: 'marker' })
    const tutors = await listApplicants(carl, { courseId, position: 'tutor' }, params)
    expect(tutors.rows.map((row) => row.id)).toEqual([mine])
    expect(tutors.rows[0]).toMatchObject({ rank: 2, elsewhereQuarters: 60, hereQuarters: 20 })
    const markers = await listApplicants(carl, { courseId, position: 'marker' }, params)
    expect(markers.rows.map((row) => row.id)).toEqual([marker])
    expect(await getCourseNeed(carl, courseId)).toMatchObject({
      applicants: { tutor: 1, marker: 1 },
      people: { tutor: 0, marker: 1 },
    })
  })

  it('of an application is own courses and answers: no decision, note, reason, history or other course', async () => {
    const id = await applicant([foreign, own], {
      decision: 'rejected',
      decidedAt: new Date(),
      decidedBy: tc.id,
      noteToStudent: 'Sorry, no',
      internalReason: 'A secret reason',
    })
    const record = await getReviewRecord(cc, id)
    expect(record.preferences.map((wish) => wish.courseId)).toEqual([own])
    expect(record.application).toMatchObject({ decision: null, noteToStudent: null, internalReason: null })
    expect(record).toMatchObject({
      decides: false,
      acts: [],
      notes: [],
      audit: [],
      allocations: [],
      accept: [],
    })
    expect(JSON.stringify(record)).not.toMatch(/secret reason|Sorry, no/)
    // The same record for the one who decides has all of it.
    const whole = await getReviewRecord(tc, id)
    expect(whole.application).toMatchObject({ decision: 'rejected', internalReason: 'A secret reason' })
    expect(whole.preferences).toHaveLength(2)
  })

  it('never includes their own application', async () => {
    const both = await makeUser(['course_coordinator', 'student'])
    const courseId = await makeCourse(termId, { coordinators: [both] })
    const who = await viewer(both)
    const id = await makeApplication({ studentId: both, termId, courses: [courseId] })
    const scope = { courseId, position: 'tutor' as const }
    expect((await listApplicants(who, scope, params)).rows).toEqual([])
    expect((await refusal(getReviewRecord(who, id))).code).toBe('not_found')
    expect(
      (await refusal(endorseApplication(who, { applicationId: id, courseId, verdict: 'strong', version: 0 })))
        .code,
    ).toBe('not_found')
    expect((await listApplicants(tc, scope, params)).rows.map((row) => row.id)).toEqual([id])
  })

  it('costs the same number of queries with 1 and with 50 applicants', async () => {
    const one = await makeCourse(termId, { coordinators: [cc.id] })
    const many = await makeCourse(termId, { coordinators: [cc.id] })
    const carl = await viewer(cc.id)
    await applicant([one])
    for (let i = 0; i < 50; i++) await applicant([many], { cvFileId: null, transcriptFileId: null })
    const cost = async (courseId: string) => {
      const before = queryCount()
      const list = await listApplicants(carl, { courseId, position: 'tutor' }, params)
      return { rows: list.rows.length, queries: queryCount() - before }
    }
    const [few, lots] = [await cost(one), await cost(many)]
    expect([few.rows, lots.rows]).toEqual([1, 50])
    expect(lots.queries).toBe(few.queries)
  })

  it.each(endorseList.sorts)('can be put in the order of %s both ways', async (sort) => {
    const courseId = await makeCourse(termId, { coordinators: [cc.id] })
    const carl = await viewer(cc.id)
    for (const [i, grade] of ['A+', null, 'B'].entries())
      await applicant([], {
        courses: [{ courseId, grade }],
        gpaHundredths: [500, null, 900][i],
        preferredGpaHundredths: [null, 300, 600][i],
      })
    const scope = { courseId, position: 'tutor' as const }
    for (const dir of ['asc', 'desc']) {
      const list = await listApplicants(carl, scope, endorseList.parse({ sort, dir }))
      expect(list.rows).toHaveLength(3)
      // What is missing comes last, whichever way the column goes.
      if (sort === 'grade') expect(list.rows[2]?.grade).toBeNull()
      if (sort === 'gpa') expect(list.rows[2]?.gpaHundredths).toBeNull()
    }
  })
})

describe('the record of an applicant beside the list it was opened from', () => {
  /** The page of /review/[applicationId] as it is for one who endorses. */
  async function open(who: Viewer, id: string, search: Record<string, string | string[]>) {
    const from = listOfRecord(await getReviewRecord(who, id), search)
    if (!from) return null
    const scene = await endorseScene(who, from.courseId, from.given)
    return { scene, beside: besideInList(scene.list.rows, id) }
  }
  const close = (opened: Awaited<ReturnType<typeof open>>) =>
    endorseList.href('/endorse', opened!.scene.params, { page: opened!.scene.params.page })
  const named = async (name: string, courses: string[], position: 'tutor' | 'marker' = 'tutor') =>
    makeApplication({ studentId: await makeUser('student', { name }), termId, courses, position })
  let courseId: string
  let other: string
  let carl: Viewer
  let ids: string[]

  beforeAll(async () => {
    courseId = await makeCourse(termId, { coordinators: [cc.id] })
    other = await makeCourse(termId, { coordinators: [cc.id] })
    carl = await viewer(cc.id)
    ids = []
    // Everybody ranks the other course of the same coordinator first.
    for (const [i, name] of ['Aroha Pine', 'Bela Pine', 'Cleo Oak', 'Dora Pine', 'Emil Pine'].entries())
      ids.push(await named(name, [other, courseId], i === 4 ? 'marker' : 'tutor'))
    await named('Fay Pine', [foreign, courseId], 'marker')
  })

  it('goes before and after under the same search, order and position, and closes to exactly that list', async () => {
    const search = { course: courseId, position: 'tutor', term: termId, q: 'pine', sort: 'name', dir: 'desc' }
    const opened = await open(carl, ids[1]!, search)
    expect(opened?.scene.list.rows.map((row) => row.id)).toEqual([ids[3], ids[1], ids[0]])
    expect(opened?.beside).toEqual({ previous: ids[3], next: ids[0] })
    expect(endorseList.parse(new URL(close(opened), 'http://x').searchParams)).toEqual(
      endorseList.parse(search),
    )
    const ends = await Promise.all([open(carl, ids[3]!, search), open(carl, ids[0]!, search)])
    expect(ends.map((one) => one?.beside)).toEqual([
      { previous: undefined, next: ids[1] },
      { previous: ids[1], next: undefined },
    ])
  })

  it('goes on after saving to the next who can still be endorsed, also when the endorsed has left the list', async () => {
    const course = await makeCourse(termId, { coordinators: [cc.id] })
    const who = await viewer(cc.id)
    const first = await named('Ada', [course])
    const out = await makeApplication({
      studentId: await makeUser('student', { name: 'Bo' }),
      termId,
      courses: [course],
      state: 'published',
      decision: 'rejected',
    })
    const second = await named('Cy', [course])
    const third = await named('Di', [course])
    const rows = async (mine?: string) =>
      (await endorseScene(who, course, endorseList.parse({ position: 'tutor', sort: 'name', mine }))).list
        .rows
    expect((await rows()).map((row) => row.id)).toEqual([first, out, second, third])
    expect(nextToEndorse(await rows(), first)).toBe(second)
    expect(nextToEndorse(await rows(), third)).toBeUndefined()
    const saved = await endorseApplication(who, {
      applicationId: first,
      courseId: course,
      verdict: 'yes',
      version: 0,
    })
    expect(saved.name).toBe('Ada')
    expect(nextToEndorse(await rows('none'), first)).toBe(second)
  })

  it('keeps the page, its size and the chosen columns', async () => {
    const many = await makeCourse(termId, { coordinators: [cc.id] })
    const who = await viewer(cc.id)
    const made: string[] = []
    for (let i = 0; i < 28; i++) made.push(await named(`Person ${String(i).padStart(2, '0')}`, [many]))
    const search = { course: many, position: 'tutor', size: '25', page: '2', cols: ['rank', 'gpa'] }
    const opened = await open(who, made[26]!, search)
    expect(opened?.beside).toEqual({ previous: made[25], next: made[27] })
    expect(close(opened)).toContain('cols=rank&cols=gpa')
    expect(close(opened)).toContain('size=25&page=2')
    // Whoever is not on the page is followed by its first.
    expect((await open(who, made[0]!, search))?.beside).toEqual({ previous: undefined, next: made[25] })
  })

  it('has the course in hand, not the first preference, and without an address the first of their own', async () => {
    expect((await open(carl, ids[0]!, { course: courseId }))?.scene.need.id).toBe(courseId)
    expect((await open(carl, ids[0]!, {}))?.scene.need.id).toBe(other)
  })

  it('shows the position of the application, and nothing of a list that it is not in', async () => {
    const marker = await open(carl, ids[4]!, { course: courseId, position: 'tutor', q: 'nobody', page: '3' })
    expect(marker?.scene.params).toMatchObject({ q: '', page: 1, filters: { position: 'marker' } })
    expect(marker?.scene.list.rows.map((row) => row.name)).toEqual(['Emil Pine', 'Fay Pine'])
    // The course of another coordinator, named in the address, opens none of its lists.
    const strayed = await open(carl, ids[0]!, { course: foreign, q: 'oak' })
    expect(strayed?.scene.need.id).toBe(other)
    expect(strayed?.scene.params.q).toBe('')
  })

  it('is not found through a course of the address that is theirs, where the applicant wants none of theirs', async () => {
    const theirs = await applicant([foreign])
    expect((await refusal(open(carl, theirs, { course: courseId, position: 'tutor' }))).code).toBe(
      'not_found',
    )
  })

  it('costs the same number of queries whatever the length of the list', async () => {
    const few = await makeCourse(termId, { coordinators: [cc.id] })
    const lots = await makeCourse(termId, { coordinators: [cc.id] })
    const who = await viewer(cc.id)
    const bare = { cvFileId: null, transcriptFileId: null }
    const alone = await applicant([few], bare)
    let last = ''
    for (let i = 0; i < 30; i++) last = await applicant([lots], bare)
    const cost = async (id: string, course: string) => {
      const before = queryCount()
      await open(who, id, { course, position: 'tutor' })
      return queryCount() - before
    }
    expect(await cost(last, lots)).toBe(await cost(alone, few))
  })
})
