import { TriangleAlert } from 'lucide-react'
import { ButtonLink } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
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
import { CourseChips } from './chips'
import { KeptOut } from './kept-out'
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
      <h2 id="courses" className="mb-2 scroll-mt-20 text-lg">
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
          {cards.map((card, at) => (
            <CourseItem key={card.id} at={at} card={card} links={links} editable={editable} both={both} />
          ))}
        </ul>
      )}
      {total > 0 && (
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
      )}
    </section>
  )
}

const people = (n: number) => `${n} ${n === 1 ? 'person' : 'people'}`

function CourseItem({
  at,
  card,
  links,
  editable,
  both,
}: {
  /** Its place on the page, by which dragging knows it. */
  at: number
  card: CourseCard
  links: BoardLinks
  editable: boolean
  both: boolean
}) {
  return (
    <li data-course={card.id} data-at={at} className="py-3 data-over:bg-accent-soft">
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
                label={both ? `${label}s` : 'Hours'}
                value={part.filledQuarters / 4}
                max={part.demandQuarters / 4}
                unit="h"
                tone={gap > 0 && !part.smallRest ? 'warn' : 'ok'}
              />
              <p className="mt-1 text-xs text-muted">
                {[
                  part.restWords ?? (gap > 0 ? `${formatHours(gap)} open` : ''),
                  part.wanted === null
                    ? people(part.people)
                    : part.people > part.wanted
                      ? `${people(part.people)}, ${part.wanted === 0 ? 'none' : part.wanted} wanted`
                      : `${part.people} of ${part.wanted} people`,
                  part.takenPeople > 0
                    ? `of them ${part.takenPeople} with ${formatHours(part.takenQuarters)} given before`
                    : '',
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
          <CourseChips courseId={card.id} chips={card.chips} editable={editable} showPosition={both} />
          {card.more > 0 && (
            <li>
              <ButtonLink href={links.course(card.id)} scroll={false} size="sm" variant="ghost">
                {card.more} more
              </ButtonLink>
            </li>
          )}
        </ul>
      )}
      {card.keptOut.length > 0 && (
        <KeptOut
          courseId={card.id}
          code={card.code}
          people={card.keptOut}
          position={card.parts[0]?.position ?? 0}
          editable={editable}
        />
      )}
    </li>
  )
}
