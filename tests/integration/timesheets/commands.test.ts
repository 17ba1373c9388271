import { and, eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db, write } from '@/db/client'
import {
  allocations,
  auditLog,
  emails,
  hourAllowances,
  payrollLines,
  terms,
  timesheetLines,
  timesheets,
} from '@/db/schema'
import { newId } from '@/db/sql'
import type { AppError } from '@/lib/errors'
import { exportBatch } from '@/lib/payroll/commands'
import { previewBatch } from '@/lib/payroll/queries'
import type { Viewer } from '@/lib/permissions'
import { allowExcess } from '@/lib/timesheets/allowance'
import { approveTimesheet, returnTimesheet } from '@/lib/timesheets/decide'
import { decideManyTimesheets } from '@/lib/timesheets/decide-many'
import { recordHours } from '@/lib/timesheets/record-hours'
import type { Line } from '@/lib/timesheets/rules'
import { day } from '../../support/calendar'
import { refusal } from '../../support/refusal'
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

let tc: Viewer
let mc: Viewer
let admin: Viewer
let cc: Viewer
let otherCc: Viewer
let student: Viewer
let termId: string
let courseId: string
let allocationId: string
let past: string
let current: string

beforeAll(async () => {
  tc = await makeViewer('tutor_coordinator')
  mc = await makeViewer('marker_coordinator')
  admin = await makeViewer('admin')
})
beforeEach(async () => {
  termId = await makeTerm({ startsOn: day(-28), endsOn: day(56) })
  const ccId = await makeUser('course_coordinator')
  const otherId = await makeUser('course_coordinator')
  courseId = await makeCourse(termId, { coordinators: [ccId] })
  await makeCourse(termId, { coordinators: [otherId] })
  cc = await viewer(ccId)
  otherCc = await viewer(otherId)
  student = await makeViewer('student')
  allocationId = await makeAllocation({ userId: student.id, courseId, termId, quarters: 80 })
  past = await makePayday(termId, { paidOn: day(-6), cutoffAt: new Date(Date.now() - 9 * 86_400_000) })
  current = await makePayday(termId, { paidOn: day(8), cutoffAt: new Date(Date.now() + 5 * 86_400_000) })
})

const line = (n: number, quarters = 8, given: Partial<Line> = {}): Line => ({
  day: day(n),
  quarters,
  activity: 'lab',
  note: null,
  ...given,
})
const record = (by: Viewer, lines: Line[], given: Partial<Parameters<typeof recordHours>[1]> = {}) =>
  recordHours(by, { allocationId, paydayId: current, version: 0, lines, submit: true, ...given })

const sheet = async (id: string) => (await db.select().from(timesheets).where(eq(timesheets.id, id)))[0]!
const linesIn = (id: string) =>
  db.select().from(timesheetLines).where(eq(timesheetLines.timesheetId, id)).orderBy(timesheetLines.day)
const actions = async (id: string) =>
  (await db.select().from(auditLog).where(eq(auditLog.recordId, id)).orderBy(auditLog.id)).map(
    (entry) => entry.action,
  )
const fulfilled = (all: PromiseSettledResult<unknown>[]) =>
  all.filter((one) => one.status === 'fulfilled').length

