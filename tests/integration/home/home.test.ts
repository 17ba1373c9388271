import { inArray } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { studentWaiting } from '@/app/(main)/_home/student-home'
import { db, queryCount } from '@/db/client'
import { allocations, applications, courses, paydays, profiles, timesheets } from '@/db/schema'
import { getForm } from '@/lib/applications/queries'
import { saveEligibility } from '@/lib/applications/step-commands'
import { courseList, listCourses } from '@/lib/courses/list'
import { addDays, dayIn, endOfDay, teachingWeeks } from '@/lib/dates'
import { getCoordinatorHome } from '@/lib/home/coordinator'
import { getCourseHome } from '@/lib/home/courses'
import { getStudentHome } from '@/lib/home/student'
import { getOwnOffers } from '@/lib/offers/queries'
import type { Viewer } from '@/lib/permissions'
import { reportOf } from '@/lib/reports'
import { reportScope } from '@/lib/reports/scope'
import { endorseList } from '@/lib/review/endorse-list'
import { listApplicants } from '@/lib/review/endorse-queries'
import { reviewList } from '@/lib/review/list'
import { listApplications } from '@/lib/review/queries'
import { getTerm } from '@/lib/terms/queries'
import { listInbox } from '@/lib/timesheets/inbox'
import { inboxList } from '@/lib/timesheets/inbox-list'
import { type Position, positions } from '@/lib/vocabulary'
import { agreedWith, makePayday, makeScene, makeTimesheet, type Scene } from '../../support/report-scene'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeTerm,
  makeUser,
  makeViewer,
  viewer,
} from '../../support/world'

const zone = 'Pacific/Auckland'
const clock = { now: new Date(), zone, visaCapHours: 25, offersNeedAnswer: true }
const studentClock = { now: clock.now, today: dayIn(clock.now, zone), zone, visaCapHours: 25 }
const isLive = (state: string) => ['proposed', 'offered', 'accepted'].includes(state)
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)

let scene: Scene
let admin: Viewer
let tutorCo: Viewer
let markerCo: Viewer
let cc: Viewer

beforeAll(async () => {
  scene = await makeScene('HOME')
  admin = await makeViewer('admin')
  tutorCo = await makeViewer('tutor_coordinator')
  markerCo = await makeViewer('marker_coordinator')
  cc = await viewer(scene.coordinatorId)
}, 60_000)

const termOf = async (id = scene.termId) => (await getTerm(admin, id))!
const homeOf = async (who: Viewer, id?: string) => (await getCoordinatorHome(who, await termOf(id), clock))!
const rowsOf = async () => ({
  applications: (await db.select().from(applications)).filter((row) => row.termId === scene.termId),
  allocations: (await db.select().from(allocations)).filter((row) => row.termId === scene.termId),
  sheets: (await db.select().from(timesheets)).filter((row) => row.termId === scene.termId),
  courses: (await db.select().from(courses)).filter(
    (row) => row.termId === scene.termId && row.archivedAt === null,
  ),
})
const counted = (row: { quarters: number; agreedQuarters: number | null }) =>
  Math.max(row.quarters, row.agreedQuarters ?? 0)

