import { teachingWeeks } from '@/lib/dates'
import type { ExportColumn } from '@/lib/spreadsheet/export'
import type { TermRow } from './list'

/** The list of terms as a file: the columns of the page. */
export const termColumns: readonly ExportColumn<TermRow>[] = [
  { id: 'name', label: 'Term', type: 'text', value: (row) => row.name },
  {
    id: 'state',
    label: 'Applications',
    type: 'text',
    value: (row) => (row.archivedAt ? 'Archived' : row.open ? 'Open' : 'Closed'),
  },
  { id: 'starts', label: 'First day', type: 'date', value: (row) => row.startsOn },
  { id: 'ends', label: 'Last day', type: 'date', value: (row) => row.endsOn },
  {
    id: 'weeks',
    label: 'Teaching weeks',
    type: 'number',
    value: (row) => teachingWeeks(row.startsOn, row.endsOn, row.breakWeeks),
  },
  { id: 'courses', label: 'Courses', type: 'number', value: (row) => row.courses },
  { id: 'applications', label: 'Submitted applications', type: 'number', value: (row) => row.applications },
  { id: 'paydays', label: 'Paydays', type: 'number', value: (row) => row.paydays },
]