describe('a student', () => {
  it('saves a draft, submits it, and changes it until somebody has decided', async () => {
    const draft = await record(student, [line(-1)], { submit: false })
    expect(draft).toMatchObject({ state: 'draft', version: 1, quarters: 8, late: false })
    const sent = await record(student, [line(-1), line(-2, 4)], { version: 1 })
    expect(sent).toMatchObject({ state: 'submitted', version: 2, quarters: 12, late: false })
    const changed = await record(student, [line(-2, 6)], { version: 2 })
    expect(changed).toMatchObject({ id: draft.id, state: 'submitted', version: 3, quarters: 6 })
    expect(await linesIn(draft.id)).toMatchObject([{ day: day(-2), quarters: 6 }])
    expect(await actions(draft.id)).toEqual(['hours.save', 'hours.submit', 'hours.change'])
    await approveTimesheet(cc, { id: draft.id, version: 3 })
    const late = await refusal(record(student, [line(-1)], { version: 4 }))
    expect(late.message).toContain('approved')
    expect((await sheet(draft.id)).quarters).toBe(6)
  })

  it('submits late after the cut-off, visibly; what was returned in time is late when it comes after it', async () => {
    const late = await record(student, [line(-12)], { paydayId: past })
    expect(late.late).toBe(true)
    await returnTimesheet(cc, { id: late.id, version: 1, reason: 'Which lab?' })
    const stays = { paydayId: past, version: 2 }
    expect((await record(student, [line(-12)], stays)).late).toBe(true)
    const later = new Date(Date.now() + 6 * 86_400_000)
    const again = (version: number, now: Date, quarters = 8) =>
      recordHours(
        student,
        { allocationId, paydayId: current, version, lines: [line(-1, quarters)], submit: true },
        now,
      )
    const inTime = await record(student, [line(-1)])
    expect(inTime.late).toBe(false)
    // The approver's delay is not its person's.
    await returnTimesheet(cc, { id: inTime.id, version: 1, reason: 'Which lab?' }, later)
    expect((await again(2, later)).late).toBe(false)
    // Changing hours of one's own accord after the cut-off is late.
    expect((await again(3, later, 9)).late).toBe(true)
  })

  it('is late with what was returned before the cut-off and comes after it, and in time before it', async () => {
    const later = new Date(Date.now() + 6 * 86_400_000)
    const sent = await record(student, [line(-1)])
    await returnTimesheet(cc, { id: sent.id, version: 1, reason: 'Which lab?' })
    const soon = await record(student, [line(-1)], { version: 2 })
    expect(soon.late).toBe(false)
    await returnTimesheet(cc, { id: sent.id, version: 3, reason: 'Which lab?' })
    const input = { allocationId, paydayId: current, version: 4, lines: [line(-1)], submit: true }
    expect((await recordHours(student, input, later)).late).toBe(true)
  })

  it('and nobody else changes hours of an archived term; what is approved there can still be paid', async () => {
    const sent = await record(student, [line(-1)])
    const approved = await record(student, [line(-12)], { paydayId: past })
    await approveTimesheet(cc, { id: approved.id, version: 1 })
    await write((tx) => tx.update(terms).set({ archivedAt: new Date() }).where(eq(terms.id, termId)))
    const reason = 'Which lab?'
    for (const work of [
      () => approveTimesheet(cc, { id: sent.id, version: 1 }),
      () => returnTimesheet(cc, { id: sent.id, version: 1, reason }),
      () => returnTimesheet(cc, { id: approved.id, version: 2, reason }),
      () => allowExcess(cc, { allocationId, version: 0, quarters: 8, reason }),
      () => record(student, [line(-1)], { version: 1 }),
    ]) {
      const refused = await refusal(work())
      expect([refused.code, refused.message]).toEqual(['state', expect.stringContaining('archived')])
    }
    expect(await sheet(sent.id)).toMatchObject({ state: 'submitted', version: 1 })
    const { plan } = await previewBatch(await makeViewer('tutor_coordinator'), {
      paydayId: past,
      position: 'tutor',
    })
    expect(plan.lines).toHaveLength(1)
  })

  it('neither sees nor writes the hours of another, whatever the address', async () => {
    const other = await makeViewer('student')
    expect((await refusal(record(other, [line(-1)]))).code).toBe('not_found')
    const mine = await record(student, [line(-1)])
    expect((await refusal(record(other, [line(-1)], { version: 1 }))).code).toBe('not_found')
    expect((await refusal(approveTimesheet(student, { id: mine.id, version: 1 }))).code).toBe('not_allowed')
    expect((await refusal(approveTimesheet(other, { id: mine.id, version: 1 }))).code).toBe('not_found')
    expect((await sheet(mine.id)).state).toBe('submitted')
  })

  it('records no hours on an offer, a proposal, or after the end of the work', async () => {
    const set = (values: Partial<typeof allocations.$inferInsert>) =>
      write((tx) => tx.update(allocations).set(values).where(eq(allocations.id, allocationId)))
    await set({ state: 'offered' })
    expect((await refusal(record(student, [line(-1)]))).message).toContain('once the offer is accepted')
    await set({ state: 'proposed' })
    expect((await refusal(record(student, [line(-1)]))).code).toBe('not_found')
    // A change of hours waits for its answer: the agreed ones count.
    await set({ state: 'offered', agreedQuarters: 80, quarters: 200 })
    await record(student, [line(-2, 80)])
    expect((await refusal(record(student, [line(-2, 81)], { version: 1 }))).code).toBe('limit')
    await set({
      state: 'ended',
      endedAt: new Date(Date.now() - 3 * 86_400_000),
      quarters: 80,
      agreedQuarters: 80,
    })
    const after = await refusal(record(student, [line(-1, 4)], { version: 1 }))
    expect(after.detail.fields?.['lines[0].day']).toContain('ended')
    expect((await record(student, [line(-3, 4)], { version: 1 })).state).toBe('submitted')
  })

  it('is refused on the field: outside the period, in the future, nothing to submit', async () => {
    const answer = await refusal(record(student, [line(-27), line(1), line(-1)], { rows: [0, 2, 4] }))
    expect(Object.keys(answer.detail.fields ?? {})).toEqual(['lines[0].day', 'lines[2].day'])
    expect((await refusal(record(student, []))).detail.fields).toHaveProperty('lines[0].day')
    const foreign = await makePayday(await makeTerm())
    expect((await refusal(record(student, [line(-1)], { paydayId: foreign }))).code).toBe('invalid')
    expect(await db.select().from(timesheets).where(eq(timesheets.allocationId, allocationId))).toEqual([])
  })

  it('what is sent again because its answer was lost is done already: once, and with nothing to choose', async () => {
    const lines = [line(-1), line(-2, 4, { note: 'Lab 3' })]
    const draft = await record(student, lines, { submit: false })
    expect(await record(student, [...lines].reverse(), { submit: false })).toEqual(draft)
    const sent = await record(student, lines, { version: 1 })
    expect(await record(student, lines, { version: 1 })).toEqual(sent)
    expect(await record(student, lines)).toMatchObject({ id: draft.id, version: 2, state: 'submitted' })
    expect(await actions(draft.id)).toEqual(['hours.save', 'hours.submit'])
    // Other lines, another wish, or a decision meanwhile are questions still.
    for (const [asked, submit] of [
      [[line(-1), line(-2, 4)], true],
      [lines, false],
    ] as const)
      expect((await refusal(record(student, [...asked], { version: 1, submit }))).code).toBe('conflict')
    await approveTimesheet(cc, { id: draft.id, version: 2 })
    expect((await refusal(record(student, lines, { version: 1 }))).code).toBe('conflict')
  })

  it('nothing worked, said twice, is said once', async () => {
    const said = await record(student, [], { nothing: true })
    expect(await record(student, [], { nothing: true })).toEqual(said)
  })

  it('who saves from an old page is shown what differs, and can write over exactly that', async () => {
    await record(student, [line(-1)], { submit: false })
    await record(student, [line(-2, 4)], { version: 1, submit: false })
    const stale = await refusal(record(student, [line(-3)], { version: 1, submit: false }))
    expect(stale.code).toBe('conflict')
    expect(stale.detail.conflict?.differences.map((one) => one.field)).toEqual(['Hours', 'Lines'])
    expect(stale.detail.data).toEqual({ version: 2 })
    await record(student, [line(-3)], { version: 2, submit: false })
  })
})