describe('the home of those who decide', () => {
  test.each([
    ['admin', () => admin, ['tutor', 'marker']],
    ['tutor coordinator', () => tutorCo, ['tutor']],
    ['marker coordinator', () => markerCo, ['marker']],
  ] as const)('the figures of the %s equal a recount of the rows', async (_, who, mine) => {
    const home = await homeOf(who())
    const rows = await rowsOf()
    const positionOf = new Map(rows.allocations.map((row) => [row.id, row.position]))
    const my = (position: Position) => (mine as readonly Position[]).includes(position)

    expect(home.positions.map((p) => p.position)).toEqual(mine)
    for (const p of home.positions) {
      const of = rows.applications.filter((row) => row.position === p.position)
      const submitted = of.filter((row) => row.state === 'submitted')
      expect(p).toEqual({
        position: p.position,
        undecided: submitted.filter((row) => row.decision === null).length,
        accepted: submitted.filter((row) => row.decision === 'accepted').length,
        rejected: submitted.filter((row) => row.decision === 'rejected').length,
        reserve: submitted.filter((row) => row.decision === 'reserve').length,
        published: of.filter((row) => row.state === 'published').length,
        drafts: of.filter((row) => row.state === 'draft').length,
      })
    }
    const held = rows.allocations.filter((row) => my(row.position))
    const sheets = rows.sheets.filter((row) => my(positionOf.get(row.allocationId)!))
    expect(home.hours).toEqual({
      needed: sum(
        rows.courses.map((c) => {
          if (mine.length === 2) return c.availableQuarters
          const [need, split, other] =
            mine[0] === 'tutor'
              ? [c.needTutors, c.tutorQuarters, c.markerQuarters]
              : [c.needMarkers, c.markerQuarters, c.tutorQuarters]
          return need ? (split ?? c.availableQuarters - (other ?? 0)) : 0
        }),
      ),
      assigned: sum(held.filter((row) => isLive(row.state)).map(counted)),
      accepted: sum(held.map(agreedWith(sheets))),
      worked: sum(sheets.map((row) => row.quarters)),
    })
    const cutoffs = new Map((await db.select().from(paydays)).map((row) => [row.id, row.cutoffAt]))
    const waiting = sheets.filter((row) => row.state === 'submitted')
    expect(home.approvals).toEqual({
      waiting: waiting.length,
      late: waiting.filter((row) => cutoffs.get(row.paydayId)! < clock.now).length,
    })
    const offered = held.filter((row) => row.state === 'offered')
    expect(home.offers).toEqual({
      unanswered: offered.length,
      overdue: offered.filter((row) => row.answerBy! < clock.now).length,
    })
    const unasked = await getCoordinatorHome(who(), await termOf(), { ...clock, offersNeedAnswer: false })
    expect(unasked!.offers, 'where no answer is needed none is late').toEqual({
      unanswered: offered.length,
      overdue: 0,
    })
    const handedIn = (position: Position) =>
      rows.applications.filter(
        (row) => row.position === position && ['submitted', 'published'].includes(row.state),
      ).length
    for (const position of positions)
      expect(home.submitted.totals[position].at(-1)).toBe(my(position) ? handedIn(position) : 0)
  })

  test('people over their maximum are those whose live hours exceed what they said or the visa cap', async () => {
    const home = await homeOf(tutorCo)
    const rows = await rowsOf()
    const term = await termOf()
    const weeks = teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks)
    const inProfile = await db.select().from(profiles).where(inArray(profiles.userId, scene.students))
    const over = scene.students.filter((id) => {
      const live = sum(rows.allocations.filter((row) => row.userId === id && isLive(row.state)).map(counted))
      const said = rows.applications
        .filter((row) => row.studentId === id && ['submitted', 'published'].includes(row.state))
        .sort((a, b) => b.submittedAt!.getTime() - a.submittedAt!.getTime())[0]
      const answers = said ?? inProfile.find((row) => row.userId === id)!
      const limits = [answers.maxWeekQuarters, answers.citizenOrResident === false ? 100 : null]
      const limit = Math.min(...limits.filter((one) => one !== null))
      return live > limit * weeks
    })
    expect(over.length).toBeGreaterThan(0)
    expect(over.length).toBeLessThan(scene.students.length)
    expect(home.peopleOver).toBe(over.length)
  })

  test('each count is the number of rows of the table that it leads to', async () => {
    const term = await termOf()
    for (const [who, position] of [
      [tutorCo, 'tutor'],
      [markerCo, 'marker'],
    ] as const) {
      const home = await homeOf(who)
      const found = async (query: string) =>
        (await listCourses(who, term, courseList.parse(new URLSearchParams(query)))).total
      expect(home.shortCount).toBe(await found(`left=1&position=${position}`))
      expect(home.courses, 'only courses that need the position').toBe(await found(`position=${position}`))
      const listed = await listCourses(
        who,
        term,
        courseList.parse({ left: '1', position, sort: 'left', dir: 'desc' }),
      )
      expect(home.short[0]?.id).toBe(listed.rows[0]?.id)
      const report = reportOf('courses')!
      const reported = reportScope(who, term, { visaCapHours: 25, timeZone: zone })
      const { rows } = await report.load(reported, report.list.parse({ position, archived: 'no' }))
      for (const course of listed.rows)
        expect(rows.find((row) => row.id === course.id)?.values.left, course.code).toBe(course.leftQuarters)
      expect(home.overCount).toBe(await found('over=1'))
      expect(home.overCount).toBeGreaterThan(0)
      const { total } = await listApplications(
        who,
        { termId: term.id, position, tab: 'submitted' },
        reviewList.parse({}),
      )
      expect(home.positions[0]!.undecided).toBe(total)
      const scope = { termId: term.id, ...clock, today: studentClock.today }
      const late = inboxList.parse(new URLSearchParams(`late=1&position=${position}`))
      expect(home.approvals.late).toBe((await listInbox(who, scope, 'waiting', late)).total)
    }
    const all = await homeOf(admin)
    expect(all.shortCount).toBe(
      (await listCourses(admin, term, courseList.parse(new URLSearchParams('left=1')))).total,
    )
    expect(all.over.map((course) => course.id)).toContain(scene.courses.OVER)
    expect(all.over.map((course) => course.id)).toContain(scene.courses.SPLIT)
    expect(all.short.map((course) => course.id)).not.toContain(scene.courses.GONE)
  })

  test('a tutor coordinator learns nothing of marker applications, a course coordinator or student nothing at all', async () => {
    const home = await homeOf(tutorCo)
    expect(home.positions.map((p) => p.position)).toEqual(['tutor'])
    expect(Math.max(0, ...home.submitted.totals.marker)).toBe(0)
    expect(await getCoordinatorHome(cc, await termOf(), clock)).toBeNull()
    expect(await getCoordinatorHome(await makeViewer('student'), await termOf(), clock)).toBeNull()
  })

  test('the days of the chart leave none out and are days of the institution', async () => {
    const term = await makeTerm()
    const at = (iso: string) => new Date(iso)
    // 11:30 UTC on 1 July is 23:30 in Auckland, an hour later it is 2 July there.
    for (const submittedAt of [
      at('2026-07-01T11:30:00Z'),
      at('2026-07-01T12:30:00Z'),
      at('2026-07-03T12:00:00Z'),
    ])
      await makeApplication({ studentId: await makeUser('student'), termId: term, submittedAt })
    const home = await homeOf(tutorCo, term)
    expect(home.submitted.days).toEqual(['2026-07-01', '2026-07-02', '2026-07-03', '2026-07-04'])
    expect(home.submitted.totals.tutor).toEqual([1, 2, 2, 3])
  })
})

