'use client'
/** Lets a table end with the window, its paging below it in view, so that only one thing scrolls. */
import { type RefObject, useLayoutEffect } from 'react'

/** Paging under the table and the page's lower edge, in pixels. */
const BELOW = 80

export function useHeightLeft(scroller: RefObject<HTMLElement | null>, active: boolean) {
  useLayoutEffect(() => {
    const element = scroller.current
    if (!active || !element) return
    const measure = () => {
      // Not shown at all, as behind the panel of a record.
      if (element.offsetParent === null) return
      const above = element.getBoundingClientRect().top + window.scrollY
      element.style.setProperty('--above-table', `${Math.round(above) + BELOW}px`)
    }
    measure()
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  })
}
