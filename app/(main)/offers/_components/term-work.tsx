import { Card } from '@/components/ui/card'
import { Link } from '@/components/ui/link'
import { Meter } from '@/components/ui/meter'
import { StateBadge } from '@/components/ui/state-badge'
import { formatDay, formatInstant, relative } from '@/lib/dates'
import { formatHours, weeklyHours } from '@/lib/hours'
import type { OwnOffer, TermWork } from '@/lib/offers/queries'
import { positionNames } from '@/lib/vocabulary'

/** Courses of one term with their hours, the weekly load and the next payday. */
export function TermWorkCard({ term, now, zone }: { term: TermWork; now: Date; zone: string }) {
  const load = weeklyHours(term.loadQuarters, term.weeks)
  const open = weeklyHours(term.unansweredQuarters, term.weeks)
  const payday = term.nextPayday
  const away = payday ? relative(payday.cutoffAt, now, zone) : null
  return (
    <Card
      level={3}
      id={`term-${term.id}`}
      title={term.name}
      description={`${formatDay(term.startsOn)} to ${formatDay(term.endsOn)}, ${term.weeks} teaching ${term.weeks === 1 ? 'week' : 'weeks'}`}
      footer={
        payday
          ? `Next payday ${formatDay(payday.paidOn)}; hours are due ${formatInstant(payday.cutoffAt, zone)}${away ? ` (${away})` : ''}.`
          : 'No further payday is set for this term.'
      }
      flush
    >
      <div className="grid gap-x-8 gap-y-3 px-4 pb-4 sm:grid-cols-2">
        {term.maxWeekQuarters === null ? (
          <p className="text-sm text-muted tabular-nums">{`Weekly load: ${load} h. You gave no maximum.`}</p>
        ) : (
          <Meter
            label="Weekly load of your maximum"
            value={load}
            max={term.maxWeekQuarters / 4}
            unit="h"
            over={term.loadQuarters > term.maxWeekQuarters * term.weeks}
          />
        )}
        {term.visaCapQuarters !== null && (
          <Meter
            label="Weekly load of the visa cap"
            value={load}
            max={term.visaCapQuarters / 4}
            unit="h"
            over={term.loadQuarters > term.visaCapQuarters * term.weeks}
          />
        )}
        {open > 0 && (
          <p className="text-sm text-muted sm:col-span-2">{`Of this, ${open} h a week are offers that you have not answered.`}</p>
        )}
      </div>
      {term.work.length === 0 ? (
        <p className="border-t border-line px-4 py-4 text-sm text-muted">
          You have accepted no hours in this term yet.
        </p>
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {term.work.map((one) => (
            <li
              key={one.id}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3"
            >
              <CourseName offer={one} />
              <span className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm tabular-nums">
                <Meter
                  compact
                  label={`Hours recorded in ${one.code}`}
                  value={one.recordedQuarters / 4}
                  max={(one.agreedQuarters ?? one.quarters) / 4}
                  text={`${formatHours(one.recordedQuarters)} recorded of ${formatHours(one.agreedQuarters ?? one.quarters)}`}
                />
                <StateBadge state="accepted" />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function CourseName({ offer, term }: { offer: OwnOffer; term?: boolean }) {
  return (
    <span className="min-w-0">
      <Link href={`/courses/${offer.courseId}`} className="link text-sm font-medium">
        {offer.code}
      </Link>
      <span className="block text-sm break-words text-muted">
        {offer.name} · {positionNames[offer.position].toLowerCase()}
        {term && `, ${offer.termName}`}
      </span>
    </span>
  )
}

/** Offers that came to nothing and work that is over. */
export function PastOffers({ offers }: { offers: OwnOffer[] }) {
  return (
    <Card title="Past offers and work" flush>
      <ul className="divide-y divide-line border-t border-line">
        {offers.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
            <span className="min-w-0">
              <CourseName offer={one} term />
              {(one.declineReason ?? one.endReason) && (
                <span className="block text-sm break-words text-muted">
                  {one.declineReason ? 'You wrote: ' : 'Reason: '}
                  {one.declineReason ?? one.endReason}
                </span>
              )}
            </span>
            <span className="flex flex-wrap items-center gap-3 text-sm tabular-nums">
              {one.state === 'ended' || one.state === 'accepted'
                ? `${formatHours(one.recordedQuarters)} recorded of ${formatHours(one.quarters)}`
                : formatHours(one.quarters)}
              <StateBadge
                state={one.state === 'accepted' ? 'ended' : one.state}
                label={one.state === 'accepted' ? 'Term over' : undefined}
              />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
