import type { ReactNode } from 'react'
import { DataTable } from '@/components/table/data-table'
import type { Column } from '@/components/table/types'
import { Badge } from '@/components/ui/badge'
import { formatHours } from '@/lib/hours'
import { formatMoney } from '@/lib/money'
import type { PayrollLineKind } from '@/lib/vocabulary'

const columns: Column[] = [
  { id: 'person', label: 'Person', primary: true, sticky: true },
  { id: 'auid', label: 'Student ID', hideOnPhone: true },
  { id: 'upi', label: 'UPI', hideOnPhone: true },
  { id: 'course', label: 'Course', sortable: true, onPhone: 'subtitle' },
  { id: 'hours', label: 'Hours', align: 'end', sortable: true, descFirst: true },
  { id: 'rate', label: 'Rate per hour', align: 'end', hideOnPhone: true },
  { id: 'amount', label: 'Amount', align: 'end', sortable: true, descFirst: true },
  { id: 'approver', label: 'Approved by', long: true, hideOnPhone: true },
  { id: 'kind', label: 'Kind' },
]

export type PayrollRow = {
  id: string
  name: string
  auid: string | null
  upi: string | null
  course: string
  quarters: number
  rateCents: number | null
  amountCents: number | null
  approver: string | null
  kind: PayrollLineKind
}

/** Lines of a batch, exported or about to be. */
export function LineTable({
  rows,
  sort,
  sortHref,
  empty,
}: {
  rows: PayrollRow[]
  sort?: { id: string; desc: boolean }
  sortHref?: (id: string, desc: boolean) => string
  empty: ReactNode
}) {
  return (
    <DataTable
      caption="Lines of the batch"
      columns={columns}
      rows={rows.map((row) => ({
        id: row.id,
        label: `${row.name}, ${row.course}`,
        cells: {
          person: row.name,
          auid: row.auid,
          upi: row.upi,
          course: row.course,
          hours: formatHours(row.quarters),
          rate: row.rateCents === null ? null : formatMoney(row.rateCents),
          amount: row.amountCents === null ? null : formatMoney(row.amountCents),
          approver: row.approver,
          kind: row.kind === 'correction' ? <Badge tone="info">Correction</Badge> : <span>Normal</span>,
        },
      }))}
      sort={sort}
      sortHref={sortHref}
      empty={empty}
    />
  )
}
