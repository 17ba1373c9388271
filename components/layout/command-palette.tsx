'use client'
/**
 * Search of everything by Ctrl K: asks `/api/search?q=` which answers `{ groups: [{ label, items: [{ label,
 * detail?, href }] }] }`. Without JavaScript the trigger is a link to the search page.
 */
import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useId, useRef, useState } from 'react'
import { cn } from '../ui/cn'
import { Kbd } from '../ui/kbd'

export type SearchAnswer = {
  groups: { label: string; items: { label: string; detail?: string; href: string }[] }[]
}

export function CommandPalette({ href, endpoint = '/api/search' }: { href: string; endpoint?: string }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [open, setOpen] = useState(false)

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setOpen(true)
      }
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal()
  }, [open])

  return (
    <>
      <a
        href={href}
        data-stays
        aria-keyshortcuts="Control+K Meta+K"
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return
          event.preventDefault()
          setOpen(true)
        }}
        className="flex min-h-10 min-w-10 items-center justify-center gap-2 rounded text-sm text-muted transition-colors hover:text-ink md:w-full md:max-w-96 md:justify-start md:border md:border-line md:bg-ground md:px-3 md:hover:border-line-strong md:min-h-9"
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="flex-1 max-md:sr-only">Search</span>
        <span aria-hidden className="js-only max-md:hidden">
          <Kbd>Ctrl K</Kbd>
        </span>
      </a>
      <dialog
        ref={dialog}
        aria-label="Search"
        onClose={() => setOpen(false)}
        onClick={(event) => {
          if (event.target === event.currentTarget) event.currentTarget.close()
        }}
        onKeyDown={(event) => {
          // Some browsers clear a search box by Escape before they close the dialog.
          if (event.key === 'Escape') event.currentTarget.close()
        }}
        className="mx-auto mt-[10dvh] mb-auto w-[calc(100vw-1.5rem)] max-w-xl rounded border-0 bg-surface p-0 text-ink shadow-float"
      >
        {open && <Palette endpoint={endpoint} fallback={href} close={() => dialog.current?.close()} />}
      </dialog>
    </>
  )
}

function Palette({ endpoint, fallback, close }: { endpoint: string; fallback: string; close: () => void }) {
  const router = useRouter()
  const list = useId()
  const [query, setQuery] = useState('')
  const [answer, setAnswer] = useState<SearchAnswer | null>(null)
  const [failed, setFailed] = useState(false)
  const [active, setActive] = useState(0)
  const [asked, setAsked] = useState('')

  useEffect(() => {
    const text = query.trim()
    const controller = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const response = await fetch(`${endpoint}?q=${encodeURIComponent(text)}`, {
          signal: controller.signal,
        })
        if (!response.ok) throw new Error(`search answered ${response.status}`)
        setAnswer((await response.json()) as SearchAnswer)
        setFailed(false)
        setActive(0)
        setAsked(text)
      } catch {
        if (!controller.signal.aborted) setFailed(true)
      }
    }, 120)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [query, endpoint])

  const groups = answer?.groups.filter((group) => group.items.length > 0) ?? []
  const items = groups.flatMap((group) => group.items)
  const go = (href: string) => {
    close()
    router.push(href)
  }
  return (
    <form
      action={fallback}
      onSubmit={(event) => {
        event.preventDefault()
        // Before the answer to what is typed there are the results of fewer letters: only one that was gone to counts.
        const item = asked === query.trim() || active > 0 ? items[active] : undefined
        go(item ? item.href : `${fallback}?q=${encodeURIComponent(query)}`)
      }}
    >
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search aria-hidden className="size-4 shrink-0 text-muted" />
        <input
          // biome-ignore lint/a11y/noAutofocus: the dialog is opened to type into it
          autoFocus
          type="text"
          name="q"
          role="combobox"
          aria-label="Search courses, people, applications and pages"
          placeholder="Courses, people, applications, pages"
          aria-expanded={items.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={items.length > 0 ? `${list}-${active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
            if (step === 0 || items.length === 0) return
            event.preventDefault()
            const next = (active + step + items.length) % items.length
            setActive(next)
            document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: 'nearest' })
          }}
          className="min-h-12 flex-1 bg-transparent text-base outline-none"
        />
        <Kbd>Esc</Kbd>
      </div>
      <div id={list} role="listbox" aria-label="Results" className="max-h-[50dvh] overflow-y-auto p-1">
        {groups.map((group, groupIndex) => {
          const before = groups.slice(0, groupIndex).reduce((sum, one) => sum + one.items.length, 0)
          return (
            // biome-ignore lint/a11y/useSemanticElements: a group of options, as the listbox pattern asks
            <div key={group.label} role="group" aria-labelledby={`${list}-group-${groupIndex}`}>
              <p id={`${list}-group-${groupIndex}`} className="px-3 pt-2 pb-1 text-xs font-medium text-muted">
                {group.label}
              </p>
              {group.items.map((item, index) => {
                const position = before + index
                return (
                  // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box above, as the combobox pattern asks
                  // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the box above
                  <div
                    key={`${item.href}-${item.label}`}
                    id={`${list}-${position}`}
                    role="option"
                    aria-selected={position === active}
                    onClick={() => go(item.href)}
                    onPointerMove={() => setActive(position)}
                    className={cn(
                      'flex min-h-10 cursor-pointer items-center justify-between gap-4 rounded px-3 text-sm',
                      position === active && 'bg-accent-soft',
                    )}
                  >
                    <span className="min-w-0 truncate">{item.label}</span>
                    {item.detail && (
                      <span className="min-w-0 shrink-0 truncate text-muted">{item.detail}</span>
                    )}
                  </div>
                )
              })}
            </div>
          )
        })}
      </div>
      <p role="status" className={cn('px-4 text-sm text-muted', items.length === 0 ? 'pb-4' : 'sr-only')}>
        {failed
          ? 'Search does not answer. Check the connection and type again.'
          : answer === null
            ? 'Searching'
            : items.length > 0
              ? `${items.length} ${items.length === 1 ? 'result' : 'results'}`
              : asked
                ? `Nothing found for “${asked}”. Try a course code, a name or a user name.`
                : 'Type a course code, a name or a user name.'}
      </p>
    </form>
  )
}
