'use client'
/**
 * The loading state of every page: a bar at the top at once, and after half a second a skeleton in place of
 * the page one is leaving. AppShell wraps its content in it.
 *
 * A link whose click does something else in the browser says so by `data-stays`.
 *
 * It stands in for loading.tsx and <Suspense>, which must not be used around content: React sends suspended
 * content hidden and shows it by script, so that people without JavaScript would see the skeleton for ever.
 */
import { usePathname, useSearchParams } from 'next/navigation'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { PageSkeleton, TableSkeleton } from '../ui/skeleton'

/** Where a click leads inside the app, if it leaves the page as it is now. */
export function destination(event: MouseEvent): URL | null {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download')) return null
  if ('stays' in link.dataset) return null
  const url = new URL(link.href)
  const same = url.pathname === location.pathname && url.search === location.search
  return url.origin === location.origin && !same && !url.pathname.startsWith('/api/') ? url : null
}

export function NavigationProgress({ children }: { children: ReactNode }) {
  const here = `${usePathname()}?${useSearchParams()}`
  const [leaving, setLeaving] = useState<{ from: string; stage: 'bar' | 'skeleton' } | null>(null)
  // Compared while rendering, so that the new page is never hidden, not even for its first effects.
  const pending = leaving?.from === here ? leaving.stage : 'none'
  const now = useRef(here)

  useEffect(() => {
    now.current = here
    setLeaving(null)
  }, [here])
  useEffect(() => {
    let timers: ReturnType<typeof setTimeout>[] = []
    const clear = () => {
      for (const timer of timers) clearTimeout(timer)
      timers = []
    }
    function onClick(event: MouseEvent) {
      const url = destination(event)
      if (!url) return
      clear()
      const from = now.current
      setLeaving({ from, stage: 'bar' })
      if (url.pathname !== location.pathname) {
        timers.push(setTimeout(() => setLeaving((was) => was && { ...was, stage: 'skeleton' }), 500))
      }
      // A link that ends where it began (a redirect back) never changes the address.
      timers.push(setTimeout(() => setLeaving(null), 15_000))
    }
    document.addEventListener('click', onClick, true)
    return () => {
      document.removeEventListener('click', onClick, true)
      clear()
    }
  }, [])

  return (
    <>
      {pending !== 'none' && (
        <div
          aria-hidden
          className="fixed inset-x-0 top-0 z-50 h-0.5 animate-[grow_8s_ease-out_forwards] bg-accent"
        />
      )}
      <div
        aria-busy={pending !== 'none' || undefined}
        className={pending === 'skeleton' ? 'hidden' : 'contents'}
      >
        {children}
      </div>
      {pending === 'skeleton' && (
        <PageSkeleton>
          <TableSkeleton rows={10} />
        </PageSkeleton>
      )}
    </>
  )
}
