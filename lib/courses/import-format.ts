import { cellText, columnLetter } from '@/lib/spreadsheet/cells'
import type { Sheet, SheetHeader, SheetRow } from '@/lib/spreadsheet/types'
import {
  COURSE_COLUMNS,
  type CourseColumn,
  type CourseField,
  type CourseValues,
  headerKey,
  parseCourseCell,
} from './import-fields'

/** A sheet of courses as values and problems, cell by cell. Pure: knows neither the term nor what is stored. */

/** Something about one cell that a person must or should know. */
export type CellRemark = {
  /** Row as the spreadsheet program numbers it. */
  row: number
  /** Column as the program names it ("C"). */
  letter: string
  /** Header as the file spells it. */
  header: string
  field: CourseField
  /** What the cell shows; '' when it is blank. */
  value: string
  reason: string
  /** A note that most likely tells of a slip. */
  warning?: true
}

export type ParsedCourseRow = {
  row: number
  /** Normalised, when the row has a readable one. */
  code: string | null
  name: string | null
  /** Only the fields that the row gives: a blank cell leaves what is stored, or the default. */
  values: Partial<CourseValues>
  errors: CellRemark[]
  /** Read, but worth a look, such as a date without date format. */
  notes: CellRemark[]
}

export type ParsedCourses = {
  ok: true
  sheetName: string | null
  /** The columns that the file has, in its order. */
  columns: { field: CourseField; letter: string; header: string }[]
  rows: ParsedCourseRow[]
  /** Columns with content that no field belongs to. */
  ignored: { letter: string; header: string }[]
  /** Sentences about the whole file. */
  notes: string[]
}

export type CourseSheetRefusal = {
  ok: false
  code: 'missing-columns' | 'repeated-columns' | 'no-rows'
  message: string
}

type Placed = { column: CourseColumn; header: SheetHeader }

/** Reads the rows of a course list; a refusal when its columns cannot be told or it has no rows. */
export function parseCourseSheet(sheet: Sheet): ParsedCourses | CourseSheetRefusal {
  const placed = new Map<CourseField, Placed>()
  const repeated: string[] = []
  const others: SheetHeader[] = []
  for (const header of sheet.headers) {
    const key = headerKey(header.text)
    const column = COURSE_COLUMNS.find((candidate) => headerKey(candidate.header) === key)
    if (!column) others.push(header)
    else if (placed.has(column.field)) {
      repeated.push(
        `${column.header} (columns ${placed.get(column.field)?.header.letter} and ${header.letter})`,
      )
    } else placed.set(column.field, { column, header })
  }

  const missing = COURSE_COLUMNS.filter((column) => column.required && !placed.has(column.field))
  if (missing.length > 0) {
    const found = sheet.headers.flatMap((header) => (header.text ? [`“${shorten(header.text)}”`] : []))
    return {
      ok: false,
      code: 'missing-columns',
      // What the reader remarked (another kind than its name says, another sheet) is often why.
      message: [
        ...sheet.notes,
        `Row ${sheet.headerRow} should hold the column headings, but ${missing.map((column) => column.header).join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing. Found there: ${found.slice(0, 20).join(', ') || 'nothing'}. Use the headings of the template.`,
      ].join(' '),
    }
  }
  if (repeated.length > 0) {
    return {
      ok: false,
      code: 'repeated-columns',
      message: `A heading stands twice: ${repeated.join(', ')}. Delete or rename one of them, so that it is clear which counts.`,
    }
  }

  const columns = [...placed.values()]
  const rows = sheet.rows
    .filter((row) => columns.some(({ header }) => cellText(row.cells[header.index] ?? null) !== ''))
    .map((row) => parseRow(row, columns))
  if (rows.length === 0) {
    return {
      ok: false,
      code: 'no-rows',
      message: `There are no courses below the headings in row ${sheet.headerRow}. Add one row for each course.`,
    }
  }
  markRepeatedCodes(rows, placed.get('code')?.header)
  const ignored = others
    .filter((header) => sheet.rows.some((row) => cellText(row.cells[header.index] ?? null) !== ''))
    .map((header) => ({ letter: columnLetter(header.index), header: header.text }))
  return {
    ok: true,
    sheetName: sheet.sheetName,
    columns: columns.map(({ column, header }) => ({
      field: column.field,
      letter: header.letter,
      header: header.text,
    })),
    rows,
    ignored,
    notes: sheet.notes,
  }
}

function parseRow(row: SheetRow, columns: Placed[]): ParsedCourseRow {
  const parsed: ParsedCourseRow = {
    row: row.row,
    code: null,
    name: null,
    values: {},
    errors: [],
    notes: [],
  }
  for (const { column, header } of columns) {
    const cell = row.cells[header.index] ?? null
    const remark = (reason: string): CellRemark => ({
      row: row.row,
      letter: header.letter,
      header: header.text,
      field: column.field,
      value: shorten(cellText(cell)),
      reason,
    })
    if (cell === null || cellText(cell) === '') {
      if (column.required)
        parsed.errors.push(
          remark(`Blank: every course needs ${column.type === 'code' ? 'a code' : 'a name'}.`),
        )
      continue
    }
    const answer = parseCourseCell(column, cell)
    if (!answer.ok) {
      parsed.errors.push(remark(answer.reason))
      continue
    }
    if (answer.note) parsed.notes.push(remark(answer.note))
    Object.assign(parsed.values, { [column.field]: answer.value })
  }
  parsed.code = parsed.values.code ?? null
  parsed.name = parsed.values.name ?? null
  return parsed
}

/** Of two rows with the same code the later is in error, whatever the earlier one is. */
function markRepeatedCodes(rows: ParsedCourseRow[], header: SheetHeader | undefined): void {
  const first = new Map<string, number>()
  for (const row of rows) {
    if (row.code === null) continue
    const earlier = first.get(row.code)
    if (earlier === undefined) first.set(row.code, row.row)
    else {
      row.errors.push({
        row: row.row,
        letter: header?.letter ?? '',
        header: header?.text ?? '',
        field: 'code',
        value: row.code,
        reason: `Row ${earlier} has the same code: keep one of the two rows.`,
      })
    }
  }
}

/** Values are shown as they are up to a length at which they would bury the reason. */
function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119).toWellFormed()}…` : text
}
