import { cookies } from 'next/headers'
import { decode, encode } from 'next-auth/jwt'
import { authSecret } from './secret'
import { sessionCookie, sessionCookieName } from './session'

/** Gives the browser the cookie of a session that was just made. */
export async function setSessionCookie(sessionId: string, userId: string, keep: boolean): Promise<void> {
  const { name, value, options } = await sessionCookie(sessionId, userId, keep)
  const jar = await cookies()
  jar.set(name, value, options)
}

export async function clearSessionCookie(): Promise<void> {
  const jar = await cookies()
  jar.delete(sessionCookieName())
}

/**
 * Who this browser registered as, or tried to sign in as, before the address was confirmed. Encrypted:
 * whether the account behind it is real must not be readable.
 */
const pendingName = 'mtms-pending'
const pendingSeconds = 3600

export async function setPendingCookie(pending: { userId: string; email: string }): Promise<void> {
  const value = await encode({
    token: { sub: pending.userId, email: pending.email },
    secret: authSecret(),
    salt: pendingName,
    maxAge: pendingSeconds,
  })
  const jar = await cookies()
  const { options } = await sessionCookie('', '', false)
  jar.set(pendingName, value, { ...options, maxAge: pendingSeconds })
}

export async function readPendingCookie(): Promise<{ userId: string; email: string } | null> {
  const value = (await cookies()).get(pendingName)?.value
  if (!value) return null
  const token = await decode({ token: value, secret: authSecret(), salt: pendingName }).catch(() => null)
  return token?.sub && token.email ? { userId: token.sub, email: token.email } : null
}

export async function clearPendingCookie(): Promise<void> {
  const jar = await cookies()
  jar.delete(pendingName)
}
