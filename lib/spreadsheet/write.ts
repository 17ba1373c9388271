import { quartersToDecimal } from '@/lib/hours'
import { writeZip } from '@/lib/zip'
import { columnLetter, dayToSerial, guardFormula, looksLikeFormula, plainText } from './cells'
import { wallClock } from './moments'

/**
 * Tables as XLSX and CSV. Written here rather than by SheetJS CE, which writes neither frozen rows nor
 * cell styles, and so that the same table always gives the same bytes.
 */

/**
 * text: a string · number: a number · hours: whole quarter hours · money: cents · date: an ISO day ·
 * instant: a Date, shown in the zone of the options · bool: shown as Y or N.
 */
export type ColumnType = 'text' | 'number' | 'hours' | 'money' | 'date' | 'instant' | 'bool'

export type TableColumn = {
  key: string
  label: string
  type: ColumnType
  /** Width in characters; found from the content when absent. */
  width?: number
}

export type TableValue = string | number | boolean | Date | null | undefined

export type Table = {
  /** Name of the sheet; mended where the format does not allow it. */
  name: string
  columns: TableColumn[]
  rows: Record<string, TableValue>[]
}

export type WriteOptions = {
  /** IANA zone in which instants are shown; needed when a column holds instants. */
  zone?: string
  /** Said to whoever opens the file: a last line of CSV, a last sheet of XLSX. */
  note?: string
}

/** Media types to send the files with. */
export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
export const CSV_TYPE = 'text/csv; charset=utf-8'

/** The longest text a cell can hold in Excel; a longer one would make the whole workbook unreadable. */
const MAX_CELL_TEXT = 32_767

/**
 * A table as CSV: UTF-8 with byte order mark and CRLF (so that Excel opens it right), text that would run
 * as a formula behind an apostrophe.
 * @throws RangeError when a value does not fit its column's type: a fault of the caller, not of a user
 */
export function writeCsv(table: Table, options: WriteOptions = {}): Uint8Array<ArrayBuffer> {
  const lines = [table.columns.map((column) => csvText(column.label)).join(',')]
  for (const row of table.rows) {
    lines.push(table.columns.map((column) => csvCell(row[column.key], column, options)).join(','))
  }
  if (options.note) lines.push(csvText(options.note))
  return new TextEncoder().encode(`\ufeff${lines.join('\r\n')}\r\n`)
}

function csvCell(value: TableValue, column: TableColumn, options: WriteOptions): string {
  const cell = toOutput(value, column, options)
  if (cell === null) return ''
  switch (cell.kind) {
    case 'text':
      return csvText(cell.text)
    case 'number':
      return cell.digits
    case 'moment':
      return cell.text
  }
}

