import { FactRows } from '@/components/ui/facts'
import { Link } from '@/components/ui/link'
import { StateBadge } from '@/components/ui/state-badge'
import { formatHours } from '@/lib/hours'
import type { ReviewRecord } from '@/lib/review/record'
import { positionNames } from '@/lib/vocabulary'

/** What the person holds in this term, whatever it came from. */
export function RecordHours({ record }: { record: ReviewRecord }) {
  if (record.allocations.length === 0)
    return <p className="text-sm text-muted">No hours in this term, in either position.</p>
  return (
    <ul className="divide-y divide-line border-y border-line text-sm">
      {record.allocations.map((one) => (
        <li key={one.id} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 py-3">
          <span>
            <Link className="link" href={`/enrolment?term=${record.term.id}&course=${one.courseId}`}>
              {one.code}
            </Link>{' '}
            as {positionNames[one.position].toLowerCase()}
            {!one.ofThis && one.source === 'pre_assignment' && ' (pre-assignment)'}
          </span>
          <span className="flex items-center gap-3">
            <span className="tabular-nums">{formatHours(one.quarters)}</span>
            <StateBadge state={one.state} />
          </span>
          {one.overrideReason && (
            <span className="basis-full text-muted">Rule overridden: {one.overrideReason}</span>
          )}
        </li>
      ))}
    </ul>
  )
}

/** What the person held and applied for in other terms. */
export function EarlierTerms({ record }: { record: ReviewRecord }) {
  const { earlierTerms, earlierApplications } = record
  if (earlierTerms.length === 0 && earlierApplications.length === 0)
    return (
      <p className="text-sm text-muted">Nothing earlier: no other application, no hours in another term.</p>
    )
  return (
    <div className="space-y-4">
      {earlierTerms.length > 0 && (
        <FactRows
          items={earlierTerms.map((term) => ({
            label: term.name,
            value: `${formatHours(term.quarters)} held`,
          }))}
        />
      )}
      {earlierApplications.length > 0 && (
        <ul className="divide-y divide-line border-y border-line text-sm">
          {earlierApplications.map((one) => (
            <li key={one.id} className="flex flex-wrap items-center justify-between gap-3 py-2">
              <Link className="link" href={`/review/${one.id}`}>
                {positionNames[one.position]} application, {one.term}
              </Link>
              <span className="flex gap-2">
                <StateBadge state={one.state} />
                {one.decision && <StateBadge state={one.decision} />}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
