import { formatHours } from '@/lib/hours'
import type { Decision } from '@/lib/vocabulary'

/** What publishing tells: students by decision, and the hours of the accepted over their courses. */
export type Totals = {
  students: number
  accepted: number
  rejected: number
  reserve: number
  courses: number
  quarters: number
}

export type Counted = { decision: Decision; courses: readonly { courseId: string; quarters: number }[] }

/** The sums of the results chosen, for the page and, as boxes are ticked, for the browser. */
export function totalsOf(rows: readonly Counted[]): Totals {
  const count = (decision: Decision) => rows.filter((row) => row.decision === decision).length
  const told = rows.flatMap((row) => (row.decision === 'accepted' ? row.courses : []))
  return {
    students: rows.length,
    accepted: count('accepted'),
    rejected: count('rejected'),
    reserve: count('reserve'),
    courses: new Set(told.map((one) => one.courseId)).size,
    quarters: told.reduce((sum, one) => sum + one.quarters, 0),
  }
}

/**
 * What pressing the button will do: "12 students will get an email: 9 accepted, 3 rejected; 84 h over 6 courses.", with
 * the time where it is one to come. Pure.
 *
 * @param later day (ISO) and time as they are typed so far; null for at once
 */
export function publishSentence(t: Totals, later: { day: string; time: string } | null): string {
  if (t.students === 0) return 'Nobody is chosen.'
  const parts = [
    t.accepted > 0 ? `${t.accepted} accepted` : '',
    t.rejected > 0 ? `${t.rejected} rejected` : '',
    t.reserve > 0 ? `${t.reserve} on reserve` : '',
  ].filter(Boolean)
  const hours =
    t.quarters > 0
      ? `; ${formatHours(t.quarters)} over ${t.courses} ${t.courses === 1 ? 'course' : 'courses'}`
      : ''
  const when = later ? ` ${timeWords(later)}` : ''
  return `${t.students} ${t.students === 1 ? 'student' : 'students'} will get an email${when}: ${parts.join(', ')}${hours}.`
}

const dayWords = new Intl.DateTimeFormat('en-US', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})

function timeWords({ day, time }: { day: string; time: string }): string {
  const at = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(at.getTime()) || !time) return 'at the time that you choose'
  const part = Object.fromEntries(dayWords.formatToParts(at).map(({ type, value }) => [type, value]))
  return `on ${part.weekday} ${part.day} ${part.month} ${part.year}, ${time}`
}
