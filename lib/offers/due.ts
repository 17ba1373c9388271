import { and, asc, eq, gt, isNull, lte } from 'drizzle-orm'
import { db, write } from '@/db/client'
import { allocations } from '@/db/schema'
import { emitMany } from '@/lib/outbox'
import { loadSettings } from '@/lib/settings/queries'
import { answerEnded, REMINDER_DAYS, reminderDue } from './rules'

/** More than this at once wait for the next look. */
const most = 1000

/**
 * Looks which offers are to be reminded of or have ended, and sets a job going for each. The jobs ask
 * again, so that looking twice does nothing twice. Two queries and one transaction.
 *
 * @returns how many of each
 */
export async function findDueOffers(now: Date): Promise<{ reminders: number; ended: number }> {
  const settings = await loadSettings()
  if (!settings.offersNeedAnswer) return { reminders: 0, ended: 0 }
  const columns = {
    allocationId: allocations.id,
    version: allocations.version,
    offeredAt: allocations.offeredAt,
    answerBy: allocations.answerBy,
    remindedAt: allocations.remindedAt,
  }
  const open = eq(allocations.state, 'offered')
  const soon = new Date(now.getTime() + (REMINDER_DAYS + 1) * 86_400_000)
  const [over, near] = await Promise.all([
    db
      .select(columns)
      .from(allocations)
      .where(and(open, lte(allocations.answerBy, now)))
      .orderBy(asc(allocations.answerBy), asc(allocations.id))
      .limit(most),
    db
      .select(columns)
      .from(allocations)
      .where(
        and(
          open,
          gt(allocations.answerBy, now),
          lte(allocations.answerBy, soon),
          isNull(allocations.remindedAt),
        ),
      )
      .orderBy(asc(allocations.answerBy), asc(allocations.id))
      .limit(most),
  ])
  const idsOf = ({ allocationId, version }: { allocationId: string; version: number }) => ({
    allocationId,
    version,
  })
  const ended = over.filter((row) => answerEnded(row.answerBy, now, settings)).map(idsOf)
  const reminders = near
    .filter((row) => row.answerBy && reminderDue({ ...row, answerBy: row.answerBy }, now, settings))
    .map(idsOf)
  if (ended.length + reminders.length > 0)
    await write(async (tx) => {
      await emitMany(tx, 'offers/ended', ended)
      await emitMany(tx, 'offers/remind', reminders)
    })
  return { reminders: reminders.length, ended: ended.length }
}
