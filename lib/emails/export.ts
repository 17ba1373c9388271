import type { ExportColumn } from '@/lib/spreadsheet/export'
import { emailKindNames, emailStateNames } from '@/lib/vocabulary'
import type { EmailRow } from './queries'

/** The log of mails as a file: the columns of the page, never a text or a secret link. */
export const emailColumns: readonly ExportColumn<EmailRow>[] = [
  { id: 'subject', label: 'Subject', type: 'text', value: (row) => row.subject },
  { id: 'to', label: 'To', type: 'text', value: (row) => row.toName },
  { id: 'address', label: 'Address', type: 'text', value: (row) => row.toAddress },
  { id: 'kind', label: 'Kind', type: 'text', value: (row) => emailKindNames[row.kind] },
  { id: 'state', label: 'State', type: 'text', value: (row) => emailStateNames[row.state] },
  { id: 'tries', label: 'Tries', type: 'number', value: (row) => row.tries },
  { id: 'created', label: 'Queued', type: 'instant', value: (row) => row.createdAt },
  { id: 'sent', label: 'Sent', type: 'instant', value: (row) => row.sentAt },
  { id: 'error', label: 'Error', type: 'text', value: (row) => row.error },
]
