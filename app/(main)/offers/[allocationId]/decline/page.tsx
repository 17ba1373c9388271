import type { Metadata } from 'next'
import { cache } from 'react'
import { Form, FormActions, HiddenFields, SubmitButton, TextArea } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { formatHours } from '@/lib/hours'
import { getOwnOffer } from '@/lib/offers/queries'
import type { Viewer } from '@/lib/permissions'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { declineOfferAction } from '../../actions'

const offerOf = cache((viewer: Viewer, id: string) => getOwnOffer(viewer, id, new Date()))

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const [viewer, { allocationId = '' }] = await Promise.all([getViewer(), params])
  const offer = viewer && (await offerOf(viewer, allocationId).catch(() => null))
  return { title: offer ? `Decline ${offer.code} – Offers` : 'Decline an offer' }
}

export default definePage(
  { path: '/offers/[allocationId]/decline', gate: 'offers.answer' },
  async ({ viewer, params }) => {
    const offer = await offerOf(viewer, params.allocationId ?? '')
    const { quarters, agreedQuarters } = offer
    const header = (
      <PageHeader
        title={
          agreedQuarters === null
            ? `Decline ${formatHours(quarters)} in ${offer.code}`
            : `Decline the change in ${offer.code}`
        }
        description={`${offer.name}. ${offer.position === 'tutor' ? 'Tutor' : 'Marker'}, ${offer.termName}`}
        breadcrumb={[{ label: 'Offers', href: '/offers' }]}
      />
    )
    if (offer.refusal)
      return (
        <div className="max-w-2xl">
          {header}
          <Alert tone="info" actions={<ButtonLink href="/offers">Back to your offers</ButtonLink>}>
            <p>{offer.refusal}</p>
          </Alert>
        </div>
      )
    return (
      <div className="max-w-2xl">
        {header}
        <p className="measure mb-6 text-base">
          {agreedQuarters === null
            ? 'The hours become free for somebody else at once. You cannot take this back.'
            : `Your hours stay ${formatHours(agreedQuarters)} instead of ${formatHours(quarters)}.`}
        </p>
        <Form action={declineOfferAction}>
          <HiddenFields values={{ allocationId: offer.id, version: offer.version }} />
          <TextArea
            name="reason"
            label="Why do you decline?"
            help="The coordinators read this."
            rows={3}
            maxLength={1000}
          />
          <FormActions>
            <SubmitButton variant="danger" pendingText="Declining">
              {agreedQuarters === null ? 'Decline the offer' : 'Decline the change'}
            </SubmitButton>
            <ButtonLink href="/offers" variant="ghost">
              Back
            </ButtonLink>
          </FormActions>
        </Form>
      </div>
    )
  },
)
