import { eq, inArray, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { db } from '@/db/client'
import { isMysql } from '@/db/columns'
import { payrollBatches, payrollLines, timesheetLines, timesheets } from '@/db/schema'
import { whole } from '@/db/sql'
import { addDays, todayIn } from '@/lib/dates'
import { isAppError } from '@/lib/errors'
import { exportBatch } from '@/lib/payroll/commands'
import { amountOf } from '@/lib/payroll/rules'
import type { Viewer } from '@/lib/permissions'
import { approveTimesheet, returnTimesheet } from '@/lib/timesheets/decide'
import { recordHours } from '@/lib/timesheets/record-hours'
import { makePayRate } from '../../support/payroll-world'
import {
  makeAllocation,
  makeCourse,
  makePayday,
  makeTerm,
  makeUser,
  makeViewer,
  viewer,
} from '../../support/world'

/** A transaction costs a server more than a file; the rules are the same. */
const RUNS = isMysql ? 4 : 8
const PEOPLE = 3
const DAYS = 10
const today = todayIn('Pacific/Auckland')
const dayOf = (n: number) => addDays(today, n - DAYS)

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('record' as const),
      who: fc.nat(PEOPLE - 1),
      hours: fc.uniqueArray(fc.tuple(fc.nat(DAYS - 1), fc.integer({ min: 1, max: 40 })), {
        minLength: 1,
        maxLength: 4,
        selector: ([day]) => day,
      }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constantFrom('approve', 'return'), who: fc.nat(PEOPLE - 1) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('export' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('rate' as const), cents: fc.integer({ min: 1, max: 9999 }) }),
  },
)

let approver: Viewer
let nextKey = 0
/** Rates are never taken back: each run adds its own, from ever later days or earlier ones. */
let rateDays: string[] = []

beforeAll(async () => {
  approver = await makeViewer('marker_coordinator')
  rateDays = [0, 6, 3, 8, 1, 5, 2, 7, 4, 9].map(dayOf)
})

async function world() {
  const termId = await makeTerm({ startsOn: dayOf(-30), endsOn: addDays(today, 30) })
  const courseId = await makeCourse(termId, { availableQuarters: 40_000 })
  // One payday far ahead, so that all days of the test are in its period and in time.
  const paydayId = await makePayday(termId, { paidOn: addDays(today, 20) })
  const people: { person: Viewer; allocationId: string }[] = []
  for (let i = 0; i < PEOPLE; i++) {
    const userId = await makeUser('student')
    const allocationId = await makeAllocation({
      userId,
      courseId,
      termId,
      position: 'marker',
      quarters: 4000,
    })
    people.push({ person: await viewer(userId), allocationId })
  }
  const sheetOf = async (allocationId: string) =>
    (await db.select().from(timesheets).where(eq(timesheets.allocationId, allocationId)))[0]
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      // A step that the state does not allow is no step.
      if (!isAppError(error)) throw error
    }
  }
  const at = (who: number) => people[who]!
  return {
    people,
    paydayId,
    sheetOf,
    record: (who: number, hours: [number, number][]) =>
      attempt(async () => {
        const { person, allocationId } = at(who)
        await recordHours(person, {
          allocationId,
          paydayId,
          version: (await sheetOf(allocationId))?.version ?? 0,
          lines: hours.map(([n, quarters]) => ({ day: dayOf(n), quarters, activity: 'marking', note: null })),
          submit: true,
        })
      }),
    decide: (who: number, op: 'approve' | 'return') =>
      attempt(async () => {
        const sheet = await sheetOf(at(who).allocationId)
        if (!sheet) return
        const one = { id: sheet.id, version: sheet.version }
        if (op === 'approve') await approveTimesheet(approver, one)
        else await returnTimesheet(approver, { ...one, reason: 'Please check.' })
      }),
    take: () =>
      attempt(() =>
        exportBatch(approver, { paydayId, position: 'marker', requestKey: `sequence-${++nextKey}` }),
      ),
  }
}

