'use client'
/**
 * Which term the pages show. Each entry leads to the present section with `?term=<id>`, so the choice is in
 * the URL; the server keeps it with the person.
 *
 *   <TermSwitch terms={[{ id: '…', name: '2027 Semester One', detail: '1 Mar – 25 Jun' }]} current="…" />
 */
import { CalendarDays, Check, ChevronDown } from 'lucide-react'
import { usePathname, useSearchParams } from 'next/navigation'
import { buttonClass } from '../ui/button'
import { cn } from '../ui/cn'
import { DropdownMenu, MenuLink } from '../ui/popover'

export type TermChoice = {
  id: string
  name: string
  detail?: string
  /** Heading under which neighbouring terms stand ("Current term", "Your terms", "All terms"). */
  group?: string
}

export function TermSwitch({ terms, current }: { terms: TermChoice[]; current?: string }) {
  const path = usePathname()
  const inUrl = useSearchParams().get('term')
  const chosen =
    terms.find((term) => term.id === inUrl) ?? terms.find((term) => term.id === current) ?? terms[0]
  if (!chosen) return null
  // A record belongs to its own term: switching leads to the section's list.
  const section = `/${path.split('/')[1] ?? ''}`
  return (
    <DropdownMenu
      label={`Term: ${chosen.name}`}
      align="start"
      triggerClass={cn(
        buttonClass({ variant: 'ghost' }),
        'min-w-0 max-w-48 !gap-1 !px-1 sm:max-w-64 sm:!gap-2 sm:!px-2 lg:max-w-80',
      )}
      trigger={
        <>
          <CalendarDays aria-hidden className="text-muted max-sm:hidden" />
          <span className="sr-only">Term: </span>
          <span className="truncate">{chosen.name}</span>
          <ChevronDown aria-hidden className="text-muted" />
        </>
      }
    >
      {[...Map.groupBy(terms, (term) => term.group ?? '')].map(([group, members]) => (
        <div key={group} className="not-first:mt-1 not-first:border-t not-first:border-line not-first:pt-1">
          {group && <p className="px-3 pt-1.5 pb-1 text-xs font-medium text-muted">{group}</p>}
          <ul aria-label={group || undefined}>
            {members.map((term) => (
              <li key={term.id}>
                <MenuLink
                  href={`${section}?term=${encodeURIComponent(term.id)}`}
                  label={term.name}
                  detail={term.detail}
                  current={term.id === chosen.id}
                  icon={
                    term.id === chosen.id ? (
                      <Check aria-hidden className="!text-accent" />
                    ) : (
                      <span className="size-4" />
                    )
                  }
                />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </DropdownMenu>
  )
}
