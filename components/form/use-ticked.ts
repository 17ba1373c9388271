'use client'
import { type RefObject, useEffect, useState } from 'react'

/**
 * Which boxes of a name are ticked in the form around a place, as they are ticked; null before scripts have looked,
 * when it is all that the server ticked.
 */
export function useTicked(place: RefObject<HTMLElement | null>, name: string): ReadonlySet<string> | null {
  const [ticked, setTicked] = useState<ReadonlySet<string> | null>(null)
  useEffect(() => {
    const form = place.current?.closest('form')
    if (!form) return
    const look = () =>
      setTicked(
        new Set(
          [...form.querySelectorAll<HTMLInputElement>(`input[name="${name}"]:checked`)].map(
            (box) => box.value,
          ),
        ),
      )
    look()
    form.addEventListener('change', look)
    return () => form.removeEventListener('change', look)
  }, [place, name])
  return ticked
}
