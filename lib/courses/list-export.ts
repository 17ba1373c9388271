import type { Table, TableValue } from '@/lib/spreadsheet/write'
import type { CourseColumnId, CourseListColumn } from './columns'
import type { CourseRow } from './list'
import { needsText, peopleText } from './words'

/** What a column of the course list holds for a course, as an export writes it. */
export function courseCell(id: CourseColumnId, course: CourseRow): TableValue {
  switch (id) {
    case 'needs':
      return needsText(course)
    case 'available':
      return course.availableQuarters
    case 'left':
      return course.leftQuarters
    case 'tutorDeadline':
      return course.deadlines.tutor
    case 'markerDeadline':
      return course.deadlines.marker
    case 'applicants':
      return peopleText(course.applicants)
    case 'students':
      return course.currentStudents ?? course.estimatedStudents
    case 'wanted':
      return peopleText({ tutor: course.wantedTutors, marker: course.wantedMarkers })
    case 'coordinators':
      return course.coordinators.join(', ')
    default:
      return course[id]
  }
}

/** The list as shown: its columns and all its rows. */
export function courseListTable(
  columns: readonly CourseListColumn[],
  rows: readonly CourseRow[],
  name: string,
): Table {
  return {
    name,
    columns: columns.map((column) => ({ key: column.id, label: column.label, type: column.type })),
    rows: rows.map((course) => Object.fromEntries(columns.map(({ id }) => [id, courseCell(id, course)]))),
  }
}
