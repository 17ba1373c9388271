'use client'
/** Links of the navigation that know where they are. Parts of AppShell. */
import { Ellipsis, PanelLeft } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { cn } from '../ui/cn'
import { Link } from '../ui/link'
import { MenuLink, Popover } from '../ui/popover'
import type { NavEntry } from './app-shell'

/** The entry that has, as its own address or among those it covers, the longest beginning of this one. */
function currentHref(entries: NavEntry[], path: string): string | undefined {
  return entries
    .flatMap(({ href, covers = [] }) => [href, ...covers].map((start) => ({ href, start })))
    .filter(({ start }) => (start === '/' ? path === '/' : path === start || path.startsWith(`${start}/`)))
    .sort((a, b) => b.start.length - a.start.length)[0]?.href
}

function Count({ count }: { count?: number }) {
  if (!count) return null
  return (
    <span className="rounded bg-accent-soft px-1.5 text-xs font-medium text-accent tabular-nums">
      {count > 999 ? '999+' : count}
    </span>
  )
}

export function SideNav({ entries }: { entries: NavEntry[] }) {
  const here = currentHref(entries, usePathname())
  return (
    <nav aria-label="Main" className="flex-1 overflow-y-auto px-2 py-2">
      <ul className="space-y-0.5">
        {entries.map((entry, index) => {
          const current = entry.href === here
          const starts = entry.group && entry.group !== entries[index - 1]?.group
          return (
            <li key={entry.href}>
              {starts && (
                <p className="px-3 pt-4 pb-1 text-xs font-medium text-muted group-data-[nav=collapsed]/shell:m-2 group-data-[nav=collapsed]/shell:border-t group-data-[nav=collapsed]/shell:p-0">
                  <span className="group-data-[nav=collapsed]/shell:sr-only">{entry.group}</span>
                </p>
              )}
              <Link
                href={entry.href}
                aria-current={current ? 'page' : undefined}
                title={entry.label}
                className={cn(
                  'relative flex min-h-10 items-center gap-3 rounded px-3 text-sm transition-colors focus-visible:-outline-offset-2 pointer-coarse:min-h-11 [&_svg]:size-[1.125rem] [&_svg]:shrink-0',
                  current
                    ? 'bg-accent-soft font-medium text-accent'
                    : 'text-muted hover:bg-hover hover:text-ink',
                )}
              >
                {entry.icon}
                <span className="min-w-0 flex-1 truncate group-data-[nav=collapsed]/shell:sr-only">
                  {entry.label}
                </span>
                {entry.count ? (
                  <span className="group-data-[nav=collapsed]/shell:absolute group-data-[nav=collapsed]/shell:top-0.5 group-data-[nav=collapsed]/shell:right-0 group-data-[nav=collapsed]/shell:scale-90">
                    <Count count={entry.count} />
                  </span>
                ) : null}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

/** At most five places on the lower edge of a phone: all of them, or four and "More". */
export function BottomNav({ entries }: { entries: NavEntry[] }) {
  const here = currentHref(entries, usePathname())
  const most = entries
    .filter((entry) => entry.barPlace !== undefined)
    .sort((a, b) => (a.barPlace ?? 0) - (b.barPlace ?? 0))
  const bar = entries.length > 5 ? most.slice(0, 4) : entries
  const rest = entries.filter((entry) => !bar.includes(entry))
  const item =
    'flex min-h-14 w-full flex-col items-center justify-center gap-0.5 px-0.5 text-xs tracking-tight focus-visible:-outline-offset-2 [&_svg]:size-5'
  return (
    <nav
      aria-label="Main, short"
      className="pb-safe fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface md:hidden"
    >
      <ul className="flex">
        {bar.map((entry) => (
          <li key={entry.href} className="min-w-0 flex-1">
            <Link
              href={entry.href}
              aria-current={entry.href === here ? 'page' : undefined}
              className={cn(item, 'relative', entry.href === here ? 'font-medium text-accent' : 'text-muted')}
            >
              {entry.icon}
              <span className="max-w-full truncate">{entry.shortLabel ?? entry.label}</span>
              {entry.count ? (
                <span className="absolute top-1 left-1/2 ml-3">
                  <Count count={entry.count} />
                </span>
              ) : null}
            </Link>
          </li>
        ))}
        {rest.length > 0 && (
          <li className="min-w-0 flex-1">
            <Popover
              label="More places"
              side="top"
              align="end"
              trigger={
                <>
                  <Ellipsis aria-hidden />
                  <span>More</span>
                </>
              }
              triggerClass={cn(
                item,
                rest.some((entry) => entry.href === here) ? 'font-medium text-accent' : 'text-muted',
              )}
            >
              <ul>
                {rest.map((entry) => (
                  <li key={entry.href}>
                    <MenuLink
                      href={entry.href}
                      label={entry.count ? `${entry.label} (${entry.count})` : entry.label}
                      icon={entry.icon}
                      current={entry.href === here}
                    />
                  </li>
                ))}
              </ul>
            </Popover>
          </li>
        )}
      </ul>
    </nav>
  )
}

/** Folds the navigation to icons and remembers it in the cookie `nav`. */
export function NavToggle() {
  return (
    <button
      type="button"
      className="js-only mx-2 mb-2 flex min-h-10 items-center gap-3 rounded px-3 text-sm text-muted hover:bg-hover hover:text-ink focus-visible:-outline-offset-2 [&_svg]:size-[1.125rem] [&_svg]:shrink-0"
      title="Fold or unfold the navigation"
      onClick={(event) => {
        const shell = event.currentTarget.closest<HTMLElement>('[data-nav]')
        if (!shell) return
        const next = shell.dataset.nav === 'collapsed' ? 'open' : 'collapsed'
        shell.dataset.nav = next
        // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we serve
        document.cookie = `nav=${next}; path=/; max-age=31536000; samesite=lax`
      }}
    >
      <PanelLeft aria-hidden />
      <span className="group-data-[nav=collapsed]/shell:sr-only">Fold navigation</span>
    </button>
  )
}
