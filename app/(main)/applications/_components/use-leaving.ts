import { useRouter } from 'next/navigation'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { destination } from '@/components/layout/navigation-progress'

/** The longest that a link waits; what is not saved by then is kept on the device. */
const patience = 3000

/**
 * Lets nobody leave a form that saves while one types before it has saved: a link waits for it, so that the next page
 * is made from what was typed; a closed page, or one left by the browser's history, hands it over.
 */
export function useLeaving(given: {
  unsaved: () => boolean
  save: () => Promise<void>
  /** Sends what is unsaved without waiting for an answer. */
  handOver: () => void
}): void {
  const router = useRouter()
  const now = useRef(given)
  now.current = given

  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      const url = destination(event)
      if (!url || !now.current.unsaved()) return
      event.preventDefault()
      const tooLong = new Promise<void>((resolve) => setTimeout(resolve, patience))
      void Promise.race([now.current.save(), tooLong]).then(() =>
        router.push(url.pathname + url.search + url.hash),
      )
    }
    document.addEventListener('click', onClick, true)
    return () => document.removeEventListener('click', onClick, true)
  }, [router])

  // While its fields are still in the page, which they are no longer when effects end.
  useLayoutEffect(() => {
    const leave = () => {
      if (now.current.unsaved()) now.current.handOver()
    }
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [])
}