describe('the home of a course coordinator', () => {
  test('shows own courses only, with figures that equal a recount of the rows', async () => {
    const { courses: own } = await getCourseHome(cc, await termOf(), clock)
    const rows = await rowsOf()
    expect(own.map((course) => course.id)).toEqual([scene.courses.A, scene.courses.B])
    for (const course of own) {
      const held = rows.allocations.filter((row) => row.courseId === course.id)
      const sheets = rows.sheets.filter((row) => row.courseId === course.id)
      expect(course.givenQuarters).toBe(sum(held.filter((row) => isLive(row.state)).map(counted)))
      expect(course.people).toBe(
        new Set(held.filter((row) => isLive(row.state)).map((row) => row.userId)).size,
      )
      expect(course.recordedQuarters).toBe(sum(sheets.map((row) => row.quarters)))
      expect(course.approvals.waiting).toBe(sheets.filter((row) => row.state === 'submitted').length)
    }
  })

  test('applicants and those without a word are the rows of the tables that they lead to', async () => {
    const { courses: own } = await getCourseHome(cc, await termOf(), clock)
    let open = 0
    for (const course of own)
      for (const position of positions) {
        const found = async (query: string) =>
          (
            await listApplicants(
              cc,
              { courseId: course.id, position },
              endorseList.parse(new URLSearchParams(query)),
            )
          ).total
        expect(course.applicants[position]).toBe(await found(''))
        expect(course.withoutVerdict[position]).toBe(await found('mine=none&open=1'))
        open += course.withoutVerdict[position]
      }
    expect(open).toBeGreaterThan(0)
  })

  test('hours worked run along the plan up to the last payday that is over, for all courses and for one', async () => {
    const term = await termOf()
    const all = (await getCourseHome(cc, term, clock)).plan!
    const one = (await getCourseHome(cc, term, clock, scene.courses.A)).plan!
    const { courses: own } = await getCourseHome(cc, term, clock)
    expect(all.courseId).toBeNull()
    expect(one.courseId).toBe(scene.courses.A)
    expect(all.plannedQuarters.at(-1)).toBe(sum(own.map((course) => course.agreedQuarters)))
    expect(one.plannedQuarters.at(-1)).toBe(own[0]!.agreedQuarters)
    expect(all.recordedQuarters[3]).toBeNull()
    expect(Math.max(...all.recordedQuarters.map((value) => value ?? 0))).toBe(
      sum(own.map((course) => course.recordedQuarters)),
    )
    // A course of somebody else is no choice.
    expect((await getCourseHome(cc, term, clock, scene.courses.C)).plan!.courseId).toBeNull()
  })
})

