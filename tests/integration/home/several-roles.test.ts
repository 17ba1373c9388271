/**
 * People hold several roles: a coordinator who has applied, or who works in a course. What stands on their home and in
 * their reports is what the tables behind it show, and tells them nothing of what is decided about themselves.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { write } from '@/db/client'
import { emails } from '@/db/schema'
import { newId } from '@/db/sql'
import { addDays, todayIn } from '@/lib/dates'
import { listEmails } from '@/lib/emails/queries'
import { emailList } from '@/lib/emails/schema'
import { getCoordinatorHome } from '@/lib/home/coordinator'
import { getOtherTerms } from '@/lib/home/other-terms'
import type { Viewer } from '@/lib/permissions'
import { reportOf } from '@/lib/reports'
import { reportScope } from '@/lib/reports/scope'
import { applicationsSheet } from '@/lib/reports/sheets'
import { getTerm } from '@/lib/terms/queries'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeTerm,
  makeUser,
  makeViewer,
} from '../../support/world'

const zone = 'Pacific/Auckland'
const today = todayIn(zone)
const day = (n: number) => addDays(today, n)
const clock = { now: new Date(), zone, visaCapHours: 25, offersNeedAnswer: true }

let termId: string
let courseId: string
/** Decides on tutors, has applied as one, and is proposed for more hours than they may work. */
let both: Viewer
let other: Viewer

beforeAll(async () => {
  termId = await makeTerm({ startsOn: day(-10), endsOn: day(59), breakWeeks: 0 })
  courseId = await makeCourse(termId, { availableQuarters: 8000 })
  both = await makeViewer(['tutor_coordinator', 'student'])
  other = await makeViewer('tutor_coordinator')
  const applicationId = await makeApplication({
    studentId: both.id,
    termId,
    courses: [courseId],
    decision: 'accepted',
  })
  await makeAllocation({
    userId: both.id,
    courseId,
    termId,
    state: 'proposed',
    quarters: 4000,
    applicationId,
  })
  const student = await makeUser('student')
  await makeApplication({ studentId: student, termId, courses: [courseId], decision: 'accepted' })
  await makeAllocation({ userId: student, courseId, termId, state: 'accepted', quarters: 100 })
})

const homeOf = async (who: Viewer) => (await getCoordinatorHome(who, (await getTerm(who, termId))!, clock))!

async function reported(who: Viewer, id: string, query: string) {
  const report = reportOf(id)!
  const scope = reportScope(who, (await getTerm(who, termId))!, { visaCapHours: 25, timeZone: zone })
  return report.load(scope, report.list.parse(new URLSearchParams(query)))
}

describe('a coordinator who has applied', () => {
  test('is not counted among the people over their maximum before they are told of hours', async () => {
    expect((await homeOf(both)).peopleOver).toBe((await reported(both, 'people', 'over=1')).total)
    expect((await homeOf(both)).peopleOver).toBe(0)
    expect((await homeOf(other)).peopleOver).toBe(1)
  })

  test('finds neither the own decision nor the own hours in the comparison of terms', async () => {
    const valuesOf = async (who: Viewer) =>
      (await reported(who, 'terms', '')).rows.find((row) => row.id === termId)!.values
    expect(await valuesOf(other)).toMatchObject({ applications: 2, accepted: 2, assigned: 4100 })
    expect(await valuesOf(both)).toMatchObject({ applications: 1, accepted: 1, assigned: 100 })
    expect((await valuesOf(both)).assigned).toBe((await reported(both, 'courses', '')).totals.assigned)
  })

  test('reads neither the own decision nor its reasons in the workbook of the term', async () => {
    const namesIn = async (who: Viewer) => {
      const scope = reportScope(who, (await getTerm(who, termId))!, { visaCapHours: 25, timeZone: zone })
      const { table, total } = await applicationsSheet(scope, 'tutor')
      expect(total).toBe(table.rows.length)
      return table.rows.map((row) => row.name)
    }
    expect(await namesIn(other)).toContain(both.name)
    expect(await namesIn(both)).not.toContain(both.name)
    expect(await namesIn(both)).not.toEqual([])
  })

  test('is told of no application of their own to decide in another term', async () => {
    const next = await makeTerm({ startsOn: day(80), endsOn: day(160) })
    await makeApplication({ studentId: both.id, termId: next })
    expect(await getOtherTerms(both, termId, today)).toEqual([])
    expect(await getOtherTerms(other, termId, today)).toMatchObject([{ id: next, undecided: { tutor: 1 } }])
  })
})

test('emails that could not be sent are those that the log shows', async () => {
  const failed = (given: Partial<typeof emails.$inferInsert>) =>
    write((tx) =>
      tx.insert(emails).values({
        id: newId(),
        kind: 'security_notice',
        toAddress: 'a@example.test',
        toName: 'A',
        subject: 'Subject',
        state: 'failed',
        idempotencyKey: newId(),
        messageId: newId(),
        props: {},
        searchText: 'a',
        createdAt: new Date(),
        updatedAt: new Date(),
        ...given,
      } as typeof emails.$inferInsert),
    )
  await failed({ toUserId: other.id })
  await failed({ position: 'tutor' })
  await failed({ position: 'marker' })
  const log = await listEmails(other, emailList.parse(new URLSearchParams('state=failed')))
  expect((await homeOf(other)).failedEmails).toBe(log.total)
  expect(log.total).toBe(2)
})

test('a number of a report narrowed to a position or course leads to the rows of that position and course', async () => {
  const person = await makeUser('student', { name: 'Zz Both' })
  const elsewhere = await makeCourse(termId, { availableQuarters: 8000 })
  const held = { userId: person, termId, state: 'accepted' as const }
  await makeAllocation({ ...held, courseId, quarters: 40 })
  await makeAllocation({ ...held, courseId, position: 'marker', quarters: 24 })
  await makeAllocation({ ...held, courseId: elsewhere, quarters: 16 })
  for (const query of ['', 'position=tutor', 'position=marker', `position=tutor&course=${courseId}`]) {
    const row = (await reported(other, 'people', query)).rows.find((one) => one.id === person)!
    const behind = await reported(other, 'allocations', row.links!.assigned!.split('?')[1]!)
    expect(behind.totals.hours, query).toBe(row.values.assigned)
    const term = (await reported(other, 'terms', query)).rows.find((one) => one.id === termId)!
    const courses = await reported(other, 'courses', `${term.href!.split('?')[1]!}`)
    for (const id of ['needed', 'assigned'] as const) expect(courses.totals[id], query).toBe(term.values[id])
    expect(courses.totals.recorded).toBe(term.values.worked)
  }
})

test('people over their maximum are over it whatever position or course the report is narrowed to', async () => {
  const person = await makeUser('student', { name: 'Zzz Over' })
  const held = { userId: person, termId, state: 'accepted' as const }
  // 80 quarters a week over ten weeks are theirs; neither position alone passes them.
  await makeAllocation({ ...held, courseId, quarters: 500 })
  await makeAllocation({ ...held, courseId, position: 'marker', quarters: 500 })
  const found = async (query: string) => {
    const { rows, total } = await reported(other, 'people', query)
    expect(rows).toHaveLength(total)
    return rows.find((row) => row.id === person)?.values
  }
  for (const query of ['over=1', 'over=1&position=tutor', `over=1&course=${courseId}`])
    expect(await found(query), query).toMatchObject({ over: true, perWeek: 25 })
  expect(await found('over=1&position=tutor')).toMatchObject({ assigned: 500 })
  expect(await reported(other, 'people', 'over=1&position=marker')).toMatchObject({ total: 1 })
})
