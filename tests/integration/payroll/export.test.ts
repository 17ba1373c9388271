import { eq, inArray } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as XLSX from 'xlsx'
import { db, queryCount, write } from '@/db/client'
import { auditLog, courses, payrollBatches, payrollLines, profiles, timesheets, users } from '@/db/schema'
import type { AppError } from '@/lib/errors'
import { exportBatch } from '@/lib/payroll/commands'
import { readBatchFile } from '@/lib/payroll/download'
import { payrollLineList } from '@/lib/payroll/list'
import {
  listBatches,
  listBatchLines,
  listPayrollPaydays,
  previewBatch,
  requireBatch,
} from '@/lib/payroll/queries'
import type { Viewer } from '@/lib/permissions'
import { storage } from '@/lib/storage'
import { approveTimesheet, returnTimesheet } from '@/lib/timesheets/decide'
import { recordHours } from '@/lib/timesheets/record-hours'
import { correctPayrollSheet, makePayRate, makePayrollSheet, sheetState } from '../../support/payroll-world'
import { refusal } from '../../support/refusal'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makePayday,
  makeTerm,
  makeUser,
  makeViewer,
  viewer as makeViewerOf,
} from '../../support/world'

const PAID = '2027-03-18'
let termId: string
let courseId: string
let paydayId: string
let admin: Viewer
let tc: Viewer
let mc: Viewer
let cc: Viewer
let key = 0
const nextKey = () => `request-key-${++key}`

beforeAll(async () => {
  admin = await makeViewer('admin')
  tc = await makeViewer('tutor_coordinator')
  mc = await makeViewer('marker_coordinator')
  cc = await makeViewer('course_coordinator', { name: 'Hana Approver' })
  await makePayRate('tutor', 'postgraduate', '2027-03-01', 3001)
  await makePayRate('tutor', 'postgraduate', '2027-03-11', 3333)
  await makePayRate('tutor', 'undergraduate', '2027-03-01', 2799)
})
// A term of its own per test: what waits in one does not wait in another.
beforeEach(async () => {
  termId = await makeTerm({ startsOn: '2027-03-01', endsOn: '2027-06-01' })
  courseId = await makeCourse(termId, { code: 'COMPSCI 101' })
  paydayId = await makePayday(termId, { paidOn: PAID })
})

const sheet = (hours: Record<string, number>, given: Partial<Parameters<typeof makePayrollSheet>[0]> = {}) =>
  makePayrollSheet({ paydayId, courseId, termId, hours, ...given })
const scope = (position: 'tutor' | 'marker' = 'tutor') => ({ paydayId, position })
const take = (viewer = tc, given: { seen?: string; requestKey?: string } = {}) =>
  exportBatch(viewer, { ...scope(), requestKey: nextKey(), ...given })
const linesOf = (batchId: string) =>
  db.select().from(payrollLines).where(eq(payrollLines.batchId, batchId)).orderBy(payrollLines.line)
const batchesOf = () => db.select().from(payrollBatches).where(eq(payrollBatches.paydayId, paydayId))

async function storedFiles(): Promise<number> {
  let n = 0
  for await (const _ of storage().list('payroll/')) n++
  return n
}

