/**
 * One payroll batch of so many timesheets (default 2,000, five lines each, every tenth a correction) against
 * reading the rows it is made of. Runs on a database of its own, in a process of its own:
 *
 *   DATA_DIR=<an empty folder> node scripts/run-ts.mjs tests/bench/payroll.ts 2000
 *
 * Prints one line of JSON.
 */
import { eq, sql } from 'drizzle-orm'
import { db, write } from '@/db/client'
import { migrate } from '@/db/migrate'
import { allocations, payrollBatches, profiles, timesheetLines, timesheets, users } from '@/db/schema'
import { insertMany, newId } from '@/db/sql'
import { addDays } from '@/lib/dates'
import { exportBatch } from '@/lib/payroll/commands'
import { readBatchFile } from '@/lib/payroll/download'
import { payrollLineList } from '@/lib/payroll/list'
import { planBatch } from '@/lib/payroll/plan'
import { listBatchLines, previewBatch, requireBatch } from '@/lib/payroll/queries'
import { makePayRate } from '../support/payroll-world'
import { makeCourse, makePayday, makeTerm, makeViewer } from '../support/world'

const total = Number(process.argv[2] ?? 2000)
await migrate()
const coordinator = await makeViewer('tutor_coordinator')
const termId = await makeTerm({ startsOn: '2027-03-01', endsOn: '2027-06-28' })
const courseId = await makeCourse(termId)
const paydayId = await makePayday(termId, { paidOn: '2027-03-18' })
await makePayRate('tutor', 'postgraduate', '2027-03-01', 3155)
const scope = { paydayId, position: 'tutor' as const }
await makeSheets()

/** Milliseconds of the quickest of three. */
async function quickest(work: () => Promise<unknown>, times = 3): Promise<number> {
  const all: number[] = []
  for (let i = 0; i < times; i++) {
    const started = performance.now()
    await work()
    all.push(performance.now() - started)
  }
  return Math.min(...all)
}

// A tenth is exported first, and then corrected.
await setState(total / 10, 'approved')
await exportBatch(coordinator, { ...scope, requestKey: 'bench-first' })
await write(async (tx) => {
  await tx.update(timesheetLines).set({ quarters: sql`${timesheetLines.quarters} + 1` as never })
  await tx.update(timesheets).set({ state: 'approved' })
})
const read = await quickest(() => planBatch(db, scope, { from: '2027-03-01', to: '2027-03-15' }))
const bare = await quickest(async () => {
  await db.select().from(timesheets).where(eq(timesheets.paydayId, paydayId))
  await db
    .select()
    .from(timesheetLines)
    .innerJoin(timesheets, eq(timesheets.id, timesheetLines.timesheetId))
    .where(eq(timesheets.paydayId, paydayId))
})
const preview = await quickest(() => previewBatch(coordinator, scope))
const exported = await quickest(() => exportBatch(coordinator, { ...scope, requestKey: 'bench-second' }), 1)
const [batch] = await db.select().from(payrollBatches).where(eq(payrollBatches.number, 2))
const found = await requireBatch(coordinator, batch!.id)
const page = await quickest(() => listBatchLines(coordinator, found, payrollLineList.parse({ page: '10' })))
const file = await quickest(() => readBatchFile(coordinator, found.id, 'xlsx'))
const { bytes } = await readBatchFile(coordinator, found.id, 'xlsx')
console.log(
  JSON.stringify({
    timesheets: total,
    lines: found.lines,
    bareReadMs: Math.round(bare),
    readMs: Math.round(read),
    previewMs: Math.round(preview),
    exportMs: Math.round(exported),
    exportToBareRead: Number((exported / bare).toFixed(1)),
    pageMs: Number(page.toFixed(1)),
    downloadMs: Number(file.toFixed(1)),
    xlsxKb: Math.round(bytes.length / 1000),
  }),
)
process.exit(0)

async function setState(first: number, state: 'approved'): Promise<void> {
  const rows = await db.select({ id: timesheets.id }).from(timesheets).limit(first)
  await write(async (tx) => {
    for (const row of rows) await tx.update(timesheets).set({ state }).where(eq(timesheets.id, row.id))
  })
}

async function makeSheets(): Promise<void> {
  const now = new Date()
  const rows = Array.from({ length: total }, (_, i) => {
    const userId = newId()
    const name = `Person ${String(i).padStart(5, '0')}`
    return {
      user: {
        id: userId,
        username: `bench${i}`,
        email: `bench${i}@example.test`,
        name,
        sortName: name.toLowerCase(),
        searchText: name.toLowerCase(),
        state: 'active' as const,
        createdAt: now,
        updatedAt: now,
      },
      profile: {
        userId,
        upi: `bench${i}`,
        auid: String(500_000_000 + i),
        degreeLevel: 'postgraduate' as const,
        updatedAt: now,
      },
      allocationId: newId(),
      sheetId: newId(),
    }
  })
  await write(async (tx) => {
    await insertMany(
      tx,
      users,
      rows.map((row) => row.user),
    )
    await insertMany(
      tx,
      profiles,
      rows.map((row) => row.profile),
    )
    const common = { courseId, termId, createdAt: now, updatedAt: now }
    await insertMany(
      tx,
      allocations,
      rows.map((row) => ({
        id: row.allocationId,
        userId: row.user.id,
        position: 'tutor' as const,
        quarters: 400,
        state: 'accepted' as const,
        source: 'application' as const,
        ...common,
      })),
    )
    await insertMany(
      tx,
      timesheets,
      rows.map((row) => ({
        id: row.sheetId,
        allocationId: row.allocationId,
        paydayId,
        userId: row.user.id,
        position: 'tutor' as const,
        state: 'submitted' as const,
        quarters: 40,
        ...common,
      })),
    )
    await insertMany(
      tx,
      timesheetLines,
      rows.flatMap((row) =>
        Array.from({ length: 5 }, (_, n) => ({
          id: newId(),
          timesheetId: row.sheetId,
          day: addDays('2027-03-02', n),
          quarters: 8,
          activity: 'lab' as const,
        })),
      ),
    )
  })
}
