import { exportRun } from '@/lib/assignment-runs/export'
import { CSV_TYPE, XLSX_TYPE } from '@/lib/spreadsheet/write'
import { download } from '@/lib/web/download'
import { defineRoute } from '@/lib/web/route'

/** The pairs of a scenario as XLSX or CSV, to be edited and imported again. */
export const GET = defineRoute(
  { name: 'assignment.export', gate: 'assignment.run' },
  async ({ viewer, params, request }) => {
    const format = request.nextUrl.searchParams.get('format') === 'csv' ? 'csv' : 'xlsx'
    const { bytes, name } = await exportRun(viewer, params.runId ?? '', format)
    return download(bytes, name, format === 'csv' ? CSV_TYPE : XLSX_TYPE)
  },
)
