/**
 * The path and query of an address as one of this site: `//host` at its beginning would be read as another
 * site's by a browser that is led there.
 */
export const onThisSite = (url: Pick<URL, 'pathname' | 'search'>): string =>
  url.pathname.replace(/^[/\\]+/, '/') + url.search

/**
 * What to say of a post that another site sent, or that a proxy passed on under another name than the browser used; null
 * when it is from a page of this site, or from a machine, which sends no Origin. Next would answer it by a bare
 * "Internal Server Error", and behind a proxy that is set up wrongly nobody could even sign in to ask why.
 */
export function foreignPost(headers: Pick<Headers, 'get'>): string | null {
  const origin = headers.get('origin')
  if (origin === null) return null
  const calledBy = (headers.get('x-forwarded-host') ?? headers.get('host') ?? '').split(',')[0]!.trim()
  const from = URL.parse(origin)?.host
  if (from && from === calledBy) return null
  return `${NOT_SAVED} the form was not sent by a page of this site. It came from ${from ?? 'an unnamed page'}, and MTMS was called by the name ${calledBy}. If this happens on every form, the proxy in front does not pass on the name it is called by (the headers Host or X-Forwarded-Host): tell an admin.`
}

/** How refusals begin that are made before a form is read; the form shows such words as they are. */
export const NOT_SAVED = 'Nothing was saved:'
