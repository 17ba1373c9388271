import { notFound } from '@/lib/errors'
import { shownColumns } from '@/lib/reports/report'
import { sendMadeTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'
import { reportContext } from '../../_components/report-context'

/** A report as shown, all its pages: `?format=csv`, else XLSX. */
export const GET = defineRoute(
  { name: 'reports.export', gate: 'reports.read' },
  async ({ viewer, params: { report: id }, request }) => {
    const query = request.nextUrl.searchParams
    const { report, scope, zone } = await reportContext(viewer, id, { term: query.get('term') ?? undefined })
    if (!scope) throw notFound('This term')
    const params = report.list.parse(query)
    const { rows, total } = await report.load(scope, wholeList(params))
    const columns = shownColumns(report.columns(scope), params.filters.cols)
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
