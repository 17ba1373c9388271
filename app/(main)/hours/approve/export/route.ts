import { notFound } from '@/lib/errors'
import { shownInFile } from '@/lib/spreadsheet/export'
import { chosenColumns } from '@/lib/table-columns'
import { groupExport, inboxExport } from '@/lib/timesheets/export'
import { listInbox } from '@/lib/timesheets/inbox'
import { listInboxGroups } from '@/lib/timesheets/inbox-groups'
import { groupColumns, inboxColumns } from '@/lib/timesheets/inbox-list'
import { inboxPositions } from '@/lib/timesheets/inbox-scope'
import { sendTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'
import { inboxContext, scopeOf } from '../_components/inbox-context'

/**
 * One tab of the inbox as shown, of what the viewer approves: timesheets, or their sums by course or by person
 * (`?view=`). `?format=csv`, else XLSX.
 */
export const GET = defineRoute(
  { name: 'timesheets.export', gate: 'hours.approve' },
  async ({ viewer, search, request }) => {
    const query = request.nextUrl.searchParams
    const context = await inboxContext(viewer, search)
    const { term, tab, view, params, zone } = context
    if (!term) throw notFound('This term')
    const { cols } = params.filters
    const scope = scopeOf({ ...context, term })
    if (view !== 'sheets') {
      const found = await listInboxGroups(viewer, scope, tab, view, wholeList(params))
      const name = `Timesheets ${tab} by ${view === 'courses' ? 'course' : 'person'} ${term.name}`
      const columns = shownInFile(groupExport(view), chosenColumns(groupColumns(view), cols))
      return sendTable(query, name, columns, found, zone)
    }
    const found = await listInbox(viewer, scope, tab, wholeList(params))
    const shown = chosenColumns(inboxColumns(tab, inboxPositions(viewer)), cols)
    return sendTable(query, `Timesheets ${tab} ${term.name}`, shownInFile(inboxExport, shown), found, zone)
  },
)
