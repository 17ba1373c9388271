import { listRuns } from '@/lib/assignment-runs/queries'
import { runColumns } from '@/lib/assignment-runs/tables'
import { notFound } from '@/lib/errors'
import { getSettings } from '@/lib/settings/queries'
import { sendTable } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'
import { termOf } from '@/lib/web/term'
import { scopeNames, scopeOf } from '../_components/assign-context'

/** The scenarios of a term and of the positions asked for, as listed: `?format=csv`, else XLSX. */
export const GET = defineRoute(
  { name: 'assignment.scenarios', gate: 'assignment.run' },
  async ({ viewer, search, request }) => {
    const query = request.nextUrl.searchParams
    const { scope } = scopeOf(viewer, search)
    const [term, { timeZone }] = await Promise.all([termOf(viewer, search), getSettings()])
    if (!term) throw notFound('This term')
    const rows = (await listRuns(viewer, term.id)).filter((run) => run.scope === scope)
    const name = `Scenarios ${scopeNames[scope]} ${term.name}`
    return sendTable(query, name, runColumns, { rows, total: rows.length }, timeZone)
  },
)