describe('a batch', () => {
  it('takes what is approved and in no batch, of its payday and position alone, and marks it exported', async () => {
    const other = await makePayday(termId, { paidOn: '2027-04-01' })
    const approved = await sheet({ '2027-03-02': 6 }, { decidedBy: cc.id })
    const left = [
      await sheet({ '2027-03-02': 4 }, { state: 'submitted' }),
      await sheet({ '2027-03-02': 4 }, { state: 'returned' }),
      await sheet({ '2027-03-02': 4 }, { state: 'draft' }),
      await sheet({ '2027-03-02': 4 }, { position: 'marker' }),
      await sheet({ '2027-03-20': 4 }, { paydayId: other }),
    ]
    const before = await Promise.all(left.map((one) => sheetState(one.id)))
    const done = await take()
    expect(done).toMatchObject({ number: 1, already: false })
    expect(await sheetState(approved.id)).toBe('exported')
    expect(await Promise.all(left.map((one) => sheetState(one.id)))).toEqual(before)
    const lines = await linesOf(done.batchId)
    expect(lines).toMatchObject([
      {
        timesheetId: approved.id,
        line: 1,
        quarters: 6,
        rateCents: 3001,
        amountCents: 4502,
        course: 'COMPSCI 101',
        approver: 'Hana Approver',
        kind: 'normal',
        periodFrom: '2027-03-01',
      },
    ])
    expect(await requireBatch(tc, done.batchId)).toMatchObject({
      number: 1,
      paidOn: PAID,
      people: 1,
      sheets: 1,
      quarters: 6,
      amountCents: 4502,
      createdByName: tc.name,
    })
    const log = await db.select().from(auditLog).where(eq(auditLog.recordId, done.batchId))
    expect(log).toMatchObject([
      { action: 'payroll.export', position: 'tutor', after: { hours: 1.5, amount: '45.02' } },
    ])
    expect(await db.select().from(auditLog).where(eq(auditLog.recordId, approved.id))).toMatchObject([
      { action: 'hours.export', after: { state: 'exported' } },
    ])
  })

  it('is refused when nothing waits, and leaves no files behind', async () => {
    const files = await storedFiles()
    await sheet({ '2027-03-02': 4 }, { state: 'submitted' })
    expect((await refusal(take())).code).toBe('state')
    expect(await storedFiles()).toBe(files)
  })

  it('takes the degree level of the application that the work comes from, else of the profile', async () => {
    const applied = await makeUser('student', {
      profile: { degreeLevel: 'undergraduate' },
    })
    const applicationId = await makeApplication({ studentId: applied, termId, degreeLevel: 'postgraduate' })
    const allocationId = await makeAllocation({ userId: applied, courseId, termId, applicationId })
    const enrolled = await makeUser('student', {
      profile: { degreeLevel: 'undergraduate' },
    })
    const unknown = await makeUser('student', {
      profile: { degreeLevel: null },
    })
    await sheet({ '2027-03-02': 4 }, { userId: applied, allocationId })
    await sheet({ '2027-03-02': 4 }, { userId: enrolled })
    await sheet({ '2027-03-02': 4 }, { userId: unknown })
    const { batchId } = await take()
    const lines = await linesOf(batchId)
    const of = (userId: string) => lines.find((line) => line.userId === userId)
    expect(of(applied)?.rateCents).toBe(3001)
    expect(of(enrolled)?.rateCents).toBe(2799)
    expect(of(unknown)).toMatchObject({ rateCents: null, amountCents: null, quarters: 4 })
    expect(await requireBatch(tc, batchId)).toMatchObject({
      unratedQuarters: 4,
      quarters: 12,
      amountCents: 5800,
    })
  })

  it('of hours without a rate alone has no amount, in the audit log as on the page', async () => {
    const unknown = await makeUser('student', { profile: { degreeLevel: null } })
    await sheet({ '2027-03-02': 4 }, { userId: unknown })
    const { batchId } = await take()
    const [entry] = await db.select().from(auditLog).where(eq(auditLog.recordId, batchId))
    expect(entry?.after).toEqual({ people: 1, timesheets: 1, corrections: 0, hours: 1 })
  })

  it('gives one line per rate where a timesheet spans a change of rates', async () => {
    await sheet({ '2027-03-10': 4, '2027-03-11': 4 })
    const { batchId } = await take()
    expect((await linesOf(batchId)).map((line) => [line.line, line.rateCents, line.amountCents])).toEqual([
      [1, 3001, 3001],
      [2, 3333, 3333],
    ])
  })

  it('that comes later for the same payday is its next number: late hours are paid under their own payday', async () => {
    await sheet({ '2027-03-02': 4 })
    expect((await take()).number).toBe(1)
    const late = await sheet({ '2027-03-03': 8 })
    const second = await take()
    expect(second.number).toBe(2)
    expect((await linesOf(second.batchId)).map((line) => line.timesheetId)).toEqual([late.id])
    // Markers count on their own.
    await sheet({ '2027-03-03': 8 }, { position: 'marker' })
    expect((await exportBatch(mc, { ...scope('marker'), requestKey: nextKey() })).number).toBe(1)
  })
})

