import { cookies, headers } from 'next/headers'
import { cache } from 'react'
import { sessionCookieName, viewerFromCookie } from '@/lib/auth/session'
import { env } from '@/lib/env'
import type { Viewer } from '@/lib/permissions'
import { callerAddress } from './caller-address'

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
  const ip = callerAddress(list, env.VERCEL ? 1 : env.TRUST_PROXY)
  return { ip, userAgent: list.get('user-agent') }
}
