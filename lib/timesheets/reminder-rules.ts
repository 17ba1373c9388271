import { addDays, dayIn, type IsoDay, localInstant } from '@/lib/dates'

/** When reminders and digests go out (SPEC 9), pure: the zone is the institution's. */

const TIME_OF_DAY = '09:00'
/** How long after its time a reminder or digest is still made up for, when the server was down. */
const CATCH_UP_MS = 24 * 3_600_000

type Payday = { cutoffAt: Date; reminderDays: readonly number[] }
export type Reminder = { daysBefore: number; at: Date }

/**
 * The instants of a payday's reminders, the earliest first: 09:00 of the zone on the day that lies N days
 * before the day of the cut-off. Clocks that change in between move none of them.
 */
export function remindersOf(payday: Payday, zone: string): Reminder[] {
  const cutoffDay = dayIn(payday.cutoffAt, zone)
  return [...new Set(payday.reminderDays)]
    .map((daysBefore) => ({
      daysBefore,
      at: localInstant(addDays(cutoffDay, -daysBefore), TIME_OF_DAY, zone),
    }))
    .filter((reminder) => reminder.at < payday.cutoffAt)
    .sort((a, b) => a.at.getTime() - b.at.getTime())
}

/**
 * The reminder that is to go out now: the last one whose time has come, while it is less than a day old and
 * the cut-off is ahead. An older one that was missed is not made up for: the newer one says the same.
 */
export function dueReminder(payday: Payday, zone: string, now: Date): Reminder | null {
  if (now >= payday.cutoffAt) return null
  const last = remindersOf(payday, zone).findLast((reminder) => reminder.at <= now)
  return last && now.getTime() - last.at.getTime() < CATCH_UP_MS ? last : null
}

/**
 * The digests that are to go out now, by key: that of the day from 09:00 of the zone on, and that of each
 * cut-off that passed within the last 24 hours.
 */
export function dueDigests(
  paydays: readonly { id: string; cutoffAt: Date }[],
  zone: string,
  now: Date,
): { key: string; paydayId: string | null }[] {
  const today: IsoDay = dayIn(now, zone)
  const daily = now >= localInstant(today, TIME_OF_DAY, zone)
  return [
    ...(daily ? [{ key: `day:${today}`, paydayId: null }] : []),
    ...paydays
      .filter(({ cutoffAt }) => cutoffAt <= now && now.getTime() - cutoffAt.getTime() < CATCH_UP_MS)
      .map(({ id }) => ({ key: `cutoff:${id}`, paydayId: id })),
  ]
}
