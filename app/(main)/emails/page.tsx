import type { Metadata } from 'next'
import { CheckboxGroup, Select, SubmitButton } from '@/components/form'
import { tableColumns } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Toolbar } from '@/components/table/toolbar'
import { Alert } from '@/components/ui/alert'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { StateBadge } from '@/components/ui/state-badge'
import { Tabs } from '@/components/ui/tabs'
import { formatInstant } from '@/lib/dates'
import { countEmailsByState, listEmails } from '@/lib/emails/queries'
import { emailColumns, emailList } from '@/lib/emails/schema'
import { getTransport } from '@/lib/mail/transport'
import { mayEver } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { exportLinks } from '@/lib/spreadsheet/export'
import { chosenColumns } from '@/lib/table-columns'
import { type EmailState, emailKindNames, emailKinds, emailStates, positionNames } from '@/lib/vocabulary'
import { definePage } from '@/lib/web/page'
import { SavedViews } from '../_components/saved-views'
import { retryFailedAction } from './actions'

export const metadata: Metadata = { title: 'Emails' }

const columns = tableColumns(emailColumns, emailList.sorts, {
  subject: { long: true, width: '15rem' },
  to: { long: true, onPhone: 'subtitle' },
  kind: { hideOnPhone: true },
  position: { hideOnPhone: true },
  tries: { align: 'end', descFirst: true, hideOnPhone: true },
  created: { descFirst: true },
  sent: { descFirst: true, hideOnPhone: true },
  error: { long: true, hideOnPhone: true },
})

const stateWords: Record<EmailState, string> = {
  queued: 'Queued',
  sending: 'Sending',
  sent: 'Sent',
  failed: 'Failed',
  bounced: 'Bounced',
  suppressed: 'Suppressed',
  cancelled: 'Cancelled',
}

export default definePage({ path: '/emails', gate: 'emails.read' }, async ({ viewer, searchParams }) => {
  const params = emailList.parse(searchParams)
  const [{ timeZone }, { rows, total }, counts] = await Promise.all([
    getSettings(),
    listEmails(viewer, params),
    countEmailsByState(viewer, params),
  ])
  const { filters } = params
  const here = emailList.toParams(params)
  const visible = chosenColumns(emailColumns, filters.cols).map((column) => column.id)
  const density = filters.density ?? 'comfortable'
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0)
  const only = (state: EmailState[]) => emailList.href('/emails', params, { filters: { state } })
  const chips = [
    ...filters.kind.map((kind) => ({
      label: 'Kind',
      value: emailKindNames[kind],
      param: 'kind',
      only: kind,
    })),
    ...(filters.position
      ? [{ label: 'Position', value: positionNames[filters.position], param: 'position' }]
      : []),
    ...(filters.publication ? [{ label: 'Publication', value: 'one', param: 'publication' }] : []),
    ...(filters.application ? [{ label: 'Application', value: 'one', param: 'application' }] : []),
    ...(filters.person ? [{ label: 'Person', value: 'one', param: 'person' }] : []),
  ]
  const mayResend = mayEver(viewer, 'emails.resend')
  const staff = viewer.roles.some((role) => role !== 'student')
  return (
    <>
      <PageHeader
        title="Emails"
        count={all}
        description={
          staff
            ? 'Every email that was sent or will be. Codes and secret links are never shown here.'
            : 'Every email that MTMS has sent you.'
        }
        actions={
          mayResend && counts.failed > 0 ? (
            <form action={retryFailedAction}>
              <SubmitButton variant="secondary">Send failed ones again</SubmitButton>
            </form>
          ) : undefined
        }
      />
      {staff && getTransport().name === 'outbox' && (
        <Alert
          tone="warning"
          className="mb-4"
          title="No mail server is set up, so nobody receives these emails"
        >
          <p>
            Each is kept here only, also one that is called sent. Mails leave once SMTP_URL or RESEND_API_KEY
            is set.
          </p>
        </Alert>
      )}
      <Tabs
        label="Emails by state"
        className="mb-4"
        items={[
          { href: only([]), label: 'All', count: all, current: filters.state.length === 0 },
          ...emailStates
            .filter((state) => counts[state] > 0 || filters.state.includes(state))
            .map((state) => ({
              href: only([state]),
              label: stateWords[state],
              count: counts[state],
              current: filters.state.length === 1 && filters.state[0] === state,
            })),
        ]}
      />
      <Toolbar
        path="/emails"
        params={here}
        search={{ label: 'Search person, address or subject' }}
        chips={chips}
        columns={{ all: columns, visible }}
        density={density}
        views={<SavedViews viewer={viewer} page="emails" params={here} />}
        exports={exportLinks('/emails/export', emailList.href('/emails', params), total)}
        filters={{
          names: ['kind', 'position'],
          children: (
            <>
              <CheckboxGroup
                name="kind"
                label="Kind"
                optional
                defaultValue={filters.kind}
                options={emailKinds.map((value) => ({ value, label: emailKindNames[value] }))}
              />
              <Select
                name="position"
                label="Position"
                optional
                placeholder="Any"
                defaultValue={filters.position}
                options={Object.entries(positionNames).map(([value, label]) => ({ value, label }))}
              />
            </>
          ),
        }}
      />
      <DataTable
        caption="Emails"
        columns={columns}
        visible={visible}
        density={density}
        rows={rows.map((email) => ({
          id: email.id,
          label: `${email.subject} to ${email.toName}`,
          href: `/emails/${email.id}`,
          cells: {
            subject: email.subject,
            to: `${email.toName} <${email.toAddress}>`,
            kind: emailKindNames[email.kind],
            position: email.position && positionNames[email.position],
            state: <StateBadge state={email.state} />,
            tries: email.tries,
            created: formatInstant(email.createdAt, timeZone),
            sent: email.sentAt ? formatInstant(email.sentAt, timeZone) : '–',
            error: email.error ?? '–',
          },
        }))}
        sort={{ id: params.sort, desc: params.dir === 'desc' }}
        sortHref={(id, isDesc) =>
          emailList.href('/emails', params, { sort: id as 'created', dir: isDesc ? 'desc' : 'asc' })
        }
        empty={
          <EmptyState title="No emails">
            {params.q || chips.length > 0 || filters.state.length > 0
              ? 'Nothing matches these filters.'
              : 'Emails appear here as soon as they are on their way.'}
          </EmptyState>
        }
      />
      {total > 0 && (
        <Pagination
          page={params.page}
          pageSize={params.size}
          total={total}
          noun="emails"
          hrefFor={(page) => emailList.href('/emails', params, { page })}
          hrefForSize={(size) => emailList.href('/emails', params, { size })}
        />
      )}
    </>
  )
})
