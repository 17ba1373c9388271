import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { queryCount, write } from '@/db/client'
import { lateGrants } from '@/db/schema'
import { newId } from '@/db/sql'
import { enrolPerson } from '@/lib/allocations/enrolment'
import { listOwnApplications } from '@/lib/applications/own'
import { endOfDay } from '@/lib/dates'
import { getStudentHome } from '@/lib/home/student'
import { answerOffer } from '@/lib/offers/commands'
import { getOwnOffers } from '@/lib/offers/queries'
import type { Viewer } from '@/lib/permissions'
import type { Position } from '@/lib/vocabulary'
import { day, now, today, zone } from '../../support/calendar'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makePayday,
  makeReadyDraft,
  makeTerm,
  makeTimesheet,
  makeViewer,
} from '../../support/world'

const clock = { now, today, zone, visaCapHours: 25 }

let student: Viewer
let tc: Viewer
beforeAll(async () => {
  tc = await makeViewer('tutor_coordinator')
})
beforeEach(async () => {
  student = await makeViewer('student')
})
const offersOf = () => getOwnOffers(student, now)
const homeOf = () => getStudentHome(student, clock)

describe('after the last day of a term', () => {
  const over = async (lastPayday: number) => {
    const termId = await makeTerm({ startsOn: day(-100), endsOn: day(-10) })
    await makePayday(termId, { paidOn: day(-20), cutoffAt: endOfDay(day(-23), zone) })
    await makePayday(termId, { paidOn: day(lastPayday), cutoffAt: endOfDay(day(lastPayday - 3), zone) })
    return termId
  }
  const work = async (termId: string, state: 'offered' | 'accepted') =>
    makeAllocation({
      userId: student.id,
      courseId: await makeCourse(termId),
      termId,
      state,
      answerBy: state === 'offered' ? new Date(now.getTime() + 86_400_000) : null,
    })

  test('work goes on to the last payday, and is past after it', async () => {
    const marking = await over(30)
    const exams = await work(marking, 'accepted')
    const done = await work(await over(-1), 'accepted')
    const page = await offersOf()
    expect(page.terms.map((term) => [term.id, term.work.map((one) => one.id)])).toEqual([[marking, [exams]]])
    expect(page.terms[0]!.nextPayday).toMatchObject({ paidOn: day(30) })
    expect(page.past.map((one) => one.id)).toEqual([done])
    expect((await homeOf()).terms.map((term) => term.id)).toEqual([marking])
  })

  test('an open offer is still to be answered, and can be, in every term', async () => {
    const [marking, done] = [await work(await over(30), 'offered'), await work(await over(-1), 'offered')]
    const page = await offersOf()
    expect(page.open.map((one) => one.id).sort()).toEqual([marking, done].sort())
    expect(page.open.every((one) => one.open)).toBe(true)
    expect(page.past).toEqual([])
    const offered = (await homeOf()).terms.flatMap((term) => term.work.map((one) => one.id))
    expect(offered.sort()).toEqual([marking, done].sort())
    await answerOffer(student, { allocationId: done, version: 1, act: 'accept' })
    expect((await offersOf()).past.map((one) => one.id)).toEqual([done])
  })
})

describe('the deadline that is shown of a draft', () => {
  const shown = async () => {
    const [due, home, list] = [(await offersOf()).due, await homeOf(), await listOwnApplications(student)]
    const at = due.filter((one) => one.kind === 'application').map((one) => one.at)
    return [at[0] ?? null, home.applications[0]!.end, list[0]!.end]
  }
  const draft = async (
    term: Parameters<typeof makeTerm>[0],
    course: Parameters<typeof makeCourse>[1] = {},
  ) => {
    const termId = await makeTerm(term)
    const courseId = await makeCourse(termId, course)
    await makeReadyDraft({ studentId: student.id, termId, courseIds: [courseId] })
    return termId
  }

  test('is that of its courses, later or earlier than the term’s', async () => {
    await draft({ markerDeadline: day(3) }, { markerDeadline: day(9) })
    const later = endOfDay(day(9), zone)
    expect(await shown()).toEqual([later, later, later])
    student = await makeViewer('student')
    await draft({ markerDeadline: day(9) }, { markerDeadline: day(3) })
    const earlier = endOfDay(day(3), zone)
    expect(await shown()).toEqual([earlier, earlier, earlier])
  })

  test('is the end of a grant of late submission, also where the term is closed', async () => {
    const termId = await draft({ markerDeadline: day(-3), open: false })
    expect(await shown()).toEqual([null, 'over', 'over'])
    await grant(termId, 'marker', day(4))
    const until = endOfDay(day(4), zone)
    expect(await shown()).toEqual([until, until, until])
  })

  test('is none where nothing ends it', async () => {
    await draft({ markerDeadline: null })
    expect(await shown()).toEqual([null, null, null])
  })
})

