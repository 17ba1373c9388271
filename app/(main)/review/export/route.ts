import { notFound } from '@/lib/errors'
import { requireCan } from '@/lib/permissions'
import { exportApplications } from '@/lib/review/export'
import { exportFormat } from '@/lib/spreadsheet/export'
import { download } from '@/lib/web/download'
import { defineRoute } from '@/lib/web/route'
import { reviewContext } from '../_components/review-context'

/** The review table as shown, all its pages, as XLSX or CSV. */
export const GET = defineRoute(
  { name: 'applications.export', gate: 'applications.decide' },
  async ({ viewer, search, request }) => {
    const { term, position, tab, params } = await reviewContext(viewer, search)
    if (!term) throw notFound('This term')
    requireCan(viewer, 'applications.decide', { position })
    const { bytes, name, type } = await exportApplications(
      viewer,
      { termId: term.id, position, tab },
      params,
      exportFormat(request.nextUrl.searchParams),
      term.name,
    )
    return download(bytes, name, type)
  },
)
