import type { ExportColumn } from '@/lib/spreadsheet/export'
import { type AuditRow, actionInWords, changeInWords } from './queries'

/** The audit log as a file: the columns of the page. */
export const auditColumns: readonly ExportColumn<AuditRow>[] = [
  { id: 'at', label: 'When', type: 'instant', value: (row) => row.at },
  { id: 'actor', label: 'Who', type: 'text', value: (row) => row.actorName },
  { id: 'action', label: 'What', type: 'text', value: (row) => actionInWords(row.action) },
  { id: 'record', label: 'Record', type: 'text', value: (row) => row.recordName },
  { id: 'change', label: 'Before → after', type: 'text', value: changeInWords },
  { id: 'reason', label: 'Reason', type: 'text', value: (row) => row.reason },
]
