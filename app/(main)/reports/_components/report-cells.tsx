import type { ReactNode } from 'react'
import type { Column } from '@/components/table/types'
import { Link } from '@/components/ui/link'
import { formatDay, formatInstant } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import type { ReportColumn, ReportRow } from '@/lib/reports/report'
import type { ColumnType, TableValue } from '@/lib/spreadsheet/write'

const NUMBERS: ColumnType[] = ['number', 'hours', 'money']

/** A report's column for the table. */
export const toColumn = (column: ReportColumn, sorts: readonly string[]): Column => ({
  id: column.id,
  label: column.label,
  hint: column.hint,
  primary: column.primary,
  sticky: column.primary,
  long: column.long,
  sortable: sorts.includes(column.id),
  descFirst: NUMBERS.includes(column.type),
  align: NUMBERS.includes(column.type) ? 'end' : undefined,
  hideOnPhone: column.hideOnPhone,
})

/** What a cell shows: the value in words, as a link where a table stands behind it. */
export function cellOf(row: ReportRow, column: ReportColumn, zone: string): ReactNode {
  const value = row.values[column.id]
  const shown =
    typeof value === 'number' && column.digits
      ? value.toLocaleString('en-NZ', { minimumFractionDigits: column.digits })
      : inWords(value, column.type, zone)
  const href = row.links?.[column.id]
  if (shown === null || !href || row.values[column.id] === 0) return shown
  return (
    <Link href={href} className="link">
      {shown}
    </Link>
  )
}

/** A value as people read it; null where there is none. */
export function inWords(value: TableValue, type: ColumnType, zone: string): string | null {
  if (value === null || value === undefined || value === '') return null
  if (type === 'hours') return formatHours(Number(value))
  if (type === 'date') return formatDay(String(value))
  if (value instanceof Date) return formatInstant(value, zone)
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  return typeof value === 'number' ? value.toLocaleString('en-NZ') : value
}
