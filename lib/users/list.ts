import { anyOf, defineList, tableLook } from '@/lib/list-params'
import type { ListColumn } from '@/lib/table-columns'
import { accountStates, roles } from '@/lib/vocabulary'

const columns = [
  { id: 'name', label: 'Name', primary: true },
  { id: 'preferredName', label: 'Preferred name', spare: true },
  { id: 'username', label: 'User name' },
  { id: 'email', label: 'Email' },
  { id: 'roles', label: 'Roles' },
  { id: 'state', label: 'State' },
  { id: 'lastSignIn', label: 'Last signed in' },
  { id: 'created', label: 'Added', spare: true },
] as const satisfies readonly ListColumn[]
export type PeopleColumn = (typeof columns)[number]['id']
export const peopleColumns: readonly ListColumn<PeopleColumn>[] = columns

/** The people page in its URL: page, links, export. */
export const peopleList = defineList({
  sorts: ['name', 'username', 'email', 'lastSignIn', 'created'],
  defaultSort: 'name',
  filters: { role: anyOf(roles), state: anyOf(accountStates), ...tableLook(columns) },
})

export type PeopleParams = ReturnType<typeof peopleList.parse>
