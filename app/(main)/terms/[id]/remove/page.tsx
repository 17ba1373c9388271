import { Form, HiddenFields, SubmitButton } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { ConfirmPanel } from '@/components/ui/confirm-panel'
import { PageHeader } from '@/components/ui/page-header'
import { isInUse, type TermUse } from '@/lib/terms/use'
import { definePage, type PageProps } from '@/lib/web/page'
import { termMetadata, termOfPage } from '../../_components/term-page'
import { removeTermAction } from '../../actions'

export const generateMetadata = (props: PageProps) => termMetadata(props, 'Remove')

const count = (n: number, one: string, many = `${one}s`) =>
  `${n.toLocaleString('en-NZ')} ${n === 1 ? one : many}`

/** What keeps a term from being deleted, without what there is none of: "1 application and 2 timesheets". */
const usedBy = (use: TermUse) =>
  new Intl.ListFormat('en-NZ').format([
    ...(use.applications > 0 ? [count(use.applications, 'application')] : []),
    ...(use.allocations > 0 ? [count(use.allocations, 'allocation')] : []),
    ...(use.timesheets > 0 ? [count(use.timesheets, 'timesheet')] : []),
    ...(use.lateGrants > 0
      ? [count(use.lateGrants, 'student who may submit late', 'students who may submit late')]
      : []),
  ])

export default definePage(
  { path: '/terms/[id]/remove', gate: 'terms.manage' },
  async ({ viewer, params }) => {
    const { term, use } = await termOfPage(viewer, params.id)
    const page = `/terms/${term.id}`
    const archive = isInUse(use)
    return (
      <>
        <PageHeader
          title={`Remove ${term.name}`}
          breadcrumb={[
            { label: 'Terms', href: '/terms' },
            { label: term.name, href: page },
          ]}
        />
        {term.archivedAt ? (
          <Alert
            tone="info"
            title="This term is archived already"
            actions={<ButtonLink href={page}>Back to the term</ButtonLink>}
          />
        ) : (
          <Form action={removeTermAction}>
            <HiddenFields values={{ id: term.id, version: term.version }} />
            <ConfirmPanel
              effects={
                archive
                  ? [
                      `It has ${usedBy(use)}, so it is archived, not deleted.`,
                      'It leaves the lists, takes no applications, and nothing in it can be changed.',
                      'All records stay and can be found in the reports. It can be brought back.',
                    ]
                  : [
                      `The term is deleted with its ${count(use.courses, 'course')} and ${count(use.paydays, 'payday')}.`,
                      'It has no applications, allocations or hours.',
                    ]
              }
              warning={archive ? undefined : 'A deleted term cannot be brought back.'}
              action={
                archive ? (
                  <SubmitButton>Archive term</SubmitButton>
                ) : (
                  <SubmitButton variant="danger">Delete term</SubmitButton>
                )
              }
              cancelHref={page}
            />
          </Form>
        )}
      </>
    )
  },
)
