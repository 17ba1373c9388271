import { type NextRequest, NextResponse } from 'next/server'
import type { ErrorCode } from '@/lib/errors'
import { bodyTooLarge } from '@/lib/web/body-limit'
import { flashCookie } from '@/lib/web/flash'
import { foreignPost, onThisSite } from '@/lib/web/same-site'

/**
 * The content security policy, with a new nonce for each request. Scripts run only with the nonce or
 * when loaded by one that has it; style attributes are allowed (widths of bars), style elements are not.
 */
export function proxy(request: NextRequest): NextResponse {
  const refusal = notOurs(request) ?? tooLarge(request)
  if (refusal) return refusal
  const nonce = Buffer.from(crypto.randomUUID()).toString('base64')
  const development = request.nextUrl.hostname === 'localhost' && isDevelopment
  const policy = [
    `default-src 'self'`,
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' blob: data:`,
    `font-src 'self'`,
    `connect-src 'self'${development ? ' ws:' : ''}`,
    `frame-src 'self' blob:`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'self'`,
  ].join('; ')
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('Content-Security-Policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('Content-Security-Policy', policy)
  response.headers.set('X-Frame-Options', 'SAMEORIGIN')
  if (request.nextUrl.protocol === 'https:' || request.headers.get('x-forwarded-proto') === 'https')
    response.headers.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
  // The term switch stays with the person: the browser keeps what was last chosen by URL. Not with a post: a cookie in
  // the answer of an action makes Next build the page anew, which leads somebody who is signed out away from the form.
  const term = request.method === 'GET' ? request.nextUrl.searchParams.get('term') : null
  if (term && /^[\w-]{1,64}$/.test(term))
    response.cookies.set('mtms-term', term, {
      path: '/',
      maxAge: 31_536_000,
      sameSite: 'lax',
      httpOnly: true,
    })
  return response
}

/**
 * Next would cut a body that is too large off, and the form in it could not be read: a bare error page. A plain
 * post goes back to its page with a line that says why; a script gets the same words.
 */
function tooLarge(request: NextRequest): NextResponse | null {
  if (request.method !== 'POST') return null
  const why = bodyTooLarge(Number(request.headers.get('content-length')))
  if (!why) return null
  if (request.headers.get('accept')?.includes('text/html') && !request.headers.has('next-action')) {
    const from = URL.parse(request.headers.get('referer') ?? '')
    const back = from?.host === request.headers.get('host') ? from : request.nextUrl
    const response = NextResponse.redirect(new URL(onThisSite(back), request.url), 303)
    response.cookies.set(flashCookie({ message: why, tone: 'error' }))
    return response
  }
  return refused(request, why, 'limit', 413)
}

/** A post that did not begin on a page of this site changes nothing, whatever it asks for. */
function notOurs(request: NextRequest): NextResponse | null {
  const why = request.method === 'POST' ? foreignPost(request.headers) : null
  return why ? refused(request, why, 'not_allowed', 403) : null
}

/** Of an answer to a server action React takes plain text as the words of its error, and nothing else. */
function refused(request: NextRequest, why: string, code: ErrorCode, status: number): NextResponse {
  const plain = request.headers.has('next-action') || request.headers.get('accept')?.includes('text/html')
  if (!plain) return NextResponse.json({ error: why, code }, { status })
  return new NextResponse(why, { status, headers: { 'Content-Type': 'text/plain' } })
}

// Next replaces the name at build time; it is not configuration.
// biome-ignore lint/style/noProcessEnv: the build's own mode, inlined by the compiler
const isDevelopment = process.env.NODE_ENV === 'development'

export const config = {
  matcher: [{ source: '/((?!_next/static|_next/image|favicon.ico|icons/|manifest.webmanifest).*)' }],
}
