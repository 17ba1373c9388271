/** A cell of a CSV and whether it stood in quotation marks: LibreOffice is told to put all text into them. */
export type Cell = { text: string; quoted: boolean }

/** The cells of a CSV with commas; a byte order mark, a last line break and blank rows are passed over. */
export function cellsOf(csv: string): Cell[][] {
  const rows: Cell[][] = []
  let row: Cell[] = []
  let text = ''
  let quoted = false
  let inside = false
  const endCell = () => {
    row.push({ text, quoted })
    text = ''
    quoted = false
  }
  const endRow = () => {
    endCell()
    if (row.some((cell) => cell.text !== '')) rows.push(row)
    row = []
  }
  const source = csv.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
  for (let i = 0; i < source.length; i++) {
    const char = source[i]!
    if (inside) {
      if (char !== '"') text += char
      else if (source[i + 1] === '"') {
        text += '"'
        i++
      } else inside = false
    } else if (char === '"') {
      inside = true
      quoted = true
    } else if (char === ',') endCell()
    else if (char === '\n') endRow()
    else text += char
  }
  if (text || row.length > 0) endRow()
  return rows
}

const numberOf = (text: string) => (/^-?[\d,]*\.?\d+$/.test(text) ? Number(text.replaceAll(',', '')) : null)

/** The same text, or the same number in another format ("1,234.50" and "1234.5"). */
export function same(a: string, b: string): boolean {
  if (a === b) return true
  const [x, y] = [numberOf(a), numberOf(b)]
  return x !== null && y !== null && x === y
}
