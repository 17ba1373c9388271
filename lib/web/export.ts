import { EXPORT_LIMIT, type ExportColumn, exportFile, exportFormat, tableOf } from '@/lib/spreadsheet/export'
import type { Table } from '@/lib/spreadsheet/write'
import { download } from './download'

/** How a list is asked for all its rows at once, up to the bound of an export. */
export const wholeList = <P extends { page: number; size: number }>(params: P): P => ({
  ...params,
  page: 1,
  size: EXPORT_LIMIT,
})

/**
 * A table as a download, for the routes `…/export`: `?format=csv`, else XLSX. Asks for no permission: the
 * rows come from the query of the page, which has.
 * @param found the rows, at most EXPORT_LIMIT, and how many match altogether
 * @param name of the file without its ending, and of the sheet
 */
export function sendTable<Row>(
  query: URLSearchParams,
  name: string,
  columns: readonly ExportColumn<Row>[],
  found: { rows: readonly Row[]; total: number },
  zone?: string,
): Response {
  return sendMadeTable(query, name, tableOf(name, columns, found.rows), found.total, zone)
}

/** As `sendTable`, of a table that is made already. */
export function sendMadeTable(
  query: URLSearchParams,
  name: string,
  table: Table,
  total: number,
  zone?: string,
): Response {
  const file = exportFile(table, { format: exportFormat(query), name, total, zone })
  return download(file.bytes, file.name, file.type)
}
