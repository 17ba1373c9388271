'use client'
/**
 * Puts the focus where a redirect leads (a course that was just added, the list after one was removed), as the browser
 * does without scripts. Stands inside the form, which begins anew with each save.
 */
import { useEffect } from 'react'

export function FocusArrived() {
  useEffect(() => {
    const target = document.getElementById(decodeURIComponent(window.location.hash.slice(1)))
    if (target?.tabIndex === -1) target.focus({ preventScroll: true })
  }, [])
  return null
}
