import type { Metadata } from 'next'
import { peopleList } from '@/lib/users/list'
import { definePage } from '@/lib/web/page'
import { PeoplePage } from './_components/people-page'

export const metadata: Metadata = { title: 'People' }

export default definePage({ path: '/users', gate: 'users.list' }, ({ viewer, searchParams }) => (
  <PeoplePage viewer={viewer} params={peopleList.parse(searchParams)} />
))
