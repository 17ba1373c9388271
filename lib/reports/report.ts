import type { ColumnType, TableValue } from '@/lib/spreadsheet/write'
import type { ListColumn } from '@/lib/table-columns'
import type { ReportFilter, ReportList, ReportParams } from './list'
import type { ReportScope } from './scope'

/**
 * A report is data: its columns, its address and a query. One page shows any of them, one route exports
 * any of them, and the term workbook takes them as sheets.
 */
export type ReportColumn = ListColumn & {
  type: ColumnType
  /** Decimals that a number always shows, so that they stand below each other. */
  digits?: number
  long?: boolean
  hideOnPhone?: boolean
}

export type ReportRow = {
  id: string
  /** Names the row for screen readers. */
  label: string
  href?: string
  values: Record<string, TableValue>
  /** Tables behind single cells, by column. */
  links?: Record<string, string>
}

export type ReportData = {
  rows: ReportRow[]
  total: number
  /** Sums over all rows that match, not over the page alone; by column. */
  totals: Record<string, TableValue>
}

export type ReportDefinition = {
  id: string
  title: string
  /** What the rows are, in the plural. */
  noun: string
  description: string
  /** False: compares terms instead of showing one. */
  ofTerm: boolean
  filters: readonly ReportFilter[]
  /** Label of the search; absent where there is nothing to search. */
  search?: string
  list: ReportList
  columns: (scope: ReportScope) => ReportColumn[]
  /** A fixed number of queries. */
  load: (scope: ReportScope, params: ReportParams) => Promise<ReportData>
}

/** One page of rows that are all in memory (paydays and terms are few), in the order that is asked for. */
export function pageOf(rows: ReportRow[], params: ReportParams): ReportRow[] {
  const sign = params.dir === 'asc' ? 1 : -1
  const key = (row: ReportRow) => row.values[params.sort] ?? null
  const sorted = rows.toSorted((a, b) => {
    const [x, y] = [key(a), key(b)]
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    if (x === y) return a.id < b.id ? -1 : 1
    return x < y ? -sign : sign
  })
  return sorted.slice((params.page - 1) * params.size, params.page * params.size)
}

/** Sums of whole numbers by column. */
export const sumsOf = (rows: readonly ReportRow[], columns: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    columns.map((id) => [id, rows.reduce((sum, row) => sum + (Number(row.values[id]) || 0), 0)]),
  )
