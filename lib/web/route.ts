import type { NextRequest } from 'next/server'
import { AppError, type ErrorCode } from '@/lib/errors'
import { type Search, searchOf } from '@/lib/list-params'
import { type Action, mayEver, type Viewer } from '@/lib/permissions'
import { expected, isNextSignal, reportFault } from './faults'
import { declare, type Gate } from './registry'
import { getViewer } from './request'

const statuses: Record<ErrorCode, number> = {
  not_found: 404,
  not_allowed: 403,
  not_signed_in: 401,
  invalid: 422,
  conflict: 409,
  state: 409,
  limit: 429,
  unavailable: 503,
}

type Context<G extends Gate> = {
  viewer: G extends 'public' ? Viewer | null : Viewer
  params: Record<string, string>
  /** What the address asks for, as the page of the same list gets it. */
  search: Search
  request: NextRequest
}

/**
 * A route handler (download, upload, feed) behind its gate. Errors answer as JSON `{error}` with their
 * status; a browser that navigates to a download without a session is sent to the sign-in page. A
 * request that changes something must come from our own pages (Origin).
 */
export function defineRoute<G extends Gate>(
  definition: { name: string; gate: G },
  run: (context: Context<G>) => Promise<Response> | Response,
) {
  async function handler(
    request: NextRequest,
    next: { params: Promise<Record<string, string>> },
  ): Promise<Response> {
    try {
      if (request.method !== 'GET' && request.method !== 'HEAD') requireSameOrigin(request)
      const viewer = await getViewer()
      if (definition.gate !== 'public') {
        if (!viewer) return signInFirst(request)
        if (definition.gate !== 'signed-in' && !mayEver(viewer, definition.gate as Action))
          throw new AppError('not_allowed', 'Your role does not allow this.')
      }
      return await run({
        viewer: viewer as never,
        params: await next.params,
        search: searchOf(request.nextUrl.searchParams),
        request,
      })
    } catch (error) {
      if (isNextSignal(error)) throw error
      const known = expected(error)
      if (known) {
        const retry = known.detail.retryAfterSeconds
        return Response.json(
          { error: known.message, code: known.code, fields: known.detail.fields },
          { status: statuses[known.code], headers: retry ? { 'Retry-After': String(retry) } : undefined },
        )
      }
      const errorId = reportFault(error, { route: definition.name })
      return Response.json(
        { error: `Something went wrong on our side (${errorId}).`, code: 'fault' },
        { status: 500 },
      )
    }
  }
  return declare(handler, { kind: 'route', name: definition.name, gate: definition.gate })
}

function requireSameOrigin(request: NextRequest): void {
  const origin = request.headers.get('origin')
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host')
  if (!origin || !host || URL.parse(origin)?.host !== host)
    throw new AppError('not_allowed', 'This request did not come from a page of this site.')
}

function signInFirst(request: NextRequest): Response {
  const navigates = request.headers.get('accept')?.includes('text/html')
  if (!navigates) return Response.json({ error: 'Sign in first.', code: 'not_signed_in' }, { status: 401 })
  const back = encodeURIComponent(request.nextUrl.pathname + request.nextUrl.search)
  return new Response(null, { status: 303, headers: { Location: `/login?next=${back}` } })
}
