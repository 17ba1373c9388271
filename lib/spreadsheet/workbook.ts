import * as XLSX from 'xlsx'
import * as codepages from 'xlsx/dist/cpexcel.full.mjs'
import { readZip, writeZip, ZipError } from '@/lib/zip'
import { CORRUPT, checkOleWorkbook, ENCRYPTED } from './biff'
import { serialToDay } from './cells'
import { scanSheetXml, withoutSpreading } from './sheet-xml'
import { SHEET_LIMITS, type SheetCell, SheetProblem, TOO_MUCH } from './types'

/**
 * Workbooks of both Excel formats as plain cells. SheetJS reads the formats; this module decides what
 * it is given (bounded, whole, unencrypted) and what its cells mean (days without a time zone).
 */

// XLS files of older programs hold text in the code page of their country.
XLSX.set_cptable(codepages)

export type RawRow = { row: number; cells: Map<number, SheetCell> }
export type RawSheet = { name: string; rows: RawRow[] }

/**
 * SheetJS is not asked for rows below this one: formatting reaches down to row 1,048,576 in some files.
 * Content below it refuses the file, so nothing is lost unseen.
 */
const DEEPEST_ROW = 20_000

const TOO_DEEP = `This sheet has content below row ${DEEPEST_ROW.toLocaleString('en')}. Up to ${SHEET_LIMITS.rows.toLocaleString('en')} rows are read: split the file, or delete what stands far below the table.`

/** The visible sheets of an XLSX file. @throws SheetProblem */
export function readXlsxSheets(bytes: Uint8Array): RawSheet[] {
  return toSheets(parse(repackXlsx(bytes)))
}

/** The visible sheets of an XLS file. @throws SheetProblem */
export function readXlsSheets(bytes: Uint8Array): RawSheet[] {
  checkOleWorkbook(bytes)
  return toSheets(parse(bytes))
}

function parse(bytes: Uint8Array): XLSX.WorkBook {
  let workbook: XLSX.WorkBook
  try {
    workbook = XLSX.read(bytes, {
      type: 'array',
      dense: true,
      cellDates: false,
      cellNF: true,
      cellText: false,
      cellHTML: false,
      cellFormula: true,
      bookVBA: false,
      sheetRows: DEEPEST_ROW + 1,
    })
  } catch (error) {
    if (error instanceof Error && /password|encrypt/i.test(error.message)) {
      throw new SheetProblem('encrypted', ENCRYPTED)
    }
    throw new SheetProblem('corrupt', CORRUPT)
  }
  return workbook
}

/** Parts of the package that hold cells, formats or the way to them; pictures, macros and the like stay packed. */
function isNeeded(name: string): boolean {
  if (!/\.(?:xml|rels)$/i.test(name)) return false
  return !/(?:^|\/)(?:drawings|charts|chartsheets|media|externalLinks|pivotCache|pivotTables|comments|threadedComments|persons|theme|printerSettings|ctrlProps|tables|queryTables|customXml|slicers|docProps)[/\d]/i.test(
    name,
  )
}

/**
 * The needed parts of the package, unpacked under a limit and put into an uncompressed archive: however
 * the upload was packed, SheetJS never inflates anything.
 */
function repackXlsx(bytes: Uint8Array): Uint8Array {
  let parts: { name: string; data: Uint8Array }[]
  try {
    parts = readZip(bytes, { total: SHEET_LIMITS.unpackedBytes }, isNeeded)
  } catch (error) {
    if (!(error instanceof ZipError)) throw error
    if (error.reason === 'encrypted') throw new SheetProblem('encrypted', ENCRYPTED)
    if (error.reason === 'corrupt') throw new SheetProblem('corrupt', CORRUPT)
    throw new SheetProblem('too-large', TOO_MUCH)
  }
  requireXlsx(parts)
  const encoder = new TextEncoder()
  let cells = 0
  const repacked = parts.map((part) => {
    const { name } = part
    const { text, data } = asUtf8(part)
    // By content: the package itself says which of its parts are sheets, whatever they are called.
    if (!/sheetData|hyperlink\s/.test(text)) return { name, data }
    const scanned = scanSheetXml(text, SHEET_LIMITS.cells)
    cells += scanned.cells
    if (cells > SHEET_LIMITS.cells) throw new SheetProblem('too-large', TOO_MUCH)
    if (scanned.deepestRow > DEEPEST_ROW) throw new SheetProblem('too-many-rows', TOO_DEEP)
    return { name, data: encoder.encode(withoutSpreading(scanned.marked ?? text)) }
  })
  return writeZip(repacked, { store: true })
}

/** A part as text, and as UTF-8 if it was UTF-16, which SheetJS would decode as well. */
function asUtf8({ data }: { data: Uint8Array }): { text: string; data: Uint8Array } {
  const [first, second] = data
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  const text = new TextDecoder(encoding).decode(data)
  return { text, data: encoding === 'utf-8' ? data : new TextEncoder().encode(text) }
}

