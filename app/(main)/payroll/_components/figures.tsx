import { Stat, StatGrid } from '@/components/ui/stat'
import { formatHours, quartersToDecimal } from '@/lib/hours'
import { formatMoney } from '@/lib/money'
import type { Totals } from '@/lib/payroll/rules'
import { countOf } from './payroll-context'

/** What a batch comes to. */
export function Figures({ totals }: { totals: Totals }) {
  const { people, sheets, corrections, quarters, amountCents, unratedQuarters } = totals
  return (
    <StatGrid>
      <Stat label="People" value={people} note={countOf(sheets, 'timesheet')} />
      <Stat
        label="Hours"
        value={quartersToDecimal(quarters).replace('-', '−')}
        unit="h"
        note={
          corrections > 0
            ? corrections === sheets
              ? countOf(corrections, 'correction')
              : `${countOf(corrections, 'correction')} among them`
            : undefined
        }
      />
      <Stat
        label="Amount"
        value={amountCents === 0 && unratedQuarters !== 0 ? '–' : formatMoney(amountCents)}
        note={unratedQuarters !== 0 ? `${formatHours(unratedQuarters)} without a rate` : undefined}
      />
    </StatGrid>
  )
}