describe('a correction', () => {
  it('appears as the difference in the next batch, also a negative one, at the rate kept', async () => {
    const one = await sheet({ '2027-03-09': 7 })
    await take()
    await correctPayrollSheet(one.id, { '2027-03-09': 4, '2027-03-11': 2 })
    const { batchId, number } = await take()
    expect(number).toBe(2)
    expect(await linesOf(batchId)).toMatchObject([
      { kind: 'correction', rateCents: 3001, quarters: -3, amountCents: 3001 - 5252 },
      { kind: 'correction', rateCents: 3333, quarters: 2, amountCents: 1667 },
    ])
    expect(await requireBatch(tc, batchId)).toMatchObject({ quarters: -1, corrections: 1, sheets: 1 })
  })

  it('to no hours at all takes everything back', async () => {
    const one = await sheet({ '2027-03-09': 7 })
    await take()
    await correctPayrollSheet(one.id, {})
    const { batchId } = await take()
    expect(await linesOf(batchId)).toMatchObject([{ quarters: -7, amountCents: -5252 }])
  })

  it('to no hours at all is submitted by the person and approved like any other', async () => {
    const one = await sheet({ '2027-03-09': 7 }, { state: 'submitted' })
    const person = await makeViewerOf(one.userId)
    const empty = (version: number) =>
      recordHours(person, { allocationId: one.allocationId, paydayId, version, lines: [], submit: true })
    // What was never exported cannot be handed in empty.
    expect((await refusal(empty(1))).code).toBe('invalid')
    await approveTimesheet(admin, { id: one.id, version: 1 })
    await take()
    await returnTimesheet(admin, { id: one.id, version: 3, reason: 'This was another week.' })
    await empty(4)
    await approveTimesheet(admin, { id: one.id, version: 5 })
    const { batchId } = await take()
    expect(await linesOf(batchId)).toMatchObject([{ kind: 'correction', quarters: -7, amountCents: -5252 }])
    expect(await sheetState(one.id)).toBe('exported')
  })

  it('keeps the rate of the days exported before, though another rate is set for them later', async () => {
    const level = { profile: { degreeLevel: 'undergraduate' as const } }
    const userId = await makeUser('student', level)
    const one = await sheet({ '2027-05-03': 4 }, { userId })
    await take()
    await makePayRate('tutor', 'undergraduate', '2027-05-01', 9999)
    await correctPayrollSheet(one.id, { '2027-05-03': 8, '2027-05-04': 4 })
    const { batchId } = await take()
    expect((await linesOf(batchId)).map((line) => [line.rateCents, line.quarters, line.amountCents])).toEqual(
      [
        [2799, 4, 2799],
        [9999, 4, 9999],
      ],
    )
  })
})

