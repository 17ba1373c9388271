import type { Metadata } from 'next'
import { cache } from 'react'
import { Form, FormActions, HiddenFields, SubmitButton } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { Facts } from '@/components/ui/facts'
import { PageHeader } from '@/components/ui/page-header'
import { gradeText } from '@/lib/applications/grades'
import { formatHours, quartersToDecimal } from '@/lib/hours'
import { getReserve } from '@/lib/offers/reserve-queries'
import { ordinal } from '@/lib/ordinal'
import type { Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { positionNames, verdictNames } from '@/lib/vocabulary'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { eligibilityOf, gpaText } from '../../../review/_components/columns'
import { Breaches, HoursInput } from '../../_components/breaches'
import { offerFromReserveAction } from '../../actions'
import { loadText } from '../_load'

const reserveOf = cache((viewer: Viewer, courseId: string, applicationId: string) =>
  getReserve(viewer, { courseId, applicationId }),
)
const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? ''

export async function generateMetadata({ params, searchParams }: PageProps): Promise<Metadata> {
  const [viewer, { applicationId = '' }, { course }] = await Promise.all([getViewer(), params, searchParams])
  const found = viewer && (await reserveOf(viewer, one(course), applicationId).catch(() => null))
  return {
    title: found ? `Offer hours in ${found.course.code} to ${found.row.name}` : 'Offer hours – Reserve list',
  }
}

export default definePage(
  { path: '/enrolment/reserve/[applicationId]', gate: 'applications.decide' },
  async ({ viewer, params, searchParams }) => {
    const [{ course, row }, settings] = await Promise.all([
      reserveOf(viewer, one(searchParams.course), params.applicationId ?? ''),
      getSettings(),
    ])
    const word = positionNames[course.position].toLowerCase()
    const list = `/enrolment/reserve?course=${course.id}&position=${course.position}`
    return (
      <div className="max-w-3xl">
        <PageHeader
          title={`Offer hours in ${course.code} to ${row.name}`}
          description={`${positionNames[course.position]}, ${course.name}, ${course.termName}`}
          breadcrumb={[
            { label: 'Enrolment', href: `/enrolment?term=${course.termId}` },
            { label: `Members of ${course.code}`, href: `/enrolment?course=${course.id}` },
            { label: 'Reserve list', href: list },
          ]}
        />
        <Facts
          columns={3}
          className="mb-6"
          items={[
            { label: 'Rank of this course', value: ordinal(row.rank) },
            { label: 'Grade', value: gradeText(row) },
            { label: 'GPA', value: gpaText(row.gpaHundredths) },
            { label: 'Load', value: loadText(row, course.weeks) },
            { label: 'Eligibility', value: eligibilityOf(row).label },
            {
              label: `Left for ${word}s in the course`,
              value: formatHours(course.leftQuarters),
            },
            {
              label: 'Endorsed',
              value: row.endorsements
                .map((one) => `${verdictNames[one.verdict]} (${one.coordinator})`)
                .join(', '),
              wide: true,
            },
          ]}
        />
        {row.refusal ? (
          <Alert
            tone="info"
            title="Hours cannot be offered from here"
            actions={
              <>
                <ButtonLink href={`/review/${row.id}`}>Open the application</ButtonLink>
                <ButtonLink href={list} variant="ghost">
                  Reserve list
                </ButtonLink>
              </>
            }
          >
            <p>{row.refusal}</p>
          </Alert>
        ) : (
          <Form action={offerFromReserveAction} version={row.version}>
            <HiddenFields values={{ applicationId: row.id, courseId: course.id, version: row.version }} />
            <Breaches />
            <HoursInput
              label="Hours for the whole term"
              defaultValue={row.suggestedQuarters > 0 ? quartersToDecimal(row.suggestedQuarters) : undefined}
            />
            <FormActions
              note={`The application becomes accepted and the person gets an email at once${settings.offersNeedAnswer ? `, with ${settings.offerAnswerDays} days to answer` : ''}.`}
            >
              <SubmitButton pendingText="Offering">Offer hours</SubmitButton>
              <ButtonLink href={list} variant="ghost">
                Cancel
              </ButtonLink>
            </FormActions>
          </Form>
        )}
      </div>
    )
  },
)
