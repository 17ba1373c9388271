import type { Metadata } from 'next'
import { cache } from 'react'
import { Checkbox, Form, FormActions, HiddenFields, SubmitButton, TextArea } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { Section } from '@/components/ui/card'
import { Facts } from '@/components/ui/facts'
import { PageHeader } from '@/components/ui/page-header'
import { StateBadge } from '@/components/ui/state-badge'
import { remainingQuarters, sourceNames } from '@/lib/allocations/facts'
import { getMember } from '@/lib/allocations/queries'
import { formatInstant } from '@/lib/dates'
import { formatHours, quartersToDecimal } from '@/lib/hours'
import { getSettings } from '@/lib/settings/queries'
import { positionNames } from '@/lib/vocabulary'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { Breaches, HoursInput } from '../_components/breaches'
import { changeHoursAction, endAction } from '../actions'

const memberOf = cache(getMember)

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const [viewer, { allocationId = '' }] = await Promise.all([getViewer(), params])
  const record = viewer && (await memberOf(viewer, allocationId).catch(() => null))
  return { title: record ? `${record.member.name} in ${record.course.code}` : 'Enrolment' }
}

export default definePage(
  { path: '/enrolment/[allocationId]', gate: 'members.read' },
  async ({ viewer, params }) => {
    const record = await memberOf(viewer, params.allocationId ?? '')
    const settings = await getSettings()
    const { member, course, weeks } = record
    const back = `/enrolment?course=${course.id}`
    const word = positionNames[member.position].toLowerCase()
    const asksAgain = member.state !== 'proposed' && settings.offersNeedAnswer
    return (
      <div className="max-w-3xl space-y-8">
        <div>
          <PageHeader
            title={`${member.name} in ${course.code}`}
            badge={<StateBadge state={member.state} />}
            description={`${positionNames[member.position]}, ${record.termName}`}
            breadcrumb={[
              { label: 'Enrolment', href: `/enrolment?term=${course.termId}` },
              { label: `Members of ${course.code}`, href: back },
            ]}
          />
          <Facts
            columns={3}
            items={[
              {
                label: 'Hours',
                value:
                  member.agreedQuarters === null
                    ? formatHours(member.quarters)
                    : `${formatHours(member.agreedQuarters)} agreed, ${formatHours(member.quarters)} offered`,
              },
              ...(member.state === 'offered'
                ? [
                    {
                      label: 'Answer by',
                      value: member.answerBy ? formatInstant(member.answerBy, settings.timeZone) : 'No limit',
                    },
                  ]
                : []),
              ...(member.declineReason
                ? [{ label: 'Reason for declining', value: member.declineReason, wide: true }]
                : []),
              { label: 'Recorded so far', value: formatHours(member.recordedQuarters) },
              { label: 'Source', value: sourceNames[member.source] },
              {
                label: `Left for ${word}s in the course`,
                value: formatHours(remainingQuarters(course, member.position)),
              },
              {
                label: 'Held in the term',
                value: `${formatHours(record.heldQuarters)} (${(record.heldQuarters / 4 / weeks).toFixed(1)} h a week)`,
              },
              { label: 'Email', value: member.email, widePhone: true },
              ...(member.overrideReason
                ? [{ label: 'Rule overridden', value: member.overrideReason, wide: true }]
                : []),
            ]}
          />
        </div>
        {member.manages ? (
          <>
            <Section id="hours" title="Change hours">
              <Form action={changeHoursAction} version={member.version}>
                <HiddenFields values={{ allocationId: member.id, version: member.version, back }} />
                <Breaches />
                <HoursInput
                  label="Hours for the whole term"
                  defaultValue={quartersToDecimal(member.quarters)}
                />
                <FormActions
                  note={
                    asksAgain
                      ? member.state === 'accepted' || member.agreedQuarters !== null
                        ? 'Other hours are a change that the person is asked to accept, by email. Until then the agreed hours stay.'
                        : 'Other hours are a new offer, which the person is asked to answer, by email.'
                      : undefined
                  }
                >
                  <SubmitButton>Save hours</SubmitButton>
                </FormActions>
              </Form>
            </Section>
            <Section
              id="end"
              title="End the allocation"
              description={
                member.state === 'proposed'
                  ? 'The proposal goes; nobody but coordinators knew of it.'
                  : 'The person leaves the course and its hours are free again. Hours that were recorded stay and are paid.'
              }
            >
              <Form action={endAction}>
                <HiddenFields values={{ allocationId: member.id, version: member.version, back }} />
                <TextArea
                  name="reason"
                  label="Reason"
                  help={member.state === 'proposed' ? undefined : 'The person reads this in the email.'}
                  optional
                  rows={2}
                  maxLength={1000}
                />
                {member.state !== 'proposed' && (
                  <Checkbox
                    name="confirmed"
                    value="1"
                    label={`Yes, end the work of ${member.name} in ${course.code}`}
                    help="The person is told by email at once. It cannot be undone; hours can be given anew."
                  />
                )}
                <SubmitButton variant="danger">
                  {member.state === 'proposed' ? 'Remove the proposal' : 'End the allocation'}
                </SubmitButton>
              </Form>
            </Section>
          </>
        ) : (
          <Alert tone="info" title="Nothing to change here">
            <p>
              {['proposed', 'offered', 'accepted'].includes(member.state)
                ? `Hours of ${word}s in this course are changed by the ${word} coordinator.`
                : 'This allocation is over; it stays for the record.'}
            </p>
          </Alert>
        )}
      </div>
    )
  },
)
