'use client'
import { type ComponentProps, useEffect, useRef } from 'react'

/** A strip that scrolls sideways and begins where its current link is seen: on a phone the last of the tabs is out of it. */
export function ShownCurrent({ current, ...rest }: ComponentProps<'nav'> & { current: string | undefined }) {
  const strip = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has another current link
  useEffect(() => {
    const link = strip.current?.querySelector<HTMLElement>('[aria-current]')
    if (!strip.current || !link) return
    const { left, right } = strip.current.getBoundingClientRect()
    const at = link.getBoundingClientRect()
    if (at.left < left || at.right > right)
      strip.current.scrollLeft += (at.left + at.right - left - right) / 2
  }, [current])
  return <nav ref={strip} {...rest} />
}
