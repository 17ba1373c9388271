/** What the reader accepts at most (SPEC 5, "Import"). */
export const SHEET_LIMITS = {
  /** Size of the file in bytes. */
  fileBytes: 5 * 1024 * 1024,
  /** Rows with content below the header row. */
  rows: 5_000,
  /** Columns, counted to the right-most cell with content. */
  columns: 256,
  /** Bytes a compressed workbook may unpack to: several times what 5,000 full rows need. */
  unpackedBytes: 24 * 1024 * 1024,
  /** Cells in all sheets, blank ones that are only formatted included. */
  cells: 500_000,
} as const

/**
 * One cell with content. `text` is what a person would type to get the same value: it is the value of a
 * text cell, digits for a number (leading zeros kept where the cell's format shows them), an ISO day for a date.
 */
export type SheetCell =
  | { type: 'text'; text: string }
  | { type: 'number'; value: number; text: string }
  /** A calendar day as the sheet shows it, with the time of day where it has one ("17:00" or "17:00:30"). */
  | { type: 'date'; day: string; time: string | null; text: string }
  | { type: 'bool'; value: boolean; text: string }
  /** A cell in which the spreadsheet program itself shows an error (#REF!) or holds a formula it never computed. */
  | { type: 'error'; text: string }

export type SheetHeader = {
  /** Zero-based place; the cells of a row use the same. */
  index: number
  /** Column as the spreadsheet program names it: A, B … AA. */
  letter: string
  /** As written, trimmed; '' for a column without a heading. */
  text: string
}

export type SheetRow = {
  /** Row number as the spreadsheet program shows it, from 1. */
  row: number
  /** By column index; null is a blank cell. As long as `headers`. */
  cells: (SheetCell | null)[]
}

export type SheetKind = 'xlsx' | 'xls' | 'csv'

export type Sheet = {
  ok: true
  kind: SheetKind
  /** Name of the sheet that was read; null for CSV. */
  sheetName: string | null
  /** Row in which the headings stand, from 1. */
  headerRow: number
  headers: SheetHeader[]
  /** Rows with content, blank ones left out. */
  rows: SheetRow[]
  /** Sentences a person should know, such as which of several sheets was read. */
  notes: string[]
}

export type SheetRefusalCode =
  | 'empty'
  | 'too-large'
  | 'too-many-rows'
  | 'too-many-columns'
  | 'encrypted'
  | 'corrupt'
  | 'other-kind'

/** Why a file was not read: `message` says what is wrong and how to mend it. */
export type SheetRefusal = { ok: false; code: SheetRefusalCode; message: string }

/** Thrown inside the reader only; `readSheet` turns it into its answer. */
export class SheetProblem extends Error {
  constructor(
    readonly code: SheetRefusalCode,
    message: string,
  ) {
    super(message)
    this.name = 'SheetProblem'
  }
}

/** Said of a workbook that is small as a file and too large to be read. */
export const TOO_MUCH =
  'This workbook holds more than can be read. Copy the table alone into a new workbook and choose that file.'
