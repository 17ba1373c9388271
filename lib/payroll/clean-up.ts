import { inArray, or } from 'drizzle-orm'
import { db } from '@/db/client'
import { payrollBatches } from '@/db/schema'
import { storage } from '@/lib/storage'

/** Files are put before their batch is committed; a crash between the two leaves files that no batch names. */
const strayMs = 86_400_000
const PIECE = 500

/** Removes files of batches that never came to be, once they are older than a day. Gives how many. */
export async function removeStrayBatchFiles(now: Date): Promise<number> {
  let removed = 0
  let keys: string[] = []
  const flush = async () => {
    if (keys.length === 0) return
    const rows = await db
      .select({ xlsx: payrollBatches.xlsxKey, csv: payrollBatches.csvKey })
      .from(payrollBatches)
      .where(or(inArray(payrollBatches.xlsxKey, keys), inArray(payrollBatches.csvKey, keys)))
    const known = new Set(rows.flatMap((row) => [row.xlsx, row.csv]))
    for (const key of keys.filter((one) => !known.has(one))) {
      await storage().remove(key)
      removed++
    }
    keys = []
  }
  for await (const { key, changedAt } of storage().list('payroll/')) {
    if (now.getTime() - changedAt.getTime() < strayMs) continue
    keys.push(key)
    if (keys.length >= PIECE) await flush()
  }
  await flush()
  return removed
}
