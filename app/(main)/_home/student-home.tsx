import Link from 'next/link'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { StateBadge } from '@/components/ui/state-badge'
import { formatDay, formatInstant, relative, relativeDay, teachingWeeks } from '@/lib/dates'
import type { StudentHome } from '@/lib/home/queries'
import { formatHours } from '@/lib/hours'
import { positionNames } from '@/lib/vocabulary'
import { Waiting, type WaitingItem } from './waiting'

type Clock = { now: Date; today: string; zone: string }

/** For students: what is unfinished, their applications and, once published, their courses. */
export function StudentHomeSection({ home, clock }: { home: StudentHome; clock: Clock }) {
  const near = (day: string | null) => {
    if (!day) return 'no deadline set'
    const away = relativeDay(day, clock.today)
    return `until ${formatDay(day)}, 23:59${away ? ` (${away})` : ''}`
  }
  const waiting: WaitingItem[] = home.applications
    .filter((a) => a.state === 'draft')
    .map((a) => ({
      label: `Finish and submit your ${a.position} application`,
      detail: `${a.termName}, ${near(a.deadline)}`,
      href: `/applications/${a.id}`,
    }))
  return (
    <div className="space-y-6">
      <Waiting items={waiting} nothing="Nothing is unfinished." />
      {home.work.length > 0 && <Work work={home.work} nextPayday={home.nextPayday} clock={clock} />}
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
        <Card title="Open for applications" flush>
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

function whatNext(a: StudentHome['applications'][number], deadline: string, zone: string): string {
  if (a.state === 'draft') return `Not submitted; ${deadline}`
  if (a.state === 'withdrawn') return 'Withdrawn'
  if (a.publishedAt) return `Result published ${formatInstant(a.publishedAt, zone)}`
  const submitted = a.submittedAt ? `Submitted ${formatInstant(a.submittedAt, zone)}` : 'Submitted'
  return a.resultsOn ? `${submitted}. Results expected ${formatDay(a.resultsOn)}` : submitted
}

function Work({ work, nextPayday, clock }: Pick<StudentHome, 'work' | 'nextPayday'> & { clock: Clock }) {
  const perWeek = work.reduce(
    (total, w) => total + w.quarters / 4 / teachingWeeks(w.startsOn, w.endsOn, w.breakWeeks),
    0,
  )
  return (
    <Card
      title="Your courses"
      description={`About ${perWeek.toFixed(1)} h a week over the teaching weeks.`}
      flush
      footer={
        nextPayday &&
        `Next payday ${formatDay(nextPayday.paidOn)}; hours are due ${formatInstant(nextPayday.cutoffAt, clock.zone)}${due(nextPayday.cutoffAt, clock)}`
      }
    >
      <ul className="divide-y divide-line border-t border-line">
        {work.map((w) => (
          <li key={w.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-3">
            <span className="min-w-0">
              <Link href={`/courses/${w.courseId}`} className="link text-sm font-medium">
                {w.code}
              </Link>
              <span className="block text-sm text-muted break-words">
                {w.name} · {w.position}, {w.termName}
              </span>
            </span>
            <span className="flex items-center gap-3 text-sm tabular-nums">
              {formatHours(w.quarters)} <StateBadge state={w.state} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function due(at: Date, clock: Clock): string {
  const away = relative(at, clock.now, clock.zone)
  return away ? ` (${away})` : ''
}
