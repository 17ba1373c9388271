import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { db, queryCount, write } from '@/db/client'
import { allocations, timesheets } from '@/db/schema'
import { isAppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { allowExcess } from '@/lib/timesheets/allowance'
import { approveTimesheet } from '@/lib/timesheets/decide'
import { listInbox, listInboxIds } from '@/lib/timesheets/inbox'
import { previewBulkHours } from '@/lib/timesheets/inbox-bulk'
import { listInboxGroups } from '@/lib/timesheets/inbox-groups'
import { inboxList } from '@/lib/timesheets/inbox-list'
import { listInboxCourses } from '@/lib/timesheets/inbox-options'
import { getInboxRecord } from '@/lib/timesheets/inbox-record'
import { recordHours } from '@/lib/timesheets/record-hours'
import { getOwnHours, getSheet } from '@/lib/timesheets/sheets'
import { day, now, today, zone } from '../../support/calendar'
import {
  makeAllocation,
  makeCourse,
  makePayday,
  makeTerm,
  makeTimesheet,
  makeUser,
  makeViewer,
  viewer,
} from '../../support/world'

let termId: string
let courseId: string
let foreign: string
let past: string
let current: string
let cc: Viewer
let tc: Viewer
let mc: Viewer
let admin: Viewer
let scope: Parameters<typeof listInbox>[1]

beforeAll(async () => {
  termId = await makeTerm({ startsOn: day(-28), endsOn: day(55) })
  const ccId = await makeUser('course_coordinator')
  courseId = await makeCourse(termId, { code: 'INBOX 101', coordinators: [ccId] })
  foreign = await makeCourse(termId, { code: 'INBOX 202' })
  cc = await viewer(ccId)
  tc = await makeViewer('tutor_coordinator')
  mc = await makeViewer('marker_coordinator')
  admin = await makeViewer('admin')
  past = await makePayday(termId, { paidOn: day(-6), cutoffAt: new Date(now.getTime() - 9 * 86_400_000) })
  current = await makePayday(termId, { paidOn: day(8), cutoffAt: new Date(now.getTime() + 5 * 86_400_000) })
  scope = { termId, now, today, zone }
})

async function submitted(
  name: string,
  given: Partial<typeof allocations.$inferInsert> = {},
  sheet: Partial<typeof timesheets.$inferInsert> & { lines?: { day: string }[] } = {},
) {
  const userId = await makeUser('student', { name })
  const allocationId = await makeAllocation({ userId, courseId, termId, quarters: 80, ...given })
  const id = await makeTimesheet({ allocationId, paydayId: current, ...sheet })
  return { id, userId, allocationId }
}
const list = (by: Viewer, query: Record<string, string> = {}, tab: 'waiting' | 'approved' = 'waiting') =>
  listInbox(by, scope, tab, inboxList.parse(query))
const names = async (...args: Parameters<typeof list>) =>
  (await list(...args)).rows.map((row) => row.personName)

describe('the approval inbox', () => {
  let mine: Awaited<ReturnType<typeof submitted>>
  let marker: Awaited<ReturnType<typeof submitted>>
  let late: Awaited<ReturnType<typeof submitted>>
  beforeAll(async () => {
    mine = await submitted('Anna Own')
    marker = await submitted('Bea Marker', { position: 'marker', courseId: foreign })
    late = await submitted('Cyrus Late', {}, { paydayId: past, late: true, quarters: 20 })
    await submitted('Dora Done', {}, { state: 'approved' })
  })

  it('shows a course coordinator own courses, a position’s coordinator that position, an admin all', async () => {
    expect(await names(cc)).toEqual(['Anna Own', 'Cyrus Late'])
    expect(await names(tc)).toEqual(['Anna Own', 'Cyrus Late'])
    expect(await names(mc)).toEqual(['Bea Marker'])
    expect((await names(admin)).sort()).toEqual(['Anna Own', 'Bea Marker', 'Cyrus Late'])
    await expect(list(await makeViewer('student'))).rejects.toMatchObject({ code: 'not_allowed' })
    for (const id of [marker.id])
      await expect(getInboxRecord(cc, id)).rejects.toMatchObject({ code: 'not_found' })
    expect((await getInboxRecord(mc, marker.id)).view.personName).toBe('Bea Marker')
  })

  it('filters, sorts, searches and counts in the database', async () => {
    expect(await names(admin, { late: '1' })).toEqual(['Cyrus Late'])
    expect(await names(admin, { submittedLate: '1' })).toEqual(['Cyrus Late'])
    expect(await names(admin, { q: 'anna' })).toEqual(['Anna Own'])
    expect(await names(admin, { position: 'marker' })).toEqual(['Bea Marker'])
    expect(await names(admin, { course: foreign })).toEqual(['Bea Marker'])
    expect(await names(admin, { payday: past })).toEqual(['Cyrus Late'])
    expect(await names(admin, { person: mine.userId })).toEqual(['Anna Own'])
    expect(await names(admin, { sort: 'person', dir: 'desc' })).toEqual([
      'Cyrus Late',
      'Bea Marker',
      'Anna Own',
    ])
    expect(await names(admin, { sort: 'hours', dir: 'desc' })).toHaveLength(3)
    const inbox = await list(admin)
    expect(inbox).toMatchObject({ counts: { waiting: 3, approved: 1 }, pastCutoff: 1, submittedLate: 1 })
  })

  it('offers the courses with hours that one approves, and takes a code as it is typed', async () => {
    const codes = async (by: Viewer, ...asked: string[]) => {
      const choice = await listInboxCourses(by, termId, asked)
      return { listed: choice.options.map((course) => course.code), ids: choice.ids }
    }
    expect(await codes(cc, ' inbox  101 ', 'INBOX 202')).toEqual({
      listed: ['INBOX 101'],
      ids: [courseId, 'INBOX 202'],
    })
    expect((await codes(tc)).listed).toEqual(['INBOX 101'])
    expect((await codes(mc)).listed).toEqual(['INBOX 202'])
    // A course without hours is not in the list, and is named when it is asked for.
    expect(await codes(tc, 'inbox 202')).toEqual({ listed: ['INBOX 101'], ids: [foreign] })
    expect((await codes(admin)).listed).toEqual(['INBOX 101', 'INBOX 202'])
    // What is no course matches nothing.
    expect(await names(admin, { course: 'INBOX 909' })).toEqual([])
  })

  it('compares each with its allocation and the plan to date', async () => {
    const [row] = (await list(cc, { person: late.userId })).rows
    expect(row).toMatchObject({ usage: { recorded: 20, ceiling: 80 }, approvedQuarters: 0 })
    // 20 of 84 days at the end of that period, 80 quarters in all.
    expect(row!.planQuarters).toBe(Math.floor((80 * 20) / 84))
    expect(row!.recordedThen).toBe(20)
  })

  it('sums up by course and by person what waits and how it stands', async () => {
    const byCourse = await listInboxGroups(admin, scope, 'waiting', 'courses', inboxList.parse({}))
    expect(byCourse.rows).toMatchObject([
      {
        name: 'INBOX 101',
        sheets: 2,
        late: 1,
        quarters: 28,
        allocatedQuarters: 240,
        recordedQuarters: 36,
        approvedQuarters: 8,
      },
      { name: 'INBOX 202', sheets: 1, quarters: 8, allocatedQuarters: 80 },
    ])
    const people = await listInboxGroups(cc, scope, 'waiting', 'people', inboxList.parse({}))
    expect(people.rows.map((row) => [row.name, row.sheets])).toEqual([
      ['Cyrus Late', 1],
      ['Anna Own', 1],
    ])
    expect(people.total).toBe(2)
  })

  it('issues the same number of queries for few rows and for many', async () => {
    const counted = async (run: () => Promise<unknown>) => {
      const before = queryCount()
      await run()
      return queryCount() - before
    }
    const runs = [
      () => list(admin),
      () => listInboxGroups(admin, scope, 'waiting', 'courses', inboxList.parse({})),
      () => listInboxGroups(admin, scope, 'waiting', 'people', inboxList.parse({})),
    ]
    const few: number[] = []
    for (const run of runs) few.push(await counted(run))
    for (let n = 0; n < 30; n++) await submitted(`Many ${n}`, { courseId: foreign, position: 'marker' })
    const many: number[] = []
    for (const run of runs) many.push(await counted(run))
    expect(many).toEqual(few)
    const ids = await listInboxIds(mc, scope, 'waiting', inboxList.parse({ size: '25' }), 501)
    expect(ids).toHaveLength(31)
    const page2 = await list(mc, { size: '25', page: '2' })
    expect(page2.rows).toHaveLength(6)
  })

  it('says before many are approved which cannot be, and why', async () => {
    const tight = await submitted('Tight', { quarters: 10 })
    await makeTimesheet({ allocationId: tight.allocationId, paydayId: past, quarters: 8 })
    const self = await makeViewer(['student', 'tutor_coordinator'])
    const own = await makeTimesheet({
      allocationId: await makeAllocation({ userId: self.id, courseId, termId }),
      paydayId: current,
    })
    const ids = (await listInboxIds(self, scope, 'waiting', inboxList.parse({ q: '' }), 501)).filter(
      (id) => id !== late.id,
    )
    const preview = await previewBulkHours(self, scope, 'approve', ids)
    expect(preview.lines.find((line) => line.id === own)?.leftOut).toContain('own hours')
    expect(preview.lines.filter((line) => line.leftOut?.includes('allow the excess first'))).toHaveLength(1)
    expect(preview.totals.sheets).toBe(ids.length - 2)
  })

  it('compares the plan up to a payday with what is recorded up to it, not with what came later', async () => {
    // As planned for each of two paydays: 19 of 80 quarters at the end of the first, 28 today.
    const even = await submitted('Even Spread', {}, { quarters: 9 })
    const first = await makeTimesheet({ allocationId: even.allocationId, paydayId: past, quarters: 19 })
    const later = await makePayday(termId, {
      paidOn: day(22),
      cutoffAt: new Date(now.getTime() + 19 * 86_400_000),
    })
    await makeTimesheet({
      allocationId: even.allocationId,
      paydayId: later,
      state: 'draft',
      quarters: 30,
      lines: [],
    })
    const { rows } = await list(cc, { person: even.userId })
    const of = (id: string) => rows.find((row) => row.id === id)
    expect(of(first)).toMatchObject({ recordedThen: 19, planQuarters: 19, usage: { recorded: 58 } })
    expect(of(even.id)).toMatchObject({ recordedThen: 28, usage: { recorded: 58 } })
    const preview = await previewBulkHours(cc, scope, 'approve', [first])
    expect(preview.totals).toMatchObject({ sheets: 1, abovePlan: 0 })
    await write(async (tx) => {
      await tx.update(timesheets).set({ quarters: 20 }).where(eq(timesheets.id, first))
    })
    const more = await previewBulkHours(cc, scope, 'approve', [first])
    expect(more.totals).toMatchObject({ sheets: 1, abovePlan: 1 })
  })
})

describe('a return of many', () => {
  it('is told with how many approvals it takes back and how many went to payroll', async () => {
    const states = ['submitted', 'approved', 'approved', 'exported', 'returned'] as const
    const ids: string[] = []
    for (const state of states) ids.push((await submitted(`Rita ${state}`, {}, { state })).id)
    const { totals } = await previewBulkHours(tc, scope, 'return', ids)
    expect(totals).toMatchObject({ sheets: 4, approved: 2, exported: 1 })
  })
})

describe('the days of an inbox', () => {
  it('keep to timesheets with a line in them, both ends included', async () => {
    const one = await submitted('Dora Days', {}, { lines: [{ day: day(-3) }, { day: day(-1) }] })
    const shown = async (workedFrom?: string, workedTo?: string) => {
      const query = { q: 'Dora Days', ...(workedFrom && { workedFrom }), ...(workedTo && { workedTo }) }
      return (await list(tc, query)).rows.map((row) => row.id)
    }
    expect(await shown(day(-1))).toEqual([one.id])
    expect(await shown(undefined, day(-3))).toEqual([one.id])
    expect(await shown(day(-3), day(-3))).toEqual([one.id])
    expect(await shown(day(0))).toEqual([])
    expect(await shown(undefined, day(-4))).toEqual([])
    expect(await shown(day(-2), day(-2))).toEqual([])
    // What is no day is as if it were not given.
    expect(await shown('yesterday')).toEqual([one.id])
  })
})

describe('the record of one timesheet', () => {
  it('tells lines, history, what is allowed, and what the viewer may do', async () => {
    const student = await makeViewer('student')
    const allocationId = await makeAllocation({ userId: student.id, courseId, termId, quarters: 80 })
    const made = await recordHours(student, {
      allocationId,
      paydayId: current,
      version: 0,
      lines: [{ day: day(-1), quarters: 8, activity: 'lab', note: 'Lab 3' }],
      submit: true,
    })
    const record = await getInboxRecord(cc, made.id)
    expect(record).toMatchObject({
      mayApprove: true,
      mayReturn: true,
      mayAllow: true,
      mayRecord: false,
      allowance: null,
    })
    expect(record.view.lines).toMatchObject([{ quarters: 8, note: 'Lab 3' }])
    expect((await getInboxRecord(tc, made.id)).mayRecord).toBe(true)
    await allowExcess(cc, { allocationId, version: 0, quarters: 4, reason: 'One lab more' })
    await approveTimesheet(cc, { id: made.id, version: 1 })
    const after = await getInboxRecord(tc, made.id)
    expect(after).toMatchObject({
      mayApprove: false,
      mayReturn: true,
      mayRecord: false,
      approvedQuarters: 8,
      allowance: { quarters: 4, version: 1 },
    })
    expect(after.history.map((line) => line.action).sort()).toEqual([
      'hours.allowExcess',
      'hours.approve',
      'hours.submit',
    ])
  })
})

describe('a student’s own hours', () => {
  it('show the running period with what can be repeated, and nothing that is not published', async () => {
    const student = await makeViewer('student')
    const allocationId = await makeAllocation({ userId: student.id, courseId, termId, quarters: 80 })
    await makeAllocation({ userId: student.id, courseId: foreign, termId, state: 'proposed' })
    await makeTimesheet({
      allocationId,
      paydayId: past,
      state: 'approved',
      lines: [
        { day: day(-15), quarters: 8, activity: 'tutorial' },
        { day: day(-9), quarters: 6 },
      ],
    })
    const own = await getOwnHours(student, termId, now)
    expect(own.work.map((work) => work.courseCode)).toEqual(['INBOX 101'])
    expect(own.current?.paydayId).toBe(current)
    const view = own.work[0]!.sheets.find((one) => one.period.paydayId === current)!
    expect(view).toMatchObject({ editable: true, sheet: null, usage: { recorded: 14 }, usualActivity: 'lab' })
    expect(view.days.at(-1)).toBe(today)
    expect(view.repeat!.lines.length + view.repeat!.leftOut).toBe(2)
    for (const line of view.repeat!.lines) expect(view.days).toContain(line.day)
    const before = own.work[0]!.sheets.find((one) => one.period.paydayId === past)!
    expect(before.editable).toBe(false)
    const other = await makeViewer('student')
    expect((await getOwnHours(other, termId, now)).term).toBeNull()
    const hidden = await getSheet(other, allocationId, current, now).catch((error: unknown) => error)
    expect(isAppError(hidden, 'not_found')).toBe(true)
  })

  it('of work that has ended stay, and take hours up to its last day', async () => {
    const student = await makeViewer('student')
    const allocationId = await makeAllocation({
      userId: student.id,
      courseId,
      termId,
      state: 'ended',
      endedAt: new Date(now.getTime() - 3 * 86_400_000),
    })
    await makeTimesheet({ allocationId, paydayId: past, state: 'approved' })
    const [work] = (await getOwnHours(student, termId, now)).work
    expect(work!.until).toBe(day(-3))
    expect(work!.sheets.map((view) => [view.period.paydayId, view.editable])).toEqual([
      [past, false],
      [current, true],
    ])
    expect(work!.sheets[1]!.days.at(-1)).toBe(day(-3))
    await write((tx) =>
      tx.update(allocations).set({ firstAcceptedAt: null }).where(eq(allocations.id, allocationId)),
    )
    expect((await getOwnHours(student, termId, now)).work).toEqual([])
    expect(await db.select().from(timesheets).where(eq(timesheets.allocationId, allocationId))).toHaveLength(
      1,
    )
  })
})
