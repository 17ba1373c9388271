/**
 * Tabs as links: each state of a work list is its own URL, with its count.
 *
 *   <Tabs label="Applications by state" items={[{ href, label: 'Submitted', count: 120, current: true }, …]} />
 */

import { cn } from './cn'
import { Link } from './link'
import { OnPaper } from './on-paper'
import { ShownCurrent } from './shown-current'

export type TabItem = { href: string; label: string; count?: number; current?: boolean }

export function Tabs({ label, items, className }: { label: string; items: TabItem[]; className?: string }) {
  const current = items.find((item) => item.current)
  return (
    <>
      {current && (
        <OnPaper words={[current.label, current.count?.toLocaleString('en-NZ')].filter(Boolean).join(' ')} />
      )}
      {/* The line is a shadow within the strip, so that the current tab's own lies on it and nothing has to overflow. */}
      <ShownCurrent
        aria-label={label}
        current={current?.href}
        className={cn(
          'no-print overflow-x-auto overflow-y-hidden shadow-[inset_0_-1px_var(--line)]',
          className,
        )}
      >
        <ul className="flex w-max gap-1">
          {items.map((item) => (
            <li key={item.href}>
              <Link
                href={item.href}
                aria-current={item.current ? 'page' : undefined}
                scroll={false}
                className={cn(
                  'flex min-h-10 items-center gap-2 border-b-2 px-3 text-sm font-medium transition-colors focus-visible:-outline-offset-2 pointer-coarse:min-h-11',
                  item.current ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink',
                )}
              >
                {item.label}
                {item.count !== undefined && (
                  <span
                    className={cn(
                      'rounded px-1.5 text-xs tabular-nums',
                      item.current ? 'bg-accent-soft text-accent' : 'bg-neutral-soft text-neutral',
                    )}
                  >
                    {item.count.toLocaleString('en-NZ')}
                  </span>
                )}
              </Link>
            </li>
          ))}
        </ul>
      </ShownCurrent>
    </>
  )
}
