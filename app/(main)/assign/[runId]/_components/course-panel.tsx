import type { ReactNode } from 'react'
import { SidePanel } from '@/components/layout/side-panel'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { Meter } from '@/components/ui/meter'
import { Pagination } from '@/components/ui/pagination'
import type { ToldPair } from '@/lib/assignment-runs/accepted'
import type { Analysis } from '@/lib/assignment-runs/analysis'
import { type CoursePanelView, PEOPLE_A_LIST, type PeoplePage } from '@/lib/assignment-runs/panels'
import { blockOf } from '@/lib/assignment-runs/settings'
import type { WhyOpen } from '@/lib/assignment-runs/why-open'
import { formatHours } from '@/lib/hours'
import { ordinal } from '@/lib/ordinal'
import { positionNames } from '@/lib/vocabulary'
import { AcceptedNow } from './accepted-now'
import type { BoardLinks } from './links'
import { NeedLink, ReasonLines, TheOthers } from './reason-lines'
import { RowActions } from './row-actions'

/** One course of a scenario: who is in it and why, what stays open and why, and who asked for it in vain. */
export function CoursePanel({
  view,
  analysis,
  links,
  editable,
  notice,
  accepted,
}: {
  view: CoursePanelView
  analysis: Analysis
  links: BoardLinks
  editable: boolean
  /** An edit that was refused. */
  notice: ReactNode
  /** What is held now and the scenario takes. */
  accepted: ToldPair[]
}) {
  const { card } = view
  const both = analysis.data.base.positions.length > 1
  const item = (row: PeoplePage['rows'][number]) => (
    <li key={`${row.userId}:${row.position}`} className="space-y-2 py-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <p className="text-sm">
          <Link href={links.person(row.userId)} scroll={false} className="link font-medium">
            {row.name}
          </Link>
          {both && <span className="text-muted"> as {row.position === 0 ? 'tutor' : 'marker'}</span>}
        </p>
        <p className="flex items-baseline gap-x-3 text-sm">
          <span className="text-muted tabular-nums">
            {row.quarters === 0 && row.rank !== null && `${ordinal(row.rank)} preference, `}
            suitability {row.suitability.toFixed(1)}
          </span>
          {row.quarters > 0 && <Badge tone="ok">{formatHours(row.quarters)}</Badge>}
        </p>
      </div>
      {row.quarters > 0 ? (
        <p className="text-sm text-muted">
          {row.fixed ? 'Stands already by an allocation.' : row.reason}
          {row.locked && ' Locked by you.'}
        </p>
      ) : (
        <>
          <ReasonLines reasons={row.whyNot} courseId={row.courseId} code={row.code} links={links} muted />
          {row.possible && (
            <Link
              href={links.exchange(row.userId, row.courseId)}
              scroll={false}
              prefetch={false}
              className="link text-sm"
            >
              What would change if they worked here?
              <span className="sr-only">{` ${row.name}, ${row.code}`}</span>
            </Link>
          )}
        </>
      )}
      {editable && !row.fixed && (
        <RowActions
          row={{
            courseId: row.courseId,
            code: row.code,
            position: row.position,
            quarters: row.quarters,
            locked: row.locked,
            forbidden: row.forbidden,
            wasQuarters: row.wasQuarters,
            open: row.open,
          }}
          userId={row.userId}
          name={row.name}
          block={blockOf(analysis.settings)}
        />
      )}
    </li>
  )
  const list = (name: 'inpage' | 'outpage', { rows, total, page }: PeoplePage) => (
    <>
      <ul className="divide-y divide-line border-y border-line">{rows.map(item)}</ul>
      {total > PEOPLE_A_LIST && (
        <Pagination
          page={page}
          pageSize={PEOPLE_A_LIST}
          total={total}
          noun="people"
          label={name === 'inpage' ? 'Pages of people in it' : 'Pages of others who asked for it'}
          hrefFor={(next) => links.list(name, next)}
        />
      )}
    </>
  )
  return (
    <SidePanel
      title={card.code}
      subtitle={
        card.sharedQuarters === null
          ? undefined
          : `${formatHours(card.sharedQuarters)} for both positions together`
      }
      closeHref={links.closed}
      facts={
        <div className="space-y-4">
          {notice}
          <AcceptedNow pairs={accepted} of="course" links={links} />
          {card.parts.map((part, at) => (
            <div key={part.position}>
              <Meter
                label={`${positionNames[part.position === 0 ? 'tutor' : 'marker']}s`}
                value={part.filledQuarters / 4}
                max={part.demandQuarters / 4}
                unit="h"
                tone={part.filledQuarters < part.demandQuarters && !part.smallRest ? 'warn' : 'ok'}
              />
              {part.takenPeople > 0 && (
                <div className="text-sm text-muted">
                  {formatHours(part.takenQuarters)} of these were given to {part.takenPeople}{' '}
                  {part.takenPeople === 1 ? 'person who takes' : 'people who take'} no part
                  {view.others[at]?.named ? `: ${view.others[at].named}.` : '.'}
                  <TheOthers words={view.others[at]?.more ?? []} />
                </div>
              )}
              <Open why={view.open[at] ?? null} courseId={card.id} code={card.code} links={links} />
            </div>
          ))}
          {card.breaches.length > 0 && (
            <Alert tone="error" title="Breaks a rule">
              {card.breaches.map((breach) => (
                <p key={breach}>{breach}</p>
              ))}
            </Alert>
          )}
          <ButtonLink href={`/courses/${card.id}`} size="sm">
            Open the course
          </ButtonLink>
        </div>
      }
      sections={[
        {
          id: 'in',
          title: `In it (${inWords(view)})`,
          description:
            view.people.total > 1
              ? 'The most suitable first (0 to 100, by the sliders), equal ones by name.'
              : undefined,
          children:
            view.people.total > 0 ? (
              list('inpage', view.people)
            ) : (
              <p className="text-sm text-muted">Nobody.</p>
            ),
        },
        ...(view.missed.length > 0
          ? [
              {
                id: 'missed',
                title: `Ranked it first and missed it (${view.missed.length})`,
                description: 'What they have instead. Open one for the reason, and for what would change.',
                children: <Missed people={view.missed} links={links} />,
              },
            ]
          : []),
        {
          id: 'not-in',
          title: `Others who asked for it (${view.notChosen.total} of those who take part)`,
          description:
            'Those without hours here: first who may work here, the most suitable on top and equal ones by name; then who may not. Open one for all that can be done.',
          children:
            view.notChosen.total > 0 ? (
              list('outpage', view.notChosen)
            ) : (
              <p className="text-sm text-muted">Nobody else asked for it.</p>
            ),
        },
      ]}
    />
  )
}

