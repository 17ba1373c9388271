import { type ContentKind, sniffKind } from '@/lib/files/kind'
import { cellText, columnLetter, unguardFormula } from './cells'
import { decodeText, parseCsv } from './csv'
import {
  SHEET_LIMITS,
  type Sheet,
  type SheetCell,
  type SheetHeader,
  type SheetKind,
  SheetProblem,
  type SheetRefusal,
  type SheetRow,
} from './types'
import { type RawRow, type RawSheet, readXlsSheets, readXlsxSheets } from './workbook'

const CHOOSE = 'Choose an Excel workbook (XLSX or XLS) or a CSV file.'

const OTHER_KINDS: Partial<Record<ContentKind, string>> = {
  pdf: 'This is a PDF, not a spreadsheet.',
  png: 'This is a PNG image, not a spreadsheet.',
  jpeg: 'This is a JPEG image, not a spreadsheet.',
  gif: 'This is a GIF image, not a spreadsheet.',
  webp: 'This is a WebP image, not a spreadsheet.',
  gzip: 'This is a compressed archive, not a spreadsheet.',
  rtf: 'This is a text document (RTF), not a spreadsheet.',
  html: 'This is a web page (HTML), not a spreadsheet, whatever its name says. Open it in your spreadsheet program and save it as XLSX.',
  xml: 'This is an XML document, not a workbook. Open it in your spreadsheet program and save it as XLSX.',
}

/**
 * Reads a table with one row of headings from an XLSX, XLS or CSV file. The content decides what the file
 * is; the name is only told back, and a text that calls itself a workbook is said to be none. Blank rows are left out, the first row with content holds the headings,
 * and of several sheets the first visible one with content is read (said in `notes`).
 * Never throws for anything a file may contain.
 */
export function readSheet(bytes: Uint8Array, fileName: string): Sheet | SheetRefusal {
  try {
    return readBytes(bytes, fileName)
  } catch (error) {
    if (error instanceof SheetProblem) return { ok: false, code: error.code, message: error.message }
    // SheetJS meets hostile bytes with whatever its own code trips over.
    return {
      ok: false,
      code: 'corrupt',
      message: `“${fileName.slice(0, 120)}” is damaged and cannot be read. Open it in your spreadsheet program, save it again and choose that file.`,
    }
  }
}

function readBytes(bytes: Uint8Array, fileName: string): Sheet {
  if (bytes.length > SHEET_LIMITS.fileBytes) {
    const size = (bytes.length / 1024 / 1024).toFixed(1)
    throw new SheetProblem(
      'too-large',
      `This file has ${size} MB; up to 5 MB are read. Split it, or remove pictures and other sheets.`,
    )
  }
  const kind = sniffKind(bytes)
  if (kind === 'empty') throw new SheetProblem('empty', `This file is empty (0 bytes). ${CHOOSE}`)
  if (kind === 'zip') return fromWorkbook('xlsx', readXlsxSheets(bytes))
  if (kind === 'ole') return fromWorkbook('xls', readXlsSheets(bytes))
  const other = OTHER_KINDS[kind]
  if (other) throw new SheetProblem('other-kind', `${other} ${CHOOSE}`)
  const misnamed = /\.(xls[xmb]?|ods|numbers)$/i.exec(fileName.trim())
  return fromCsv(
    bytes,
    misnamed
      ? [`The file is named ${misnamed[0]} but holds plain text, not a workbook; it was read as CSV.`]
      : [],
  )
}

function fromWorkbook(kind: SheetKind, sheets: RawSheet[]): Sheet {
  const chosen = sheets.find((sheet) => sheet.rows.length > 0)
  if (!chosen)
    throw new SheetProblem(
      'empty',
      'This workbook has no cell with content. Fill in its first sheet and choose it again.',
    )
  const notes =
    sheets.length > 1
      ? [
          `The workbook has ${sheets.length} sheets. “${chosen.name}”, the first with content, was read; the others were not.`,
        ]
      : []
  return toSheet(kind, chosen.name, chosen.rows, notes)
}

function fromCsv(bytes: Uint8Array, notes: string[]): Sheet {
  // Lines beyond this are not split into cells: the file is refused, whether they are blank or not.
  const most = SHEET_LIMITS.rows * 4
  const records = parseCsv(decodeText(bytes), most)
  if (records.length >= most) throw tooManyRows('more than 20,000')
  const rows: RawRow[] = []
  records.forEach((record, r) => {
    const cells = new Map<number, SheetCell>()
    record.forEach((value, c) => {
      const text = unguardFormula(value)
      if (text !== '') cells.set(c, { type: 'text', text })
    })
    if (cells.size > 0) rows.push({ row: r + 1, cells })
  })
  if (rows.length === 0)
    throw new SheetProblem('empty', 'This file has no cell with content. Fill it in and choose it again.')
  return toSheet('csv', null, rows, notes)
}

function toSheet(kind: SheetKind, sheetName: string | null, content: RawRow[], notes: string[]): Sheet {
  const [head, ...body] = content.filter((row) =>
    [...row.cells.values()].some((cell) => cellText(cell) !== ''),
  )
  if (!head)
    throw new SheetProblem('empty', 'This file has only blank cells. Fill it in and choose it again.')
  if (body.length > SHEET_LIMITS.rows) {
    throw tooManyRows(body.length.toLocaleString('en'))
  }
  const width = Math.max(...[head, ...body].map((row) => Math.max(...row.cells.keys()) + 1))
  if (width > SHEET_LIMITS.columns) {
    throw new SheetProblem(
      'too-many-columns',
      `This file reaches to column ${columnLetter(width - 1)}; up to ${SHEET_LIMITS.columns} columns are read. Delete what stands to the right of the table.`,
    )
  }
  const headers: SheetHeader[] = Array.from({ length: width }, (_, index) => ({
    index,
    letter: columnLetter(index),
    text: cellText(head.cells.get(index) ?? null),
  }))
  const rows: SheetRow[] = body.map(({ row, cells }) => ({
    row,
    cells: Array.from({ length: width }, (_, index) => cells.get(index) ?? null),
  }))
  return { ok: true, kind, sheetName, headerRow: head.row, headers, rows, notes }
}

function tooManyRows(count: string): SheetProblem {
  return new SheetProblem(
    'too-many-rows',
    `This file has ${count} rows; up to ${SHEET_LIMITS.rows.toLocaleString('en')} are read at once. Split it into several files.`,
  )
}