function csvText(text: string): string {
  const guarded = guardFormula(plainText(text))
  return /[",;\t\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

const clocks = new Map<string, ReturnType<typeof wallClock>>()

/** One zone in use is the institution's; a few more are no burden. */
function clockOf(zone: string) {
  const known = clocks.get(zone) ?? wallClock(zone)
  if (clocks.size < 20) clocks.set(zone, known)
  return known
}

type Output =
  | { kind: 'text'; text: string }
  | { kind: 'number'; digits: string }
  /** A day or a time: text for CSV, day number for XLSX. */
  | { kind: 'moment'; text: string; serial: string }

function toOutput(value: TableValue, column: TableColumn, options: WriteOptions): Output | null {
  if (value === null || value === undefined || value === '') return null
  const misfit = () => new RangeError(`column ${column.key}: ${String(value)} is no ${column.type}`)
  switch (column.type) {
    case 'text':
      return textOutput(String(value))
    case 'bool':
      if (typeof value !== 'boolean') throw misfit()
      return { kind: 'text', text: value ? 'Y' : 'N' }
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw misfit()
      return { kind: 'number', digits: String(value) }
    case 'hours':
      if (!Number.isSafeInteger(value)) throw misfit()
      return { kind: 'number', digits: quartersToDecimal(value as number) }
    case 'money': {
      if (!Number.isSafeInteger(value)) throw misfit()
      const cents = String(Math.abs(value as number)).padStart(3, '0')
      const sign = (value as number) < 0 ? '-' : ''
      return { kind: 'number', digits: `${sign}${cents.slice(0, -2)}.${cents.slice(-2)}` }
    }
    case 'date':
      if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) throw misfit()
      return { kind: 'moment', text: value, serial: String(dayToSerial(value)) }
    case 'instant': {
      if (!(value instanceof Date) || !options.zone) throw misfit()
      const local = clockOf(options.zone)(value)
      if (!local) throw misfit()
      const { day, minutes } = local
      // Twelve digits hold a minute exactly enough to be read back as that minute.
      const serial = (dayToSerial(day) + minutes / 1440).toFixed(12).replace(/\.?0+$/, '')
      const two = (n: number) => String(n).padStart(2, '0')
      return { kind: 'moment', text: `${day} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`, serial }
    }
  }
}

function textOutput(value: string): Output | null {
  const text = plainText(value)
  return text === '' ? null : { kind: 'text', text }
}

const HEADER_STYLE = 1
const GUARDED_STYLE = 2
const STYLES: Record<ColumnType, number> = {
  text: 3,
  number: 0,
  hours: 4,
  money: 5,
  date: 6,
  instant: 7,
  bool: 3,
}

const STYLES_XML = `${xmlHead()}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/><numFmt numFmtId="166" formatCode="0.0#"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="8">${[
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
  '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>',
  // quotePrefix keeps such text a text when someone edits the cell.
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>',
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
  '<xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
  '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
  '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
  '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
].join(
  '',
)}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

/**
 * Tables as one workbook, a sheet each: frozen row of headings, column widths, typed cells. Text is always
 * a string cell, never a formula.
 * @throws RangeError without tables, or when a value does not fit its column's type
 */
export function writeXlsx(given: Table[], options: WriteOptions = {}): Uint8Array<ArrayBuffer> {
  if (given.length === 0) throw new RangeError('a workbook needs a sheet')
  const { note } = options
  const tables = note ? [...given, noteSheet(note)] : given
  const strings = new StringTable()
  const sheets = tables.map((table) => sheetXml(table, options, strings))
  const names = sheetNames(tables.map((table) => table.name))
  const number = (i: number) => i + 1
  const encoder = new TextEncoder()
  const parts: [string, string][] = [
    [
      '[Content_Types].xml',
      `${xmlHead()}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${sheets.map((_, i) => `<Override PartName="/xl/worksheets/sheet${number(i)}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join('')}<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`,
    ],
    [
      '_rels/.rels',
      `${xmlHead()}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${xmlHead()}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>${names.map((name, i) => `<sheet name="${escapeXml(name)}" sheetId="${number(i)}" r:id="rId${number(i)}"/>`).join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${xmlHead()}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets.map((_, i) => `<Relationship Id="rId${number(i)}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet${number(i)}.xml"/>`).join('')}<Relationship Id="rId${sheets.length + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId${sheets.length + 2}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    ],
    ...sheets.map((xml, i): [string, string] => [`xl/worksheets/sheet${number(i)}.xml`, xml]),
    ['xl/styles.xml', STYLES_XML],
    ['xl/sharedStrings.xml', strings.xml()],
  ]
  return writeZip(parts.map(([name, xml]) => ({ name, data: encoder.encode(xml) })))
}

function noteSheet(note: string): Table {
  return {
    name: 'Note',
    columns: [{ key: 'note', label: 'Note', type: 'text', width: 90 }],
    rows: [{ note }],
  }
}

function sheetXml(table: Table, options: WriteOptions, strings: StringTable): string {
  const widths = table.columns.map((column) => column.label.length + 2)
  const body = table.rows.map((row, r) => {
    const cells = table.columns.map((column, c) => {
      const cell = toOutput(row[column.key], column, options)
      if (cell === null) return ''
      const place = `${columnLetter(c)}${r + 2}`
      if (cell.kind === 'text') {
        widths[c] = Math.max(widths[c] ?? 0, Math.min(cell.text.length, 60) + 2)
        const style = looksLikeFormula(cell.text) ? GUARDED_STYLE : STYLES[column.type]
        return `<c r="${place}" s="${style}" t="s"><v>${strings.add(cell.text)}</v></c>`
      }
      const shown = cell.kind === 'number' ? cell.digits : cell.text
      widths[c] = Math.max(widths[c] ?? 0, shown.length + 3)
      return `<c r="${place}" s="${STYLES[column.type]}"><v>${cell.kind === 'number' ? cell.digits : cell.serial}</v></c>`
    })
    return `<row r="${r + 2}">${cells.join('')}</row>`
  })
  const head = table.columns.map(
    (column, c) =>
      `<c r="${columnLetter(c)}1" s="${HEADER_STYLE}" t="s"><v>${strings.add(plainText(column.label))}</v></c>`,
  )
  // The style of a column is what a person gets who types below the table: text keeps its zeros.
  const columns = table.columns.map(
    (column, c) =>
      `<col min="${c + 1}" max="${c + 1}" width="${column.width ?? widths[c] ?? 10}" style="${STYLES[column.type]}" customWidth="1"/>`,
  )
  const lastColumn = columnLetter(Math.max(0, table.columns.length - 1))
  const filter = table.rows.length > 0 ? `<autoFilter ref="A1:${lastColumn}${table.rows.length + 1}"/>` : ''
  return `${xmlHead()}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:${lastColumn}${table.rows.length + 1}"/><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><cols>${columns.join('')}</cols><sheetData><row r="1">${head.join('')}</row>${body.join('')}</sheetData>${filter}</worksheet>`
}

/** Each text once, in order of first use. */
class StringTable {
  private readonly places = new Map<string, number>()
  private uses = 0

  add(text: string): number {
    this.uses += 1
    const cut = text.length > MAX_CELL_TEXT ? `${text.slice(0, MAX_CELL_TEXT - 1)}…` : text
    const known = this.places.get(cut)
    if (known !== undefined) return known
    this.places.set(cut, this.places.size)
    return this.places.size - 1
  }

  xml(): string {
    const items = [...this.places.keys()].map(
      (text) => `<si><t xml:space="preserve">${escapeXml(text)}</t></si>`,
    )
    return `${xmlHead()}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="${this.uses}" uniqueCount="${items.length}">${items.join('')}</sst>`
  }
}

function xmlHead(): string {
  return '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
}

/**
 * Only printable text comes here. Text that looks like the format's own escape for a character
 * (_xHHHH_, ECMA-376 part 1, 22.9.2.19) has its underscore escaped.
 */
function escapeXml(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c)
}

/** Names as Excel allows them: 1–31 characters, none of []:*?/\, no apostrophe at an end, each once. */
function sheetNames(wanted: string[]): string[] {
  const used = new Set<string>()
  return wanted.map((name, i) => {
    const clean =
      plainText(name)
        .replace(/[[\]:*?/\\]/g, ' ')
        .replace(/\s+/g, ' ')
        .replace(/^[\s']+|[\s']+$/g, '') || `Sheet ${i + 1}`
    for (let n = 1; ; n += 1) {
      const suffix = n === 1 ? '' : ` ${n}`
      const candidate = `${clean
        .slice(0, 31 - suffix.length)
        .toWellFormed()
        .trim()}${suffix}`
      // "History" is reserved by Excel.
      if (!used.has(candidate.toLowerCase()) && candidate.toLowerCase() !== 'history') {
        used.add(candidate.toLowerCase())
        return candidate
      }
    }
  })
}
