import { addDays, type IsoDay } from '@/lib/dates'
import type { PayRate } from './rates'

/** The last day of a rate: the day before the next one of its position and degree level; null: none yet. Pure. */
export function lastDayOf(rate: PayRate, all: readonly PayRate[]): IsoDay | null {
  const later = all
    .filter(
      (one) =>
        one.position === rate.position &&
        one.degreeLevel === rate.degreeLevel &&
        one.validFrom > rate.validFrom,
    )
    .map((one) => one.validFrom)
    .sort()
  return later[0] ? addDays(later[0], -1) : null
}

/** Whether a rate is valid on a day. Pure. @param last see `lastDayOf` */
export function rateState(rate: PayRate, last: IsoDay | null, today: IsoDay): 'later' | 'past' | 'now' {
  if (rate.validFrom > today) return 'later'
  return last !== null && last < today ? 'past' : 'now'
}

/** The words of the states. */
export const rateStateNames = { later: 'Later', past: 'Past', now: 'Now' } as const
