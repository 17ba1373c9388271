import { cookies, headers } from 'next/headers'
import { cache } from 'react'
import { sessionCookieName, viewerFromCookie } from '@/lib/auth/session'
import { env } from '@/lib/env'
import type { Viewer } from '@/lib/permissions'

/** The signed-in person of this request or null; read once per request. */
export const getViewer = cache(async (): Promise<Viewer | null> => {
  const jar = await cookies()
  return viewerFromCookie(jar.get(sessionCookieName())?.value)
})

/**
 * Address and browser of the caller. X-Forwarded-For is believed only as far as TRUST_PROXY says:
 * anyone can send that header, and throttling depends on it.
 */
export async function callerOf(): Promise<{ ip: string; userAgent: string | null }> {
  const list = await headers()
  const hops = (list.get('x-forwarded-for') ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter(Boolean)
  const trusted = env.VERCEL ? 1 : env.TRUST_PROXY
  // Next itself appends the address of the socket as the last hop when no proxy is in front.
  const ip = hops[Math.max(0, hops.length - Math.max(1, trusted))] ?? 'unknown'
  return { ip, userAgent: list.get('user-agent') }
}
