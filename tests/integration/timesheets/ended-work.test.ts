import { and, eq, inArray } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/db/client'
import { allocations } from '@/db/schema'
import { changeHours, endAllocation } from '@/lib/allocations/enrolment'
import { answerOffer, expireOffer } from '@/lib/offers/commands'
import type { Viewer } from '@/lib/permissions'
import { reportOf } from '@/lib/reports'
import { reportScope } from '@/lib/reports/scope'
import { earlierTermsOf } from '@/lib/review/list-rows'
import { getTerm } from '@/lib/terms/queries'
import { worksIn } from '@/lib/timesheets/hours-due'
import { listInboxGroups } from '@/lib/timesheets/inbox-groups'
import { inboxList } from '@/lib/timesheets/inbox-list'
import { recordHours } from '@/lib/timesheets/record-hours'
import { getOwnHours } from '@/lib/timesheets/sheets'
import { day, now, today, zone } from '../../support/calendar'
import {
  makeAllocation,
  makeCourse,
  makePayday,
  makeTerm,
  makeTimesheet,
  makeViewer,
} from '../../support/world'

let termId: string
let courseId: string
let paydayId: string
let tc: Viewer
let student: Viewer

beforeAll(async () => {
  tc = await makeViewer('tutor_coordinator')
})
beforeEach(async () => {
  termId = await makeTerm({ startsOn: day(-28), endsOn: day(55) })
  courseId = await makeCourse(termId)
  paydayId = await makePayday(termId, {
    paidOn: day(8),
    cutoffAt: new Date(now.getTime() + 5 * 86_400_000),
  })
  student = await makeViewer('student')
})

const rowOf = async (id: string) => (await db.select().from(allocations).where(eq(allocations.id, id)))[0]!
const versionOf = async (id: string) => (await rowOf(id)).version
const offer = () =>
  makeAllocation({
    userId: student.id,
    courseId,
    termId,
    state: 'offered',
    quarters: 160,
    offeredAt: now,
    answerBy: new Date(now.getTime() + 86_400_000),
  })
const accepted = async () => {
  const id = await offer()
  await answerOffer(student, { allocationId: id, version: 1, act: 'accept' })
  return id
}
const change = async (id: string, quarters: number) =>
  changeHours(tc, { allocationId: id, version: await versionOf(id), quarters })
const end = async (id: string) => endAllocation(tc, { allocationId: id, version: await versionOf(id) })

/** What became of the hours between the first yes and the end. */
const paths: [string, (id: string) => Promise<unknown>][] = [
  ['a change that waited when the work ended', (id) => change(id, 120)],
  [
    'a change that nobody answered in time',
    async (id) => {
      await change(id, 120)
      const { version, answerBy } = await rowOf(id)
      const after = new Date(answerBy!.getTime() + 1000)
      expect(await expireOffer({ allocationId: id, version }, after)).toBe('kept')
    },
  ],
  [
    'a change that was taken back',
    async (id) => {
      await change(id, 120)
      await change(id, 160)
    },
  ],
]

describe('hours worked before the end of work', () => {
  it.each(paths)('can be recorded and submitted after %s', async (_, between) => {
    const id = await accepted()
    await between(id)
    await end(id)
    expect(await rowOf(id)).toMatchObject({ state: 'ended', quarters: 160, agreedQuarters: null })
    const { work } = await getOwnHours(student, termId, now)
    expect(work).toMatchObject([{ allocationId: id, until: today }])
    expect(work[0]!.sheets.find((view) => view.period.paydayId === paydayId)?.editable).toBe(true)
    const draft = { allocationId: id, paydayId, version: 0, submit: true }
    const lines = [{ day: day(-1), quarters: 8, activity: 'lab' as const, note: null }]
    expect(await recordHours(student, { ...draft, lines }, now)).toMatchObject({ state: 'submitted' })
    // Reminders and digests ask the database the same.
    const due = await db
      .select({ id: allocations.id })
      .from(allocations)
      .where(and(eq(allocations.termId, termId), worksIn({ from: day(-3) }, zone)))
    expect(due).toEqual([{ id }])
  })

  it('cannot be recorded for an offer that was withdrawn before anybody had said yes', async () => {
    const id = await offer()
    await end(id)
    expect((await getOwnHours(student, termId, now)).work).toEqual([])
    const lines = [{ day: day(-1), quarters: 8, activity: 'lab' as const, note: null }]
    const input = { allocationId: id, paydayId, version: 0, submit: true, lines }
    await expect(recordHours(student, input, now)).rejects.toMatchObject({ code: 'state' })
  })
})

describe('work that counts as done', () => {
  const figures = async (id: string) => {
    const admin = await makeViewer('admin')
    const scope = reportScope(admin, (await getTerm(admin, termId))!, {
      visaCapHours: 25,
      timeZone: zone,
    })
    const of = async (report: string) => {
      const { load, list } = reportOf(report)!
      return load(scope, list.parse({}))
    }
    const terms = (await of('terms')).rows.find((row) => row.id === termId)!.values
    const person = (await of('people')).rows.find((row) => row.id === student.id)!.values
    const planned = (await of('paydays')).totals.planned
    const elsewhere = await makeTerm()
    const earlier = (await earlierTermsOf([student.id], elsewhere)).get(student.id) ?? []
    return { people: terms.people, accepted: person.accepted, planned, earlier: earlier.length, id }
  }

  it('is what somebody said yes to: also while a change of it waits, and after its end', async () => {
    const id = await accepted()
    expect(await figures(id)).toMatchObject({ people: 1, accepted: 160, planned: 160, earlier: 1 })
    await change(id, 120)
    expect(await figures(id)).toMatchObject({ people: 1, accepted: 160, planned: 160, earlier: 1 })
    await makeTimesheet({ allocationId: id, paydayId, lines: [{ day: day(-2), quarters: 24 }] })
    await end(id)
    // What was recorded is what was agreed to of it, so that worked hours never pass the plan by an end.
    expect(await figures(id)).toMatchObject({ people: 1, accepted: 24, planned: 24, earlier: 1 })
    const scope = { termId, now, today, zone }
    const groups = await listInboxGroups(tc, scope, 'waiting', 'courses', inboxList.parse({}))
    expect(groups.rows).toMatchObject([{ id: courseId, allocatedQuarters: 160, recordedQuarters: 24 }])
  })

  it('is no offer that was withdrawn, and none that was declined', async () => {
    const withdrawn = await offer()
    await end(withdrawn)
    expect(await figures(withdrawn)).toMatchObject({ people: 0, accepted: 0, planned: 0, earlier: 0 })
    const declined = await offer()
    await answerOffer(student, { allocationId: declined, version: 1, act: 'decline', reason: 'Other work' })
    expect(await figures(declined)).toMatchObject({ people: 0, accepted: 0, planned: 0, earlier: 0 })
    const marks = await db
      .select({ at: allocations.firstAcceptedAt })
      .from(allocations)
      .where(inArray(allocations.id, [withdrawn, declined]))
    expect(marks).toEqual([{ at: null }, { at: null }])
  })
})
