import { formatHours } from '@/lib/hours'
import { formatMoney } from '@/lib/money'

/** The amount of a batch, and how many of its hours have none because no rate was set. */
export function Amount({ amountCents, unratedQuarters }: { amountCents: number; unratedQuarters: number }) {
  return (
    <>
      {amountCents === 0 && unratedQuarters !== 0 ? '–' : formatMoney(amountCents)}
      {unratedQuarters !== 0 && (
        <span className="block text-xs text-muted">{formatHours(unratedQuarters)} without a rate</span>
      )}
    </>
  )
}
