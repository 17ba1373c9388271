/**
 * Where to go after signing in: a path of this site, or `/` for anything that a browser could read as
 * another site (`//host`, `/\host`, control characters that browsers drop) or as the sign-in pages again.
 */
export function localPath(next: unknown): string {
  if (typeof next !== 'string' || next.length > 2000) return '/'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are refused
  if (!next.startsWith('/') || /^\/[/\\]|[\u0000-\u001f\\]/.test(next)) return '/'
  const url = URL.parse(next, 'http://local.invalid')
  // Dots are resolved by now: what was `/..//host` begins with two slashes only here.
  if (url?.origin !== 'http://local.invalid' || url.pathname.startsWith('//')) return '/'
  if (/^\/(login|register|setup|verify-email|forgot-password|reset-password|invite)(\/|$)/.test(url.pathname))
    return '/'
  return url.pathname + url.search + url.hash
}
