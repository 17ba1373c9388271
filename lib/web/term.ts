import { cookies } from 'next/headers'
import type { Viewer } from '@/lib/permissions'
import { resolveTerm } from '@/lib/terms/queries'

/** Cookie in which proxy.ts keeps the last `?term=` that a person chose. */
const termCookie = 'mtms-term'

/** The term that this request shows: `?term=` of the page, else the last chosen, else the current one. */
export async function termOf(
  viewer: Viewer,
  searchParams: Record<string, string | string[] | undefined> = {},
) {
  const given = searchParams.term
  const inUrl = Array.isArray(given) ? given[0] : given
  return resolveTerm(viewer, inUrl ?? (await cookies()).get(termCookie)?.value)
}
