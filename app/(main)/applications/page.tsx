import { FilePlus } from 'lucide-react'
import Link from 'next/link'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { StateBadge } from '@/components/ui/state-badge'
import { deadlineText } from '@/lib/applications/deadlines'
import { dayIsOver, listOpenings, listOwnApplications, type OwnApplication } from '@/lib/applications/queries'
import { formatDay, formatInstant } from '@/lib/dates'
import { getSettings } from '@/lib/settings/queries'
import { positionNames } from '@/lib/vocabulary'
import { definePage } from '@/lib/web/page'

export const metadata = { title: 'Applications' }

/** The viewer's own applications of all terms, and what is open to them. */
export default definePage({ path: '/applications', gate: 'applications.write' }, async ({ viewer }) => {
  const [rows, openings, { timeZone }] = await Promise.all([
    listOwnApplications(viewer),
    listOpenings(viewer),
    getSettings(),
  ])
  const canStart = openings.some((opening) => opening.live === null)
  const start = canStart && (
    <ButtonLink href="/applications/new" variant="primary" icon={<FilePlus aria-hidden />}>
      Start an application
    </ButtonLink>
  )
  const terms = [...new Map(rows.map((row) => [row.termId, row.termName]))]
  return (
    <>
      <PageHeader title="Applications" count={rows.length} actions={rows.length > 0 && start} />
      {rows.length === 0 ? (
        <Card>
          <EmptyState title="No application yet" action={start || undefined}>
            {canStart
              ? 'It takes about ten minutes. What you type is kept, so you can stop and go on later.'
              : 'No term takes applications at the moment. Open terms appear here.'}
          </EmptyState>
        </Card>
      ) : (
        <div className="max-w-3xl space-y-6">
          {terms.map(([termId, termName]) => (
            <Card key={termId} title={termName} flush>
              <ul className="divide-y divide-line border-t border-line">
                {rows
                  .filter((row) => row.termId === termId)
                  .map((row) => (
                    <Row key={row.id} row={row} zone={timeZone} />
                  ))}
              </ul>
            </Card>
          ))}
        </div>
      )}
    </>
  )
})

function Row({ row, zone }: { row: OwnApplication; zone: string }) {
  return (
    <li>
      <Link
        href={`/applications/${row.id}`}
        className="flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-3 hover:bg-hover"
      >
        <span className="min-w-0">
          <span className="block text-sm font-medium">{positionNames[row.position]}</span>
          <span className="block text-sm text-muted">{what(row, zone)}</span>
          {row.courseCodes.length > 0 && (
            <span className="block text-sm break-words text-muted">{row.courseCodes.join(', ')}</span>
          )}
          {row.unsubmittedChanges && (
            <span className="block text-sm text-warn">You have changes that are not submitted</span>
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
    if (!row.deadline) return started
    const over = dayIsOver(row.deadline, zone, new Date())
    return `${started}; ${over ? 'the deadline was' : 'submit it by'} ${deadlineText(row.deadline, zone)}`
  }
  if (row.state === 'withdrawn')
    return row.withdrawnAt ? `Withdrawn ${formatInstant(row.withdrawnAt, zone)}` : 'Withdrawn'
  if (row.publishedAt) return `Result of ${formatInstant(row.publishedAt, zone)}`
  const submitted = row.submittedAt ? `Submitted ${formatInstant(row.submittedAt, zone)}` : 'Submitted'
  return row.resultsOn ? `${submitted}; results expected on ${formatDay(row.resultsOn)}` : submitted
}
