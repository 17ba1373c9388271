import type { Metadata } from 'next'
import { cache } from 'react'
import type { Viewer } from '@/lib/permissions'
import { getTerm } from '@/lib/terms/queries'
import { listInbox } from '@/lib/timesheets/inbox'
import { inboxList, inboxTabs, tabState } from '@/lib/timesheets/inbox-list'
import { inboxOptions } from '@/lib/timesheets/inbox-options'
import { getInboxRecord } from '@/lib/timesheets/inbox-record'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { inboxContext, scopeOf } from '../_components/inbox-context'
import { InboxScreen } from '../_components/inbox-screen'
import { SheetPanel } from '../_components/sheet-panel'

const recordOf = cache((viewer: Viewer, id: string) => getInboxRecord(viewer, id))

/** The title names the person only to those who may approve the hours. */
export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const [viewer, { timesheetId = '' }] = await Promise.all([getViewer(), params])
  const record = viewer && (await recordOf(viewer, timesheetId).catch(() => null))
  return { title: record ? `${record.view.personName} – Approve hours` : 'Approve hours' }
}

export default definePage(
  { path: '/hours/approve/[timesheetId]', gate: 'hours.approve' },
  async ({ viewer, params, searchParams }) => {
    const record = await recordOf(viewer, params.timesheetId ?? '')
    const { view } = record
    const sheet = view.sheet!
    // The table beside it is that of the timesheet's own term and, unless another is asked for, state.
    const context = await inboxContext(viewer, { ...searchParams, term: view.termId })
    const ownTab = inboxTabs.find((tab) => tabState[tab] === sheet.state) ?? 'waiting'
    const tab = context.params.filters.tab ?? ownTab
    const listParams = {
      ...context.params,
      filters: { ...context.params.filters, term: view.termId, tab, view: undefined },
    }
    const term = await getTerm(viewer, view.termId)
    if (!term) throw new Error('the term of a timesheet is gone')
    const shown = { ...context, term, tab, view: 'sheets' as const, params: listParams }
    const [options, list] = await Promise.all([
      inboxOptions(viewer, scopeOf(shown)),
      listInbox(viewer, scopeOf(shown), tab, listParams),
    ])
    const at = list.rows.findIndex((row) => row.id === sheet.id)
    const page = { page: listParams.page }
    const hrefTo = (id: string | undefined) =>
      id === undefined ? undefined : inboxList.href(`/hours/approve/${id}`, listParams, page)
    return (
      <InboxScreen
        viewer={viewer}
        context={shown}
        list={list}
        options={options}
        currentId={sheet.id}
        panel={
          <SheetPanel
            record={record}
            zone={context.zone}
            closeHref={inboxList.href('/hours/approve', listParams, page)}
            previousHref={hrefTo(at > 0 ? list.rows[at - 1]?.id : undefined)}
            nextHref={hrefTo(at >= 0 ? list.rows[at + 1]?.id : list.rows[0]?.id)}
            here={inboxList.href(`/hours/approve/${sheet.id}`, listParams, page)}
          />
        }
      />
    )
  },
)
