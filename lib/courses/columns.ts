import type { ColumnType } from '@/lib/spreadsheet/write'

/** The columns of the course list: the page shows them and the export writes them. */

export const courseColumnIds = [
  'code',
  'name',
  'needs',
  'available',
  'left',
  'tutorDeadline',
  'markerDeadline',
  'applicants',
  'students',
  'wanted',
  'coordinators',
  'prerequisite',
] as const
export type CourseColumnId = (typeof courseColumnIds)[number]

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

export type CourseListColumn = {
  id: CourseColumnId
  label: string
  type: ColumnType
  /** Shown unless the person chose other columns. */
  usual: boolean
  staffOnly?: true
  hint?: string
}

export const courseListColumns: readonly CourseListColumn[] = [
  { id: 'code', label: 'Code', type: 'text', usual: true },
  { id: 'name', label: 'Name', type: 'text', usual: true },
  { id: 'needs', label: 'Needs', type: 'text', usual: true },
  {
    id: 'available',
    label: 'Hours',
    type: 'hours',
    usual: true,
    hint: 'For the whole term, tutors and markers together',
  },
  { id: 'left', label: 'Hours left', type: 'hours', usual: true },
  { id: 'tutorDeadline', label: 'Tutor deadline', type: 'date', usual: true },
  { id: 'markerDeadline', label: 'Marker deadline', type: 'date', usual: true },
  {
    id: 'applicants',
    label: 'Applicants',
    type: 'text',
    usual: true,
    staffOnly: true,
    hint: 'Submitted applications that prefer the course, of the positions and courses that are yours',
  },
  { id: 'students', label: 'Students', type: 'number', usual: false, hint: 'Enrolled now, else estimated' },
  { id: 'wanted', label: 'People wanted', type: 'text', usual: false },
  { id: 'coordinators', label: 'Coordinators', type: 'text', usual: false },
  { id: 'prerequisite', label: 'Prerequisite', type: 'text', usual: false },
]

/** The columns that are shown, in their order: those chosen, else the usual ones; the code always. */
export function shownColumns(chosen: readonly string[], staff: boolean): CourseListColumn[] {
  const allowed = courseListColumns.filter((column) => staff || !column.staffOnly)
  const picked = allowed.filter((column) => chosen.includes(column.id))
  if (picked.length === 0) return allowed.filter((column) => column.usual)
  return allowed.filter((column) => column.id === 'code' || picked.includes(column))
}
