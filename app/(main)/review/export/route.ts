import { notFound } from '@/lib/errors'
import { requireCan } from '@/lib/permissions'
import { exportApplications } from '@/lib/review/export'
import { CSV_TYPE, XLSX_TYPE } from '@/lib/spreadsheet/write'
import { defineRoute } from '@/lib/web/route'
import { reviewContext } from '../_components/review-context'

/** The review table as shown, all its pages, as XLSX or CSV. */
export const GET = defineRoute(
  { name: 'applications.export', gate: 'applications.decide' },
  async ({ viewer, request }) => {
    const search = request.nextUrl.searchParams
    const raw = Object.fromEntries(
      [...new Set(search.keys())].map((key) => {
        const all = search.getAll(key)
        return [key, all.length > 1 ? all : all[0]]
      }),
    )
    const { term, position, tab, params } = await reviewContext(viewer, raw)
    if (!term) throw notFound('This term')
    requireCan(viewer, 'applications.decide', { position })
    const format = search.get('format') === 'csv' ? 'csv' : 'xlsx'
    const { bytes, name } = await exportApplications(
      viewer,
      { termId: term.id, position, tab },
      params,
      format,
      term.name,
    )
    return new Response(bytes, {
      headers: {
        'Content-Type': format === 'csv' ? CSV_TYPE : XLSX_TYPE,
        'Content-Disposition': `attachment; filename="${name}"`,
        'Cache-Control': 'no-store',
      },
    })
  },
)
