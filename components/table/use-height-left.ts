'use client'
/** Lets a table end with the window, its paging below it in view, so that only one thing scrolls. */
import { type RefObject, useLayoutEffect } from 'react'

/** Paging under the table and the page's lower edge, in pixels. */
const BELOW = 80
/** With more than this below it the page scrolls anyway, and the table keeps its height. */
const MOST_BELOW = 200

/** From the table's end to that of what stands under it (paging, notes), and the page's edge. */
function heightBelow(table: Element, root: Element): number {
  let end = table.getBoundingClientRect().bottom
  for (let next = root.nextElementSibling; next; next = next.nextElementSibling) {
    const { bottom, height } = next.getBoundingClientRect()
    if (height > 0) end = Math.max(end, bottom)
  }
  const main = table.closest('main')
  const edge = main ? Number.parseFloat(getComputedStyle(main).paddingBottom) : 0
  const below = Math.ceil(end - table.getBoundingClientRect().bottom + edge)
  return below > MOST_BELOW ? BELOW : Math.max(BELOW, below)
}

export function useHeightLeft(
  scroller: RefObject<HTMLElement | null>,
  root: RefObject<HTMLElement | null>,
  active: boolean,
) {
  useLayoutEffect(() => {
    const element = scroller.current
    const around = root.current
    if (!active || !element || !around) return
    const measure = () => {
      // Not shown at all, as behind the panel of a record.
      if (element.offsetParent === null) return
      const above = element.getBoundingClientRect().top + window.scrollY
      element.style.setProperty('--above-table', `${Math.round(above) + heightBelow(element, around)}px`)
    }
    measure()
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  })
}
