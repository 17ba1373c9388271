import { templateWorkbook } from '@/lib/courses/export-format'
import { XLSX_TYPE } from '@/lib/spreadsheet/write'
import { download } from '@/lib/web/download'
import { defineRoute } from '@/lib/web/route'

/** The empty course list with a sheet that says how to fill it in. */
export const GET = defineRoute({ name: 'courses.template', gate: 'courses.import' }, () =>
  download(templateWorkbook(), 'CourseImportTemplate.xlsx', XLSX_TYPE),
)
