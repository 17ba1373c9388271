'use client'
/** The selected rows as a block for a spreadsheet: what the table shows of them, with its headings. */
import { type RefObject, useCallback, useEffect, useState } from 'react'
import { guardFormula } from '@/lib/spreadsheet/cells'
import { TYPING } from './use-table-keys'

/**
 * @param root around the table
 * @param headings of the shown columns, without the one of the check boxes
 * @returns `copy` for a button (Ctrl C does the same), and how many rows were copied last, until rows or choice change
 */
export function useCopyRows(
  root: RefObject<HTMLElement | null>,
  headings: readonly string[],
  chosen: number,
) {
  const [copied, setCopied] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is not copied yet
  useEffect(() => setCopied(0), [chosen])

  const block = useCallback(() => {
    const rows = [...(root.current?.querySelectorAll('[data-row]') ?? [])].filter((row) =>
      row.querySelector('[data-row-select]:checked'),
    )
    const lines = rows.map((row) => [...row.querySelectorAll<HTMLElement>('[data-cell]')].map(textOf))
    return { rows: rows.length, text: [headings, ...lines].map((line) => line.join('\t')).join('\n') }
  }, [root, headings])

  useEffect(() => {
    function onCopy(event: ClipboardEvent) {
      const target = event.target instanceof Element ? event.target : null
      if (target?.closest(TYPING) || window.getSelection()?.toString()) return
      const { rows, text } = block()
      if (rows === 0) return
      event.clipboardData?.setData('text/plain', text)
      event.preventDefault()
      setCopied(rows)
    }
    document.addEventListener('copy', onCopy)
    return () => document.removeEventListener('copy', onCopy)
  }, [block])

  const copy = useCallback(async () => {
    const { rows, text } = block()
    try {
      // Absent where the page did not come over https; the browser's own command then ends in onCopy above.
      await navigator.clipboard.writeText(text)
      setCopied(rows)
    } catch {
      document.execCommand('copy')
    }
  }, [block])
  return { copy, copied }
}

/**
 * One cell, without the label that it has on a phone's card: no dash for nothing, no line breaks, and nothing that a
 * spreadsheet would take for a formula.
 */
function textOf(cell: HTMLElement): string {
  const text = ((cell.querySelector(':scope > div') ?? cell).textContent ?? '').replace(/\s+/g, ' ').trim()
  return text === '–' ? '' : guardFormula(text)
}
