import { notFound } from '@/lib/errors'
import { reportScope } from '@/lib/reports/scope'
import { termWorkbook } from '@/lib/reports/workbook'
import { getSettings } from '@/lib/settings/queries'
import { XLSX_TYPE } from '@/lib/spreadsheet/write'
import { download } from '@/lib/web/download'
import { defineRoute } from '@/lib/web/route'
import { termOf } from '@/lib/web/term'

/** All of a term in one XLSX file, as far as the viewer may read it. */
export const GET = defineRoute(
  { name: 'reports.workbook', gate: 'reports.read' },
  async ({ viewer, request }) => {
    const [term, settings] = await Promise.all([
      termOf(viewer, { term: request.nextUrl.searchParams.get('term') ?? undefined }),
      getSettings(),
    ])
    if (!term) throw notFound('This term')
    const scope = reportScope(viewer, term, settings)
    return download(await termWorkbook(scope), `Workbook ${term.name}.xlsx`, XLSX_TYPE)
  },
)
