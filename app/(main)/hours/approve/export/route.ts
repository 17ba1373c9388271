import { notFound } from '@/lib/errors'
import { inboxColumns } from '@/lib/timesheets/export'
import { listInbox } from '@/lib/timesheets/inbox'
import { sendTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'
import { inboxContext, scopeOf } from '../_components/inbox-context'

/** Timesheets of one tab of the inbox as shown, those that the viewer approves: `?format=csv`, else XLSX. */
export const GET = defineRoute(
  { name: 'timesheets.export', gate: 'hours.approve' },
  async ({ viewer, request }) => {
    const query = request.nextUrl.searchParams
    const search = Object.fromEntries([...new Set(query.keys())].map((key) => [key, query.getAll(key)]))
    const context = await inboxContext(viewer, { ...search, term: query.get('term') ?? undefined })
    const { term, tab, params, zone } = context
    if (!term) throw notFound('This term')
    const found = await listInbox(viewer, scopeOf({ ...context, term }), tab, wholeList(params))
    return sendTable(query, `Timesheets ${tab} ${term.name}`, inboxColumns, found, zone)
  },
)
