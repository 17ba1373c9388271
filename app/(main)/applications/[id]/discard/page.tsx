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
import { discardChangesAction } from '../../actions'

export const generateMetadata = (props: PageProps) => applicationMetadata(props, 'Discard changes')

export default definePage(
  { path: '/applications/[id]/discard', gate: 'applications.write' },
  async ({ viewer, params }) => {
    const { id = '' } = params
    const [form, view] = await Promise.all([formOfPage(viewer, id), getOwnApplication(viewer, id)])
    const page = `/applications/${id}`
    if (!view.unsubmittedChanges) redirect(page)
    return (
      <>
        <PageHeader
          title="Discard your changes"
          breadcrumb={[applicationsOf(viewer, form), { label: applicationTitle(form), href: page }]}
        />
        <Form action={discardChangesAction}>
          <HiddenFields values={{ id }} />
          <ConfirmPanel
            effects={[
              'Everything that you changed since you submitted is deleted.',
              'What was submitted stands, and takes part as before.',
            ]}
            warning="Discarded changes cannot be brought back."
            action={<SubmitButton variant="danger">Discard changes</SubmitButton>}
            cancelHref={page}
            cancelLabel="Keep them"
          />
        </Form>
      </>
    )
  },
)
