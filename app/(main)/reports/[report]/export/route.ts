import { notFound } from '@/lib/errors'
import { chosenColumns } from '@/lib/table-columns'
import { sendMadeTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'
import { reportContext } from '../../_components/report-context'

/** A report as shown, all its pages: `?format=csv`, else XLSX. */
export const GET = defineRoute(
  { name: 'reports.export', gate: 'reports.read' },
  async ({ viewer, params: { report: id }, search, request }) => {
    const query = request.nextUrl.searchParams
    const { report, scope, zone } = await reportContext(viewer, id, search)
    if (!scope) throw notFound('This term')
    const params = report.list.parse(search)
    const { rows, total } = await report.load(scope, wholeList(params))
    const columns = chosenColumns(report.columns(scope), params.filters.cols)
    const name = report.ofTerm ? `${report.title}, ${scope.term.name}` : report.title
    return sendMadeTable(
      query,
      name,
      {
        name: report.title,
        columns: columns.map(({ id: key, label, type }) => ({ key, label, type })),
        rows: rows.map((row) => row.values),
      },
      total,
      zone,
    )
  },
)
