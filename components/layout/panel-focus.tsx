'use client'
/** Keyboard manners of a side panel: focus goes in when it opens, to the section that the address names if any, and back to its row; Escape closes it. */
import { usePathname } from 'next/navigation'
import { useEffect } from 'react'

/** Narrower than this a panel is the whole page (`--breakpoint-panel`). */
const WHOLE_PAGE = '(width < 68.75rem)'

/** @param record what the panel is about: another one begins at its top where the panel is the whole page */
export function PanelFocus({ record }: { record: string }) {
  const path = usePathname()
  // biome-ignore lint/correctness/useExhaustiveDependencies: each record begins at its top
  useEffect(() => {
    // The link that opened it left the page where it was scrolled to, which is somewhere inside the panel now.
    if (navigator.userActivation?.hasBeenActive && !location.hash && matchMedia(WHOLE_PAGE).matches)
      window.scrollTo({ top: 0, behavior: 'instant' })
  }, [record])
  useEffect(() => {
    // A click or a key before it came: opened from inside the app. A fresh page keeps its focus on top.
    if (navigator.userActivation?.hasBeenActive) {
      const title = document.getElementById('panel-title')
      const named = location.hash.length > 1 && document.getElementById(location.hash.slice(1))
      // An address that names a section is about it: its first control is one Tab away.
      if (named && title?.closest('[data-panel]')?.contains(named)) {
        named.tabIndex = -1
        named.classList.add('outline-none')
        named.focus({ preventScroll: true })
      } else title?.focus({ preventScroll: true })
    }
    function onKey(event: KeyboardEvent) {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      if (document.querySelector('dialog:modal, :popover-open')) return
      if ((event.target as Element).closest('input, textarea, select')) return
      document.querySelector<HTMLAnchorElement>('[data-panel-close]')?.click()
    }
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('keydown', onKey)
      // The table stands in the page again by now; its row of this record takes the focus back.
      for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-row-link]')) {
        if (new URL(link.href).pathname === path) link.focus({ preventScroll: true })
      }
    }
  }, [path])
  return null
}
