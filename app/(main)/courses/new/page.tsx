import type { Metadata } from 'next'
import { Form, FormActions, SubmitButton } from '@/components/form'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { listTermChoices } from '@/lib/courses/queries'
import { definePage } from '@/lib/web/page'
import { termOf } from '@/lib/web/term'
import { DeadlineFields, ManagedFields, NeedFields } from '../_components/course-fields'
import { NeedCalculator } from '../_components/need-calculator'
import { createCourseAction } from '../actions'

export const metadata: Metadata = { title: 'New course' }

export default definePage(
  { path: '/courses/new', gate: 'courses.manage' },
  async ({ viewer, searchParams }) => {
    const [terms, term] = await Promise.all([listTermChoices(viewer), termOf(viewer, searchParams)])
    return (
      <>
        <PageHeader title="New course" breadcrumb={[{ label: 'Courses', href: '/courses' }]} />
        {terms.length === 0 ? (
          <EmptyState
            title="No term yet"
            action={
              <ButtonLink href="/terms/new" variant="primary">
                Create a term
              </ButtonLink>
            }
          >
            Courses belong to a term.
          </EmptyState>
        ) : (
          <Form action={createCourseAction}>
            {/* Enter in a field creates: without this it would press the calculator's button, which comes first. */}
            <button type="submit" tabIndex={-1} aria-hidden className="sr-only">
              Create course
            </button>
            <ManagedFields terms={terms} termId={term?.id} />
            <NeedFields
              calculator={
                <NeedCalculator
                  terms={terms}
                  termId={term?.id}
                  initial={{ marker: null, tutor: null }}
                  manages
                />
              }
            />
            <DeadlineFields term={term && !term.archivedAt ? term : undefined} />
            <FormActions note="Coordinators are added on the course’s page.">
              <SubmitButton pendingText="Creating">Create course</SubmitButton>
              <ButtonLink href="/courses" variant="ghost">
                Cancel
              </ButtonLink>
            </FormActions>
          </Form>
        )}
      </>
    )
  },
)
