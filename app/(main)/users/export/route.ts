import { getSettings } from '@/lib/settings/queries'
import { shownInFile } from '@/lib/spreadsheet/export'
import { chosenColumns } from '@/lib/table-columns'
import { peopleExport } from '@/lib/users/export'
import { peopleColumns, peopleList } from '@/lib/users/list'
import { listPeople } from '@/lib/users/queries'
import { sendTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'

/** The people that the viewer may list, as shown: `?format=csv`, else XLSX. */
export const GET = defineRoute(
  { name: 'users.export', gate: 'users.list' },
  async ({ viewer, search, request }) => {
    const query = request.nextUrl.searchParams
    const params = peopleList.parse(search)
    const [{ timeZone }, found] = await Promise.all([getSettings(), listPeople(viewer, wholeList(params))])
    const columns = shownInFile(peopleExport, chosenColumns(peopleColumns, params.filters.cols))
    return sendTable(query, 'People', columns, found, timeZone)
  },
)