test('the chart of a course coordinator sums what the report behind it does, archived courses included', async () => {
  const ccId = await makeUser('course_coordinator')
  const termId = await makeTerm({ startsOn: addDays(studentClock.today, -30) })
  const payday = await makePayday(termId, 3)
  for (const archivedAt of [null, new Date()]) {
    const courseId = await makeCourse(termId, { coordinators: [ccId], archivedAt })
    const userId = await makeUser('student')
    const allocationId = await makeAllocation({ userId, courseId, termId, quarters: 80 })
    await makeTimesheet({
      allocationId,
      paydayId: payday,
      userId,
      courseId,
      termId,
      state: 'approved',
      quarters: 9,
    })
  }
  const who = await viewer(ccId)
  const term = await termOf(termId)
  const report = reportOf('paydays')!
  const scope = reportScope(who, term, { visaCapHours: 25, timeZone: zone })
  const { totals } = await report.load(scope, report.list.parse({}))
  const { courses: shown, plan } = await getCourseHome(who, term, clock)
  expect(shown).toHaveLength(1)
  expect(totals).toMatchObject({ planned: 160, recorded: 18 })
  expect(plan!.plannedQuarters.at(-1)).toBe(totals.planned)
  expect(plan!.recordedQuarters.at(-1)).toBe(totals.recorded)
})

describe('the home of a student', () => {
  test('knows no decision and no allocation before it is published', async () => {
    const termId = await makeTerm({ startsOn: studentClock.today })
    const course = await makeCourse(termId)
    const student = await makeViewer('student')
    const applicationId = await makeApplication({ studentId: student.id, termId, courses: [course] })
    const before = await getStudentHome(student, studentClock)
    await makeAllocation({ userId: student.id, courseId: course, termId, state: 'proposed', applicationId })
    const { write } = await import('@/db/client')
    const { eq } = await import('drizzle-orm')
    await write((tx) =>
      tx.update(applications).set({ decision: 'accepted' }).where(eq(applications.id, applicationId)),
    )
    expect(await getStudentHome(student, studentClock)).toEqual(before)
    expect(before.terms).toEqual([])
    expect(before.applications.map((a) => a.decision)).toEqual([null])
  })

  test('shows offers, load against the maximum and the visa cap, and the timesheets still to submit', async () => {
    const termId = await makeTerm({ startsOn: studentClock.today, breakWeeks: 0 })
    const soon = await makePayday(termId, 6)
    await makePayday(termId, 20)
    const [a, b] = [await makeCourse(termId, { code: 'AA 1' }), await makeCourse(termId, { code: 'BB 2' })]
    const student = await makeViewer('student', {
      profile: { maxWeekQuarters: 40, citizenOrResident: false },
    })
    const work = { userId: student.id, termId }
    const accepted = await makeAllocation({ ...work, courseId: a, quarters: 120 })
    await makeAllocation({ ...work, courseId: b, state: 'offered', quarters: 60 })
    await makeAllocation({ ...work, courseId: b, position: 'marker', state: 'declined', quarters: 999 })
    const home = await getStudentHome(student, studentClock)
    expect(home.terms).toHaveLength(1)
    const [term] = home.terms
    expect(term).toMatchObject({ quarters: 180, maxWeekQuarters: 40, visaCapQuarters: 100 })
    expect(term!.work.map((w) => [w.code, w.state, w.quarters])).toEqual([
      ['AA 1', 'accepted', 120],
      ['BB 2', 'offered', 60],
    ])
    // The offer is not agreed to yet: only the accepted course has hours due.
    expect(term!.nextPayday).toMatchObject({ toSubmit: 1 })
    const sheet = { allocationId: accepted, userId: student.id, courseId: a, termId, quarters: 10 }
    await makeTimesheet({ ...sheet, paydayId: soon, state: 'submitted' })
    expect((await getStudentHome(student, studentClock)).terms[0]!.nextPayday).toMatchObject({ toSubmit: 0 })
  })
})

