import { TriangleAlert } from 'lucide-react'
import { Link } from '@/components/ui/link'
import { Meter } from '@/components/ui/meter'
import { Pagination } from '@/components/ui/pagination'
import {
  type BoardParams,
  boardList,
  PEOPLE_A_PAGE,
  type PersonLine,
  peopleViews,
} from '@/lib/assignment-runs/board'
import type { LeftOutPerson } from '@/lib/assignment-runs/left-out'
import { formatHours } from '@/lib/hours'
import type { BoardLinks } from './links'
import { BoardSearch, ViewLinks } from './search'

const viewNames = {
  all: 'All',
  none: 'Without hours',
  some: 'With hours',
  missed: 'Missed their first preference',
  breaches: 'Breaking a rule',
}

/** The people of a scenario: what they asked for and what they got. */
export function PeopleColumn({
  lines,
  total,
  page,
  params,
  links,
  editable,
  places,
  leftOut,
}: {
  lines: PersonLine[]
  total: number
  page: number
  params: BoardParams
  links: BoardLinks
  editable: boolean
  /** `placesText` of each line. */
  places: string[]
  /** Whom the search finds outside of the scenario. */
  leftOut: LeftOutPerson[]
}) {
  const path = `/assign/${links.id}`
  return (
    <section aria-labelledby="people" className="min-w-0">
      <h2 id="people" className="mb-2 scroll-mt-20 text-lg">
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
          {leftOut.length > 0 ? 'Nobody of this scenario matches.' : 'Nobody matches.'}{' '}
          <Link className="link" href={path} scroll={false}>
            Show all
          </Link>
        </p>
      ) : (
        <ul className="divide-y divide-line border-y border-line">
          {lines.map((line, i) => (
            <li
              key={line.userId}
              draggable={editable || undefined}
              data-person={editable ? line.userId : undefined}
              data-places={editable ? places[i] : undefined}
              className="py-2"
            >
              <div className="flex flex-wrap items-baseline justify-between gap-x-3">
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
                  ? line.chips
                      .map(
                        (chip) =>
                          `${chip.code} ${formatHours(chip.quarters)}${chip.advised ? ' (advised against)' : ''}`,
                      )
                      .join(', ')
                  : 'No hours'}
                {line.elsewhereQuarters > 0 && `, elsewhere ${formatHours(line.elsewhereQuarters)}`}
                {params.filters.load === 'missed' && `; ranked ${line.missed} first`}
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
      {leftOut.length > 0 && (
        <div className="mt-3 text-sm">
          <h3 className="font-medium">Applied, but not in this scenario</h3>
          <ul>
            {leftOut.map((one) => (
              <li key={one.applicationId} className="py-1">
                <Link href={`/review/${one.applicationId}`} className="link">
                  {one.name}
                </Link>
                <span className="text-muted">: {one.why}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {total > 0 && (
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
      )}
    </section>
  )
}
