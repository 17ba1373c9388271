import { Stat, StatGrid } from '@/components/ui/stat'
import { formatHours, quartersToDecimal } from '@/lib/hours'
import { formatMoney } from '@/lib/money'
import { knownAmount, type Totals } from '@/lib/payroll/rules'
import { countOf } from './payroll-context'

/** What a batch comes to. */
export function Figures({ totals }: { totals: Totals }) {
  const { people, sheets, corrections, quarters, unratedQuarters } = totals
  const known = knownAmount(totals)
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
        value={known === null ? '–' : formatMoney(known)}
        note={unratedQuarters !== 0 ? `${formatHours(unratedQuarters)} without a rate` : undefined}
      />
    </StatGrid>
  )
}
