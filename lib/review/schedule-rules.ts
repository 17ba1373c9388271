import { addDays, localInstant, parseDay, todayIn } from '@/lib/dates'
import type { ApplicationState, Decision } from '@/lib/vocabulary'

/** How far ahead results can be set to be published. */
const MOST_DAYS = 366

/**
 * A typed day and time of the institution's zone as an instant to come.
 * @returns the instant, or the sentence for each field that is wrong
 */
export function readDueAt(
  typed: { day: string; time: string },
  zone: string,
  now: Date,
): { ok: true; at: Date } | { ok: false; fields: Record<string, string> } {
  const fields: Record<string, string> = {}
  const day = typed.day.trim() ? parseDay(typed.day) : { ok: false as const, reason: 'Enter the day.' }
  if (!day.ok) fields.day = day.reason
  const time = typed.time.trim()
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)) fields.time = 'Enter the time as HH:MM, such as 09:00.'
  if (!day.ok || fields.time) return { ok: false, fields }
  const at = localInstant(day.day, time, zone)
  if (at.getTime() <= now.getTime())
    return {
      ok: false,
      fields: {
        // Under what is to be mended: another time of an earlier day has passed as well.
        [day.day < todayIn(zone, now) ? 'day' : 'time']:
          'This time has passed. Choose a later one, or publish now.',
      },
    }
  if (day.day > addDays(todayIn(zone, now), MOST_DAYS))
    return { ok: false, fields: { day: 'Choose a day within a year.' } }
  return { ok: true, at }
}

export type Waiting = {
  state: ApplicationState
  decision: Decision | null
  decidedAt: Date | null
  editedAt: Date | null
}

/**
 * Why an application that waits in a schedule would be left out as it stands now; null when its result
 * goes out. A decision that was changed meanwhile goes out as it stands then: that is what the coordinators
 * want told. Answers that the student changed after anybody looked hold the result back: nobody has decided
 * on them.
 */
export function leftOutReason(row: Waiting, scheduledAt: Date): string | null {
  if (row.state === 'published') return 'is published already'
  if (row.state === 'withdrawn') return 'was withdrawn by the student'
  if (row.state !== 'submitted' || row.decision === null) return 'is no longer decided'
  const seen = Math.max(scheduledAt.getTime(), row.decidedAt?.getTime() ?? 0)
  if (row.editedAt && row.editedAt.getTime() > seen)
    return 'has answers that the student changed after the decision'
  return null
}

/** The decision was made or changed after the publication was set. */
export const decidedAgain = (row: Pick<Waiting, 'decidedAt'>, scheduledAt: Date): boolean =>
  row.decidedAt !== null && row.decidedAt.getTime() > scheduledAt.getTime()
