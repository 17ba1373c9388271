import { and, eq, inArray, max, sql } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { violates } from '@/db/errors'
import { paydays, payrollBatches, payrollLines, timesheets } from '@/db/schema'
import { inPieces, insertMany, lockRows, newId } from '@/db/sql'
import { audit } from '@/lib/audit'
import { formatDay } from '@/lib/dates'
import { AppError, invalid, stateError } from '@/lib/errors'
import { centsToDecimal } from '@/lib/money'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { storage } from '@/lib/storage'
import { searchTextOf } from '@/lib/text'
import { timesheetTransition } from '@/lib/timesheets/states'
import { positionNames } from '@/lib/vocabulary'
import { makeFiles, type PayrollFiles } from './file'
import { batchName } from './names'
import { type PayrollPayday, requirePayday } from './payday'
import { listWaitingIds, type PayrollPlan, type PayrollScope, planBatch } from './plan'
import { knownAmount } from './rules'

export type ExportInput = PayrollScope & {
  /** Made with the form: the same request again is the same batch. */
  requestKey: string
  /** Fingerprint of the preview that was confirmed; without one whatever waits is taken. */
  seen?: string
}
export type Exported = { batchId: string; number: number; already: boolean }

/** Each try reads, makes the files and then finds that something was approved in between. */
const TRIES = 5

/**
 * Exports all approved, not yet exported timesheets of a payday and position as its next batch. One
 * transaction locks them, checks that they are still what the files say, marks them exported and writes
 * batch, lines and audit; whoever comes second gets what is left. Hours that come late for a payday make a
 * further batch of that payday.
 *
 * The files are made and kept before: bytes may not wait inside a transaction, and a batch without its
 * files must not be. Those of a try that comes to nothing are removed again.
 *
 * @throws `state` when nothing waits, `conflict` when it is not what the preview showed
 */
export async function exportBatch(viewer: Viewer, input: ExportInput): Promise<Exported> {
  requireCan(viewer, 'payroll.export', { position: input.position })
  if (!/^[\w-]{8,64}$/.test(input.requestKey)) throw invalid({ requestKey: 'Load the page again.' })
  const { timeZone } = await loadSettings()
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const done = await findBatch(db, viewer, input.requestKey)
    if (done) return done
    const payday = await requirePayday(db, input.paydayId, timeZone)
    const plan = await planBatch(db, input, payday.period)
    if (plan.lines.length === 0) {
      // The twin of this request may have taken them just now.
      const twin = await findBatch(db, viewer, input.requestKey)
      if (twin) return twin
      throw stateError('No approved hours wait to be exported for this payday and position.')
    }
    if (input.seen !== undefined && input.seen !== plan.fingerprint) throw changedSince()
    const result = await tryExport(viewer, input, payday, plan, timeZone)
    if (result) return result
    if (input.seen !== undefined) throw changedSince()
  }
  throw changedSince()
}

const changedSince = () =>
  new AppError(
    'conflict',
    'The hours that wait have changed since you looked. Check them as they are now, then export.',
  )

async function findBatch(from: Tx, viewer: Viewer, requestKey: string): Promise<Exported | null> {
  const [done] = await from
    .select({ id: payrollBatches.id, number: payrollBatches.number })
    .from(payrollBatches)
    .where(and(eq(payrollBatches.requestKey, requestKey), eq(payrollBatches.createdBy, viewer.id)))
  return done ? { batchId: done.id, number: done.number, already: true } : null
}

/** Null when the hours changed between reading and locking them. */
async function tryExport(
  viewer: Viewer,
  input: ExportInput,
  payday: PayrollPayday,
  plan: PayrollPlan,
  zone: string,
): Promise<Exported | null> {
  const batchId = newId()
  const files = makeFiles(plan.lines, { ...payday, position: input.position })
  const keys = { xlsx: `payroll/${batchId}/xlsx`, csv: `payroll/${batchId}/csv` }
  let kept = false
  try {
    await storage().put(keys.xlsx, files.xlsx.bytes)
    await storage().put(keys.csv, files.csv.bytes)
    const result = await write((tx) =>
      exportIn(tx, viewer, input, { batchId, payday, plan, files, keys, zone }),
    )
    kept = result?.batchId === batchId
    return result
  } catch (error) {
    if (!violates(error, 'payroll_batches_request', 'payroll_batches.request_key')) throw error
    return findBatch(db, viewer, input.requestKey)
  } finally {
    if (!kept) for (const key of Object.values(keys)) await storage().remove(key)
  }
}

