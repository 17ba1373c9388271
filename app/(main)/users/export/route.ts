import { getSettings } from '@/lib/settings/queries'
import { peopleColumns } from '@/lib/users/export'
import { peopleList } from '@/lib/users/list'
import { listPeople } from '@/lib/users/queries'
import { sendTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'

/** The people that the viewer may list, as shown: `?format=csv`, else XLSX. */
export const GET = defineRoute({ name: 'users.export', gate: 'users.list' }, async ({ viewer, request }) => {
  const query = request.nextUrl.searchParams
  const [{ timeZone }, found] = await Promise.all([
    getSettings(),
    listPeople(viewer, wholeList(peopleList.parse(query))),
  ])
  return sendTable(query, 'People', peopleColumns, found, timeZone)
})
