import { createHash } from 'node:crypto'
import { write } from '@/db/client'
import { payrollBatches } from '@/db/schema'
import { newId } from '@/db/sql'
import { addDays } from '@/lib/dates'
import { storage } from '@/lib/storage'
import type { Position } from '@/lib/vocabulary'
import { makePayRate } from '../../support/payroll-world'
import { makePayday } from '../../support/world'

const bytes = new TextEncoder().encode('a file of a batch')
const sha256 = createHash('sha256').update(bytes).digest('hex')
let worlds = 0

/** A payday of the term with a batch and a pay rate of each position. */
export async function makePayrollRecords(termId: string, createdBy: string) {
  worlds += 1
  const paydayId = await makePayday(termId)
  const batch = async (position: Position) => {
    const id = newId()
    await write(async (tx) => {
      await tx.insert(payrollBatches).values({
        id,
        termId,
        paydayId,
        position,
        number: 1,
        requestKey: id,
        createdBy,
        createdByName: 'Somebody',
        createdAt: new Date(),
        people: 0,
        sheets: 0,
        lines: 0,
        corrections: 0,
        quarters: 0,
        amountCents: 0,
        unratedQuarters: 0,
        xlsxKey: `payroll/${id}/xlsx`,
        xlsxSha256: sha256,
        csvKey: `payroll/${id}/csv`,
        csvSha256: sha256,
      })
    })
    return id
  }
  // Rates belong to no term: a day of its own for each world.
  const rate = (position: Position) =>
    makePayRate(position, 'undergraduate', addDays('2001-01-01', worlds), 3000)
  return {
    paydayId,
    tutorBatch: await batch('tutor'),
    markerBatch: await batch('marker'),
    tutorRate: await rate('tutor'),
    markerRate: await rate('marker'),
  }
}

/** Puts bytes behind the batches, for those who download them. */
export async function storeBatchFiles(records: { tutorBatch: string; markerBatch: string }): Promise<void> {
  for (const id of [records.tutorBatch, records.markerBatch])
    for (const format of ['xlsx', 'csv']) await storage().put(`payroll/${id}/${format}`, bytes)
}
