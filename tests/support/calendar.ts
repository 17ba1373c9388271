import { addDays, todayIn } from '@/lib/dates'

/** The days around the one on which a test file runs, in the zone of the institution. */

export const zone = 'Pacific/Auckland'
export const now = new Date()
export const today = todayIn(zone, now)
export const day = (n: number) => addDays(today, n)
