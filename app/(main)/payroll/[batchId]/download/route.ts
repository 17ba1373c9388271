import { readBatchFile } from '@/lib/payroll/download'
import { payrollMediaTypes } from '@/lib/payroll/file'
import { download } from '@/lib/web/download'
import { defineRoute } from '@/lib/web/route'

/** A batch as it was exported: `?format=csv`, else XLSX. */
export const GET = defineRoute(
  { name: 'payroll.download', gate: 'payroll.export' },
  async ({ viewer, params, request }) => {
    const format = request.nextUrl.searchParams.get('format') === 'csv' ? 'csv' : 'xlsx'
    const { bytes, name } = await readBatchFile(viewer, params.batchId ?? '', format)
    return download(bytes, name, payrollMediaTypes[format])
  },
)
