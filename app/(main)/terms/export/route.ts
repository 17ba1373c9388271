import { termColumns } from '@/lib/terms/export'
import { listTerms, termList } from '@/lib/terms/list'
import { sendTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'

/** The list of terms as shown: `?format=csv`, else XLSX. */
export const GET = defineRoute(
  { name: 'terms.export', gate: 'terms.manage' },
  async ({ viewer, search, request }) => {
    const query = request.nextUrl.searchParams
    return sendTable(query, 'Terms', termColumns, await listTerms(viewer, wholeList(termList.parse(search))))
  },
)
