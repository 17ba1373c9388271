import { redirect } from 'next/navigation'
import { Form, HiddenFields, SubmitButton } from '@/components/form'
import { ConfirmPanel } from '@/components/ui/confirm-panel'
import { PageHeader } from '@/components/ui/page-header'
import { definePage, type PageProps } from '@/lib/web/page'
import {
  applicationMetadata,
  applicationsOf,
  applicationTitle,
  formOfPage,
} from '../../_components/form-page'
import { deleteDraftAction } from '../../actions'

export const generateMetadata = (props: PageProps) => applicationMetadata(props, 'Delete')

export default definePage(
  { path: '/applications/[id]/delete', gate: 'applications.write' },
  async ({ viewer, params }) => {
    const { id = '' } = params
    const form = await formOfPage(viewer, id)
    const page = `/applications/${id}`
    if (form.state !== 'draft') redirect(page)
    return (
      <>
        <PageHeader
          title="Delete this draft"
          breadcrumb={[applicationsOf(viewer, form), { label: applicationTitle(form), href: page }]}
        />
        <Form action={deleteDraftAction}>
          <HiddenFields values={{ id }} />
          <ConfirmPanel
            effects={[
              'Everything that was typed into it is deleted.',
              'Your profile stays as it is, and you can start again while the term takes applications.',
            ]}
            warning="A deleted draft cannot be brought back."
            action={<SubmitButton variant="danger">Delete draft</SubmitButton>}
            cancelHref={page}
            cancelLabel="Keep it"
          />
        </Form>
      </>
    )
  },
)
