import { notFound } from '@/lib/errors'
import { getCourseNeed } from '@/lib/review/course-need'
import { applicantColumns } from '@/lib/review/endorse-export'
import { endorseList, shownColumns } from '@/lib/review/endorse-list'
import { listApplicants } from '@/lib/review/endorse-queries'
import { shownInFile } from '@/lib/spreadsheet/export'
import { positionNames } from '@/lib/vocabulary'
import { sendTable, wholeList } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'

/** The applicants of one course in one position as shown, both named in the address; XLSX, or `?format=csv`. */
export const GET = defineRoute(
  { name: 'applicants.export', gate: 'applications.endorse' },
  async ({ viewer, search, request }) => {
    const query = request.nextUrl.searchParams
    const params = endorseList.parse(search)
    const { course: courseId, position } = params.filters
    if (!courseId || !position) throw notFound('This table')
    const [need, found] = await Promise.all([
      getCourseNeed(viewer, courseId),
      listApplicants(viewer, { courseId, position }, wholeList(params)),
    ])
    const name = `${positionNames[position]} applicants of ${need.code}`
    return sendTable(query, name, shownInFile(applicantColumns, shownColumns(params)), found)
  },
)
