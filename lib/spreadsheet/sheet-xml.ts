/**
 * One pass over the XML of a sheet before SheetJS sees it. Plain searching forwards, no regular expression
 * over the whole: the time is linear in the size, whatever an upload holds.
 */

export type SheetScan = {
  /** Cells, with or without content. */
  cells: number
  /** Lowest row (from 1) that holds a cell with content. */
  deepestRow: number
  /**
   * The XML with NaN as value of each formula that no spreadsheet program has computed yet, or null when
   * there is none. SheetJS reads those as 0, which would pass for an answer; NaN is reported instead.
   */
  marked: string | null
}

/** Attributes of a real cell are far shorter; what is longer is not looked into. */
const LONGEST_TAG = 400

const SLASH = 0x2f

/** @param most stop after more cells than this: the caller refuses the file */
export function scanSheetXml(xml: string, most: number): SheetScan {
  const pieces: string[] = []
  let copied = 0
  let cells = 0
  let deepestRow = 0
  let at = 0
  // Kept until passed: looking for it anew from each of a million "<" would not be linear.
  let close = -1
  while (cells <= most) {
    const open = xml.indexOf('<', at)
    if (open < 0) break
    if (close < open) close = xml.indexOf('>', open)
    if (close < 0) break
    at = open + 1
    if (localName(xml, open) !== 'c') continue
    cells += 1
    at = close + 1
    if (xml.charCodeAt(close - 1) === SLASH) continue
    const content = nextTag(xml, at)
    if (!content || !['v', 'f', 'is'].includes(content.name)) continue
    const attributes = close - open > LONGEST_TAG ? '' : xml.slice(open, close)
    const row = /\br="[A-Z]{1,3}(\d{1,7})"/.exec(attributes)
    if (row) deepestRow = Math.max(deepestRow, Number(row[1]))
    if (content.name !== 'f' || /\bt="str"/.test(attributes)) continue
    const end = endOfUncomputed(xml, content)
    if (end === null) continue
    const prefix = content.tag.slice(1, content.tag.indexOf('f'))
    pieces.push(xml.slice(copied, end.valueAt), `<${prefix}v>NaN</${prefix}v>`)
    copied = end.closeAt
    at = end.closeAt
  }
  return { cells, deepestRow, marked: pieces.length > 0 ? pieces.join('') + xml.slice(copied) : null }
}

/**
 * Without what makes SheetJS fill a range that a few bytes name: a link over a whole sheet becomes billions of cells, a
 * shared formula is written out for each of its cells, and each cell is compared with each range of an array formula.
 * Nobody here asks for links; results of formulas stand in their cells. Linear in the size.
 */
export function withoutSpreading(xml: string): string {
  return xml
    .replace(/<(\w*:)?hyperlink(?=\s)/g, '<$1passed')
    .replace(/(<(?:\w*:)?f\s[^<>]*?\bt=)"(?:shared|array)"/g, '$1"own"')
}

type Tag = { name: string; tag: string; open: number; close: number }

/** The tag that begins at the first non-space, if one does. */
function nextTag(xml: string, from: number): Tag | null {
  const open = xml.indexOf('<', from)
  if (open < 0 || open - from > LONGEST_TAG || xml.slice(from, open).trim() !== '') return null
  const close = xml.indexOf('>', open)
  if (close < 0) return null
  return {
    name: localName(xml, open),
    tag: xml.slice(open, Math.min(close + 1, open + LONGEST_TAG)),
    open,
    close,
  }
}

/** "<x:c …" and "<c>" → "c"; "</x:c>" → "/c". Names that are longer than any of interest are cut. */
function localName(xml: string, open: number): string {
  let start = open + 1
  const slash = xml[start] === '/' ? '/' : ''
  if (slash) start += 1
  for (let i = start; i < open + 40; i += 1) {
    const character = xml[i]
    if (character === ':') start = i + 1
    else if (character === undefined || ' >/<\t\r\n'.includes(character)) return slash + xml.slice(start, i)
  }
  return ''
}

/** Where a value is missing after this formula: the place for it and the cell's closing tag; null if it is there. */
function endOfUncomputed(xml: string, formula: Tag): { valueAt: number; closeAt: number } | null {
  let valueAt = formula.close + 1
  if (xml[formula.close - 1] !== '/') {
    const end = xml.indexOf('<', valueAt)
    if (end < 0 || localName(xml, end) !== '/f') return null
    const close = xml.indexOf('>', end)
    if (close < 0) return null
    valueAt = close + 1
  }
  let next = nextTag(xml, valueAt)
  if (next?.name === 'v') {
    const selfClosed = xml[next.close - 1] === '/'
    if (!selfClosed) {
      const end = nextTag(xml, next.close + 1)
      if (end?.name !== '/v') return null
      next = end
    }
    next = nextTag(xml, next.close + 1)
  }
  return next?.name === '/c' ? { valueAt, closeAt: next.open } : null
}
