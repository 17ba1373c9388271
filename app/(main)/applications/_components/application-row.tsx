import { Link } from '@/components/ui/link'
import { StateBadge } from '@/components/ui/state-badge'
import type { OwnApplication } from '@/lib/applications/own'
import { formatDay, formatInstant } from '@/lib/dates'
import { positionNames } from '@/lib/vocabulary'

/**
 * An application in a list of one person's. `own`: its student reads it; else it is named with its term, and what
 * is said to the student is left out.
 */
export function ApplicationRow({
  row,
  zone,
  own = true,
}: {
  row: OwnApplication
  zone: string
  own?: boolean
}) {
  return (
    <li>
      <Link
        href={`/applications/${row.id}`}
        className="flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-3 hover:bg-hover"
      >
        <span className="min-w-0">
          <span className="block text-sm font-medium">
            {positionNames[row.position]}
            {!own && `, ${row.termName}`}
          </span>
          <span className="block text-sm text-muted">{what(row, zone)}</span>
          {row.courseCodes.length > 0 && (
            <span className="block text-sm break-words text-muted">{row.courseCodes.join(', ')}</span>
          )}
          {row.unsubmittedChanges && (
            <span className="block text-sm text-warn">
              {own ? 'You have changes that are not submitted' : 'Changes that are not submitted'}
            </span>
          )}
        </span>
        <StateBadge state={row.decision ?? row.state} />
      </Link>
    </li>
  )
}

function what(row: OwnApplication, zone: string): string {
  if (row.state === 'draft') {
    const started = `Begun ${formatInstant(row.createdAt, zone)}, not submitted`
    if (row.end === 'over') return `${started}; the time to submit it is over`
    return row.end ? `${started}; submit it by ${formatInstant(row.end, zone)}` : started
  }
  if (row.state === 'withdrawn')
    return row.withdrawnAt ? `Withdrawn ${formatInstant(row.withdrawnAt, zone)}` : 'Withdrawn'
  if (row.publishedAt) return `Result of ${formatInstant(row.publishedAt, zone)}`
  const submitted = row.submittedAt ? `Submitted ${formatInstant(row.submittedAt, zone)}` : 'Submitted'
  return row.resultsOn ? `${submitted}; results expected on ${formatDay(row.resultsOn)}` : submitted
}
