import Link from 'next/link'
import { SidePanel } from '@/components/layout/side-panel'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { Meter } from '@/components/ui/meter'
import type { Analysis } from '@/lib/assignment-runs/analysis'
import type { CoursePanelView } from '@/lib/assignment-runs/panels'
import { formatHours } from '@/lib/hours'
import { positionNames } from '@/lib/vocabulary'
import type { BoardLinks } from './links'
import { PairForms } from './pair-forms'

/** One course of a scenario: who is in it and why, what stays open and why, and who asked for it in vain. */
export function CoursePanel({
  view,
  analysis,
  links,
  editable,
}: {
  view: CoursePanelView
  analysis: Analysis
  links: BoardLinks
  editable: boolean
}) {
  const { card } = view
  const both = analysis.data.base.positions.length > 1
  const item = (row: CoursePanelView['people'][number]) => (
    <li key={`${row.userId}:${row.position}`} className="space-y-2 py-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <p className="text-sm">
          <Link href={links.person(row.userId)} scroll={false} className="link font-medium">
            {row.name}
          </Link>
          {both && <span className="text-muted"> as {row.position === 0 ? 'tutor' : 'marker'}</span>}
        </p>
        {row.quarters > 0 && <Badge tone="ok">{formatHours(row.quarters)}</Badge>}
      </div>
      <p className="text-sm text-muted">
        {row.fixed ? 'Stands already by an allocation.' : row.reason}
        {row.locked && ' Locked by you.'}
      </p>
      {editable && !row.fixed && (
        <PairForms
          row={row}
          userId={row.userId}
          name={row.name}
          links={links}
          block={analysis.settings.minChunk}
          moves={[]}
        />
      )}
    </li>
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
          {card.parts.map((part) => (
            <div key={part.position}>
              <Meter
                label={`${positionNames[part.position === 0 ? 'tutor' : 'marker']}s`}
                value={part.filledQuarters / 4}
                max={part.demandQuarters / 4}
                unit="h"
                tone={part.filledQuarters < part.demandQuarters ? 'warn' : 'ok'}
              />
              {part.takenPeople > 0 && (
                <p className="text-sm text-muted">
                  {formatHours(part.takenQuarters)} of these were given to {part.takenPeople}{' '}
                  {part.takenPeople === 1 ? 'person' : 'people'} who take no part.
                </p>
              )}
              {part.filledQuarters < part.demandQuarters && (
                <p className="text-sm">
                  <span className="text-muted">Why it stays open: </span>
                  {part.shortage ??
                    'eligible people are worth more in other courses, or the rest is less than a step or block.'}
                </p>
              )}
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
          title: `In it (${view.people.length})`,
          children:
            view.people.length > 0 ? (
              <ul className="divide-y divide-line border-y border-line">{view.people.map(item)}</ul>
            ) : (
              <p className="text-sm text-muted">Nobody.</p>
            ),
        },
        {
          id: 'not-in',
          title: `Asked for it (${view.notChosen.total})`,
          description:
            view.notChosen.total > view.notChosen.rows.length
              ? `The ${view.notChosen.rows.length} most suitable of those without hours here.`
              : 'Those without hours here, the most suitable first.',
          children:
            view.notChosen.rows.length > 0 ? (
              <ul className="divide-y divide-line border-y border-line">{view.notChosen.rows.map(item)}</ul>
            ) : (
              <p className="text-sm text-muted">Nobody else asked for it.</p>
            ),
        },
      ]}
    />
  )
}
