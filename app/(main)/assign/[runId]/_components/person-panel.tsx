import type { ReactNode } from 'react'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SidePanel } from '@/components/layout/side-panel'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { Button, ButtonLink } from '@/components/ui/button'
import { Facts } from '@/components/ui/facts'
import { Link } from '@/components/ui/link'
import { Meter } from '@/components/ui/meter'
import type { ToldPair } from '@/lib/assignment-runs/accepted'
import type { Analysis } from '@/lib/assignment-runs/analysis'
import { type BoardParams, boardList } from '@/lib/assignment-runs/board'
import type { Exchange } from '@/lib/assignment-runs/exchange'
import type { PersonCourse, PersonPanelView } from '@/lib/assignment-runs/panels'
import { blockOf } from '@/lib/assignment-runs/settings'
import { formatHours } from '@/lib/hours'
import { ordinal } from '@/lib/ordinal'
import { AcceptedNow } from './accepted-now'
import type { BoardLinks } from './links'
import { PairForms } from './pair-forms'
import { ExchangeLines, ReasonLines } from './reason-lines'

/** Of so many courses at most all are offered by name in the search of a panel; else the code is typed. */
const OFFERED = 60

/** One person of a scenario: each preference with its hours or the reason why not, and the answer for any other course. */
export function PersonPanel({
  view,
  analysis,
  links,
  params,
  editable,
  exchanges,
  notice,
  accepted,
}: {
  view: PersonPanelView
  analysis: Analysis
  links: BoardLinks
  params: BoardParams
  editable: boolean
  /** What a course would change elsewhere, by its id: where that is the reason, and where it was asked for. */
  exchanges: ReadonlyMap<string, Exchange>
  /** An edit that was refused. */
  notice: ReactNode
  /** What is held now and the scenario takes. */
  accepted: ToldPair[]
}) {
  const { line } = view
  const { base } = analysis.data
  const both = base.positions.length > 1
  const moves = view.wishes
    .filter((row) => row.open && row.quarters === 0 && !row.forbidden)
    .map((row) => ({ id: row.courseId, code: row.code, position: row.position }))
  const item = (row: PersonCourse) => {
    const exchange = exchanges.get(row.courseId)
    return (
      <li key={`${row.courseId}:${row.position}`} className="space-y-2 py-3">
        <div className="flex flex-wrap items-baseline justify-between gap-x-3">
          <p className="text-sm">
            <Link href={links.course(row.courseId)} scroll={false} className="link font-medium">
              {row.code}
            </Link>{' '}
            <span className="text-muted">
              {[
                row.rank === null ? 'not among their preferences' : `${ordinal(row.rank)} preference`,
                both ? (row.position === 0 ? 'as tutor' : 'as marker') : '',
              ]
                .filter(Boolean)
                .join(', ')}
            </span>
          </p>
          {row.quarters > 0 ? (
            <Badge tone="ok">{formatHours(row.quarters)}</Badge>
          ) : (
            <Badge>{row.forbidden ? 'Kept out' : 'No hours'}</Badge>
          )}
        </div>
        {row.quarters > 0 ? (
          <p className="text-sm">
            <span className="text-muted">Why: </span>
            {row.fixed ? 'Stands already by an allocation.' : row.reason}
            {row.locked && ' Locked by you.'}
          </p>
        ) : (
          <ReasonLines reasons={row.whyNot} courseId={row.courseId} code={row.code} links={links} />
        )}
        {row.quarters === 0 && row.possible && exchange && (
          <ExchangeLines exchange={exchange} links={links} />
        )}
        {row.quarters === 0 && row.possible && !exchange?.reason && params.filters.cost !== row.courseId && (
          <Link
            href={links.exchange(line.userId, row.courseId)}
            scroll={false}
            prefetch={false}
            className="link text-sm"
          >
            What would change if they worked here?
          </Link>
        )}
        {editable && !row.fixed && (
          <PairForms
            row={row}
            userId={line.userId}
            name={line.name}
            links={links}
            block={blockOf(analysis.settings)}
            moves={moves.filter((move) => move.position === row.position)}
          />
        )}
      </li>
    )
  }
  const application = view.applications.find(Boolean)
  return (
    <SidePanel
      title={line.name}
      subtitle={
        line.chips.length > 0
          ? `${formatHours(line.gotQuarters)} in this scenario`
          : 'No hours in this scenario'
      }
      closeHref={links.closed}
      facts={
        <div className="space-y-4">
          {notice}
          <AcceptedNow pairs={accepted} of="person" links={links} />
          <Meter
            label="Hours in the term"
            value={(line.gotQuarters + line.elsewhereQuarters) / 4}
            max={line.askedQuarters / 4}
            unit="h"
          />
          <Facts
            columns={3}
            items={[
              { label: 'Degree level', value: view.degree === 'PG' ? 'Postgraduate' : 'Undergraduate' },
              {
                label: view.gpaOfPreferred ? 'GPA of preferred courses' : 'GPA',
                value: view.gpa > 0 ? view.gpa.toFixed(2) : null,
              },
              { label: 'Most a week', value: formatHours(view.maxWeekQuarters) },
              {
                label: 'Visa cap',
                value: view.visaWeekQuarters < 160 ? `${formatHours(view.visaWeekQuarters)} a week` : 'None',
              },
              { label: 'Held outside this scenario', value: formatHours(line.elsewhereQuarters) },
            ]}
          />
          {line.breaches.length > 0 && (
            <Alert tone="error" title="Breaks a rule">
              {line.breaches.map((breach) => (
                <p key={breach}>{breach}</p>
              ))}
            </Alert>
          )}
          {application && (
            <ButtonLink href={`/review/${application}`} size="sm">
              Open the application
            </ButtonLink>
          )}
        </div>
      }
      sections={[
        {
          id: 'preferences',
          title: 'Preferences',
          children: <ul className="divide-y divide-line border-y border-line">{view.wishes.map(item)}</ul>,
        },
        {
          id: 'other',
          title: 'Another course',
          description: 'Why this person is not in a course that they did not choose, or to put them there.',
          children: (
            <>
              <form action={`/assign/${links.id}`} className="flex items-end gap-2">
                <HiddenFields values={{ ...boardList.toParams(params), why: null, cost: null }} />
                <label className="min-w-0 flex-1 text-sm font-medium" htmlFor="why">
                  Course code
                  <input
                    id="why"
                    name="why"
                    list="why-courses"
                    defaultValue={view.asked[0]?.code ?? ''}
                    autoComplete="off"
                    className="control mt-1"
                  />
                </label>
                {base.courses.length <= OFFERED && (
                  <datalist id="why-courses">
                    {base.courses.map((course) => (
                      <option key={course.id} value={course.code} />
                    ))}
                  </datalist>
                )}
                <Button type="submit">Show why</Button>
              </form>
              {params.filters.why && view.asked.length === 0 && (
                <p className="mt-3 text-sm text-muted">
                  No such course in the term, or it stands among the preferences above.
                </p>
              )}
              {view.asked.length > 0 && (
                <ul className="mt-3 divide-y divide-line border-y border-line">{view.asked.map(item)}</ul>
              )}
            </>
          ),
        },
      ]}
    />
  )
}
