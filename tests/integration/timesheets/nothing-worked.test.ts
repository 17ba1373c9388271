import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { db } from '@/db/client'
import { hourReminders, timesheets } from '@/db/schema'
import { addDays, todayIn } from '@/lib/dates'
import { exportBatch } from '@/lib/payroll/commands'
import { previewBatch } from '@/lib/payroll/queries'
import type { Viewer } from '@/lib/permissions'
import { approveTimesheet, returnTimesheet } from '@/lib/timesheets/decide'
import { listInbox } from '@/lib/timesheets/inbox'
import { inboxList } from '@/lib/timesheets/inbox-list'
import { recordHours } from '@/lib/timesheets/record-hours'
import { remindPiece } from '@/lib/timesheets/reminders'
import type { Line } from '@/lib/timesheets/rules'
import {
  makeAllocation,
  makeCourse,
  makePayday,
  makeTerm,
  makeUser,
  makeViewer,
  viewer,
} from '../../support/world'

const zone = 'Pacific/Auckland'
const today = todayIn(zone)
const soon = new Date(Date.now() + 2 * 86_400_000)

let termId: string
let courseId: string
let paydayId: string
let later: string
let tc: Viewer

beforeAll(async () => {
  termId = await makeTerm({ startsOn: addDays(today, -10), endsOn: addDays(today, 60) })
  courseId = await makeCourse(termId)
  paydayId = await makePayday(termId, { paidOn: addDays(today, 5), cutoffAt: soon })
  later = await makePayday(termId, {
    paidOn: addDays(today, 19),
    cutoffAt: new Date(soon.getTime() + 14 * 86_400_000),
  })
  tc = await makeViewer('tutor_coordinator')
})

async function work() {
  const userId = await makeUser('student')
  const allocationId = await makeAllocation({ userId, courseId, termId, quarters: 80 })
  return { person: await viewer(userId), allocationId }
}
const line: Line = { day: addDays(today, -1), quarters: 8, activity: 'lab', note: null }
const nothing = (one: Awaited<ReturnType<typeof work>>, given: { version?: number; lines?: Line[] } = {}) =>
  recordHours(one.person, {
    allocationId: one.allocationId,
    paydayId,
    version: given.version ?? 0,
    lines: given.lines ?? [],
    submit: true,
    nothing: true,
  })

describe('somebody who worked nothing in a pay period', () => {
  it('says so, is reminded no more, and the approver sees and approves it', async () => {
    const [silent, said] = [await work(), await work()]
    const done = await nothing(said)
    expect(done).toMatchObject({ state: 'submitted', quarters: 0, late: false })
    await remindPiece({ paydayId, daysBefore: 1 }, null, new Date())
    const reminded = await db.select().from(hourReminders).where(eq(hourReminders.paydayId, paydayId))
    expect(reminded.map((row) => row.userId)).toEqual([silent.person.id])

    const scope = { termId, now: new Date(), today, zone }
    const { rows } = await listInbox(tc, scope, 'waiting', inboxList.parse({}))
    expect(rows).toMatchObject([{ userId: said.person.id, quarters: 0 }])
    await approveTimesheet(tc, { id: done.id, version: done.version })
    const [sheet] = await db.select().from(timesheets).where(eq(timesheets.id, done.id))
    expect(sheet).toMatchObject({ state: 'approved', quarters: 0 })
  })

  it('is in no payroll batch, until hours turn up after all', async () => {
    const [other, said] = [await work(), await work()]
    const hours = await recordHours(other.person, {
      allocationId: other.allocationId,
      paydayId,
      version: 0,
      lines: [line],
      submit: true,
    })
    await approveTimesheet(tc, { id: hours.id, version: hours.version })
    const done = await nothing(said)
    await approveTimesheet(tc, { id: done.id, version: done.version })
    const payroll = { paydayId, position: 'tutor' as const }
    const { plan } = await previewBatch(tc, payroll)
    expect(plan.lines.map((row) => row.userId)).toEqual([other.person.id])
    await exportBatch(tc, { ...payroll, requestKey: 'nothing-1' })

    await returnTimesheet(tc, {
      id: done.id,
      version: done.version + 1,
      reason: 'The roster has you on Monday.',
    })
    const again = await recordHours(said.person, {
      allocationId: said.allocationId,
      paydayId,
      version: done.version + 2,
      lines: [line],
      submit: true,
    })
    await approveTimesheet(tc, { id: again.id, version: again.version })
    const second = await previewBatch(tc, payroll)
    expect(second.plan.lines).toMatchObject([{ userId: said.person.id, quarters: 8 }])
  })

  it('says it outright: not by leaving the lines out, not beside hours, not before the period has begun', async () => {
    const one = await work()
    const submit = { allocationId: one.allocationId, paydayId, version: 0, lines: [], submit: true }
    await expect(recordHours(one.person, submit)).rejects.toMatchObject({ code: 'invalid' })
    await expect(nothing(one, { lines: [line] })).rejects.toMatchObject({
      code: 'invalid',
      detail: { fields: { 'lines[0].hours': expect.any(String) } },
    })
    await expect(
      recordHours(one.person, { ...submit, paydayId: later, nothing: true }),
    ).rejects.toMatchObject({ code: 'invalid' })
    const done = await nothing(one)
    // While it waits it can still be changed into hours.
    const changed = await recordHours(one.person, { ...submit, version: done.version, lines: [line] })
    expect(changed).toMatchObject({ state: 'submitted', quarters: 8 })
  })
})
