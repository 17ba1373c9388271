import type { ExportColumn } from '@/lib/spreadsheet/export'
import { roleNames } from '@/lib/vocabulary'
import type { PersonRow } from './queries'

const stateNames = {
  unverified: 'Unverified',
  active: 'Active',
  deactivated: 'Deactivated',
  deleted: 'Deleted',
} as const

/** What a file holds of the columns of the list. */
export const peopleExport: readonly ExportColumn<PersonRow>[] = [
  { id: 'name', label: 'Name', type: 'text', value: (row) => row.name },
  { id: 'preferredName', label: 'Preferred name', type: 'text', value: (row) => row.preferredName },
  { id: 'username', label: 'User name', type: 'text', value: (row) => row.username },
  { id: 'email', label: 'Email', type: 'text', value: (row) => row.email },
  {
    id: 'roles',
    label: 'Roles',
    type: 'text',
    value: (row) => row.roles.map((role) => roleNames[role]).join(', '),
  },
  {
    id: 'state',
    label: 'State',
    type: 'text',
    value: (row) => (row.invited ? 'Invited' : stateNames[row.state]),
  },
  { id: 'lastSignIn', label: 'Last signed in', type: 'instant', value: (row) => row.lastSignInAt },
  { id: 'created', label: 'Added', type: 'instant', value: (row) => row.createdAt },
]
