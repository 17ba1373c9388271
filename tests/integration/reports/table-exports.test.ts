import { eq } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { read, utils } from 'xlsx'
import { write } from '@/db/client'
import { assignmentData, assignmentRuns } from '@/db/schema'
import { compareRun } from '@/lib/assignment-runs/compare'
import { listRuns } from '@/lib/assignment-runs/queries'
import { comparedColumns, runColumns } from '@/lib/assignment-runs/tables'
import { addDays, todayIn } from '@/lib/dates'
import { exportBatch } from '@/lib/payroll/commands'
import { batchColumns, lineColumns, paydayColumns, rateColumns } from '@/lib/payroll/export'
import { payrollLineList, payrollList } from '@/lib/payroll/list'
import { listBatches, listBatchLines, listPayrollPaydays, requireBatch } from '@/lib/payroll/queries'
import { listRates } from '@/lib/payroll/rates'
import type { Viewer } from '@/lib/permissions'
import type { ExportColumn } from '@/lib/spreadsheet/export'
import { groupExport, reminderColumns } from '@/lib/timesheets/export'
import { listInboxGroups } from '@/lib/timesheets/inbox-groups'
import { inboxList } from '@/lib/timesheets/inbox-list'
import { reminderList } from '@/lib/timesheets/reminder-list'
import { getReminderPage } from '@/lib/timesheets/reminder-queries'
import { sendTable, wholeList } from '@/lib/web/export'
import { makeRuns } from '../../support/assignment-world'
import { makePayRate } from '../../support/payroll-world'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makePayday,
  makeTerm,
  makeTimesheet,
  makeUser,
  makeViewer,
} from '../../support/world'

const zone = 'Pacific/Auckland'
const today = todayIn(zone)
let tc: Viewer
let termId: string
let paydayId: string
let courseId: string
let people: string[]

/** Two tutors of a course: one with approved hours, one with submitted ones. */
beforeAll(async () => {
  tc = await makeViewer('tutor_coordinator')
  termId = await makeTerm({ startsOn: addDays(today, -30), endsOn: addDays(today, 60) })
  courseId = await makeCourse(termId, { code: 'TAB 101' })
  paydayId = await makePayday(termId)
  people = []
  for (const [i, state] of (['approved', 'submitted'] as const).entries()) {
    const userId = await makeUser('student', { name: `=Person ${i}` })
    people.push(userId)
    const allocationId = await makeAllocation({ userId, courseId, termId, quarters: 80 })
    await makeTimesheet({ allocationId, paydayId, state, lines: [{ day: addDays(today, -2), quarters: 20 }] })
  }
})

/** The rows of a table as a person's program reads the file. */
async function rowsOf<Row>(
  columns: readonly ExportColumn<Row>[],
  found: { rows: readonly Row[]; total: number },
) {
  const answer = sendTable(new URLSearchParams(), 'A table', columns, found, zone)
  const book = read(new Uint8Array(await answer.arrayBuffer()), { cellDates: true })
  const rows: Record<string, unknown>[] = utils.sheet_to_json(book.Sheets[book.SheetNames[0]!]!, {
    defval: null,
  })
  return rows
}
const all = <Row>(rows: readonly Row[]) => ({ rows, total: rows.length })

test('the inbox by course and by person, with how the hours stand', async () => {
  const scope = { termId, now: new Date(), today, zone }
  const groups = (by: 'courses' | 'people') =>
    listInboxGroups(tc, scope, 'waiting', by, wholeList(inboxList.parse({})))
  expect(await rowsOf(groupExport('courses'), await groups('courses'))).toMatchObject([
    { Course: 'TAB 101', Timesheets: 1, Hours: 5, Recorded: 10, Allocated: 40, Approved: 5 },
  ])
  const [person] = await rowsOf(groupExport('people'), await groups('people'))
  expect(person).toMatchObject({ Timesheets: 1, Hours: 5, Allocated: 20 })
  expect(String(person!.Person)).toContain('Person 1')
})

