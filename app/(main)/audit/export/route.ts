import { auditColumns } from '@/lib/audit/export'
import { auditList, listAudit } from '@/lib/audit/queries'
import { getSettings } from '@/lib/settings/queries'
import { sendTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'

/** The audit log, as far as the viewer may read it, as shown: `?format=csv`, else XLSX. */
export const GET = defineRoute({ name: 'audit.export', gate: 'audit.read' }, async ({ viewer, request }) => {
  const query = request.nextUrl.searchParams
  const { timeZone } = await getSettings()
  const found = await listAudit(viewer, wholeList(auditList.parse(query)), timeZone)
  return sendTable(query, 'Audit log', auditColumns, found, timeZone)
})
