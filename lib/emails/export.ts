import type { ExportColumn } from '@/lib/spreadsheet/export'
import { emailKindNames, emailStateNames, positionNames } from '@/lib/vocabulary'
import type { EmailRow } from './queries'

/** What a file holds of the columns of the log: never a text or a secret link. */
export const emailExport: readonly ExportColumn<EmailRow>[] = [
  { id: 'subject', label: 'Subject', type: 'text', value: (row) => row.subject },
  { id: 'to', label: 'To', type: 'text', value: (row) => row.toName },
  { id: 'address', of: 'to', label: 'Address', type: 'text', value: (row) => row.toAddress },
  { id: 'kind', label: 'Kind', type: 'text', value: (row) => emailKindNames[row.kind] },
  {
    id: 'position',
    label: 'Position',
    type: 'text',
    value: (row) => row.position && positionNames[row.position],
  },
  { id: 'state', label: 'State', type: 'text', value: (row) => emailStateNames[row.state] },
  { id: 'tries', label: 'Tries', type: 'number', value: (row) => row.tries },
  { id: 'created', label: 'Queued', type: 'instant', value: (row) => row.createdAt },
  { id: 'sent', label: 'Sent', type: 'instant', value: (row) => row.sentAt },
  { id: 'error', label: 'Error', type: 'text', value: (row) => row.error },
]
