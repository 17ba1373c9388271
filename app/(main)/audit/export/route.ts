import { auditExport } from '@/lib/audit/export'
import { auditColumns, auditList, listAudit } from '@/lib/audit/queries'
import { getSettings } from '@/lib/settings/queries'
import { shownInFile } from '@/lib/spreadsheet/export'
import { chosenColumns } from '@/lib/table-columns'
import { sendTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'

/** The audit log, as far as the viewer may read it, as shown: `?format=csv`, else XLSX. */
export const GET = defineRoute(
  { name: 'audit.export', gate: 'audit.read' },
  async ({ viewer, search, request }) => {
    const query = request.nextUrl.searchParams
    const { timeZone } = await getSettings()
    const params = auditList.parse(search)
    const found = await listAudit(viewer, wholeList(params), timeZone)
    const columns = shownInFile(auditExport, chosenColumns(auditColumns, params.filters.cols))
    return sendTable(query, 'Audit log', columns, found, timeZone)
  },
)