describe('doing it twice', () => {
  it('with the same request is the same batch, one after the other', async () => {
    await sheet({ '2027-03-02': 4 })
    const requestKey = nextKey()
    const first = await take(tc, { requestKey })
    const again = await take(tc, { requestKey })
    expect(again).toEqual({ ...first, already: true })
    expect(await batchesOf()).toHaveLength(1)
  })

  it('with the same request is the same batch, at the same moment', async () => {
    await sheet({ '2027-03-02': 4 })
    const requestKey = nextKey()
    const files = await storedFiles()
    const { fingerprint: seen } = (await previewBatch(tc, scope())).plan
    const both = await Promise.all([take(tc, { requestKey, seen }), take(tc, { requestKey, seen })])
    expect(new Set(both.map((one) => one.batchId)).size).toBe(1)
    expect(both.filter((one) => !one.already)).toHaveLength(1)
    expect(await batchesOf()).toHaveLength(1)
    // The loser's files are gone again.
    expect(await storedFiles()).toBe(files + 2)
  })

  it('by two people at the same moment gives each timesheet to one of them', async () => {
    const sheets = [
      await sheet({ '2027-03-02': 4 }),
      await sheet({ '2027-03-02': 6 }),
      await sheet({ '2027-03-02': 8 }),
    ]
    const files = await storedFiles()
    const both = await Promise.allSettled([take(tc), take(admin)])
    expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    const lost = both.find((one) => one.status === 'rejected')
    expect((lost as PromiseRejectedResult).reason.code).toBe('state')
    const [batch, ...more] = await batchesOf()
    expect(more).toEqual([])
    const lines = await linesOf(batch!.id)
    expect(lines.map((line) => line.timesheetId).sort()).toEqual(sheets.map((one) => one.id).sort())
    expect(await storedFiles()).toBe(files + 2)
  })

  it('while hours are being approved and returned takes each of them whole or not at all', async () => {
    const sheets = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        sheet({ '2027-03-02': 4, '2027-03-03': i + 1 }, { state: i < 4 ? 'approved' : 'submitted' }),
      ),
    )
    const returned = [await sheet({ '2027-03-04': 8 }), await sheet({ '2027-03-04': 8 })]
    const refused: unknown[] = []
    const attempt = (work: Promise<unknown>) => work.catch((error: unknown) => refused.push(error))
    await Promise.all([
      take(),
      ...sheets.slice(4).map((one) => approveTimesheet(admin, { id: one.id, version: 1 })),
      ...returned.map((one) =>
        attempt(returnTimesheet(admin, { id: one.id, version: 1, reason: 'Please check the day.' })),
      ),
    ])
    // Returned in time: in no batch. Too late: exported, and who wanted to return it was told.
    const kept = []
    for (const one of returned) {
      const state = await sheetState(one.id)
      const lines = await db.select().from(payrollLines).where(eq(payrollLines.timesheetId, one.id))
      expect([state, lines.length]).toEqual(state === 'returned' ? ['returned', 0] : ['exported', 1])
      if (state === 'exported') kept.push(one.id)
    }
    expect(refused.map((error) => (error as AppError).code)).toEqual(kept.map(() => 'conflict'))
    const [batch] = await batchesOf()
    const first = await linesOf(batch!.id)
    const states = await db
      .select({ id: timesheets.id, state: timesheets.state })
      .from(timesheets)
      .where(
        inArray(
          timesheets.id,
          sheets.map((one) => one.id),
        ),
      )
    const exported = states.filter((row) => row.state === 'exported').map((row) => row.id)
    expect(first.map((line) => line.timesheetId).sort()).toEqual([...exported, ...kept].sort())
    expect(exported.length).toBeGreaterThanOrEqual(4)
    if (exported.length < 12) await take()
    const all = await db
      .select()
      .from(payrollLines)
      .where(
        inArray(
          payrollLines.timesheetId,
          sheets.map((one) => one.id),
        ),
      )
    expect(all).toHaveLength(12)
    for (const [i, one] of sheets.entries())
      expect(all.find((line) => line.timesheetId === one.id)?.quarters).toBe(4 + i + 1)
  })

  it('after the preview changed is a conflict, and nothing is exported', async () => {
    const one = await sheet({ '2027-03-02': 4 })
    const { fingerprint: seen } = (await previewBatch(tc, scope())).plan
    await sheet({ '2027-03-02': 8 })
    expect((await refusal(take(tc, { seen }))).code).toBe('conflict')
    expect(await sheetState(one.id)).toBe('approved')
    const now = (await previewBatch(tc, scope())).plan
    expect(now.totals).toMatchObject({ sheets: 2, quarters: 12 })
    expect(await take(tc, { seen: now.fingerprint })).toMatchObject({ number: 1 })
  })
})