test('a draft is work until its time is over, and then a fact with its deadline', async () => {
  const day = (n: number) => addDays(studentClock.today, n)
  const termId = await makeTerm({ tutorDeadline: day(2) })
  const student = await makeViewer('student')
  await makeApplication({ studentId: student.id, termId, state: 'draft' })
  const at = async (today: string) => {
    const now = endOfDay(today, zone)
    const home = await getStudentHome(student, { ...studentClock, now, today })
    return { ...home.applications[0], waiting: studentWaiting(home, { now, today, zone }).length }
  }
  expect(await at(day(1))).toMatchObject({ end: endOfDay(day(2), zone), waiting: 1 })
  expect(await at(day(3))).toMatchObject({ end: 'over', passedOn: day(2), waiting: 0 })
  // A course with a later day of its own can still be chosen.
  await makeCourse(termId, { tutorDeadline: day(5) })
  expect(await at(day(3))).toMatchObject({ end: endOfDay(day(5), zone), waiting: 1 })
})

test('changes to a submitted application wait for the student until they can no longer be submitted', async () => {
  const day = (n: number) => addDays(studentClock.today, n)
  const termId = await makeTerm({ tutorDeadline: day(2) })
  const student = await makeViewer('student')
  const id = await makeApplication({ studentId: student.id, termId, courses: [await makeCourse(termId)] })
  const at = async (today: string) => {
    const now = endOfDay(today, zone)
    const home = await getStudentHome(student, { ...studentClock, now, today })
    return { ...home.applications[0], waiting: studentWaiting(home, { now, today, zone }) }
  }
  expect(await at(day(1))).toMatchObject({ unsubmittedChanges: false, waiting: [] })
  const { base } = await getForm(student, id)
  const values = { ...(await getForm(student, id)).answers.eligibility, maxHours: '17' }
  await saveEligibility(student, { id, base: base.eligibility, force: false, values })
  expect(await at(day(1))).toMatchObject({
    unsubmittedChanges: true,
    end: endOfDay(day(2), zone),
    waiting: [{ href: `/applications/${id}/review`, label: expect.stringContaining('Submit the changes') }],
  })
  expect((await getOwnOffers(student, new Date())).due).toMatchObject([
    { href: `/applications/${id}/review` },
  ])
  expect(await at(day(3))).toMatchObject({ unsubmittedChanges: true, end: 'over', waiting: [] })
})

test('every home costs the same number of queries for few and for many rows', async () => {
  const cost = async (work: () => Promise<unknown>) => {
    const before = queryCount()
    await work()
    return queryCount() - before
  }
  const empty = await makeTerm()
  const [few, many] = [await termOf(empty), await termOf()]
  const counts = {
    coordinator: [
      await cost(() => getCoordinatorHome(admin, few, clock)),
      await cost(() => getCoordinatorHome(admin, many, clock)),
    ],
    course: [
      await cost(() => getCourseHome(cc, few, clock)),
      await cost(() => getCourseHome(cc, many, clock)),
    ],
    student: [
      await cost(async () => getStudentHome(await viewer(scene.students[0]!), studentClock)),
      await cost(async () => getStudentHome(await viewer(scene.students[1]!), studentClock)),
    ],
  }
  expect(counts.coordinator).toEqual([7, 7])
  expect(counts.course).toEqual([5, 5])
  expect(counts.student[0]).toBe(counts.student[1])
})
