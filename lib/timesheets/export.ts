import type { ExportColumn } from '@/lib/spreadsheet/export'
import { positionNames } from '@/lib/vocabulary'
import type { InboxRow } from './inbox'
import type { InboxGroup } from './inbox-groups'
import type { ReminderRow } from './reminder-queries'

/** What a file holds of the columns of the approval inbox: what a cell says at once stands in columns of its own. */
export const inboxExport: readonly ExportColumn<InboxRow>[] = [
  { id: 'person', label: 'Person', type: 'text', value: (row) => row.personName },
  { id: 'upi', label: 'UPI', type: 'text', value: (row) => row.upi },
  { id: 'email', label: 'Email', type: 'text', value: (row) => row.email },
  { id: 'course', label: 'Course', type: 'text', value: (row) => row.courseCode },
  { id: 'position', label: 'Position', type: 'text', value: (row) => positionNames[row.position] },
  { id: 'payday', label: 'Payday', type: 'date', value: (row) => row.paidOn },
  { id: 'hours', label: 'Hours', type: 'hours', value: (row) => row.quarters },
  { id: 'submitted', label: 'Submitted', type: 'instant', value: (row) => row.submittedAt },
  { id: 'late', of: 'submitted', label: 'Submitted late', type: 'bool', value: (row) => row.late },
  { id: 'onBehalf', of: 'submitted', label: 'On behalf', type: 'bool', value: (row) => row.onBehalf },
  {
    id: 'recorded',
    of: 'used',
    label: 'Recorded of the allocation',
    type: 'hours',
    value: (row) => row.usage.recorded,
  },
  { id: 'ceiling', of: 'used', label: 'Allocation', type: 'hours', value: (row) => row.usage.ceiling },
  {
    id: 'approved',
    label: 'Approved of the allocation',
    type: 'hours',
    value: (row) => row.approvedQuarters,
  },
  {
    id: 'recordedThen',
    of: 'plan',
    label: 'Recorded up to this payday',
    type: 'hours',
    value: (row) => row.recordedThen,
  },
  { id: 'plan', label: 'Planned up to this payday', type: 'hours', value: (row) => row.planQuarters },
]

/** The same of the inbox summed up by course or by person. */
export const groupExport = (by: 'courses' | 'people'): readonly ExportColumn<InboxGroup>[] => [
  { id: 'name', label: by === 'courses' ? 'Course' : 'Person', type: 'text', value: (row) => row.name },
  { id: 'sheets', label: 'Timesheets', type: 'number', value: (row) => row.sheets },
  { id: 'late', label: 'Late', type: 'number', value: (row) => row.late },
  { id: 'hours', label: 'Hours', type: 'hours', value: (row) => row.quarters },
  { id: 'since', label: 'Longest waiting since', type: 'instant', value: (row) => row.since },
  { id: 'recorded', label: 'Recorded', type: 'hours', value: (row) => row.recordedQuarters },
  {
    id: 'allocated',
    of: 'recorded',
    label: 'Allocated',
    type: 'hours',
    value: (row) => row.allocatedQuarters,
  },
  { id: 'approved', label: 'Approved', type: 'hours', value: (row) => row.approvedQuarters },
]

/** Who was reminded of a payday, and who will be. */
export const reminderColumns: readonly ExportColumn<ReminderRow>[] = [
  { id: 'person', label: 'Person', type: 'text', value: (row) => row.personName },
  { id: 'course', label: 'Course', type: 'text', value: (row) => row.courseCode },
  { id: 'position', label: 'Position', type: 'text', value: (row) => positionNames[row.position] },
  { id: 'state', label: 'Hours of this payday', type: 'text', value: (row) => row.state ?? 'nothing yet' },
  { id: 'late', label: 'Submitted late', type: 'bool', value: (row) => row.late },
  { id: 'reminded', label: 'Last reminded', type: 'instant', value: (row) => row.reminded[0]?.at ?? null },
  { id: 'times', label: 'Times reminded', type: 'number', value: (row) => row.reminded.length },
  { id: 'next', label: 'Next reminder', type: 'instant', value: (row) => row.nextAt },
]
