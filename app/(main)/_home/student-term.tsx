import { Card } from '@/components/ui/card'
import { Link } from '@/components/ui/link'
import { Meter } from '@/components/ui/meter'
import { StateBadge } from '@/components/ui/state-badge'
import { formatDay, formatInstant } from '@/lib/dates'
import type { StudentTerm } from '@/lib/home/student'
import { formatHours } from '@/lib/hours'
import { type Clock, due } from './student-home'

/** A student's courses of one term: hours per course, weekly load against its limits, the next payday. */
export function StudentTermCard({ term, clock }: { term: StudentTerm; clock: Clock }) {
  const { maxWeekQuarters: max, visaCapQuarters: cap, nextPayday } = term
  const offered = term.work.some((w) => w.state === 'offered')
  return (
    <Card
      title="Courses you work in"
      description={`${term.name}, ${term.weeks} teaching ${term.weeks === 1 ? 'week' : 'weeks'}`}
      flush
      footer={
        nextPayday && (
          <>
            Next payday <span className="text-ink">{formatDay(nextPayday.paidOn)}</span>; hours are due{' '}
            {formatInstant(nextPayday.cutoffAt, clock.zone)}
            {due(nextPayday.cutoffAt, clock)}.{' '}
            <Link href={`/hours?term=${term.id}`} className="link">
              Record hours
            </Link>
          </>
        )
      }
    >
      <ul className="divide-y divide-line border-t border-line">
        {term.work.map((w) => (
          <li key={w.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-3">
            <span className="min-w-0">
              <Link href={`/courses/${w.courseId}`} className="link text-sm font-medium">
                {w.code}
              </Link>
              <span className="block text-sm break-words text-muted">
                {w.name} · {w.position}
              </span>
            </span>
            <span className="flex items-center gap-3 text-sm tabular-nums">
              {w.agreedQuarters !== null && w.agreedQuarters !== w.quarters
                ? `${formatHours(w.agreedQuarters)} → ${formatHours(w.quarters)}`
                : formatHours(w.quarters)}
              {w.state === 'offered' ? (
                <Link href="/offers" className="rounded">
                  <StateBadge state="offered" label="Offered: answer" />
                </Link>
              ) : (
                <StateBadge state={w.state} />
              )}
            </span>
          </li>
        ))}
      </ul>
      <div className="grid gap-x-8 gap-y-3 border-t border-line px-4 py-3 sm:grid-cols-2">
        {max !== null && <Load label="Weekly load of your maximum" term={term} limit={max} />}
        {cap !== null && <Load label="Weekly load, of the visa cap" term={term} limit={cap} />}
        {max === null && cap === null && (
          <p className="text-sm text-muted tabular-nums">{`${perWeek(term)} h a week, ${formatHours(term.quarters)} in all`}</p>
        )}
        {offered && <p className="text-sm text-muted">Offers that you have not answered are counted in.</p>}
      </div>
    </Card>
  )
}

/** Hours a week, rounded up to tenths, so that a load over its limit never reads as equal to it. */
const perWeek = (term: StudentTerm) => Math.ceil((term.quarters * 10) / (4 * term.weeks)) / 10

function Load({ label, term, limit }: { label: string; term: StudentTerm; limit: number }) {
  const over = term.quarters > limit * term.weeks
  return (
    <Meter
      label={label}
      value={perWeek(term)}
      max={limit / 4}
      over={over}
      unit="h"
      text={`${perWeek(term)} h of ${formatHours(limit)} a week${over ? ', over' : ''}`}
    />
  )
}
