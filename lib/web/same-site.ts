/**
 * The path and query of an address as one of this site: `//host` at its beginning would be read as another
 * site's by a browser that is led there.
 */
export const onThisSite = (url: Pick<URL, 'pathname' | 'search'>): string =>
  url.pathname.replace(/^[/\\]+/, '/') + url.search
