import { forbidden, notFound, redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { AppError } from '@/lib/errors'
import { type Action, mayEver, type Viewer } from '@/lib/permissions'
import { declare, type Gate } from './registry'
import { getViewer } from './request'

type Params = Record<string, string>
type Search = Record<string, string | string[] | undefined>
/** What Next hands to a page. */
export type PageProps = { params: Promise<Params>; searchParams: Promise<Search> }

type Context<G extends Gate> = {
  viewer: G extends 'public' ? Viewer | null : Viewer
  params: Params
  searchParams: Search
}

/**
 * A page behind its gate. Not signed in: to the sign-in page and back. No role for it: the not-allowed
 * page. `not_found` and `not_allowed` of the queries become the pages of those names.
 */
export function definePage<G extends Gate>(
  definition: { path: string; gate: G },
  render: (context: Context<G>) => Promise<ReactNode> | ReactNode,
) {
  async function page(props: PageProps) {
    const [params, searchParams, viewer] = await Promise.all([props.params, props.searchParams, getViewer()])
    if (definition.gate !== 'public') {
      if (!viewer) {
        const address = addressOf(definition.path, params, searchParams)
        redirect(address === '/' ? '/login' : `/login?next=${encodeURIComponent(address)}`)
      }
      if (definition.gate !== 'signed-in' && !mayEver(viewer, definition.gate as Action)) forbidden()
    }
    return asPage(() => render({ viewer: viewer as never, params, searchParams }))
  }
  return declare(page, { kind: 'page', name: definition.path, gate: definition.gate })
}

/** Runs a query for a page: not found and not allowed become Next's pages; other errors go on. */
export async function asPage<T>(work: () => Promise<T> | T): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    if (error instanceof AppError && error.code === 'not_allowed') forbidden()
    throw error
  }
}

function addressOf(path: string, params: Params, search: Search): string {
  const filled = path.replace(/\[([^\]]+)\]/g, (_, key: string) => encodeURIComponent(params[key] ?? ''))
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(search))
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) query.append(key, one)
  return query.size > 0 ? `${filled}?${query}` : filled
}
