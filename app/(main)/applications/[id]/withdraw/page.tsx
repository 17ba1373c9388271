import { redirect } from 'next/navigation'
import { Form, HiddenFields, SubmitButton } from '@/components/form'
import { ConfirmPanel } from '@/components/ui/confirm-panel'
import { PageHeader } from '@/components/ui/page-header'
import { getOwnApplication } from '@/lib/applications/own'
import { definePage, type PageProps } from '@/lib/web/page'
import {
  applicationMetadata,
  applicationsOf,
  applicationTitle,
  formOfPage,
} from '../../_components/form-page'
import { withdrawAction } from '../../actions'

export const generateMetadata = (props: PageProps) => applicationMetadata(props, 'Withdraw')

export default definePage(
  { path: '/applications/[id]/withdraw', gate: 'applications.write' },
  async ({ viewer, params }) => {
    const { id = '' } = params
    const [form, view] = await Promise.all([formOfPage(viewer, id), getOwnApplication(viewer, id)])
    const page = `/applications/${id}`
    if (!view.canWithdraw) redirect(page)
    return (
      <>
        <PageHeader
          title="Withdraw this application"
          breadcrumb={[applicationsOf(viewer, form), { label: applicationTitle(form), href: page }]}
        />
        <Form action={withdrawAction}>
          <HiddenFields values={{ id }} />
          <ConfirmPanel
            effects={[
              'It takes no further part, and the coordinators see that it was withdrawn.',
              'You can still read what was submitted.',
              'You can start another one while the term takes applications.',
            ]}
            warning="A withdrawn application cannot be brought back."
            action={<SubmitButton variant="danger">Withdraw application</SubmitButton>}
            cancelHref={page}
            cancelLabel="Keep it"
          />
        </Form>
      </>
    )
  },
)
