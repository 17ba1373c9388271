import type { Metadata } from 'next'
import { cache } from 'react'
import { notFound } from '@/lib/errors'
import { mayEver, type Viewer } from '@/lib/permissions'
import { getTermPage, type TermPage } from '@/lib/terms/list'
import type { PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'

const load = cache((viewer: Viewer, id: string) => getTermPage(viewer, id))

/** The term of a page, read once for title and page. Throws `not_found`. */
export async function termOfPage(viewer: Viewer, id: string | undefined): Promise<TermPage> {
  const page = id ? await load(viewer, id) : null
  if (!page) throw notFound('This term')
  return page
}

/** A title with the term's name, for those who may know it. */
export async function termMetadata({ params }: PageProps, verb?: string): Promise<Metadata> {
  const [viewer, { id }] = await Promise.all([getViewer(), params])
  const page = viewer && id && mayEver(viewer, 'terms.manage') ? await load(viewer, id) : null
  const name = page?.term.name ?? 'Term'
  return { title: verb ? `${verb} ${name}` : name }
}
