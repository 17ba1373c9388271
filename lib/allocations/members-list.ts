import { z } from 'zod'
import { defineList, tableLook } from '@/lib/list-params'
import type { ListColumn } from '@/lib/table-columns'

const columns = [
  { id: 'code', label: 'Course', primary: true },
  { id: 'name', label: 'Name' },
  { id: 'tutors', label: 'Tutors' },
  { id: 'markers', label: 'Markers' },
  { id: 'hours', label: 'Hours given of the budget' },
  { id: 'left', label: 'Hours left', spare: true },
  { id: 'students', label: 'Students', spare: true, hint: 'Enrolled now, else estimated' },
] as const satisfies readonly ListColumn[]
export type StaffingColumn = (typeof columns)[number]['id']
export const staffingColumns: readonly ListColumn<StaffingColumn>[] = columns

/** The table of courses with their staffing on `/enrolment`: its URL. */
export const staffingList = defineList({
  sorts: ['code', 'name', 'hours'],
  defaultSort: 'code',
  filters: {
    term: z.string().max(36).optional().catch(undefined),
    course: z.string().max(36).optional().catch(undefined),
    ...tableLook(columns),
  },
})
export type StaffingParams = ReturnType<typeof staffingList.parse>