test('who was reminded of a payday, of the tab that is shown', async () => {
  const page = (tab: string) =>
    getReminderPage(tc, termId, wholeList(reminderList.parse({ tab, payday: paydayId })))
  const rows = await rowsOf(reminderColumns, await page('all'))
  expect(rows.map((row) => row['Hours of this payday']).sort()).toEqual(['approved', 'submitted'])
  expect(rows[0]).toMatchObject({
    Course: 'TAB 101',
    Position: 'Tutor',
    'Times reminded': 0,
    'Next reminder': null,
  })
  expect(await rowsOf(reminderColumns, await page('due'))).toEqual([])
})

test('payroll: paydays, batches, the lines of one as searched, and rates with the day they end', async () => {
  await makePayRate('tutor', 'postgraduate', addDays(today, -400), 3000)
  await makePayRate('tutor', 'postgraduate', addDays(today, 10), 3250)
  const scope = { termId, position: 'tutor' as const }
  const [before] = await rowsOf(paydayColumns, all(await listPayrollPaydays(tc, scope)))
  expect(before).toMatchObject({
    'Approved, to export: timesheets': 1,
    'Approved, to export: hours': 5,
    'Waiting for approval': 1,
    Batches: 0,
    Amount: null,
  })
  await exportBatch(tc, { paydayId, position: 'tutor', requestKey: 'table-exports' })
  const batches = await listBatches(tc, scope, wholeList(payrollList.parse({})))
  expect(await rowsOf(batchColumns, batches)).toMatchObject([{ Batch: 1, People: 1, Hours: 5, Amount: 150 }])
  const batch = await requireBatch(tc, batches.rows[0]!.id)
  // Hours without a rate have no amount, in the file as on the page: it is not 0.
  const unrated = { ...batches.rows[0]!, amountCents: 0, unratedQuarters: 20 }
  expect(await rowsOf(batchColumns, all([unrated]))).toMatchObject([
    { Amount: null, 'Hours without a rate': 5 },
  ])
  const lines = async (q: string) =>
    rowsOf(lineColumns, await listBatchLines(tc, batch, wholeList(payrollLineList.parse({ q }))))
  expect(await lines('101 tab')).toMatchObject([
    { Course: 'TAB 101', Hours: 5, 'Rate per hour': 30, Kind: 'Normal' },
  ])
  expect(await lines('nobody')).toEqual([])
  const rates = await listRates(tc)
  const ours = (await rowsOf(rateColumns(rates, today), all(rates))).filter((row) => row.Position === 'Tutor')
  expect(ours.map((row) => [row['Per hour'], row.State, row.To !== null])).toEqual([
    [32.5, 'Later', false],
    [30, 'Now', true],
  ])
  // Rates of the other position are not the viewer's.
  expect(await listRates(await makeViewer('course_coordinator'))).toEqual([])
})

test('scenarios with their figures, and the pairs in which one differs from what stands', async () => {
  const applicationId = await makeApplication({ studentId: people[0]!, termId, courses: [courseId] })
  const { tutorRun } = await makeRuns(tc.id, { termId, userId: people[0]!, courseId, applicationId })
  const figures = {
    demandQuarters: 400,
    filledQuarters: 40,
    people: 1,
    applicants: 1,
    pairs: 1,
    first: 1,
    firstThree: 1,
  }
  await write(async (tx) => {
    await tx.update(assignmentRuns).set({ figures, edited: true }).where(eq(assignmentRuns.id, tutorRun))
    await tx
      .update(assignmentData)
      .set({ pairs: [{ person: 0, course: 0, position: 0, quarters: 40 }] })
      .where(eq(assignmentData.runId, tutorRun))
  })
  const runs = (await listRuns(tc, termId)).filter((run) => run.scope === 'tutor')
  expect(await rowsOf(runColumns, all(runs))).toMatchObject([
    { Name: 'Scenario tutor', State: 'Edited', 'Hours covered': 10, 'Hours needed': 100, 'Made by': tc.name },
  ])
  const { lines, name, analysis } = await compareRun(tc, tutorRun, 'standing')
  const columns = comparedColumns({ before: name, after: analysis.row.name })
  expect(await rowsOf(columns, all(lines))).toMatchObject([
    { Position: 'Tutor', 'The term as it is now': 20, 'Scenario tutor': 10 },
  ])
})