describe('the files of a batch', () => {
  it('are the same to the byte after names, identity, course, rates and hours have changed', async () => {
    const userId = await makeUser('student', {
      name: '=HYPERLINK("http://evil")',
      profile: { auid: '001234567', upi: 'abcd123' },
    })
    const one = await sheet({ '2027-03-09': 7 }, { userId })
    await sheet({ '2027-03-09': 4 })
    const { batchId } = await take()
    const before = {
      xlsx: await readBatchFile(tc, batchId, 'xlsx'),
      csv: await readBatchFile(admin, batchId, 'csv'),
    }
    expect(before.xlsx.name).toBe(`payroll-${PAID}-tutor-batch-1.xlsx`)
    await write(async (tx) => {
      await tx.update(users).set({ name: 'Another Name' }).where(eq(users.id, userId))
      await tx.update(profiles).set({ auid: '999999999', upi: 'zzzz999' }).where(eq(profiles.userId, userId))
      await tx.update(courses).set({ code: 'COMPSCI 999' }).where(eq(courses.id, courseId))
    })
    await makePayRate('tutor', 'postgraduate', '2027-03-09', 1)
    await correctPayrollSheet(one.id, { '2027-03-09': 1 })
    await take()
    for (const format of ['xlsx', 'csv'] as const) {
      const after = await readBatchFile(tc, batchId, format)
      expect(Buffer.compare(Buffer.from(after.bytes), Buffer.from(before[format].bytes))).toBe(0)
    }

    // And as a spreadsheet program reads them: zeros kept, nothing that runs, negative numbers are numbers.
    const book = XLSX.read(before.xlsx.bytes, { type: 'array' })
    const page = book.Sheets[book.SheetNames[0]!]!
    const rows = XLSX.utils.sheet_to_json<Record<string, unknown>>(page)
    expect(Object.keys(rows[0]!)).toEqual([
      'Person',
      'AUID',
      'UPI',
      'Course',
      'Position',
      'Period from',
      'Period to',
      'Hours',
      'Rate per hour',
      'Amount',
      'Kind',
    ])
    const mine = rows.find((row) => row.AUID === '001234567')
    expect(mine).toMatchObject({
      UPI: 'abcd123',
      Course: 'COMPSCI 101',
      Position: 'Tutor',
      Hours: 1.75,
      Amount: 52.52,
      'Rate per hour': 30.01,
      Kind: 'Normal',
    })
    for (const cell of Object.values(page))
      if (typeof cell === 'object' && cell) expect((cell as XLSX.CellObject).f).toBeUndefined()
    const csv = new TextDecoder().decode(before.csv.bytes)
    expect(csv).toContain(`'=HYPERLINK`)
    expect(csv).not.toMatch(/^=|,=|"=/m)

    const [, second] = (
      await listBatches(tc, { termId, position: 'tutor' }, { page: 1, size: 25 })
    ).rows.reverse()
    const corrected = new TextDecoder().decode((await readBatchFile(tc, second!.id, 'csv')).bytes)
    expect(corrected).toContain(',-1.5,30.01,-45.02,,Correction')
    const again = XLSX.read((await readBatchFile(tc, second!.id, 'xlsx')).bytes, { type: 'array' })
    const [row] = XLSX.utils.sheet_to_json<Record<string, unknown>>(again.Sheets[again.SheetNames[0]!]!)
    expect(row).toMatchObject({ Hours: -1.5, Amount: -45.02 })
  })

  it('are not handed out when the storage holds something else', async () => {
    await sheet({ '2027-03-09': 4 })
    const { batchId } = await take()
    const batch = await requireBatch(tc, batchId)
    await storage().put(batch.csvKey, new TextEncoder().encode('changed'))
    expect((await refusal(readBatchFile(tc, batchId, 'csv'))).code).toBe('unavailable')
    expect((await readBatchFile(tc, batchId, 'xlsx')).bytes.length).toBeGreaterThan(100)
  })
})

describe('who may', () => {
  it('export, preview, list and download: those who run the payroll of the position', async () => {
    await sheet({ '2027-03-02': 4 })
    for (const viewer of [mc, cc, await makeViewer('student')]) {
      expect((await refusal(take(viewer))).code).toBe('not_allowed')
      expect((await refusal(previewBatch(viewer, scope()))).code).toBe('not_allowed')
      expect((await refusal(listPayrollPaydays(viewer, { termId, position: 'tutor' }))).code).toBe(
        'not_allowed',
      )
    }
    const { batchId } = await take()
    for (const viewer of [mc, cc]) {
      expect((await refusal(requireBatch(viewer, batchId))).code).toBe('not_found')
      expect((await refusal(readBatchFile(viewer, batchId, 'csv'))).code).toBe('not_found')
    }
    expect((await readBatchFile(tc, batchId, 'csv')).bytes.length).toBeGreaterThan(0)
  })
})

describe('the lists', () => {
  it('tell per payday what waits, what is not approved and what was exported', async () => {
    await sheet({ '2027-03-02': 4 })
    await take()
    await sheet({ '2027-03-02': 8 })
    await sheet({ '2027-03-02': 8 }, { state: 'submitted' })
    await sheet({ '2027-03-02': 8 }, { state: 'returned' })
    await sheet({ '2027-03-02': 8 }, { position: 'marker' })
    const [row] = await listPayrollPaydays(tc, { termId, position: 'tutor' })
    expect(row).toMatchObject({
      paidOn: PAID,
      waiting: { sheets: 1, corrections: 0, quarters: 8 },
      open: { draft: 0, submitted: 1, returned: 1 },
      batches: { count: 1, quarters: 4, amountCents: 3001 },
    })
  })

  it('count of a correction that waits the difference, as the batch will', async () => {
    const one = await sheet({ '2027-03-02': 8, '2027-03-03': 4 })
    await take()
    await correctPayrollSheet(one.id, { '2027-03-02': 8, '2027-03-03': 3 })
    const waits = async () => (await listPayrollPaydays(tc, { termId, position: 'tutor' }))[0]!.waiting
    expect(await waits()).toEqual({ sheets: 1, corrections: 1, quarters: -1 })
    await sheet({ '2027-03-02': 8 })
    expect(await waits()).toEqual({ sheets: 2, corrections: 1, quarters: 7 })
    const { plan } = await previewBatch(tc, scope())
    expect(plan.totals).toMatchObject({ sheets: 2, corrections: 1, quarters: 7 })
  })

  it('say of hours without a rate whether one can be set, the degree level is missing, or the day keeps none', async () => {
    // 2027-02-28 is before the first rate.
    const early = await makeTerm({ startsOn: '2027-02-01', endsOn: '2027-06-01' })
    const at = {
      termId: early,
      courseId: await makeCourse(early),
      paydayId: await makePayday(early, { paidOn: PAID }),
    }
    const preview = async () => (await previewBatch(tc, { paydayId: at.paydayId, position: 'tutor' })).plan
    const one = await sheet({ '2027-02-25': 8, '2027-03-02': 4 }, at)
    expect((await preview()).unrated).toMatchObject({
      noRate: { sheets: 1, quarters: 8 },
      noLevel: { sheets: 0, people: [] },
      kept: { sheets: 0 },
    })
    await exportBatch(tc, { paydayId: at.paydayId, position: 'tutor', requestKey: nextKey() })
    await correctPayrollSheet(one.id, { '2027-02-25': 7, '2027-02-26': 1, '2027-03-02': 4 })
    const userId = await makeUser('student', { name: 'Lea Level', profile: { degreeLevel: null } })
    await sheet({ '2027-03-02': 4 }, { ...at, userId })
    const { unrated, totals } = await preview()
    expect(unrated).toEqual({
      noRate: { sheets: 1, quarters: 1 },
      noLevel: { sheets: 1, quarters: 4, people: [{ id: userId, name: 'Lea Level' }] },
      kept: { sheets: 1, quarters: -1 },
    })
    expect(totals.unratedQuarters).toBe(4)
  })

  it('cost the same number of queries for 1 and for 50 timesheets, and are paged in the database', async () => {
    const counted = async (work: () => Promise<unknown>) => {
      const before = queryCount()
      await work()
      return queryCount() - before
    }
    await sheet({ '2027-03-02': 4 })
    const measure = async () => ({
      paydays: await counted(() => listPayrollPaydays(tc, { termId, position: 'tutor' })),
      preview: await counted(() => previewBatch(tc, scope())),
    })
    const one = await measure()
    for (let i = 0; i < 49; i++) await sheet({ '2027-03-02': 4 + i, '2027-03-12': 1 })
    expect(await measure()).toEqual(one)
    const { batchId } = await take()
    const batch = await requireBatch(tc, batchId)
    expect(batch.lines).toBe(99)
    const params = payrollLineList.parse({ size: '25', page: '2' })
    const page = await listBatchLines(tc, batch, params)
    expect(page.rows.map((row) => row.line)).toEqual(Array.from({ length: 25 }, (_, i) => 26 + i))
    expect(page.total).toBe(99)
    expect(await counted(() => listBatchLines(tc, batch, params))).toBe(2)
    const found = await listBatchLines(tc, batch, payrollLineList.parse({ q: page.rows[0]!.auid! }))
    expect(found.rows.length).toBeGreaterThan(0)
    expect(new Set(found.rows.map((row) => row.auid))).toEqual(new Set([page.rows[0]!.auid]))
  })
})
