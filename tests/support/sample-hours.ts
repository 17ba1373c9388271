import { asc, eq } from 'drizzle-orm'
import { db } from '@/db/client'
import { paydays } from '@/db/schema'
import { viewerOf } from '@/lib/auth/session'
import { exportBatch } from '@/lib/payroll/commands'
import { makePayRate } from './payroll-world'

/** Pay rates, a batch of the sample term's first payday, and the payday that is to be exported next. */
export async function makePayrollRecords(termId: string, tutorCoordinator: string) {
  const all = await db.select().from(paydays).where(eq(paydays.termId, termId)).orderBy(asc(paydays.paidOn))
  const [first, second] = all
  if (!first || !second) throw new Error('the sample has no two paydays')
  await makePayRate('tutor', 'postgraduate', '2020-01-01', 3125)
  const viewer = await viewerOf(tutorCoordinator)
  if (!viewer) throw new Error('the sample has no tutor coordinator')
  const batch = await exportBatch(viewer, {
    paydayId: first.id,
    position: 'tutor',
    requestKey: 'sample-records',
  })
  return { batch: batch.batchId, payday: second.id }
}
