'use client'
/** Keys of a table: j and k move the focus by rows, x selects, ? shows the keys; Enter follows the row's link. */
import { type RefObject, useEffect, useState } from 'react'

const TYPING = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]'

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
      if (!['j', 'k', 'x'].includes(event.key)) return
      const rows = [...(root.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
      const focused = rows.findIndex((row) => row.contains(document.activeElement))
      const here =
        focused >= 0 ? focused : rows.findIndex((row) => row.getAttribute('aria-current') === 'true')
      if (event.key === 'x') {
        rows[here]?.querySelector<HTMLInputElement>('[data-row-select]')?.click()
      } else {
        const next = event.key === 'j' ? Math.min(rows.length - 1, here + 1) : Math.max(0, here - 1)
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
