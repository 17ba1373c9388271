/**
 * Figures of a column that stand below each other by their decimal point: 12 h, 7.5 h and 10.25 h. What a figure lacks
 * is kept free after it by the style sheet (`data-pad`), so that what is read aloud, copied and exported stays as it is.
 */
import { isValidElement, type ReactNode } from 'react'
import type { Column, TableRow } from './types'

type Pads = Record<string, string>

/** A number, perhaps with its unit: "−1,250.5 h". */
const FIGURE = /^[−-]?\d[\d,]*(\.\d+)?(?:\s\S{1,3}|%)?$/

/** The words of a cell; also of one that is a link or a coloured span around them. */
function textOf(cell: ReactNode): string {
  if (typeof cell === 'string' || typeof cell === 'number') return String(cell)
  if (Array.isArray(cell)) return cell.map(textOf).join('')
  return isValidElement<{ children?: ReactNode }>(cell) ? textOf(cell.props.children) : ''
}

/** Point and decimals of a figure; null for what is none. */
function decimalsOf(cell: ReactNode): string | null {
  const match = FIGURE.exec(textOf(cell))
  return match && (match[1] ?? '')
}

/** By row and by column what figures lack of the decimals of the longest; only of columns that are set to the right. */
export function missingDecimals(
  columns: readonly Column[],
  rows: readonly Pick<TableRow, 'cells'>[],
  footer?: Record<string, ReactNode>,
): { pads: (Pads | undefined)[]; footerPads: Pads | undefined } {
  const lines = [...rows.map(({ cells }) => cells), footer ?? {}]
  const pads = lines.map((): Pads => ({}))
  for (const { id, align } of columns) {
    if (align !== 'end') continue
    const decimals = lines.map((line) => decimalsOf(line[id]))
    const longest = decimals.reduce<string>((most, one) => (one && one.length > most.length ? one : most), '')
    decimals.forEach((own, index) => {
      if (own !== null && own.length < longest.length)
        pads[index]![id] = (own === '' ? '.' : '').padEnd(longest.length - own.length, '0')
    })
  }
  const given = pads.map((one) => (Object.keys(one).length > 0 ? one : undefined))
  return { pads: given.slice(0, -1), footerPads: given.at(-1) }
}
