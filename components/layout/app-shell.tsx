/**
 * The frame of every page of a signed-in person: navigation (left, folded to icons, or a bar at the lower edge
 * of a phone), header with term switch, search, messages and account, skip link, toast.
 *
 *   <AppShell institution="Computer Science" nav={[{ href: '/courses', label: 'Courses', icon: <BookOpen /> }]}
 *     navCollapsed={cookie === 'collapsed'} term={<TermSwitch terms={…} />} messages={{ href: '/messages', unread: 3 }}
 *     account={<AccountMenu name="Mei Chen" theme={theme} setTheme={setTheme} signOut={signOut} />} flash={flash}>
 *     {page}
 *   </AppShell>
 */
import { MessageSquare } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconLink } from '../ui/button'
import { Link } from '../ui/link'
import { type Flash, ToastRegion } from '../ui/toast'
import { CommandPalette } from './command-palette'
import { Logo } from './logo'
import { BottomNav, NavToggle, SideNav } from './nav-links'
import { NavigationProgress } from './navigation-progress'

export type NavEntry = {
  href: string
  label: string
  /** For the bar on phones. */
  shortLabel?: string
  /** Its place in that bar when there are too many for it; without one it then stands under "More". */
  barPlace?: number
  icon: ReactNode
  /** What waits there. */
  count?: number
  /** Beginnings of other addresses whose pages belong to it. */
  covers?: readonly string[]
  /** Heading under which neighbouring entries stand. */
  group?: string
}

export function SkipLink() {
  return (
    <a
      href="#main"
      className="sr-only z-50 rounded bg-accent px-4 py-2 text-sm font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
    >
      Skip to content
    </a>
  )
}

export function AppShell({
  institution,
  logo,
  nav,
  navCollapsed,
  term,
  messages,
  account,
  flash,
  flashCookie,
  searchHref = '/search',
  children,
}: {
  institution: string
  /** The institution's own logo (an <img>); the mark of MTMS otherwise. */
  logo?: ReactNode
  nav: NavEntry[]
  navCollapsed?: boolean
  term?: ReactNode
  messages?: { href: string; unread?: number }
  account: ReactNode
  flash?: Flash | null
  /** The cookie that the line came in. */
  flashCookie?: string
  searchHref?: string
  children: ReactNode
}) {
  return (
    <div
      data-nav={navCollapsed ? 'collapsed' : 'open'}
      suppressHydrationWarning
      className="group/shell min-h-dvh md:grid md:grid-cols-[15rem_minmax(0,1fr)] md:data-[nav=collapsed]:grid-cols-[3.75rem_minmax(0,1fr)] print:!block"
    >
      <SkipLink />
      <aside className="no-print sticky top-0 hidden h-dvh flex-col border-r border-line bg-surface md:flex">
        <Link
          href="/"
          title="MTMS, home"
          className="flex h-14 shrink-0 items-center gap-3 px-4 focus-visible:-outline-offset-2"
        >
          <span className="flex size-7 shrink-0 items-center justify-center">
            {logo ?? <Logo className="size-7" />}
          </span>
          <span className="min-w-0 group-data-[nav=collapsed]/shell:sr-only">
            <span className="block text-sm leading-4 font-semibold">MTMS</span>
            <span className="block truncate text-xs text-muted">{institution}</span>
          </span>
        </Link>
        <SideNav entries={nav} />
        <NavToggle />
      </aside>
      <div className="flex min-w-0 flex-col">
        <header className="no-print sticky top-0 z-30 flex h-14 items-center border-b border-line bg-surface px-2 sm:gap-2 sm:px-4 lg:px-6">
          <Link href="/" aria-label="MTMS, home" className="rounded p-1.5 md:hidden">
            <Logo className="size-7" />
          </Link>
          {term}
          <div className="flex flex-1 justify-end md:justify-center md:px-4">
            <CommandPalette href={searchHref} />
          </div>
          {messages && (
            <span className="relative">
              <IconLink
                href={messages.href}
                label={messages.unread ? `Messages, ${messages.unread} unread` : 'Messages'}
                icon={<MessageSquare aria-hidden />}
              />
              {messages.unread ? (
                <span
                  aria-hidden
                  className="pointer-events-none absolute top-0.5 right-0 min-w-4 rounded-full bg-accent px-1 text-center text-xs leading-4 font-medium text-on-accent tabular-nums"
                >
                  {messages.unread > 99 ? '99+' : messages.unread}
                </span>
              ) : null}
            </span>
          )}
          {account}
        </header>
        <main
          id="main"
          tabIndex={-1}
          className="min-w-0 flex-1 px-4 py-6 outline-none max-md:pb-24 sm:px-6 lg:px-8"
        >
          <NavigationProgress>{children}</NavigationProgress>
        </main>
      </div>
      <BottomNav entries={nav} />
      <ToastRegion flash={flash} cookie={flashCookie} />
    </div>
  )
}
