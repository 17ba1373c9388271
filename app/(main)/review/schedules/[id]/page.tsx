import type { Metadata } from 'next'
import { cache } from 'react'
import { DateField, Form, FormActions, HiddenFields, SubmitButton, TimeField } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { StateBadge } from '@/components/ui/state-badge'
import { dayIn, formatInstant, formatTime, relative } from '@/lib/dates'
import type { Viewer } from '@/lib/permissions'
import { getSchedule, type Schedule, type ScheduledRow } from '@/lib/review/schedule-queries'
import { getSettings } from '@/lib/settings/queries'
import { upperFirst } from '@/lib/text'
import { positionNames } from '@/lib/vocabulary'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { cancelScheduleAction, rescheduleAction } from '../../actions'

const scheduleOf = cache((viewer: Viewer, id: string) => getSchedule(viewer, id))

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const [viewer, { id = '' }] = await Promise.all([getViewer(), params])
  const found = viewer && (await scheduleOf(viewer, id).catch(() => null))
  return {
    title: found
      ? `Scheduled ${found.position} results, ${found.termName} – Review`
      : 'Scheduled results – Review',
  }
}

/** One publication of a later time: what goes out, when, and how to change or cancel it. */
export default definePage(
  { path: '/review/schedules/[id]', gate: 'results.publish' },
  async ({ viewer, params }) => {
    const [schedule, { timeZone: zone }] = await Promise.all([
      scheduleOf(viewer, params.id ?? ''),
      getSettings(),
    ])
    const scope = `term=${schedule.termId}&position=${schedule.position}`
    const word = positionNames[schedule.position].toLowerCase()
    const going = schedule.rows.filter((row) => row.leftOut === null)
    const held = schedule.rows.filter((row) => row.leftOut !== null)
    const waits = schedule.state === 'waiting'
    return (
      <div className="max-w-3xl space-y-8">
        <div>
          <PageHeader
            title={waits ? `${count(going.length)} to be published` : `Scheduled ${word} results`}
            description={`${positionNames[schedule.position]} results, ${schedule.termName}, set by ${schedule.createdByName} on ${formatInstant(schedule.createdAt, zone)}`}
            breadcrumb={[
              { label: 'Review', href: `/review?${scope}` },
              { label: 'Publish results', href: `/review/publish?${scope}` },
            ]}
          />
          <Standing schedule={schedule} zone={zone} />
        </div>
        {waits && (
          <>
            <Section id="results" title="What goes out">
              {going.length === 0 ? (
                <p className="text-sm text-muted">Nothing that waits here can be published as it stands.</p>
              ) : (
                <Rows rows={going} />
              )}
            </Section>
            {held.length > 0 && (
              <Section
                id="left-out"
                title={`Left out as it stands: ${held.length}`}
                description="Decide again, or publish by hand."
              >
                <Rows rows={held} />
              </Section>
            )}
            <Section id="time" title="Change the time">
              <Form action={rescheduleAction} version={schedule.version}>
                <HiddenFields values={{ id: schedule.id, version: schedule.version }} />
                <div className="flex flex-wrap gap-x-6">
                  <DateField name="day" label="Day" defaultValue={dayIn(schedule.dueAt, zone)} />
                  <TimeField name="time" label="Time" defaultValue={formatTime(schedule.dueAt, zone)} />
                </div>
                <FormActions note={`Times are in the time zone ${zone}.`}>
                  <SubmitButton>Save time</SubmitButton>
                </FormActions>
              </Form>
            </Section>
            <Section
              id="cancel"
              title="Cancel"
              description="The decisions stay as they are and can be published later."
            >
              <form action={cancelScheduleAction}>
                <HiddenFields values={{ id: schedule.id, version: schedule.version }} />
                <SubmitButton variant="danger">Cancel the publication</SubmitButton>
              </form>
            </Section>
          </>
        )}
      </div>
    )
  },
)

const count = (n: number) => `${n} ${n === 1 ? 'result' : 'results'}`

function Standing({ schedule, zone }: { schedule: Schedule; zone: string }) {
  const at = formatInstant(schedule.dueAt, zone)
  const publish = `/review/publish?term=${schedule.termId}&position=${schedule.position}`
  if (schedule.state === 'published')
    return (
      <Alert
        tone="ok"
        title={`Published as set for ${at}`}
        actions={
          <ButtonLink href={`/review/publications/${schedule.publicationId}`} size="sm">
            See the publication
          </ButtonLink>
        }
      />
    )
  if (schedule.state === 'failed')
    return (
      <Alert
        tone="warning"
        title={`Nothing was published at ${at}`}
        actions={
          <ButtonLink href={publish} size="sm">
            Publish results
          </ButtonLink>
        }
      >
        <p>{`The reason: ${schedule.failure ?? ''}`}</p>
      </Alert>
    )
  if (schedule.state === 'cancelled')
    return (
      <Alert
        tone="info"
        title="Cancelled"
        actions={
          <ButtonLink href={publish} size="sm">
            Publish results
          </ButtonLink>
        }
      >
        <p>{`It was set for ${at}. The decisions stay, unpublished.`}</p>
      </Alert>
    )
  const away = relative(schedule.dueAt, new Date(), zone)
  return (
    <Alert tone="info" title={`Goes out ${at}${away ? ` (${away})` : ''}`}>
      <p>
        Until then students see nothing and get no email. What is decided at that time goes out: a decision
        that is changed before goes out as changed. Left out is what was withdrawn, is no longer decided, or
        has answers that the student changed after the decision; you are told of it by email.
      </p>
    </Alert>
  )
}

function Rows({ rows }: { rows: ScheduledRow[] }) {
  return (
    <ul className="divide-y divide-line border-y border-line text-sm">
      {rows.map((row) => (
        <li key={row.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
          <Link href={`/review/${row.id}`} className="link inline-flex min-h-6 items-center font-medium">
            {row.name}
          </Link>
          {row.upi && <span className="text-muted">{row.upi}</span>}
          {row.decision && <StateBadge state={row.decision} />}
          {row.leftOut ? (
            <span className="text-warn">{upperFirst(row.leftOut)}</span>
          ) : (
            row.decidedAgain && <Badge tone="info">Decided again since it was set</Badge>
          )}
        </li>
      ))}
    </ul>
  )
}
