'use client'
/**
 * What the last action did, once, with an optional undo. Rendered by the server from the flash message, so it
 * is there without JavaScript (it then stays until the next page); with it, it leaves after 8 s unless it is
 * an error, is pointed at, or holds the focus, and the cookie that carried it goes at once, so that a page loaded
 * soon after does not say it again.
 *
 *   <ToastRegion flash={{ id: '1', tone: 'ok', message: 'Accepted Mei Chen in 2 courses.', undo: { action, fields: { id } } }} />
 */
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { useEffect, useState } from 'react'
import { buttonClass, IconButton } from './button'
import { cn } from './cn'
import { ForgetFlash } from './forget-flash'
import { OnceButton } from './once-button'

export type Flash = {
  /** Changes with each message, so that the same words twice are shown twice. */
  id: string
  tone?: 'ok' | 'info' | 'error'
  message: string
  /** Address of the page that it is about: it goes when another one is opened. */
  within?: string
  undo?: {
    /** A server action or a URL that takes a post. */
    action: ((form: FormData) => void | Promise<void>) | string
    fields: Record<string, string>
    label?: string
  }
}

const icons = { ok: CircleCheck, info: Info, error: CircleAlert }
const inks = { ok: 'text-ok', info: 'text-info', error: 'text-bad' }

/** `cookie` is the name of the one that brought the message. */
export function ToastRegion({ flash, cookie }: { flash?: Flash | null; cookie?: string }) {
  // Without the cookie a page that is fetched anew brings none: what is shown stays for its time.
  const [last, setLast] = useState(flash)
  if (flash && flash.id !== last?.id) setLast(flash)
  const path = usePathname()
  const [gone, setGone] = useState<string | null>(null)
  const elsewhere = last?.within !== undefined && path !== last.within && !path.startsWith(`${last.within}/`)
  // It does not come back either when the page is opened again.
  if (last && elsewhere && gone !== last.id) setGone(last.id)
  return (
    // Beside a side panel, or above its buttons where it is the whole page: the next press is often one of them.
    <div
      role="status"
      aria-live="polite"
      className="no-print pointer-events-none fixed inset-x-0 top-16 z-40 flex justify-center px-4 sm:top-auto sm:bottom-6 sm:max-panel:[body:has([data-panel])_&]:bottom-32 panel:[body:has([data-panel])_&]:right-[min(42rem,50vw)]"
    >
      {last && !elsewhere && gone !== last.id && <Toast key={last.id} flash={last} />}
      {cookie && flash && <ForgetFlash cookie={cookie} id={flash.id} />}
    </div>
  )
}

function Toast({ flash }: { flash: Flash }) {
  const [shown, setShown] = useState(true)
  const [held, setHeld] = useState(false)
  const tone = flash.tone ?? 'ok'
  useEffect(() => {
    if (held || tone === 'error') return
    const timer = setTimeout(() => setShown(false), 8000)
    return () => clearTimeout(timer)
  }, [held, tone])
  if (!shown) return null
  const Icon = icons[tone]
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: holding the message while it is read is no action
    <div
      className="pointer-events-auto flex max-w-lg items-center gap-3 rounded bg-surface py-2 pr-2 pl-4 text-sm shadow-float"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon aria-hidden className={cn('size-4 shrink-0', inks[tone])} />
      <p className="min-w-0 py-1">{flash.message}</p>
      {flash.undo && (
        <form action={flash.undo.action} method={typeof flash.undo.action === 'string' ? 'post' : undefined}>
          {Object.entries(flash.undo.fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <OnceButton className={buttonClass({ size: 'sm' })}>{flash.undo.label ?? 'Undo'}</OnceButton>
        </form>
      )}
      <IconButton
        label="Close message"
        size="sm"
        className="js-only"
        icon={<X aria-hidden />}
        onClick={() => setShown(false)}
      />
    </div>
  )
}
