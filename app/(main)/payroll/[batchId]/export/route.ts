import { lineColumns } from '@/lib/payroll/export'
import { payrollLineList } from '@/lib/payroll/list'
import { batchName } from '@/lib/payroll/names'
import { listBatchLines, requireBatch } from '@/lib/payroll/queries'
import { sendTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'

/**
 * Lines of a batch as its page shows them, searched and in order: `?format=csv`, else XLSX. The batch's own files,
 * which payroll gets, are those of `download`.
 */
export const GET = defineRoute(
  { name: 'payroll.lines', gate: 'payroll.export' },
  async ({ viewer, params, search, request }) => {
    const query = request.nextUrl.searchParams
    const batch = await requireBatch(viewer, params.batchId ?? '')
    const found = await listBatchLines(viewer, batch, wholeList(payrollLineList.parse(search)))
    return sendTable(query, `Lines of ${batchName(batch)}`, lineColumns, found)
  },
)
