import Link from 'next/link'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { StateBadge } from '@/components/ui/state-badge'
import { formatDay, formatInstant, relative, relativeDay } from '@/lib/dates'
import type { StudentHome } from '@/lib/home/student'
import { positionNames } from '@/lib/vocabulary'
import { StudentTermCard } from './student-term'
import { Waiting, type WaitingItem } from './waiting'

export type Clock = { now: Date; today: string; zone: string }

/** For students: what waits for them, their work with its load, their applications and what is open. */
export function StudentHomeSection({ home, clock }: { home: StudentHome; clock: Clock }) {
  const near = (day: string | null) => {
    if (!day) return 'no deadline set'
    if (day < clock.today) return `the deadline was ${formatDay(day)}`
    const away = relativeDay(day, clock.today)
    return `until ${formatDay(day)}, 23:59${away ? ` (${away})` : ''}`
  }
  return (
    <div className="space-y-6">
      <Waiting items={waitingOf(home, clock, near)} nothing="Nothing waits for you." />
      {home.terms.map((term) => (
        <StudentTermCard key={term.id} term={term} clock={clock} />
      ))}
      <Card title="Your applications" flush>
        {home.applications.length === 0 ? (
          <EmptyState title="No application yet">
            {home.open.length > 0
              ? 'Choose a position below to begin. You can stop at any time and go on later.'
              : 'No term takes applications at the moment.'}
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line border-t border-line">
            {home.applications.map((a) => (
              <li key={a.id}>
                <Link
                  href={`/applications/${a.id}`}
                  className="flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-3 hover:bg-hover"
                >
                  <span className="min-w-0">
                    <span className="block text-sm font-medium">
                      {positionNames[a.position]}, {a.termName}
                    </span>
                    <span className="block text-sm text-muted">
                      {whatNext(a, near(a.deadline), clock.zone)}
                    </span>
                  </span>
                  <StateBadge state={a.decision ?? a.state} />
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Card>
      {home.open.length > 0 && (
        <Card
          title="Open for applications"
          flush
          footer={
            <Link href="/applications/new" className="link">
              See all terms and late submission
            </Link>
          }
        >
          <ul className="divide-y divide-line border-t border-line">
            {home.open.map((o) => (
              <li
                key={o.termId + o.position}
                className="flex flex-wrap items-center justify-between gap-3 px-4 py-3"
              >
                <span className="min-w-0">
                  <span className="block text-sm font-medium">
                    {positionNames[o.position]}, {o.termName}
                  </span>
                  <span className="block text-sm text-muted">{near(o.deadline)}</span>
                </span>
                <ButtonLink href={`/applications/new?term=${o.termId}&position=${o.position}`} size="sm">
                  Apply as {o.position}
                </ButtonLink>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </div>
  )
}

/** The cut-off of a payday is near enough to be named. */
const NEAR_MS = 14 * 86_400_000

function waitingOf(home: StudentHome, clock: Clock, near: (day: string | null) => string): WaitingItem[] {
  const work = home.terms.flatMap((term) => term.work)
  const offers = work.filter((w) => w.state === 'offered')
  const first = offers.flatMap((offer) => offer.answerBy ?? []).sort((a, b) => a.getTime() - b.getTime())[0]
  const items: WaitingItem[] = []
  if (offers.length > 0)
    items.push({
      count: offers.length,
      label: offers.length === 1 ? 'offer to answer' : 'offers to answer',
      detail: first ? `until ${formatInstant(first, clock.zone)}${due(first, clock)}` : undefined,
      href: '/offers',
    })
  if (home.returned > 0)
    items.push({
      count: home.returned,
      label: home.returned === 1 ? 'timesheet returned to you' : 'timesheets returned to you',
      detail: 'Read the reason, correct the hours and submit them again.',
      href: '/hours',
    })
  for (const { nextPayday, name } of home.terms)
    if (
      nextPayday &&
      nextPayday.toSubmit > 0 &&
      nextPayday.cutoffAt.getTime() - clock.now.getTime() < NEAR_MS
    )
      items.push({
        count: nextPayday.toSubmit,
        label: `${nextPayday.toSubmit === 1 ? 'timesheet' : 'timesheets'} to submit for ${formatDay(nextPayday.paidOn)}`,
        detail: `${name}, until ${formatInstant(nextPayday.cutoffAt, clock.zone)}${due(nextPayday.cutoffAt, clock)}`,
        href: '/hours',
      })
  for (const a of home.applications)
    if (a.state === 'draft')
      items.push({
        label: `Finish and submit your ${a.position} application`,
        detail: `${a.termName}, ${near(a.deadline)}`,
        href: `/applications/${a.id}`,
      })
  return items
}

function whatNext(a: StudentHome['applications'][number], deadline: string, zone: string): string {
  if (a.state === 'draft') return `Not submitted; ${deadline}`
  if (a.state === 'withdrawn') return 'Withdrawn'
  if (a.publishedAt) return `Result published ${formatInstant(a.publishedAt, zone)}`
  const submitted = a.submittedAt ? `Submitted ${formatInstant(a.submittedAt, zone)}` : 'Submitted'
  return a.resultsOn ? `${submitted}. Results expected ${formatDay(a.resultsOn)}` : submitted
}

/** " (in 3 days)" for an instant that is near. */
export function due(at: Date, clock: Clock): string {
  const away = relative(at, clock.now, clock.zone)
  return away ? ` (${away})` : ''
}
