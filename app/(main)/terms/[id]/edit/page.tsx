import { Form, FormActions, HiddenFields, SubmitButton } from '@/components/form'
import { ButtonLink } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { definePage, type PageProps } from '@/lib/web/page'
import { TermFields } from '../../_components/term-fields'
import { termMetadata, termOfPage } from '../../_components/term-page'
import { saveTermAction } from '../../actions'

export const generateMetadata = (props: PageProps) => termMetadata(props, 'Edit')

export default definePage({ path: '/terms/[id]/edit', gate: 'terms.manage' }, async ({ viewer, params }) => {
  const { term } = await termOfPage(viewer, params.id)
  return (
    <>
      <PageHeader
        title={`Edit ${term.name}`}
        breadcrumb={[
          { label: 'Terms', href: '/terms' },
          { label: term.name, href: `/terms/${term.id}` },
        ]}
      />
      <Form action={saveTermAction}>
        <HiddenFields values={{ id: term.id, version: term.version }} />
        <TermFields term={term} />
        <FormActions>
          <SubmitButton pendingText="Saving">Save term</SubmitButton>
          <ButtonLink href={`/terms/${term.id}`} variant="ghost">
            Cancel
          </ButtonLink>
        </FormActions>
      </Form>
    </>
  )
})
