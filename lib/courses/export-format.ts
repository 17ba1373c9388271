import { type ColumnType, type Table, writeXlsx } from '@/lib/spreadsheet/write'
import { COURSE_COLUMNS, type CourseFieldType, type CourseValues } from './import-fields'

/** The course list in the columns of the import: what is exported can be imported again unchanged. */

const COLUMN_TYPES: Record<CourseFieldType, ColumnType> = {
  code: 'text',
  text: 'text',
  hours: 'hours',
  count: 'number',
  bool: 'bool',
  day: 'date',
}

/** Width in characters of columns whose content would make them too wide or too narrow. */
const WIDTHS: Partial<Record<CourseFieldType, number>> = { day: 16 }

function emptyTable(name: string): Table {
  return {
    name,
    columns: COURSE_COLUMNS.map((column) => ({
      key: column.field,
      label: column.header,
      type: COLUMN_TYPES[column.type],
      width: WIDTHS[column.type],
    })),
    rows: [],
  }
}

/** Courses as a table for writeXlsx or writeCsv. @param name the sheet's name, such as the term's */
export function courseExportTable(courses: readonly CourseValues[], name = 'Courses'): Table {
  return {
    ...emptyTable(name),
    rows: courses.map((course) =>
      Object.fromEntries(COURSE_COLUMNS.map(({ field }) => [field, course[field]])),
    ),
  }
}

/** The template as XLSX: a sheet with the headings alone, and one that says how to fill in each column. */
export function templateWorkbook(): Uint8Array<ArrayBuffer> {
  const notes: Table = {
    name: 'How to fill in',
    columns: [
      { key: 'header', label: 'Column', type: 'text' },
      { key: 'label', label: 'Meaning', type: 'text' },
      { key: 'help', label: 'How to fill it in', type: 'text', width: 90 },
      { key: 'example', label: 'Example', type: 'text' },
    ],
    rows: COURSE_COLUMNS.map((column) => ({
      header: column.header,
      label: column.label,
      help: column.help,
      example: EXAMPLES[column.field],
    })),
  }
  return writeXlsx([emptyTable('Courses'), notes])
}

const EXAMPLES: Record<keyof CourseValues, string> = {
  code: 'COMPSCI 101',
  name: 'Principles of Programming',
  availableQuarters: '710',
  estimatedStudents: '879',
  currentStudents: '769',
  needTutors: 'Y',
  needMarkers: 'Y',
  assignments: '2',
  labsPerWeek: '15',
  tutorialsPerWeek: '2',
  tutorResponsibility: 'Run the weekly labs, answer questions, prepare with the lecturer.',
  markerResponsibility: 'Mark assignments within ten working days, moderate a sample.',
  canPreAssign: 'N',
  markerDeadline: '2027-02-12',
  tutorDeadline: '2027-02-05',
  prerequisite: 'A pass in a stage 1 course',
}
