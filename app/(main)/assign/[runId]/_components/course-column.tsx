import { TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { ButtonLink } from '@/components/ui/button'
import { Meter } from '@/components/ui/meter'
import { Pagination } from '@/components/ui/pagination'
import {
  type BoardParams,
  boardList,
  COURSES_A_PAGE,
  type CourseCard,
  courseViews,
} from '@/lib/assignment-runs/board'
import { formatHours } from '@/lib/hours'
import { positionNames } from '@/lib/vocabulary'
import { PairChip } from './chip'
import type { BoardLinks } from './links'
import { BoardSearch, ViewLinks } from './search'

const viewNames = { all: 'All', gaps: 'With open hours', breaches: 'Breaking a rule' }

/** The courses of a scenario with their demand and the people in them. */
export function CourseColumn({
  cards,
  total,
  page,
  params,
  links,
  editable,
  both,
}: {
  cards: CourseCard[]
  total: number
  page: number
  params: BoardParams
  links: BoardLinks
  editable: boolean
  both: boolean
}) {
  const path = `/assign/${links.id}`
  return (
    <section aria-labelledby="courses" className="min-w-0">
      <h2 id="courses" className="mb-2 text-lg">
        Courses <span className="text-base text-muted tabular-nums">{total}</span>
      </h2>
      <BoardSearch name="q" label="Search courses" value={params.q} params={params} path={path} />
      <ViewLinks
        label="Courses shown"
        items={courseViews.map((view) => ({
          label: viewNames[view],
          href: boardList.href(path, params, {
            filters: { show: view === 'all' ? undefined : view, cpage: undefined },
          }),
          current: (params.filters.show ?? 'all') === view,
        }))}
      />
      {cards.length === 0 ? (
        <p className="border-y border-line py-6 text-sm text-muted">
          No course matches.{' '}
          <Link className="link" href={path} scroll={false}>
            Show all
          </Link>
        </p>
      ) : (
        <ul className="divide-y divide-line border-y border-line">
          {cards.map((card) => (
            <CourseItem key={card.id} card={card} links={links} editable={editable} both={both} />
          ))}
        </ul>
      )}
      <Pagination
        label="Pages of courses"
        page={page}
        pageSize={COURSES_A_PAGE}
        total={total}
        noun="courses"
        hrefFor={(next) =>
          boardList.href(path, params, { filters: { cpage: next === 1 ? undefined : next } })
        }
      />
    </section>
  )
}

function CourseItem({
  card,
  links,
  editable,
  both,
}: {
  card: CourseCard
  links: BoardLinks
  editable: boolean
  both: boolean
}) {
  return (
    <li data-course={card.id} className="py-3 data-over:bg-accent-soft">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="text-sm font-semibold">
          <Link href={links.course(card.id)} scroll={false} className="link">
            {card.code}
          </Link>
        </h3>
        {card.sharedQuarters !== null && (
          <span className="text-xs text-muted">
            {formatHours(card.sharedQuarters)} for both positions together
          </span>
        )}
      </div>
      <div className="mt-1 grid gap-x-6 gap-y-1 sm:grid-cols-2">
        {card.parts.map((part) => {
          const gap = part.demandQuarters - part.filledQuarters
          const label = positionNames[part.position === 0 ? 'tutor' : 'marker']
          return (
            <div key={part.position}>
              <Meter
                label={both ? `${label}s` : 'Filled'}
                value={part.filledQuarters / 4}
                max={part.demandQuarters / 4}
                unit="h"
                tone={gap > 0 ? 'warn' : 'ok'}
              />
              <p className="text-xs text-muted">
                {[
                  gap > 0 ? `${formatHours(gap)} open` : '',
                  part.wanted === null
                    ? `${part.people} ${part.people === 1 ? 'person' : 'people'}`
                    : `${part.people} of ${part.wanted} people`,
                  part.takenPeople > 0 ? `${formatHours(part.takenQuarters)} given before` : '',
                ]
                  .filter(Boolean)
                  .join(', ')}
              </p>
            </div>
          )
        })}
      </div>
      {card.breaches.map((breach) => (
        <p key={breach} className="mt-1 flex gap-1.5 text-sm text-bad">
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {breach}
        </p>
      ))}
      {card.chips.length > 0 && (
        <ul className="mt-2 flex flex-wrap gap-2">
          {card.chips.map((chip) => (
            <li key={`${chip.userId}:${chip.position}`} className="max-w-full">
              <PairChip chip={chip} links={links} editable={editable} showPosition={both} />
            </li>
          ))}
          {card.more > 0 && (
            <li>
              <ButtonLink href={links.course(card.id)} scroll={false} size="sm" variant="ghost">
                {card.more} more
              </ButtonLink>
            </li>
          )}
        </ul>
      )}
    </li>
  )
}