/** "4 of this scenario, 1 before": those who take no part count on the board as well. */
function inWords({ people, card }: CoursePanelView): string {
  const before = card.parts.reduce((sum, part) => sum + part.takenPeople, 0)
  return before > 0 ? `${people.total} of this scenario, ${before} before` : String(people.total)
}

/** Names that are shown at once; the others are opened. */
const MISSED = 10

function Missed({ people, links }: { people: CoursePanelView['missed']; links: BoardLinks }) {
  const list = (some: CoursePanelView['missed']) => (
    <ul className="space-y-1 text-sm">
      {some.map(({ userId, name, instead }) => (
        <li key={userId}>
          <Link href={links.person(userId)} scroll={false} prefetch={false} className="link">
            {name}
          </Link>
          <span className="text-muted">: {instead}</span>
        </li>
      ))}
    </ul>
  )
  const others = people.slice(MISSED)
  return (
    <>
      {list(people.slice(0, MISSED))}
      {others.length > 0 && (
        <details>
          <summary className="link min-h-8 cursor-pointer text-sm pointer-coarse:min-h-11">
            {`Show ${others.length} more`}
          </summary>
          {list(others)}
        </details>
      )}
    </>
  )
}

function Open({
  why,
  courseId,
  code,
  links,
}: {
  why: WhyOpen | null
  courseId: string
  code: string
  links: BoardLinks
}) {
  if (!why) return null
  return (
    <p className="text-sm">
      <span className="text-muted">Why it stays open: </span>
      {why.words}
      {why.need && (
        <>
          {' '}
          <NeedLink courseId={courseId} code={code} links={links} />
        </>
      )}
    </p>
  )
}
