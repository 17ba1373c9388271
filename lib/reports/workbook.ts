import { EXPORT_LIMIT } from '@/lib/spreadsheet/export'
import { type Table, writeXlsx } from '@/lib/spreadsheet/write'
import { allocationsReport } from './allocations'
import { coursesReport } from './courses'
import { paydaysReport } from './paydays'
import { peopleReport } from './people'
import type { ReportDefinition } from './report'
import type { ReportScope } from './scope'
import { applicationsSheet, preferencesSheet, type Sheet, timesheetsSheet } from './sheets'

/**
 * All of a term in one file, as far as the viewer may read it: courses, people, allocations, paydays,
 * timesheets, preferences, and the applications of the positions that they decide on. A fixed number of
 * queries; a sheet holds at most EXPORT_LIMIT rows, and a last sheet says which were cut.
 */
export async function termWorkbook(scope: ReportScope): Promise<Uint8Array<ArrayBuffer>> {
  const sheets: Sheet[] = [
    await reportSheet(coursesReport, 'Courses', scope),
    await reportSheet(peopleReport, 'People', scope),
    await reportSheet(allocationsReport, 'Allocations', scope),
    await reportSheet(paydaysReport, 'Paydays', scope),
    await timesheetsSheet(scope),
  ]
  for (const position of scope.decides) sheets.push(await applicationsSheet(scope, position))
  sheets.push(await preferencesSheet(scope))
  return writeXlsx(
    sheets.map((sheet) => sheet.table),
    { zone: scope.zone, note: cutNotes(sheets) },
  )
}

/** A report with all its columns. */
async function reportSheet(report: ReportDefinition, name: string, scope: ReportScope): Promise<Sheet> {
  const params = { ...report.list.parse({}), size: EXPORT_LIMIT }
  const { rows, total } = await report.load(scope, params)
  const columns = report.columns(scope).map(({ id, label, type }) => ({ key: id, label, type }))
  const table: Table = { name, columns, rows: rows.map((row) => row.values) }
  return { table, total }
}

function cutNotes(sheets: Sheet[]): string | undefined {
  const number = (n: number) => n.toLocaleString('en-NZ')
  const cut = sheets
    .filter((sheet) => sheet.total > EXPORT_LIMIT)
    .map((sheet) => `${sheet.table.name}: the first ${number(EXPORT_LIMIT)} of ${number(sheet.total)} rows.`)
  return cut.length > 0 ? cut.join(' ') : undefined
}
