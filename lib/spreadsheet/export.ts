import {
  type ColumnType,
  CSV_TYPE,
  type Table,
  type TableValue,
  writeCsv,
  writeXlsx,
  XLSX_TYPE,
} from './write'

/**
 * What every export of a table shares: its formats, its bound, and what it says when it is cut. The cells
 * are made harmless by the writers (lib/spreadsheet/write).
 */

/** Most rows of one table in a file. More would hold one request's memory and time without end. */
export const EXPORT_LIMIT = 20_000

export type ExportFormat = 'xlsx' | 'csv'

export const exportFormat = (query: URLSearchParams): ExportFormat =>
  query.get('format') === 'csv' ? 'csv' : 'xlsx'

/** A column of a table as it is exported: what it holds for a row. */
export type ExportColumn<Row> = {
  id: string
  /** The column of the page that it belongs to, where that is not `id`: one cell may tell what a file keeps apart. */
  of?: string
  label: string
  type: ColumnType
  value: (row: Row) => TableValue
}

/** The columns of a file: those that the page shows, in its order. */
export function shownInFile<Row>(
  all: readonly ExportColumn<Row>[],
  shown: readonly { id: string }[],
): ExportColumn<Row>[] {
  return shown.flatMap(({ id }) => all.filter((column) => (column.of ?? column.id) === id))
}

/** Rows as a table for the writers; `columns` in the order in which they are shown. */
export function tableOf<Row>(
  name: string,
  columns: readonly ExportColumn<Row>[],
  rows: readonly Row[],
): Table {
  return {
    name,
    columns: columns.map(({ id, label, type }) => ({ key: id, label, type })),
    rows: rows.map((row) => Object.fromEntries(columns.map((column) => [column.id, column.value(row)]))),
  }
}

/** What a person is told of a table that is longer than its file; null when all of it is there. */
export function cutNote(total: number, limit = EXPORT_LIMIT): string | null {
  if (total <= limit) return null
  const number = (n: number) => n.toLocaleString('en-NZ')
  return `Only the first ${number(limit)} of ${number(total)} rows are in this file. Narrow the search or the filters to export the others.`
}

/** A table as a file. `total` are the rows that match, also those beyond the bound. */
export function exportFile(
  table: Table,
  { format, name, total, zone }: { format: ExportFormat; name: string; total: number; zone?: string },
): { bytes: Uint8Array<ArrayBuffer>; name: string; type: string } {
  const options = { zone, note: cutNote(total) ?? undefined }
  return format === 'csv'
    ? { bytes: writeCsv(table, options), name: `${name}.csv`, type: CSV_TYPE }
    : { bytes: writeXlsx([table], options), name: `${name}.xlsx`, type: XLSX_TYPE }
}

/**
 * The two entries of a table's export menu.
 * @param path of the export's route
 * @param listHref address of the list as it is shown; its filters, order and columns go along
 * @param total rows that match, so that a cut is said before the download as well as in it
 */
export function exportLinks(path: string, listHref: string, total: number) {
  const query = new URLSearchParams(listHref.split('?')[1] ?? '')
  query.delete('page')
  const link = (format: ExportFormat) => {
    query.set('format', format)
    return `${path}?${query}`
  }
  const detail =
    total > EXPORT_LIMIT
      ? `The first ${EXPORT_LIMIT.toLocaleString('en-NZ')} of ${total.toLocaleString('en-NZ')} rows`
      : 'As shown, all pages'
  return [
    { label: 'XLSX', detail, href: link('xlsx') },
    { label: 'CSV', detail, href: link('csv') },
  ]
}