/** Every exported timesheet is in the batches exactly once: by day, in all, and in money. */
async function check(made: Awaited<ReturnType<typeof world>>): Promise<number> {
  const sheets = (await Promise.all(made.people.map((one) => made.sheetOf(one.allocationId)))).filter(
    (sheet) => sheet !== undefined,
  )
  if (sheets.length === 0) return 0
  const ids = sheets.map((sheet) => sheet.id)
  const lines = await db
    .select()
    .from(payrollLines)
    .innerJoin(payrollBatches, eq(payrollBatches.id, payrollLines.batchId))
    .where(inArray(payrollLines.timesheetId, ids))
    .orderBy(payrollBatches.number, payrollLines.line)
  const worked = await db
    .select({
      sheet: timesheetLines.timesheetId,
      day: timesheetLines.day,
      quarters: whole(sql`sum(${timesheetLines.quarters})`),
    })
    .from(timesheetLines)
    .where(inArray(timesheetLines.timesheetId, ids))
    .groupBy(timesheetLines.timesheetId, timesheetLines.day)
  for (const sheet of sheets) {
    const mine = lines.map((row) => row.payroll_lines).filter((line) => line.timesheetId === sheet.id)
    for (const [, ofRate] of Map.groupBy(mine, (line) => line.rateId)) {
      const quarters = ofRate.reduce((sum, line) => sum + line.quarters, 0)
      const cents = ofRate[0]!.rateCents
      expect(quarters).toBeGreaterThanOrEqual(0)
      if (cents === null) expect(ofRate.every((line) => line.amountCents === null)).toBe(true)
      else expect(ofRate.reduce((sum, line) => sum + line.amountCents!, 0)).toBe(amountOf(quarters, cents))
    }
    // A day has one rate, from its first export on.
    const rateOfDay = new Map<string, string | null>()
    for (const line of mine)
      for (const day of Object.keys(line.days)) {
        if (!rateOfDay.has(day)) rateOfDay.set(day, line.rateId)
        expect(line.rateId).toBe(rateOfDay.get(day))
      }
    if (sheet.state !== 'exported') continue
    const days = new Map<string, number>()
    for (const line of mine)
      for (const [day, quarters] of Object.entries(line.days)) days.set(day, (days.get(day) ?? 0) + quarters)
    const exported = [...days].filter(([, quarters]) => quarters !== 0).sort()
    expect(exported).toEqual(
      worked
        .filter((row) => row.sheet === sheet.id)
        .map((row): [string, number] => [row.day, row.quarters])
        .sort(),
    )
    expect(mine.reduce((sum, line) => sum + line.quarters, 0)).toBe(sheet.quarters)
  }
  const batches = await db.select().from(payrollBatches).where(eq(payrollBatches.paydayId, made.paydayId))
  expect(batches.map((batch) => batch.number).sort((a, b) => a - b)).toEqual(batches.map((_, i) => i + 1))
  for (const batch of batches) {
    const mine = lines.map((row) => row.payroll_lines).filter((line) => line.batchId === batch.id)
    expect(mine.reduce((sum, line) => sum + line.quarters, 0)).toBe(batch.quarters)
    expect(mine.reduce((sum, line) => sum + (line.amountCents ?? 0), 0)).toBe(batch.amountCents)
  }
  return batches.length
}

describe('any sequence of recording, approving, exporting, returning and correcting', () => {
  it('ends with every approved hour in exactly one batch and the money of all batches right to the cent', async () => {
    let batches = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), async (steps) => {
        const made = await world()
        for (const one of steps) {
          if (one.op === 'record') await made.record(one.who, one.hours)
          else if (one.op === 'export') await made.take()
          else if (one.op === 'rate') {
            const day = rateDays.shift()
            if (day) await makePayRate('marker', 'postgraduate', day, one.cents)
          } else await made.decide(one.who, one.op as 'approve' | 'return')
        }
        await check(made)
        // Whatever is still on its way is approved and exported, and then all of it is in.
        for (let who = 0; who < PEOPLE; who++) {
          await made.record(who, [[who, 4 + who]])
          await made.decide(who, 'approve')
        }
        await made.take()
        batches += await check(made)
        const states = await Promise.all(made.people.map((one) => made.sheetOf(one.allocationId)))
        expect(states.map((sheet) => sheet?.state)).toEqual(made.people.map(() => 'exported'))
      }),
      { numRuns: RUNS },
    )
    expect(batches).toBeGreaterThanOrEqual(RUNS)
  })
})