describe('limits', () => {
  it('of the allocation hold over all its paydays, until the approver allows the excess or the hours are raised', async () => {
    await record(student, [line(-12, 40), line(-13, 30)], { paydayId: past })
    const answer = await refusal(record(student, [line(-1, 11)]))
    expect(answer.code).toBe('limit')
    expect(answer.message).toContain('2.5 h are left')
    const usage = (await record(student, [line(-1, 10)])).usage
    expect(usage).toMatchObject({ recorded: 80, ceiling: 80, level: 'warn' })

    expect(
      (await refusal(allowExcess(otherCc, { allocationId, version: 0, quarters: 8, reason: 'More labs' })))
        .code,
    ).toBe('not_found')
    expect(
      (await refusal(allowExcess(mc, { allocationId, version: 0, quarters: 8, reason: 'More labs' }))).code,
    ).toBe('not_found')
    await allowExcess(cc, { allocationId, version: 0, quarters: 8, reason: 'More labs' })
    expect(
      (await refusal(allowExcess(tc, { allocationId, version: 0, quarters: 4, reason: 'Less' }))).code,
    ).toBe('conflict')
    expect(
      await db.select().from(hourAllowances).where(eq(hourAllowances.allocationId, allocationId)),
    ).toMatchObject([{ quarters: 8, reason: 'More labs', grantedBy: cc.id, version: 1 }])
    expect(await actions(allocationId)).toEqual(['hours.allowExcess'])
    expect((await record(student, [line(-1, 18)], { version: 1 })).usage.recorded).toBe(88)
    expect((await refusal(record(student, [line(-1, 19)], { version: 2 }))).code).toBe('limit')
    await write((tx) => tx.update(allocations).set({ quarters: 90 }).where(eq(allocations.id, allocationId)))
    await record(student, [line(-1, 28)], { version: 2 })
  })

  it('of a day hold over both positions, all courses and all timesheets', async () => {
    const second = await makeAllocation({
      userId: student.id,
      courseId: await makeCourse(termId),
      termId,
      position: 'marker',
      quarters: 400,
    })
    await recordHours(student, {
      allocationId: second,
      paydayId: current,
      version: 0,
      lines: [line(-1, 90)],
      submit: false,
    })
    const answer = await refusal(record(student, [line(-1, 4), line(-1, 3)]))
    expect(answer.detail.fields?.['lines[1].hours']).toContain('24.25 h')
    await record(student, [line(-1, 4), line(-1, 2)])
  })

  it('are passed by no two writes that meet', async () => {
    const courses = await Promise.all([1, 2, 3].map(() => makeCourse(termId)))
    const ids = [allocationId]
    for (const one of courses)
      ids.push(await makeAllocation({ userId: student.id, courseId: one, termId, quarters: 400 }))
    // Four timesheets of 8 h on one day: three fit.
    const daily = await Promise.allSettled(
      ids.map((id) =>
        recordHours(student, {
          allocationId: id,
          paydayId: current,
          version: 0,
          lines: [line(-1, 32)],
          submit: true,
        }),
      ),
    )
    expect(fulfilled(daily)).toBe(3)
    // Two paydays of one allocation whose sum does not fit: one wins.
    const person = await makeViewer('student')
    const tight = await makeAllocation({ userId: person.id, courseId, termId, quarters: 80 })
    const both = await Promise.allSettled(
      [
        { paydayId: past, lines: [line(-12, 50)] },
        { paydayId: current, lines: [line(-1, 50)] },
      ].map((one) => recordHours(person, { allocationId: tight, version: 0, submit: true, ...one })),
    )
    expect(fulfilled(both)).toBe(1)
    // A new timesheet from three windows, each with lines of its own: one row.
    const twice = await Promise.allSettled(
      [1, 2, 3].map((quarters) =>
        recordHours(person, {
          allocationId: tight,
          paydayId: current,
          version: 0,
          lines: [line(-2, quarters)],
          submit: false,
        }),
      ),
    )
    expect(fulfilled(twice)).toBeLessThanOrEqual(1)
    const sheets = await db
      .select()
      .from(timesheets)
      .where(and(eq(timesheets.allocationId, tight), eq(timesheets.paydayId, current)))
    expect(sheets).toHaveLength(1)
  })
})

