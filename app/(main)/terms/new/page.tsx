import type { Metadata } from 'next'
import { Form, FormActions, SubmitButton } from '@/components/form'
import { ButtonLink } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { definePage } from '@/lib/web/page'
import { PatternFields, TermFields } from '../_components/term-fields'
import { createTermAction } from '../actions'

export const metadata: Metadata = { title: 'New term' }

export default definePage({ path: '/terms/new', gate: 'terms.manage' }, () => (
  <>
    <PageHeader title="New term" breadcrumb={[{ label: 'Terms', href: '/terms' }]} />
    <Form action={createTermAction}>
      <TermFields />
      <Section
        id="paydays"
        title="Paydays"
        description="The days on which work of this term is paid. Each can be changed later."
        className="mt-8"
      >
        <PatternFields optional />
      </Section>
      <FormActions>
        <SubmitButton pendingText="Creating">Create term</SubmitButton>
        <ButtonLink href="/terms" variant="ghost">
          Cancel
        </ButtonLink>
      </FormActions>
    </Form>
  </>
))
