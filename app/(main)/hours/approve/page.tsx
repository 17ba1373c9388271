import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { listInbox } from '@/lib/timesheets/inbox'
import { listInboxGroups } from '@/lib/timesheets/inbox-groups'
import { inboxOptions } from '@/lib/timesheets/inbox-options'
import { definePage } from '@/lib/web/page'
import { inboxContext, scopeOf } from './_components/inbox-context'
import { InboxScreen } from './_components/inbox-screen'

export const metadata: Metadata = { title: 'Approve hours' }

export default definePage(
  { path: '/hours/approve', gate: 'hours.approve' },
  async ({ viewer, searchParams }) => {
    const context = await inboxContext(viewer, searchParams)
    const { term, tab, view, params } = context
    if (!term)
      return (
        <>
          <PageHeader title="Approve hours" />
          <EmptyState title="No term yet">Hours are approved term by term.</EmptyState>
        </>
      )
    const shown = { ...context, term }
    const scope = scopeOf(shown)
    const [options, list, groups] = await Promise.all([
      inboxOptions(viewer, scope),
      view === 'sheets' ? listInbox(viewer, scope, tab, params) : undefined,
      view === 'sheets' ? undefined : listInboxGroups(viewer, scope, tab, view, params),
    ])
    return <InboxScreen viewer={viewer} context={shown} list={list} groups={groups} options={options} />
  },
)