describe('approving and returning', () => {
  it('is for the coordinators of the course and of the position, and never for one’s own hours', async () => {
    const made = async () =>
      await makeTimesheet({
        allocationId: await makeAllocation({ userId: await makeUser('student'), courseId, termId }),
        paydayId: current,
      })
    for (const by of [cc, tc, admin]) {
      const id = await made()
      await approveTimesheet(by, { id, version: 1 })
      expect(await sheet(id)).toMatchObject({ state: 'approved', decidedBy: by.id, version: 2 })
    }
    const id = await made()
    for (const by of [otherCc, mc])
      expect((await refusal(approveTimesheet(by, { id, version: 1 }))).code).toBe('not_found')
    const self = await makeViewer(['student', 'tutor_coordinator'])
    const own = await makeTimesheet({
      allocationId: await makeAllocation({ userId: self.id, courseId, termId }),
      paydayId: current,
    })
    expect((await refusal(approveTimesheet(self, { id: own, version: 1 }))).message).toContain('own hours')
    const allowance = {
      allocationId: (await sheet(own)).allocationId,
      version: 0,
      quarters: 4,
      reason: 'Mine',
    }
    expect((await refusal(allowExcess(self, allowance))).message).toContain('own hours')
  })

  it('returns with a reason and a mail, also what was approved and what went to payroll', async () => {
    const { id } = await record(student, [line(-1)])
    expect(
      (await refusal(returnTimesheet(cc, { id, version: 1, reason: ' ' }))).detail.fields,
    ).toHaveProperty('reason')
    await returnTimesheet(cc, { id, version: 1, reason: 'The lab was cancelled' })
    expect(await sheet(id)).toMatchObject({ state: 'returned', returnReason: 'The lab was cancelled' })
    await record(student, [line(-1, 4)], { version: 2 })
    await approveTimesheet(cc, { id, version: 3 })
    expect((await sheet(id)).returnReason).toBeNull()
    await returnTimesheet(tc, { id, version: 4, reason: 'Approved by mistake' })
    await record(student, [line(-1, 4)], { version: 5 })
    await approveTimesheet(cc, { id, version: 6 })
    await write((tx) =>
      tx.update(timesheets).set({ state: 'exported', version: 8 }).where(eq(timesheets.id, id)),
    )
    await returnTimesheet(tc, { id, version: 8, reason: 'Paid twice' })
    const mails = await db.select().from(emails).where(eq(emails.toUserId, student.id))
    expect(mails.map((mail) => mail.kind)).toEqual(['hours_returned', 'hours_returned', 'hours_returned'])
    expect(mails.every((mail) => mail.position === 'tutor' && mail.courseId === courseId)).toBe(true)
    expect(await actions(id)).toEqual(
      ['submit', 'return', 'submit', 'approve', 'return', 'submit', 'approve', 'return'].map(
        (verb) => `hours.${verb}`,
      ),
    )
  })

  it('approves nothing above the allocation when the hours were lowered meanwhile', async () => {
    const { id } = await record(student, [line(-1, 60)])
    await write((tx) => tx.update(allocations).set({ quarters: 40 }).where(eq(allocations.id, allocationId)))
    const answer = await refusal(approveTimesheet(cc, { id, version: 1 }))
    expect(answer.code).toBe('limit')
    expect(answer.message).toContain('15 h of 10 h')
    await allowExcess(cc, { allocationId, version: 0, quarters: 20, reason: 'Worked before it was lowered' })
    await approveTimesheet(cc, { id, version: 1 })
  })

  it('says of what a colleague has decided meanwhile that it is done, with nothing to choose', async () => {
    const { id } = await record(student, [line(-1)])
    const name = { personName: student.name, quarters: 8 }
    expect(await approveTimesheet(cc, { id, version: 1 })).toMatchObject(name)
    const second = await refusal(approveTimesheet(tc, { id, version: 1 }))
    expect(second.code).toBe('state')
    expect(second.message).toMatch(new RegExp(`^Already approved by ${cc.name} at \\d\\d:\\d\\d\\.$`))
    // An approval can be taken back: there is a choice, and both versions are shown.
    expect((await refusal(returnTimesheet(tc, { id, version: 1, reason: 'Which lab?' }))).code).toBe(
      'conflict',
    )
    expect(await returnTimesheet(tc, { id, version: 2, reason: 'Which lab?' })).toMatchObject(name)
    expect((await refusal(returnTimesheet(cc, { id, version: 2, reason: 'No' }))).message).toContain(
      `Already returned by ${tc.name} at `,
    )
    expect((await refusal(approveTimesheet(cc, { id, version: 2 }))).message).toContain(
      `Meanwhile returned by ${tc.name} at `,
    )
    const many = await decideManyTimesheets(cc, 'approve', [{ id, version: 1 }])
    expect(many.failed[0]?.reason).toContain('Meanwhile returned by')
  })

  it('of two approvers, or of an approver and the student at work, has one winner and a clear loser', async () => {
    const { id } = await record(student, [line(-1)])
    const two = await Promise.allSettled([
      approveTimesheet(cc, { id, version: 1 }),
      approveTimesheet(tc, { id, version: 1 }),
      returnTimesheet(admin, { id, version: 1, reason: 'No' }),
    ])
    expect(fulfilled(two)).toBe(1)
    for (const one of two)
      if (one.status === 'rejected') expect(['conflict', 'state']).toContain((one.reason as AppError).code)

    const other = await makeAllocation({
      userId: student.id,
      courseId: await makeCourse(termId, { coordinators: [cc.id] }),
      termId,
    })
    const again = await viewer(cc.id)
    const mine = await recordHours(student, {
      allocationId: other,
      paydayId: current,
      version: 0,
      lines: [line(-2, 4)],
      submit: true,
    })
    const race = await Promise.allSettled([
      approveTimesheet(again, { id: mine.id, version: 1 }),
      recordHours(student, {
        allocationId: other,
        paydayId: current,
        version: 1,
        lines: [line(-2, 12)],
        submit: true,
      }),
    ])
    expect(fulfilled(race)).toBe(1)
    const stands = await sheet(mine.id)
    expect([stands.state, stands.quarters]).toEqual(
      race[0]!.status === 'fulfilled' ? ['approved', 4] : ['submitted', 12],
    )
  })

  it('meets a payroll export with one winner: what was returned is in no batch, what is in a batch was not returned', async () => {
    const sheets: string[] = []
    for (let n = 0; n < 6; n++)
      sheets.push(
        await makeTimesheet({
          allocationId: await makeAllocation({ userId: await makeUser(), courseId, termId }),
          paydayId: current,
          state: n < 5 ? 'approved' : 'submitted',
        }),
      )
    const outcomes = await Promise.allSettled([
      exportBatch(tc, { paydayId: current, position: 'tutor', requestKey: newId() }),
      ...sheets.slice(0, 3).map((id) => returnTimesheet(cc, { id, version: 1, reason: 'Which lab?' })),
      approveTimesheet(cc, { id: sheets[5]!, version: 1 }),
    ])
    const inBatches = new Set(
      (await db.select({ id: payrollLines.timesheetId }).from(payrollLines)).map((row) => row.id),
    )
    for (const [n, id] of sheets.entries()) {
      const { state } = await sheet(id)
      expect(inBatches.has(id), `${n}: ${state}`).toBe(state === 'exported')
      const returned = n < 3 && outcomes[n + 1]!.status === 'fulfilled'
      expect(state === 'returned').toBe(returned)
    }
    for (const one of outcomes.slice(1))
      if (one.status === 'rejected') expect((one.reason as AppError).code).toBe('conflict')
    // A correction after the export, approved again: its difference goes with the next batch.
    const [exported] = sheets.filter((id) => inBatches.has(id))
    if (!exported) return
    const { version, allocationId: work, userId } = await sheet(exported)
    await returnTimesheet(tc, { id: exported, version, reason: 'Paid too much' })
    const person = await viewer(userId)
    const changed = await recordHours(person, {
      allocationId: work,
      paydayId: current,
      version: version + 1,
      lines: [line(-1, 4)],
      submit: true,
    })
    await approveTimesheet(cc, { id: exported, version: changed.version })
    await exportBatch(tc, { paydayId: current, position: 'tutor', requestKey: newId() })
    const lines = await db
      .select({ quarters: payrollLines.quarters })
      .from(payrollLines)
      .where(eq(payrollLines.timesheetId, exported))
    expect(lines.reduce((sum, row) => sum + row.quarters, 0)).toBe(4)
  })

  it('of many does each on its own and names those that failed', async () => {
    const items: { id: string; version: number }[] = []
    for (let n = 0; n < 5; n++)
      items.push({
        id: await makeTimesheet({
          allocationId: await makeAllocation({ userId: await makeUser(), courseId, termId }),
          paydayId: current,
        }),
        version: 1,
      })
    const foreign = await makeTimesheet({
      allocationId: await makeAllocation({
        userId: await makeUser(),
        courseId: await makeCourse(termId),
        termId,
      }),
      paydayId: current,
    })
    const answer = await decideManyTimesheets(cc, 'approve', [
      ...items.slice(0, 4),
      { ...items[4]!, version: 7 },
      { id: foreign, version: 1 },
    ])
    expect(answer.done).toBe(4)
    expect(answer.failed.map((one) => one.id)).toEqual([items[4]!.id, foreign])
    expect(answer.failed[0]!.reason).toContain('was changed by')
    await expect(
      decideManyTimesheets(
        cc,
        'approve',
        Array.from({ length: 501 }, () => items[0]!),
      ),
    ).rejects.toMatchObject({ code: 'invalid' })
    await expect(decideManyTimesheets(cc, 'return', items)).rejects.toThrow()
    expect(
      (await decideManyTimesheets(cc, 'return', [{ id: items[0]!.id, version: 2 }], 'Check the day')).done,
    ).toBe(1)
  })
})

describe('recording on behalf', () => {
  it('is for the admin and the coordinator of the position, and shows', async () => {
    for (const by of [cc, mc])
      expect(['not_allowed', 'not_found']).toContain((await refusal(record(by, [line(-1)]))).code)
    const { id } = await record(tc, [line(-1)])
    expect((await sheet(id)).onBehalfBy).toBe(tc.id)
    const [entry] = await db.select().from(auditLog).where(eq(auditLog.recordId, id))
    expect(entry).toMatchObject({ actorId: tc.id, subjectId: student.id, position: 'tutor', courseId })
    expect(entry?.reason).toContain('on behalf')
    await record(student, [line(-1, 4)], { version: 1 })
    expect((await sheet(id)).onBehalfBy).toBeNull()
    await record(admin, [line(-1, 5)], { version: 2 })
    expect((await sheet(id)).onBehalfBy).toBe(admin.id)
  })
})