const grant = (termId: string, position: Position, until: string) =>
  write((tx) =>
    tx.insert(lateGrants).values({
      id: newId(),
      studentId: student.id,
      termId,
      position,
      until: endOfDay(until, zone),
      grantedBy: tc.id,
      createdAt: now,
    }),
  )

test('what is open to apply for counts later deadlines of courses and grants of late submission', async () => {
  const passed = { tutorDeadline: day(-5), markerDeadline: day(-5) }
  const [late, granted, shut] = [await makeTerm(passed), await makeTerm(passed), await makeTerm(passed)]
  await makeCourse(late, { tutorDeadline: day(6) })
  await makeCourse(late, { tutorDeadline: day(8) })
  await makeCourse(granted)
  await makeCourse(shut)
  await grant(granted, 'marker', day(2))
  const open = (await homeOf()).open.filter((one) => [late, granted, shut].includes(one.termId))
  expect(open.map((one) => [one.termId, one.position, one.lastDay, one.lateUntil])).toEqual([
    [late, 'tutor', day(8), null],
    [granted, 'marker', day(-5), endOfDay(day(2), zone)],
  ])
})

describe('timesheets to submit', () => {
  const toSubmit = async () => (await homeOf()).terms.map((term) => term.nextPayday?.toSubmit)
  const scene = async (startsOn: string) => {
    const termId = await makeTerm({ startsOn, endsOn: day(80) })
    const paydayId = await makePayday(termId, { paidOn: day(8), cutoffAt: endOfDay(day(5), zone) })
    const courseId = await makeCourse(termId)
    const allocationId = await makeAllocation({ userId: student.id, courseId, termId, quarters: 40 })
    return { termId, paydayId, courseId, allocationId }
  }

  test('are those of which hours are due: not before the period begins, nor when none are left', async () => {
    const { termId, allocationId } = await scene(day(-10))
    expect(await toSubmit()).toEqual([1])
    const later = await makePayday(termId, { paidOn: day(22), cutoffAt: endOfDay(day(19), zone) })
    await makeTimesheet({ allocationId, paydayId: later, state: 'draft', lines: [{ quarters: 40 }] })
    expect(await toSubmit()).toEqual([0])
    student = await makeViewer('student')
    await scene(day(2))
    expect(await toSubmit()).toEqual([0])
  })

  test('are not those that were handed in; a returned one is', async () => {
    const { termId, allocationId, paydayId } = await scene(day(-10))
    await makeTimesheet({ allocationId, paydayId, state: 'returned' })
    expect(await toSubmit()).toEqual([1])
    expect((await homeOf()).returned).toEqual([{ termId, n: 1 }])
  })
})

test('the weekly maximum shown is the one that hours are refused for, also with two applications', async () => {
  const termId = await makeTerm({ startsOn: day(10), endsOn: day(10 + 70) })
  const courses = [await makeCourse(termId), await makeCourse(termId)]
  const answers = { studentId: student.id, termId }
  const early = new Date(now.getTime() - 86_400_000)
  await makeApplication({ ...answers, position: 'tutor', maxWeekQuarters: 20, submittedAt: early })
  await makeApplication({ ...answers, position: 'marker', maxWeekQuarters: 80, submittedAt: now })
  await makeAllocation({ userId: student.id, courseId: courses[0]!, termId, quarters: 40 })
  const limits = async () => [
    (await offersOf()).terms[0]!.maxWeekQuarters,
    (await homeOf()).terms[0]!.maxWeekQuarters,
  ]
  expect(await limits()).toEqual([20, 20])
  // Ten weeks of 5 h are 200 quarters: one more is refused, as the page says.
  const more = { courseId: courses[1]!, userId: student.id, position: 'tutor' as const, quarters: 164 }
  await expect(enrolPerson(tc, more)).rejects.toThrow(/maximum they gave is 5 h/)
  await makeAllocation({
    userId: student.id,
    courseId: courses[1]!,
    termId,
    position: 'marker',
    quarters: 40,
  })
  // In both positions the smaller one is what work is refused for.
  expect(await limits()).toEqual([20, 20])
})

test('the pages cost the same number of queries for one term and for many', async () => {
  const cost = async () => {
    const before = queryCount()
    await offersOf()
    await homeOf()
    await listOwnApplications(student)
    return queryCount() - before
  }
  const another = async () => {
    const termId = await makeTerm({ startsOn: day(-10), endsOn: day(60) })
    const courseId = await makeCourse(termId)
    await makePayday(termId)
    await makeAllocation({ userId: student.id, courseId, termId })
    await makeReadyDraft({ studentId: student.id, termId, courseIds: [courseId] })
  }
  await another()
  const one = await cost()
  for (let i = 0; i < 3; i++) await another()
  expect(await cost()).toBe(one)
})
