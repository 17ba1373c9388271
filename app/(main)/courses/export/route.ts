import { shownColumns } from '@/lib/courses/columns'
import { courseExportTable } from '@/lib/courses/export-format'
import { courseList, exportCourses } from '@/lib/courses/list'
import { courseListTable } from '@/lib/courses/list-export'
import { notFound } from '@/lib/errors'
import { isStaff, requireCan } from '@/lib/permissions'
import type { Table } from '@/lib/spreadsheet/write'
import { sendMadeTable } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'
import { termOf } from '@/lib/web/term'

/**
 * The course list as it is shown (`columns=shown`, the default), or in the columns of the import
 * (`columns=import`, for those who may import); `format` is xlsx or csv.
 */
export const GET = defineRoute(
  { name: 'courses.export', gate: 'courses.read' },
  async ({ viewer, search, request }) => {
    const query = request.nextUrl.searchParams
    const params = courseList.parse(search)
    const term = await termOf(viewer, { term: params.filters.term })
    if (!term) throw notFound('This term')
    const forImport = query.get('columns') === 'import'
    if (forImport) requireCan(viewer, 'courses.import')
    const { rows, total } = await exportCourses(viewer, term, params)
    const table: Table = forImport
      ? courseExportTable(rows, 'Courses')
      : courseListTable(shownColumns(params.filters.cols, isStaff(viewer)), rows, 'Courses')
    return sendMadeTable(query, `${forImport ? 'Courses to import' : 'Courses'} ${term.name}`, table, total)
  },
)
