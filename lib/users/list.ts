import { anyOf, defineList } from '@/lib/list-params'
import { accountStates, roles } from '@/lib/vocabulary'

/** The people page in its URL: page, links, export. */
export const peopleList = defineList({
  sorts: ['name', 'username', 'email', 'lastSignIn', 'created'],
  defaultSort: 'name',
  filters: { role: anyOf(roles), state: anyOf(accountStates) },
})

export type PeopleParams = ReturnType<typeof peopleList.parse>
