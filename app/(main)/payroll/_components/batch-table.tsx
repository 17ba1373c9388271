import type { ReactNode } from 'react'
import { DataTable } from '@/components/table/data-table'
import type { Column } from '@/components/table/types'
import { formatDay, formatInstant } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { batchName } from '@/lib/payroll/names'
import type { Batch } from '@/lib/payroll/queries'
import { Amount } from './amount'

const columns: Column[] = [
  { id: 'batch', label: 'Batch', primary: true, sticky: true },
  { id: 'when', label: 'When', onPhone: 'subtitle' },
  { id: 'people', label: 'People', align: 'end', hideOnPhone: true },
  { id: 'hours', label: 'Hours', align: 'end' },
  { id: 'amount', label: 'Amount', align: 'end' },
  { id: 'corrections', label: 'Corrections', align: 'end', hideOnPhone: true },
  { id: 'by', label: 'Exported by', long: true, hideOnPhone: true },
  { id: 'files', label: 'Download' },
]

/** Batches with their figures and files. */
export function BatchTable({ rows, zone, empty }: { rows: Batch[]; zone: string; empty: ReactNode }) {
  return (
    <DataTable
      caption="Payroll batches"
      columns={columns}
      fill={false}
      rows={rows.map((batch) => ({
        id: batch.id,
        label: batchName(batch),
        href: `/payroll/${batch.id}`,
        cells: {
          batch: `${formatDay(batch.paidOn)}, batch ${batch.number}`,
          people: batch.people.toLocaleString('en-NZ'),
          hours: formatHours(batch.quarters),
          amount: <Amount {...batch} />,
          corrections: batch.corrections || null,
          by: batch.createdByName,
          when: formatInstant(batch.createdAt, zone),
          files: <Downloads batch={batch} />,
        },
      }))}
      empty={empty}
    />
  )
}

/** Both files of a batch; above the link that covers the card on phones. */
function Downloads({ batch }: { batch: Batch }) {
  return (
    <span className="relative z-10 inline-flex gap-3">
      {(['xlsx', 'csv'] as const).map((format) => (
        <a
          key={format}
          className="link inline-flex min-h-6 items-center pointer-coarse:min-h-11"
          href={`/payroll/${batch.id}/download?format=${format}`}
          download
        >
          {format.toUpperCase()}
          <span className="sr-only"> of {batchName(batch)}</span>
        </a>
      ))}
    </span>
  )
}
