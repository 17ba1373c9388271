import { notFound } from '@/lib/errors'
import { batchColumns, paydayColumns } from '@/lib/payroll/export'
import { payrollList } from '@/lib/payroll/list'
import { listBatches, listPayrollPaydays } from '@/lib/payroll/queries'
import { getSettings } from '@/lib/settings/queries'
import { positionNames } from '@/lib/vocabulary'
import { sendTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'
import { termOf } from '@/lib/web/term'
import { positionOf } from '../_components/payroll-context'

/** Paydays of a term, or with `?table=batches` its batches, of one position: `?format=csv`, else XLSX. */
export const GET = defineRoute(
  { name: 'payroll.tables', gate: 'payroll.export' },
  async ({ viewer, search, request }) => {
    const query = request.nextUrl.searchParams
    const params = payrollList.parse(search)
    const { position } = positionOf(viewer, params.filters.position)
    const [term, { timeZone }] = await Promise.all([termOf(viewer, search), getSettings()])
    if (!term) throw notFound('This term')
    const scope = { termId: term.id, position }
    const of = `${positionNames[position]}s ${term.name}`
    if (query.get('table') === 'batches') {
      const found = await listBatches(viewer, scope, wholeList(params))
      return sendTable(query, `Payroll batches ${of}`, batchColumns, found, timeZone)
    }
    const rows = await listPayrollPaydays(viewer, scope)
    return sendTable(query, `Paydays ${of}`, paydayColumns, { rows, total: rows.length }, timeZone)
  },
)
