import { DateTime } from 'luxon'
import type { IsoDay } from '@/lib/dates'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/**
 * What clocks of a zone show at an instant, for thousands of instants: the zone is asked once for each day (of UTC) on
 * which its clocks do not change, and else for each instant. Gives null for an instant or zone that is none.
 */
export function wallClock(zone: string): (at: Date) => { day: IsoDay; minutes: number } | null {
  const offsets = new Map<number, number | null>()
  const offsetAt = (ms: number) => DateTime.fromMillis(ms, { zone }).offset
  const offsetOf = (ms: number): number => {
    const day = Math.floor(ms / DAY_MS)
    if (!offsets.has(day)) {
      const [first, last] = [offsetAt(day * DAY_MS), offsetAt((day + 1) * DAY_MS - 1)]
      offsets.set(day, first === last ? first : null)
    }
    return offsets.get(day) ?? offsetAt(ms)
  }
  return (at) => {
    const ms = at.getTime()
    const offset = Number.isNaN(ms) ? Number.NaN : offsetOf(ms)
    if (Number.isNaN(offset)) return null
    const local = ms + offset * MINUTE_MS
    const day = new Date(local).toISOString().slice(0, 10)
    return { day, minutes: Math.floor((((local % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS) }
  }
}
