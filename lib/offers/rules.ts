import { addDays, dayIn, localInstant } from '@/lib/dates'

/** When offers end and are reminded of, pure. */

/** Days before the last day of an answer on which a reminder is sent (SPEC 8). */
export const REMINDER_DAYS = 2
/** Time of the institution's zone at which reminders go out. */
export const REMINDER_TIME = '09:00'
/** Nobody is reminded of what they were told less than this ago. */
const LEAST_AFTER_MS = 24 * 3_600_000

/**
 * Has the time to answer ended? The last second that is shown (23:59:59) belongs to it whole. Without an
 * instant, or where offers need no answer, it never ends.
 */
export function answerEnded(
  answerBy: Date | null,
  now: Date,
  settings: { offersNeedAnswer: boolean },
): boolean {
  return settings.offersNeedAnswer && answerBy !== null && now.getTime() >= answerBy.getTime() + 1000
}

/**
 * When the reminder of an offer is due: 09:00 of the institution's zone two days before the day on which
 * the answer is due; null for an offer that was told less than a day before that.
 */
export function reminderAt(offer: { offeredAt: Date | null; answerBy: Date }, zone: string): Date | null {
  const at = localInstant(addDays(dayIn(offer.answerBy, zone), -REMINDER_DAYS), REMINDER_TIME, zone)
  const told = offer.offeredAt?.getTime() ?? 0
  return at.getTime() - told >= LEAST_AFTER_MS ? at : null
}

/** Is the reminder due now, and the answer still open? */
export function reminderDue(
  offer: { offeredAt: Date | null; answerBy: Date; remindedAt: Date | null },
  now: Date,
  settings: { offersNeedAnswer: boolean; timeZone: string },
): boolean {
  if (!settings.offersNeedAnswer || offer.remindedAt || answerEnded(offer.answerBy, now, settings))
    return false
  const at = reminderAt(offer, settings.timeZone)
  return at !== null && now.getTime() >= at.getTime()
}
