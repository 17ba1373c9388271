import { TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { Meter } from '@/components/ui/meter'
import { Pagination } from '@/components/ui/pagination'
import {
  type BoardParams,
  boardList,
  PEOPLE_A_PAGE,
  type PersonLine,
  peopleViews,
} from '@/lib/assignment-runs/board'
import { formatHours } from '@/lib/hours'
import type { BoardLinks } from './links'
import { BoardSearch, ViewLinks } from './search'

const viewNames = { all: 'All', none: 'Without hours', some: 'With hours', breaches: 'Breaking a rule' }

/** The people of a scenario: what they asked for and what they got. */
export function PeopleColumn({
  lines,
  total,
  page,
  params,
  links,
  editable,
}: {
  lines: PersonLine[]
  total: number
  page: number
  params: BoardParams
  links: BoardLinks
  editable: boolean
}) {
  const path = `/assign/${links.id}`
  return (
    <section aria-labelledby="people" className="min-w-0">
      <h2 id="people" className="mb-2 text-lg">
        People <span className="text-base text-muted tabular-nums">{total}</span>
      </h2>
      <BoardSearch
        name="people"
        label="Search people"
        value={params.filters.people ?? ''}
        params={params}
        path={path}
      />
      <ViewLinks
        label="People shown"
        items={peopleViews.map((view) => ({
          label: viewNames[view],
          href: boardList.href(path, params, {
            filters: { load: view === 'all' ? undefined : view, ppage: undefined },
          }),
          current: (params.filters.load ?? 'all') === view,
        }))}
      />
      {lines.length === 0 ? (
        <p className="border-y border-line py-6 text-sm text-muted">
          Nobody matches.{' '}
          <Link className="link" href={path} scroll={false}>
            Show all
          </Link>
        </p>
      ) : (
        <ul className="divide-y divide-line border-y border-line">
          {lines.map((line) => (
            <li
              key={line.userId}
              draggable={editable || undefined}
              data-person={editable ? line.userId : undefined}
              className="py-2"
            >
              <div className="flex items-baseline justify-between gap-3">
                <Link
                  href={links.person(line.userId)}
                  scroll={false}
                  className="link min-w-0 truncate text-sm"
                >
                  {line.name}
                </Link>
                <Meter
                  compact
                  label={`Hours of ${line.name}`}
                  value={(line.gotQuarters + line.elsewhereQuarters) / 4}
                  max={line.askedQuarters / 4}
                  unit="h"
                />
              </div>
              <p className="text-xs text-muted">
                {line.chips.length > 0
                  ? line.chips.map((chip) => `${chip.code} ${formatHours(chip.quarters)}`).join(', ')
                  : 'No hours'}
                {line.elsewhereQuarters > 0 && `, elsewhere ${formatHours(line.elsewhereQuarters)}`}
              </p>
              {line.breaches.map((breach) => (
                <p key={breach} className="flex gap-1.5 text-xs text-bad">
                  <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
                  {breach}
                </p>
              ))}
            </li>
          ))}
        </ul>
      )}
      <Pagination
        label="Pages of people"
        page={page}
        pageSize={PEOPLE_A_PAGE}
        total={total}
        noun="people"
        hrefFor={(next) =>
          boardList.href(path, params, { filters: { ppage: next === 1 ? undefined : next } })
        }
      />
    </section>
  )
}
