import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { StateBadge } from '@/components/ui/state-badge'
import type { DraftEnd } from '@/lib/applications/deadlines'
import { endOfDay, formatDay, formatInstant, relative } from '@/lib/dates'
import type { StudentHome } from '@/lib/home/student'
import { positionNames } from '@/lib/vocabulary'
import { StudentTermCard } from './student-term'
import type { WaitingItem } from './waiting'

export type Clock = { now: Date; today: string; zone: string }

/** For students: their work with its load, their applications and what is open. */
export function StudentHomeSection({ home, clock }: { home: StudentHome; clock: Clock }) {
  return (
    <div className="space-y-6">
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
                    <span className="block text-sm text-muted">{whatNext(a, clock)}</span>
                    {a.unsubmittedChanges && (
                      <span className="block text-sm text-warn">You have changes that are not submitted</span>
                    )}
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
                  <span className="block text-sm text-muted">{openUntil(o, clock)}</span>
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

/** Own offers, hours and drafts; a draft whose time is over is no work any more, but a fact among the applications. */
export function studentWaiting(home: StudentHome, clock: Clock): WaitingItem[] {
  const work = home.terms.flatMap((term) => term.work)
  const offers = work.filter((w) => w.state === 'offered')
  const first = offers.flatMap((offer) => offer.answerBy ?? []).sort((a, b) => a.getTime() - b.getTime())[0]
  const items: WaitingItem[] = []
  if (offers.length > 0)
    items.push({
      count: offers.length,
      label: offers.length === 1 ? 'offer to answer' : 'offers to answer',
      detail: first ? `Until ${formatInstant(first, clock.zone)}${due(first, clock)}` : undefined,
      href: '/offers',
    })
  for (const { termId, n } of home.returned)
    items.push({
      count: n,
      label: n === 1 ? 'timesheet returned to you' : 'timesheets returned to you',
      detail: 'Read the reason, correct the hours and submit them again.',
      href: `/hours?term=${termId}`,
    })
  for (const { id, overdue, name } of home.terms)
    if (overdue > 0)
      items.push({
        count: overdue,
        label: overdue === 1 ? 'timesheet is overdue' : 'timesheets are overdue',
        detail: `${name}: the cut-off has passed. Hours can still be submitted; they are marked as late.`,
        href: `/hours?term=${id}`,
      })
  for (const { id, nextPayday, name } of home.terms)
    if (
      nextPayday &&
      nextPayday.toSubmit > 0 &&
      nextPayday.cutoffAt.getTime() - clock.now.getTime() < NEAR_MS
    )
      items.push({
        count: nextPayday.toSubmit,
        label: `${nextPayday.toSubmit === 1 ? 'timesheet' : 'timesheets'} to submit for ${formatDay(nextPayday.paidOn)}`,
        detail: `${name}, until ${formatInstant(nextPayday.cutoffAt, clock.zone)}${due(nextPayday.cutoffAt, clock)}`,
        href: `/hours?term=${id}`,
      })
  for (const a of home.applications)
    if (a.state === 'draft' && a.end !== 'over')
      items.push({
        label: `Finish and submit your ${a.position} application`,
        detail: `${a.termName}, ${untilText(a.end, clock)}`,
        href: `/applications/${a.id}`,
      })
    else if (a.unsubmittedChanges && a.end !== 'over')
      items.push({
        label: `Submit the changes to your ${a.position} application, or discard them`,
        detail: `${a.termName}, ${untilText(a.end, clock)}. Until they are submitted, what you submitted stands.`,
        href: `/applications/${a.id}/review`,
      })
  return items
}

function whatNext(a: StudentHome['applications'][number], clock: Clock): string {
  const { zone } = clock
  if (a.state === 'draft') {
    if (a.end !== 'over') return `Not submitted; ${untilText(a.end, clock)}`
    const why = a.passedOn
      ? `the deadline was ${formatDay(a.passedOn)}`
      : 'the term no longer takes applications'
    return `Your ${a.position} application was not submitted; ${why}. Write to the ${a.position} coordinator if you want to submit late.`
  }
  if (a.state === 'withdrawn') return 'Withdrawn'
  if (a.publishedAt) return `Result published ${formatInstant(a.publishedAt, zone)}`
  const submitted = a.submittedAt ? `Submitted ${formatInstant(a.submittedAt, zone)}` : 'Submitted'
  return a.resultsOn ? `${submitted}. Results expected ${formatDay(a.resultsOn)}` : submitted
}

function untilText(end: Exclude<DraftEnd, 'over'>, clock: Clock): string {
  return end ? `until ${formatInstant(end, clock.zone)}${due(end, clock)}` : 'no deadline set'
}

function openUntil(o: StudentHome['open'][number], clock: Clock): string {
  const end = o.lateUntil ?? (o.lastDay ? endOfDay(o.lastDay, clock.zone) : null)
  const text = untilText(end, clock)
  return o.lateUntil ? `Late submission ${text}` : `${text[0]?.toUpperCase()}${text.slice(1)}`
}

/** " (in 3 days)" for an instant that is near. */
export function due(at: Date, clock: Clock): string {
  const away = relative(at, clock.now, clock.zone)
  return away ? ` (${away})` : ''
}
