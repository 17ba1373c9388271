import { beforeAll, expect, test } from 'vitest'
import { waitingIn } from '@/app/(main)/_home/other-terms'
import { queryCount } from '@/db/client'
import { addDays, todayIn } from '@/lib/dates'
import { getOtherTerms } from '@/lib/home/other-terms'
import type { Viewer } from '@/lib/permissions'
import { listTermsForSwitch } from '@/lib/terms/queries'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makePayday,
  makeTerm,
  makeTimesheet,
  makeUser,
  makeViewer,
  viewer,
} from '../../support/world'

const today = todayIn('Pacific/Auckland', new Date())
const day = (n: number) => addDays(today, n)

let shown: string
let open: string
let openCourse: string
let over: string
let cc: Viewer

/** A term with a tutor's timesheet to approve and an undecided tutor application, both to a course of `ccId`. */
async function termWithWork(name: string, startsOn: string, endsOn: string, ccId: string, archived = false) {
  const id = await makeTerm({ name, startsOn, endsOn, archivedAt: archived ? new Date() : null })
  const courseId = await makeCourse(id, { coordinators: [ccId] })
  const allocationId = await makeAllocation({ userId: await makeUser('student'), courseId, termId: id })
  await makeTimesheet({ allocationId, paydayId: await makePayday(id) })
  await makeApplication({
    studentId: await makeUser('student'),
    termId: id,
    state: 'submitted',
    courses: [courseId],
  })
  return { id, courseId }
}

const hrefsOf = (terms: Awaited<ReturnType<typeof getOtherTerms>>) =>
  terms.flatMap(waitingIn).map((item) => item.href)

beforeAll(async () => {
  const ccId = await makeUser('course_coordinator')
  shown = (await termWithWork('Shown', day(-30), day(60), ccId)).id
  const next = await termWithWork('Open', day(80), day(160), ccId)
  open = next.id
  openCourse = next.courseId
  over = (await termWithWork('Over', day(-200), day(-100), ccId)).id
  await termWithWork('Archived', day(-400), day(-300), ccId, true)
  await makeTerm({ name: 'Nothing waits', startsOn: day(200), endsOn: day(280) })
  cc = await viewer(ccId)
})

test('what waits in other terms is told: hours of all, applications of those that are not over', async () => {
  expect(await getOtherTerms(await makeViewer('admin'), shown, today)).toEqual([
    { id: open, name: 'Open', approvals: 1, undecided: { tutor: 1 }, withoutVerdict: [] },
    { id: over, name: 'Over', approvals: 1, undecided: {}, withoutVerdict: [] },
  ])
})

test('everybody is told of their own: a course coordinator of own courses, a position of its own', async () => {
  expect(await getOtherTerms(cc, shown, today)).toEqual([
    {
      id: open,
      name: 'Open',
      approvals: 1,
      undecided: {},
      withoutVerdict: [{ courseId: openCourse, position: 'tutor', n: 1 }],
    },
    { id: over, name: 'Over', approvals: 1, undecided: {}, withoutVerdict: [] },
  ])
  expect(await getOtherTerms(await makeViewer('marker_coordinator'), shown, today)).toEqual([])
  expect(await getOtherTerms(await makeViewer('course_coordinator'), shown, today)).toEqual([])
})

test('applicants of an archived course wait for nobody; each course and position is a table of its own', async () => {
  const ccId = await makeUser('course_coordinator')
  const termId = await makeTerm({ startsOn: day(90), endsOn: day(170) })
  const coordinators = [ccId]
  const courseIds = [
    await makeCourse(termId, { coordinators }),
    await makeCourse(termId, { coordinators }),
    await makeCourse(termId, { coordinators, archivedAt: new Date() }),
  ]
  for (const position of ['tutor', 'marker'] as const)
    await makeApplication({ studentId: await makeUser('student'), termId, position, courses: courseIds })
  const found = await getOtherTerms(await viewer(ccId), shown, today)
  const tables = courseIds
    .slice(0, 2)
    .flatMap((courseId) => (['marker', 'tutor'] as const).map((position) => ({ courseId, position, n: 1 })))
  expect(found.map((term) => term.withoutVerdict)).toEqual([expect.arrayContaining(tables)])
  expect(found[0]!.withoutVerdict).toHaveLength(tables.length)
  expect(hrefsOf(found)).toEqual([`/?term=${termId}`])
  expect(hrefsOf(await getOtherTerms(cc, shown, today))).toContain(
    `/endorse?term=${open}&course=${openCourse}&position=tutor&mine=none&open=1`,
  )
})

test('it costs the same number of queries for one term and for many', async () => {
  const admin = await makeViewer('admin')
  const cost = async () => {
    const before = queryCount()
    await getOtherTerms(admin, shown, today)
    return queryCount() - before
  }
  const few = await cost()
  for (let i = 0; i < 5; i++) await makeTerm({ startsOn: day(300 + i), endsOn: day(380 + i) })
  expect(await cost()).toBe(few)
  expect(await listTermsForSwitch(admin)).toHaveLength(10)
})
