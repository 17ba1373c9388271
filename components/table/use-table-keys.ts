'use client'
/**
 * Keys of a table: j and k, or the arrows once a row has the focus, move it by rows; x selects, ? shows the keys;
 * Enter follows the row's link.
 */
import { type RefObject, useEffect, useState } from 'react'

/** Where keys are text. */
export const TYPING = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]'
const ARROWS: Record<string, string> = { ArrowDown: 'j', ArrowUp: 'k' }

export function useTableKeys(root: RefObject<HTMLElement | null>) {
  const [keysOpen, setKeysOpen] = useState(false)
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      const target = event.target as Element
      if (target.closest(TYPING) || document.querySelector('dialog:modal')) return
      if (event.key === '?') {
        setKeysOpen(true)
        return
      }
      const onRow = target.matches('[data-row-link], [data-row-select]')
      const key = onRow ? (ARROWS[event.key] ?? event.key) : event.key
      if (!['j', 'k', 'x'].includes(key)) return
      const rows = [...(root.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
      const focused = rows.findIndex((row) => row.contains(document.activeElement))
      const here =
        focused >= 0 ? focused : rows.findIndex((row) => row.getAttribute('aria-current') === 'true')
      if (key === 'x') {
        rows[here]?.querySelector<HTMLInputElement>('[data-row-select]')?.click()
      } else {
        const next = key === 'j' ? Math.min(rows.length - 1, here + 1) : Math.max(0, here - 1)
        const row = rows[next]
        const control =
          row?.querySelector<HTMLElement>('[data-row-link]') ??
          row?.querySelector<HTMLElement>('[data-row-select], a, button')
        control?.focus()
        row?.scrollIntoView({ block: 'nearest' })
      }
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [root])
  return { keysOpen, closeKeys: () => setKeysOpen(false) }
}
