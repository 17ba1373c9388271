import type { ExportColumn } from '@/lib/spreadsheet/export'
import { positionNames } from '@/lib/vocabulary'
import { actionInWords } from './actions'
import type { AuditRow } from './queries'
import { changeInWords } from './words'

/** What a file holds of the columns of the audit log. */
export const auditExport: readonly ExportColumn<AuditRow>[] = [
  { id: 'at', label: 'When', type: 'instant', value: (row) => row.at },
  { id: 'actor', label: 'Who', type: 'text', value: (row) => row.actorName },
  { id: 'action', label: 'What', type: 'text', value: (row) => actionInWords(row.action) },
  { id: 'record', label: 'Record', type: 'text', value: (row) => row.recordName },
  {
    id: 'position',
    label: 'Position',
    type: 'text',
    value: (row) => row.position && positionNames[row.position],
  },
  { id: 'change', label: 'Before → after', type: 'text', value: changeInWords },
  { id: 'reason', label: 'Reason', type: 'text', value: (row) => row.reason },
]
