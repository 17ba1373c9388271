import * as XLSX from 'xlsx'
import { SHEET_LIMITS, SheetProblem, TOO_MUCH } from './types'

/**
 * A look into an OLE file before SheetJS parses it: SheetJS reads a damaged XLS as far as it gets and
 * gives what it found, and rows that are silently missing are worse than a refusal.
 */

type OleEntry = { name: string; content?: Uint8Array; size: number }

const BOF = 0x0809
const EOF = 0x000a
const FILEPASS = 0x002f
const BOUNDSHEET = 0x0085
const MOST_SHEETS = 255
/** A link and its hint: SheetJS goes through all cells of their range, once for each. */
const HLINK = 0x01b8
const HLINK_TOOLTIP = 0x0800

export const ENCRYPTED =
  'This workbook is protected with a password. Open it in your spreadsheet program, remove the password, save it and choose it again.'
export const CORRUPT =
  'This workbook is damaged and cannot be read whole. Open it in your spreadsheet program, save it again as XLSX and choose that file.'

/** @throws SheetProblem encrypted, corrupt, too-large, or other-kind unless the file is a whole, open XLS workbook */
export function checkOleWorkbook(bytes: Uint8Array): void {
  let entries: OleEntry[]
  try {
    entries = (XLSX.CFB.read(bytes, { type: 'array' }) as { FileIndex: OleEntry[] }).FileIndex
  } catch {
    throw new SheetProblem('corrupt', CORRUPT)
  }
  const stream = (name: string) => entries.find((entry) => entry.name.toLowerCase() === name)
  if (stream('encryptedpackage') || stream('encryptioninfo')) throw new SheetProblem('encrypted', ENCRYPTED)
  const workbook = stream('workbook') ?? stream('book')
  if (!workbook) {
    throw new SheetProblem(
      'other-kind',
      'This is an Office file but not a spreadsheet. Choose an Excel workbook (XLSX or XLS) or a CSV file.',
    )
  }
  const content = workbook.content
  if (!content || content.length < workbook.size) throw new SheetProblem('corrupt', CORRUPT)
  checkRecords(Uint8Array.from(content))
}

/** Walks the record headers: the workbook's globals and every sheet they name must be there to the end. */
function checkRecords(content: Uint8Array): void {
  const view = new DataView(content.buffer)
  const sheets: number[] = []
  walk(view, 0, (type, at, length) => {
    if (type === FILEPASS) throw new SheetProblem('encrypted', ENCRYPTED)
    if (type === BOUNDSHEET && length >= 4) sheets.push(view.getUint32(at, true))
  })
  // Each is walked on its own, and thousands of names may point to one place.
  const places = new Set(sheets)
  if (places.size > MOST_SHEETS) throw new SheetProblem('too-large', TOO_MUCH)
  let linked = 0
  for (const offset of places)
    walk(view, offset, (type, at, length) => {
      // The tooltip's range follows after its own type.
      const range = type === HLINK ? at : type === HLINK_TOOLTIP ? at + 2 : null
      if (range === null || range + 8 > at + length) return
      const side = (first: number) => view.getUint16(first + 2, true) - view.getUint16(first, true) + 1
      linked += Math.max(0, side(range)) * Math.max(0, side(range + 4))
      if (linked > SHEET_LIMITS.cells) throw new SheetProblem('too-large', TOO_MUCH)
    })
}

function walk(view: DataView, start: number, visit: (type: number, at: number, length: number) => void) {
  let at = start
  let depth = 0
  while (at + 4 <= view.byteLength) {
    const type = view.getUint16(at, true)
    const length = view.getUint16(at + 2, true)
    if (at === start && type !== BOF) break
    if (at + 4 + length > view.byteLength) break
    visit(type, at + 4, length)
    if (type === BOF) depth += 1
    if (type === EOF) {
      depth -= 1
      if (depth === 0) return
    }
    at += 4 + length
  }
  throw new SheetProblem('corrupt', CORRUPT)
}