/** Any ZIP can be named .xlsx: the package must declare a spreadsheet as its main part. */
function requireXlsx(parts: { name: string; data: Uint8Array }[]): void {
  const types = parts.find((part) => part.name.toLowerCase() === '[content_types].xml')
  const text = types ? new TextDecoder('utf-8').decode(types.data) : ''
  if (
    /spreadsheetml\.(?:sheet|template)\.main\+xml|ms-excel\.(?:sheet|template)\.macroEnabled\.main\+xml/i.test(
      text,
    )
  ) {
    return
  }
  const what = /ms-excel\.sheet\.binary/i.test(text)
    ? 'This is a binary workbook (XLSB).'
    : /wordprocessingml/i.test(text)
      ? 'This is a Word document.'
      : /presentationml/i.test(text)
        ? 'This is a presentation.'
        : 'This is a ZIP archive or another kind of document, not an Excel workbook.'
  throw new SheetProblem(
    'other-kind',
    `${what} Choose an Excel workbook (XLSX or XLS) or a CSV file; your spreadsheet program can save as XLSX.`,
  )
}

function toSheets(workbook: XLSX.WorkBook): RawSheet[] {
  const date1904 = workbook.Workbook?.WBProps?.date1904 === true
  const sheets: RawSheet[] = []
  workbook.SheetNames.forEach((name, index) => {
    if ((workbook.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0) return
    const sheet = workbook.Sheets[name]
    // SheetJS swallows what goes wrong inside one sheet and leaves the sheet out.
    if (!sheet) throw new SheetProblem('corrupt', CORRUPT)
    if (sheet['!type'] && sheet['!type'] !== 'sheet') return
    const rows: RawRow[] = []
    const data = (sheet['!data'] ?? []) as (XLSX.CellObject | undefined)[][]
    data.forEach((line, r) => {
      const cells = new Map<number, SheetCell>()
      line?.forEach((cell, c) => {
        const value = cell && toCell(cell, date1904)
        if (value) cells.set(c, value)
      })
      if (cells.size > 0) {
        if (r >= DEEPEST_ROW) throw new SheetProblem('too-many-rows', TOO_DEEP)
        rows.push({ row: r + 1, cells })
      }
    })
    sheets.push({ name, rows })
  })
  return sheets
}

const ERROR_TEXTS: Record<number, string> = {
  0: '#NULL!',
  7: '#DIV/0!',
  15: '#VALUE!',
  23: '#REF!',
  29: '#NAME?',
  36: '#NUM!',
  42: '#N/A',
}

function toCell(cell: XLSX.CellObject, date1904: boolean): SheetCell | null {
  switch (cell.t) {
    case 's': {
      const text = String(cell.v ?? '')
      return text === '' ? null : { type: 'text', text }
    }
    case 'b':
      return { type: 'bool', value: cell.v === true, text: cell.v === true ? 'TRUE' : 'FALSE' }
    case 'e':
      return { type: 'error', text: ERROR_TEXTS[Number(cell.v)] ?? '#ERROR' }
    case 'n':
      return numberCell(Number(cell.v), typeof cell.z === 'string' ? cell.z : 'General', cell.f, date1904)
    default:
      return null
  }
}

function numberCell(
  stored: number,
  format: string,
  formula: string | undefined,
  date1904: boolean,
): SheetCell | null {
  if (!Number.isFinite(stored)) return { type: 'error', text: formula ? `=${formula}` : '#NUM!' }
  if (isDayFormat(format)) {
    const when = serialToDay(stored, date1904)
    if (when) return { type: 'date', ...when, text: when.time ? `${when.day} ${when.time}` : when.day }
  }
  // Spreadsheet programs keep 15 digits; what lies beyond is the noise of binary fractions.
  const value = Number(stored.toPrecision(15))
  const zeros = /^0{2,}$/.exec(format)
  const text =
    zeros && Number.isInteger(value) && value >= 0
      ? String(value).padStart(format.length, '0')
      : String(value)
  return { type: 'number', value, text }
}

/** A format that shows a calendar day; one of hours and minutes alone ("[h]:mm") shows a length of time. */
function isDayFormat(format: string): boolean {
  if (!XLSX.SSF.is_date(format)) return false
  // Colours, languages and literal text go; [h], [m] and [s] count hours, minutes and seconds beyond a day.
  const bare = format
    .replace(/"[^"]*"|\\.|_./g, '')
    .replace(/\[([^\]]*)\]/g, (_, what) => (/^[hms]+$/i.test(what) ? 'h' : ''))
  return /[dy]/i.test(bare) || (/m/i.test(bare) && !/[hs]/i.test(bare))
}
