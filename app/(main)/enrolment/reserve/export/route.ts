import { notFound } from '@/lib/errors'
import { reserveColumns } from '@/lib/offers/reserve-export'
import { reserveList } from '@/lib/offers/reserve-list'
import { listReserve } from '@/lib/offers/reserve-queries'
import { positionNames } from '@/lib/vocabulary'
import { sendTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'

/** The reserve list of a course and position, both named in the address: `?format=csv`, else XLSX. */
export const GET = defineRoute(
  { name: 'reserve.export', gate: 'applications.decide' },
  async ({ viewer, search, request }) => {
    const query = request.nextUrl.searchParams
    const params = reserveList.parse(search)
    const { course: courseId, position } = params.filters
    if (!courseId || !position) throw notFound('This reserve list')
    const found = await listReserve(viewer, { courseId, position }, wholeList(params))
    const name = `Reserve list of ${found.course.code}, ${positionNames[position]}s`
    return sendTable(query, name, reserveColumns, found)
  },
)
