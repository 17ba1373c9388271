import { eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { write } from '@/db/client'
import { allocations, timesheets } from '@/db/schema'
import { endOfDay, startOfDay } from '@/lib/dates'
import { getStudentHome } from '@/lib/home/student'
import type { Viewer } from '@/lib/permissions'
import { recordHours } from '@/lib/timesheets/record-hours'
import { reminderList } from '@/lib/timesheets/reminder-list'
import { getReminderPage } from '@/lib/timesheets/reminder-queries'
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

let student: Viewer
let admin: Viewer
beforeAll(async () => {
  admin = await makeViewer('admin')
})
beforeEach(async () => {
  student = await makeViewer('student')
})
const homeOf = () => getStudentHome(student, { now, today, zone, visaCapHours: 25 })

describe('timesheets past their cut-off', () => {
  const toSubmit = async () => (await homeOf()).terms.map((term) => term.nextPayday?.toSubmit)
  const scene = async (startsOn: string) => {
    const termId = await makeTerm({ startsOn, endsOn: day(80) })
    await makePayday(termId, { paidOn: day(8), cutoffAt: endOfDay(day(5), zone) })
    const courseId = await makeCourse(termId)
    const allocationId = await makeAllocation({ userId: student.id, courseId, termId, quarters: 40 })
    return { termId, allocationId }
  }
  const overdue = async () => (await homeOf()).terms.map((term) => term.overdue)
  const past = async (termId: string, n: number) =>
    makePayday(termId, { paidOn: day(n + 3), cutoffAt: endOfDay(day(n), zone) })
  /** What the page of the hours would list as not submitted, and what the coordinator sees as due. */
  const said = async (termId: string, paydayId: string) => {
    const own = await getOwnHours(student, termId, now)
    const due = (await getReminderPage(admin, termId, reminderList.parse({ payday: paydayId }), now)).counts
      .due
    return {
      owed: own.work.flatMap((work) => work.sheets).find((v) => v.period.paydayId === paydayId)!.owed,
      due,
    }
  }

  test('are counted apart: drafts, and what was not begun for the last one', async () => {
    const { termId, allocationId } = await scene(day(-40))
    await write((tx) =>
      tx
        .update(allocations)
        .set({ firstAcceptedAt: startOfDay(day(-40), zone), quarters: 400 })
        .where(eq(allocations.id, allocationId)),
    )
    const [older, last] = [await past(termId, -20), await past(termId, -6)]
    expect(await overdue()).toEqual([1])
    expect(await said(termId, last)).toEqual({ owed: true, due: 1 })
    const sheet = { allocationId, lines: [{ quarters: 4 }] }
    await makeTimesheet({ ...sheet, paydayId: older, state: 'draft' })
    expect(await overdue()).toEqual([2])
    const id = await makeTimesheet({ ...sheet, paydayId: last, state: 'draft' })
    expect(await overdue(), 'a draft of the last one is the same timesheet').toEqual([2])
    await write((tx) => tx.update(timesheets).set({ state: 'returned' }).where(eq(timesheets.id, id)))
    expect(await overdue(), 'what came back is counted as such').toEqual([1])
    await write((tx) =>
      tx.update(timesheets).set({ state: 'submitted' }).where(eq(timesheets.allocationId, allocationId)),
    )
    expect(await overdue()).toEqual([0])
    expect(await toSubmit()).toEqual([1])
  })

  test('are none of a period that ended before the work was agreed to, though its days can be recorded', async () => {
    const { termId, allocationId } = await scene(day(-40))
    const last = await past(termId, -6)
    const accepted = (at: Date) =>
      write((tx) =>
        tx.update(allocations).set({ firstAcceptedAt: at }).where(eq(allocations.id, allocationId)),
      )
    await accepted(startOfDay(day(-5), zone))
    expect(await overdue()).toEqual([0])
    expect(await said(termId, last)).toEqual({ owed: false, due: 0 })
    await accepted(endOfDay(day(-6), zone))
    expect(await overdue(), 'agreed to on its last day').toEqual([1])
    expect(await said(termId, last)).toEqual({ owed: true, due: 1 })
    await accepted(now)
    const line = { day: day(-8), quarters: 4, activity: 'lab' as const, note: null }
    await recordHours(
      student,
      { allocationId, paydayId: last, version: 0, lines: [line], submit: false },
      now,
    )
    expect(await overdue(), 'a draft says that there was work').toEqual([1])
  })
})
