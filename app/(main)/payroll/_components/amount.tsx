import { formatHours } from '@/lib/hours'
import { formatMoney } from '@/lib/money'
import { knownAmount } from '@/lib/payroll/rules'

/** The amount of a batch, and how many of its hours have none because no rate was set. */
export function Amount({ amountCents, unratedQuarters }: { amountCents: number; unratedQuarters: number }) {
  const known = knownAmount({ amountCents, unratedQuarters })
  return (
    <>
      {known === null ? '–' : formatMoney(known)}
      {unratedQuarters !== 0 && (
        <span className="block text-xs text-muted">{formatHours(unratedQuarters)} without a rate</span>
      )}
    </>
  )
}
