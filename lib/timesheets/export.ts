import type { ExportColumn } from '@/lib/spreadsheet/export'
import { positionNames } from '@/lib/vocabulary'
import type { InboxRow } from './inbox'

/** The approval inbox as a file: the columns of the page. */
export const inboxColumns: readonly ExportColumn<InboxRow>[] = [
  { id: 'person', label: 'Person', type: 'text', value: (row) => row.personName },
  { id: 'course', label: 'Course', type: 'text', value: (row) => row.courseCode },
  { id: 'position', label: 'Position', type: 'text', value: (row) => positionNames[row.position] },
  { id: 'payday', label: 'Payday', type: 'date', value: (row) => row.paidOn },
  { id: 'hours', label: 'Hours', type: 'hours', value: (row) => row.quarters },
  { id: 'state', label: 'State', type: 'text', value: (row) => row.state },
  { id: 'submitted', label: 'Submitted', type: 'instant', value: (row) => row.submittedAt },
  { id: 'late', label: 'Submitted late', type: 'bool', value: (row) => row.late },
  { id: 'onBehalf', label: 'On behalf', type: 'bool', value: (row) => row.onBehalf },
  {
    id: 'approved',
    label: 'Approved of the allocation',
    type: 'hours',
    value: (row) => row.approvedQuarters,
  },
  { id: 'plan', label: 'Planned up to then', type: 'hours', value: (row) => row.planQuarters },
]
