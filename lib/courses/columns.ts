import type { ColumnType } from '@/lib/spreadsheet/write'
import { chosenColumns, type ListColumn } from '@/lib/table-columns'

/** The columns of the course list: the page shows them and the export writes them. */

export const courseSorts = [
  'code',
  'name',
  'available',
  'left',
  'tutorDeadline',
  'markerDeadline',
  'students',
] as const
export type CourseSort = (typeof courseSorts)[number]

const columns = [
  { id: 'code', label: 'Code', type: 'text', primary: true },
  { id: 'name', label: 'Name', type: 'text' },
  { id: 'needs', label: 'Needs', type: 'text' },
  {
    id: 'available',
    label: 'Hours',
    type: 'hours',
    hint: 'For the whole term, tutors and markers together',
  },
  {
    id: 'left',
    label: 'Hours left',
    type: 'hours',
    hint: 'The budget less what is given to tutors and markers; with “Needs” chosen no more than is left of that position’s part',
  },
  { id: 'tutorDeadline', label: 'Tutor deadline', type: 'date' },
  { id: 'markerDeadline', label: 'Marker deadline', type: 'date' },
  {
    id: 'applicants',
    label: 'Applicants',
    type: 'text',
    staffOnly: true,
    hint: 'Submitted applications that prefer the course, of the positions and courses that are yours',
  },
  { id: 'students', label: 'Students', type: 'number', spare: true, hint: 'Enrolled now, else estimated' },
  { id: 'wanted', label: 'People wanted', type: 'text', spare: true },
  { id: 'coordinators', label: 'Coordinators', type: 'text', spare: true },
  { id: 'prerequisite', label: 'Prerequisite', type: 'text', spare: true },
] as const satisfies readonly (ListColumn & { type: ColumnType; staffOnly?: true })[]
export type CourseColumnId = (typeof columns)[number]['id']
export type CourseListColumn = ListColumn<CourseColumnId> & { type: ColumnType; staffOnly?: true }

/** The columns that the viewer may choose from. To staff the applicants tell the positions that are needed. */
export const courseColumnsFor = (staff: boolean): CourseListColumn[] =>
  (columns as readonly CourseListColumn[])
    .filter((column) => staff || !column.staffOnly)
    .map((column) => (staff && column.id === 'needs' ? { ...column, spare: true } : column))

/** The columns that are shown, in their order: those chosen, else the usual ones; the code always. */
export const shownColumns = (chosen: readonly string[], staff: boolean): CourseListColumn[] =>
  chosenColumns(courseColumnsFor(staff), chosen)
