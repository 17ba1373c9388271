import { SheetProblem } from './types'

/**
 * Text tables: encoding, separator and quotes are found out from the content, because spreadsheet
 * programs write them by the habits of their country. Cells stay text.
 */

const NOT_TEXT =
  'This file is not a spreadsheet that can be read here. Choose an Excel workbook (XLSX or XLS) or a CSV file.'

/** Bytes that no text file holds: controls other than tab, line breaks, form feed and a final Ctrl-Z. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const BINARY = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/

/**
 * The text of a file in UTF-8, UTF-16 (either order, with or without byte order mark) or Windows-1252.
 * @throws SheetProblem other-kind when the content is not text
 */
export function decodeText(bytes: Uint8Array): string {
  const text = decodeBytes(bytes)
  const body = text.charCodeAt(text.length - 1) === 0x1a ? text.slice(0, -1) : text
  if (BINARY.test(body)) throw new SheetProblem('other-kind', NOT_TEXT)
  return body
}

function decodeBytes(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes.subarray(2), 'utf-16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(bytes.subarray(2), 'utf-16be')
  const guess = guessUtf16(bytes)
  if (guess) return decodeUtf16(bytes, guess)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function decodeUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw new SheetProblem('other-kind', NOT_TEXT)
  }
}

/** Without a mark, UTF-16 of mostly Latin text shows as a zero in nearly every second byte. */
function guessUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const sample = bytes.subarray(0, 2048)
  const pairs = Math.floor(sample.length / 2)
  if (pairs < 4 || bytes.length % 2 !== 0) return null
  let even = 0
  let odd = 0
  for (let i = 0; i < pairs * 2; i += 2) {
    if (sample[i] === 0) even += 1
    if (sample[i + 1] === 0) odd += 1
  }
  if (odd > pairs * 0.7 && even < pairs * 0.1) return 'utf-16le'
  if (even > pairs * 0.7 && odd < pairs * 0.1) return 'utf-16be'
  return null
}

const SEPARATORS = [',', ';', '\t'] as const

/** The separator that stands most often in the first record, outside quotes; a comma when none does. */
function findSeparator(text: string): string {
  const counts = new Map<string, number>(SEPARATORS.map((separator) => [separator, 0]))
  let quoted = false
  let content = false
  for (const character of text) {
    if (character === '"') quoted = !quoted
    else if (!quoted && (character === '\n' || character === '\r')) {
      if (content) break
    } else if (!quoted && counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1)
    else if (character.trim() !== '') content = true
  }
  let best: string = SEPARATORS[0]
  for (const separator of SEPARATORS) {
    if ((counts.get(separator) ?? 0) > (counts.get(best) ?? 0)) best = separator
  }
  return best
}

/** Excel's own first line "sep=;" names the separator; it is no record but counts as a row. */
const SEPARATOR_LINE = /^sep=([,;\t|])\r?(?:\n|$)/i

/**
 * Splits a text table into records of cells (RFC 4180, with any of the three line endings).
 * Record n (from 0) is row n + 1 in a spreadsheet program.
 * @param maxRecords stop reading after so many records: the caller refuses the file
 * @throws SheetProblem corrupt when a quotation mark is never closed
 */
export function parseCsv(text: string, maxRecords: number): string[][] {
  const named = SEPARATOR_LINE.exec(text)
  const separator = named?.[1] ?? findSeparator(text)
  const records: string[][] = named ? [[]] : []
  let record: string[] = []
  let at = named ? named[0].length : 0
  while (at < text.length) {
    if (records.length >= maxRecords) return records
    let cell = ''
    if (text[at] === '"') {
      const openedIn = records.length + 1
      at += 1
      for (;;) {
        const close = text.indexOf('"', at)
        if (close < 0) {
          throw new SheetProblem(
            'corrupt',
            `The quotation mark that opens a cell in row ${openedIn} is never closed. Save the file again from your spreadsheet program.`,
          )
        }
        cell += text.slice(at, close)
        at = close + 1
        if (text[at] !== '"') break
        cell += '"'
        at += 1
      }
    }
    // What follows a closing quote, or an unquoted cell: up to the separator or the line's end.
    let end = at
    while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1
    record.push(cell + text.slice(at, end))
    at = end
    if (text[at] === separator) {
      at += 1
      // A separator at the very end leaves one more, blank, cell.
      if (at === text.length) record.push('')
      continue
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1
    at += 1
    records.push(record)
    record = []
  }
  if (record.length > 0) records.push(record)
  return records
}
