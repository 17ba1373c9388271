import type { Metadata } from 'next'
import { cache } from 'react'
import { PanelLayout } from '@/components/layout/side-panel'
import { AppError } from '@/lib/errors'
import { mayEver, type Viewer } from '@/lib/permissions'
import { peopleList } from '@/lib/users/list'
import { requirePerson } from '@/lib/users/queries'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { PeoplePage } from '../_components/people-page'
import { PersonPanel } from '../_components/person-panel'

const load = cache((viewer: Viewer, id: string) => requirePerson(viewer, id))

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const [viewer, { id = '' }] = await Promise.all([getViewer(), params])
  if (!viewer || !mayEver(viewer, 'users.list')) return { title: 'Person' }
  const person = await load(viewer, id).catch((error: unknown) => {
    if (error instanceof AppError) return null
    throw error
  })
  return { title: person?.name ?? 'Person' }
}

export default definePage(
  { path: '/users/[id]', gate: 'users.list' },
  async ({ viewer, params, searchParams }) => {
    const person = await load(viewer, params.id ?? '')
    const list = peopleList.parse(searchParams)
    const doing = typeof searchParams.do === 'string' ? searchParams.do : undefined
    return (
      <PanelLayout panel={<PersonPanel viewer={viewer} person={person} list={list} doing={doing} />}>
        <PeoplePage viewer={viewer} params={list} current={person.id} />
      </PanelLayout>
    )
  },
)
