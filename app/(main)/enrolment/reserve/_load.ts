import { formatHours } from '@/lib/hours'
import type { ReserveRow } from '@/lib/offers/reserve-queries'

/** "4.2 h of 10 h a week", rounded up to tenths. */
export function loadText(row: Pick<ReserveRow, 'heldQuarters' | 'maxWeekQuarters'>, weeks: number): string {
  const week = `${Math.ceil((row.heldQuarters * 10) / (4 * weeks)) / 10} h`
  return row.maxWeekQuarters === null
    ? `${week} a week`
    : `${week} of ${formatHours(row.maxWeekQuarters)} a week`
}
