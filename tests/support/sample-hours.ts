import { asc, eq } from 'drizzle-orm'
import { db } from '@/db/client'
import { paydays, timesheets } from '@/db/schema'
import { viewerOf } from '@/lib/auth/session'
import { exportBatch } from '@/lib/payroll/commands'
import { makePayRate } from './payroll-world'

/** Pay rates, a batch of the sample term's second payday (the sample exports the first), and the payday that is to be exported next. */
export async function makePayrollRecords(termId: string, tutorCoordinator: string) {
  const all = await db.select().from(paydays).where(eq(paydays.termId, termId)).orderBy(asc(paydays.paidOn))
  const [, second, third] = all
  if (!second || !third) throw new Error('the sample has no three paydays')
  await makePayRate('tutor', 'postgraduate', '2020-01-01', 3125)
  const viewer = await viewerOf(tutorCoordinator)
  if (!viewer) throw new Error('the sample has no tutor coordinator')
  const batch = await exportBatch(viewer, {
    paydayId: second.id,
    position: 'tutor',
    requestKey: 'sample-records',
  })
  return { batch: batch.batchId, payday: third.id }
}

/** A timesheet that waits for approval, and work with a draft in the running period. */
export async function findHours() {
  const [waiting] = await db
    .select()
    .from(timesheets)
    .where(eq(timesheets.state, 'submitted'))
    .orderBy(asc(timesheets.id))
    .limit(1)
  const [draft] = await db
    .select()
    .from(timesheets)
    .where(eq(timesheets.state, 'draft'))
    .orderBy(asc(timesheets.id))
    .limit(1)
  if (!waiting || !draft) throw new Error('the sample has no hours that wait')
  return { timesheet: waiting.id, draftWork: draft.allocationId, draftPayday: draft.paydayId }
}