type Made = {
  batchId: string
  payday: PayrollPayday
  plan: PayrollPlan
  files: PayrollFiles
  keys: Record<keyof PayrollFiles, string>
  zone: string
}

async function exportIn(
  tx: Tx,
  viewer: Viewer,
  input: ExportInput,
  { batchId, payday, plan, files, keys, zone }: Made,
): Promise<Exported | null> {
  const { paydayId, position, requestKey } = input
  // One export of a payday at a time: the second waits here and then finds what the first left.
  await lockRows(tx, paydays, [paydayId])
  const done = await findBatch(tx, viewer, requestKey)
  if (done) return done
  const waiting = await inPieces(await listWaitingIds(tx, input), (ids) => lockRows(tx, timesheets, ids))
  const locked = waiting
    .filter((sheet) => timesheetTransition(sheet.state, 'export'))
    .map((sheet) => sheet.id)
  const now = await requirePayday(tx, paydayId, zone)
  const { fingerprint } = await planBatch(tx, input, now.period, new Set(locked))
  if (fingerprint !== plan.fingerprint) return null

  const at = new Date()
  const [last] = await tx
    .select({ number: max(payrollBatches.number) })
    .from(payrollBatches)
    .where(and(eq(payrollBatches.paydayId, paydayId), eq(payrollBatches.position, position)))
  const number = Number(last?.number ?? 0) + 1
  await tx.insert(payrollBatches).values({
    id: batchId,
    termId: payday.termId,
    paydayId,
    position,
    number,
    requestKey,
    createdBy: viewer.id,
    createdByName: viewer.name,
    createdAt: at,
    ...plan.totals,
    lines: plan.lines.length,
    xlsxKey: keys.xlsx,
    xlsxSha256: files.xlsx.sha256,
    csvKey: keys.csv,
    csvSha256: files.csv.sha256,
  })
  await insertMany(
    tx,
    payrollLines,
    plan.lines.map((line, i) => ({
      id: newId(),
      batchId,
      line: i + 1,
      ...line,
      periodFrom: payday.period.from,
      periodTo: payday.period.to,
      searchText: searchTextOf([line.name, line.auid, line.upi, line.course], 300),
    })),
  )
  await inPieces(locked, async (ids) => {
    await tx
      .update(timesheets)
      .set({ state: 'exported', version: sql`${timesheets.version} + 1` as never, updatedAt: at })
      .where(inArray(timesheets.id, ids))
    return []
  })
  await auditExport(tx, viewer, { batchId, number, payday, plan, position })
  return { batchId, number, already: false }
}

async function auditExport(
  tx: Tx,
  viewer: Viewer,
  {
    batchId,
    number,
    payday,
    plan,
    position,
  }: Pick<Made, 'batchId' | 'payday' | 'plan'> & {
    number: number
    position: PayrollScope['position']
  },
): Promise<void> {
  const name = batchName({ position, number, paidOn: payday.paidOn })
  const scope = { termId: payday.termId, position }
  const { totals } = plan
  const amount = knownAmount(totals)
  // A timesheet of several lines is one record.
  const sheets = new Map(plan.lines.map((line) => [line.timesheetId, line]))
  await audit(
    tx,
    {
      actor: viewer,
      action: 'payroll.export',
      record: { type: 'payroll_batch', id: batchId, name },
      scope,
      after: {
        people: totals.people,
        timesheets: totals.sheets,
        corrections: totals.corrections,
        hours: totals.quarters / 4,
        // As the page says it: hours without a rate have no amount, rather than one of nothing.
        ...(amount === null ? {} : { amount: centsToDecimal(amount) }),
      },
    },
    ...[...sheets.values()].map((line) => ({
      actor: viewer,
      action: 'hours.export' as const,
      record: {
        type: 'timesheet',
        id: line.timesheetId,
        name: `${line.name}, ${positionNames[position].toLowerCase()} in ${line.course}, payday ${formatDay(payday.paidOn)}`,
      },
      scope: { ...scope, subjectId: line.userId },
      before: { state: 'approved' },
      after: { state: 'exported', batch: name },
    })),
  )
}
