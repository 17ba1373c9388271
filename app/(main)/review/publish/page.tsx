import { randomUUID } from 'node:crypto'
import type { Metadata } from 'next'
import { DateField, Form, HiddenFields, RadioGroup, SubmitButton, TimeField } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { StateBadge } from '@/components/ui/state-badge'
import { Tabs } from '@/components/ui/tabs'
import { formatInstant } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { listPublications } from '@/lib/review/publications'
import { listReadyToPublish, type ReadyRow } from '@/lib/review/publish-queries'
import { totalsOf } from '@/lib/review/publish-totals'
import { listSchedules } from '@/lib/review/schedule-queries'
import { itemText } from '@/lib/review/schema'
import { getSettings } from '@/lib/settings/queries'
import { positionNames } from '@/lib/vocabulary'
import { definePage } from '@/lib/web/page'
import { reviewContext } from '../_components/review-context'
import { ScheduleNotices } from '../_components/schedule-notices'
import { publishAction } from '../actions'
import { PublishChoice, PublishSummary } from './publish-summary'

export const metadata: Metadata = { title: 'Publish results – Review' }

export default definePage(
  { path: '/review/publish', gate: 'results.publish' },
  async ({ viewer, searchParams }) => {
    const { term, position, positions } = await reviewContext(viewer, searchParams)
    if (!term) return <PageHeader title="Publish results" />
    const scope = { termId: term.id, position }
    const [settings, { rows, more }, earlier, schedules] = await Promise.all([
      getSettings(),
      listReadyToPublish(viewer, scope),
      listPublications(viewer, scope),
      listSchedules(viewer, scope),
    ])
    const table = `/review?term=${term.id}&position=${position}`
    return (
      <div className="max-w-4xl">
        <PageHeader
          title="Publish results"
          count={rows.length}
          description={`${positionNames[position]} applications, ${term.name}`}
          breadcrumb={[{ label: 'Review', href: table }]}
        />
        {positions.length > 1 && (
          <Tabs
            label="Position"
            className="mb-4"
            items={positions.map((one) => ({
              href: `/review/publish?term=${term.id}&position=${one}`,
              label: `${positionNames[one]}s`,
              current: one === position,
            }))}
          />
        )}
        <ScheduleNotices schedules={schedules} zone={settings.timeZone} />
        {rows.length === 0 ? (
          <EmptyState
            title="No decided application waits to be published"
            action={<ButtonLink href={table}>Review applications</ButtonLink>}
          >
            Accept, reserve or reject applications first; their students are told when you publish.
          </EmptyState>
        ) : (
          <Form action={publishAction} className="!max-w-none">
            <HiddenFields values={{ termId: term.id, position, requestKey: randomUUID() }} />
            {more > 0 && (
              <Alert tone="info" className="mb-4">
                <p>{`There are more than ${rows.length.toLocaleString('en-NZ')} results: publish these first, then the others.`}</p>
              </Alert>
            )}
            <p className="measure mb-4 text-base text-muted">
              Each student chosen here gets one email with the result and sees it in MTMS.{' '}
              {settings.offersNeedAnswer
                ? `Accepted students are asked to answer within ${settings.offerAnswerDays} days.`
                : 'Accepted students need not answer.'}{' '}
              A published decision can no longer be changed.
            </p>
            <RadioGroup
              name="when"
              label="When"
              defaultValue="now"
              options={[
                { value: 'now', label: 'Now' },
                {
                  value: 'later',
                  label: 'At a later time',
                  help: `Until then students see nothing and get no email. Times are in the time zone ${settings.timeZone}.`,
                  content: (
                    <div className="flex flex-wrap gap-x-6">
                      <DateField name="day" label="Day" />
                      <TimeField name="time" label="Time" defaultValue="09:00" />
                    </div>
                  ),
                },
              ]}
            />
            {rows.length > 1 && (
              <PublishChoice
                rows={rows.map(({ id, version, decision }) => ({
                  item: itemText({ id, version }),
                  decision,
                }))}
              />
            )}
            <ul className="divide-y divide-line border-y border-line text-sm">
              {rows.map((row) => (
                <li key={row.id}>
                  <ReadyLine row={row} zone={settings.timeZone} />
                </li>
              ))}
            </ul>
            <div className="z-20 -mx-4 border-t border-line bg-ground px-4 py-3 sm:sticky sm:bottom-14 sm:-mx-6 sm:px-6 md:bottom-0 lg:-mx-8 lg:px-8">
              <PublishSummary
                rows={rows.map(({ id, version, decision, courses }) => ({
                  item: itemText({ id, version }),
                  decision,
                  courses,
                }))}
                all={totalsOf(rows.filter((row) => !row.scheduledFor))}
              />
              <div className="mt-3 flex flex-wrap gap-2">
                <SubmitButton pendingText="Publishing">Publish results</SubmitButton>
                <ButtonLink href={table} variant="ghost">
                  Cancel
                </ButtonLink>
              </div>
            </div>
          </Form>
        )}
        {earlier.length > 0 && (
          <section className="mt-10">
            <h2 className="mb-2 text-lg">Published before</h2>
            <ul className="divide-y divide-line border-y border-line text-sm">
              {earlier.map((one) => (
                <li key={one.id} className="flex flex-wrap justify-between gap-x-4 gap-y-1 py-3">
                  <Link className="link" href={`/review/publications/${one.id}`}>
                    {formatInstant(one.createdAt, settings.timeZone)}
                  </Link>
                  <span className="text-muted tabular-nums">
                    {one.accepted} accepted, {one.rejected} rejected, {one.reserve} on reserve, by{' '}
                    {one.publishedByName}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    )
  },
)

function ReadyLine({ row, zone }: { row: ReadyRow; zone: string }) {
  const told = row.courses.map((one) => `${formatHours(one.quarters)} in ${one.code}`).join(', ')
  return (
    <div className="flex items-start gap-3">
      <label className="flex min-h-10 flex-1 cursor-pointer items-start gap-3 py-3">
        <input
          type="checkbox"
          name="item"
          value={itemText({ id: row.id, version: row.version })}
          defaultChecked={!row.scheduledFor}
          className="mt-0.5 size-4 shrink-0"
        />
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="font-medium">{row.name}</span>
            {row.upi && <span className="text-muted">{row.upi}</span>}
            <StateBadge state={row.decision} />
            {row.scheduledFor && (
              <Badge tone="info">{`Goes out ${formatInstant(row.scheduledFor, zone)}`}</Badge>
            )}
            {row.eligibility && <Badge tone={row.eligibility.tone}>{row.eligibility.label}</Badge>}
            {row.changedSince && <Badge tone="warn">Answers changed since the decision</Badge>}
          </span>
          {told && <span className="block text-muted tabular-nums">{told}</span>}
          {row.decision === 'accepted' && row.courses.length === 0 && (
            <span className="block text-warn">Accepted without hours in any course.</span>
          )}
          {row.noteToStudent && (
            <span className="block whitespace-pre-line text-muted">Note: {row.noteToStudent}</span>
          )}
        </span>
      </label>
      <Link href={`/review/${row.id}`} className="link py-3">
        Open<span className="sr-only"> {row.name}</span>
      </Link>
    </div>
  )
}
