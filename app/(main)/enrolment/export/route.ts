import { memberColumns, memberLines, staffingExport } from '@/lib/allocations/export'
import { staffingColumns, staffingList } from '@/lib/allocations/members-list'
import { getCourseMembers } from '@/lib/allocations/queries'
import { listStaffing } from '@/lib/allocations/staffing'
import { notFound } from '@/lib/errors'
import { shownInFile } from '@/lib/spreadsheet/export'
import { chosenColumns } from '@/lib/table-columns'
import { sendTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'
import { termOf } from '@/lib/web/term'

/** The members of one course (`?course=`), else the staffing of the courses as shown; XLSX, or `?format=csv`. */
export const GET = defineRoute(
  { name: 'members.export', gate: 'members.read' },
  async ({ viewer, search, request }) => {
    const query = request.nextUrl.searchParams
    const params = staffingList.parse(search)
    const { course, term: termId } = params.filters
    if (course) {
      const members = await getCourseMembers(viewer, course)
      const rows = memberLines(members)
      const name = `Members of ${members.course.code}, ${members.termName}`
      return sendTable(query, name, memberColumns, { rows, total: rows.length })
    }
    const term = await termOf(viewer, { term: termId })
    if (!term) throw notFound('This term')
    const found = await listStaffing(viewer, term.id, wholeList(params))
    const columns = shownInFile(staffingExport, chosenColumns(staffingColumns, params.filters.cols))
    return sendTable(query, `Enrolment ${term.name}`, columns, found)
  },
)
