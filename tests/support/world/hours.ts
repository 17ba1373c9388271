import { db, write } from '@/db/client'
import { allocations, paydays, timesheetLines, timesheets } from '@/db/schema'
import { newId } from '@/db/sql'
import type { AllocationState } from '@/lib/vocabulary'
import { dayFromNow, type Insert } from './common'

/** An allocation of 10 h, by default accepted by its person (before its end, too). */
export async function makeAllocation(
  given: Insert<typeof allocations> & {
    userId: string
    courseId: string
    termId: string
    state?: AllocationState
  },
): Promise<string> {
  const id = given.id ?? newId()
  const position = given.position ?? 'tutor'
  const state = given.state ?? 'accepted'
  const live = state === 'proposed' || state === 'offered' || state === 'accepted'
  const now = new Date()
  await write(async (tx) => {
    await tx.insert(allocations).values({
      id,
      position,
      quarters: 40,
      source: 'application',
      liveKey: live ? `${given.courseId}:${given.userId}:${position}` : null,
      firstAcceptedAt: state === 'accepted' || state === 'ended' || given.agreedQuarters ? now : null,
      createdAt: now,
      updatedAt: now,
      ...given,
      state,
    })
  })
  return id
}

/** A payday of a term: by default in 10 days, hours due 3 days before. */
export async function makePayday(termId: string, given: Insert<typeof paydays> = {}): Promise<string> {
  const id = given.id ?? newId()
  const paidOn = given.paidOn ?? dayFromNow(10)
  await write(async (tx) => {
    await tx.insert(paydays).values({
      id,
      termId,
      paidOn,
      cutoffAt: new Date(Date.parse(`${paidOn}T04:00:00Z`) - 3 * 86_400_000),
      reminderDays: [7, 3, 1],
      createdAt: new Date(),
      ...given,
    })
  })
  return id
}

type GivenLine = Omit<Insert<typeof timesheetLines>, 'id' | 'timesheetId'>

/** A submitted timesheet with the given lines, by default one of 2 h today. */
export async function makeTimesheet(
  given: Insert<typeof timesheets> & { allocationId: string; paydayId: string; lines?: GivenLine[] },
): Promise<string> {
  const id = given.id ?? newId()
  const { lines = [{}], ...sheet } = given
  const [allocation] = await db.query.allocations.findMany({
    where: (t, { eq }) => eq(t.id, given.allocationId),
  })
  if (!allocation) throw new Error('no such allocation')
  const rows = lines.map((line) => ({
    id: newId(),
    timesheetId: id,
    day: dayFromNow(0),
    quarters: 8,
    activity: 'lab' as const,
    ...line,
  }))
  const now = new Date()
  const { userId, courseId, termId, position } = allocation
  await write(async (tx) => {
    await tx.insert(timesheets).values({
      id,
      userId,
      courseId,
      termId,
      position,
      state: 'submitted',
      quarters: rows.reduce((sum, row) => sum + row.quarters, 0),
      submittedAt: now,
      createdAt: now,
      updatedAt: now,
      ...sheet,
    })
    for (const row of rows) await tx.insert(timesheetLines).values(row)
  })
  return id
}
