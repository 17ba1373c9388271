import { cookies } from 'next/headers'
import { decode, encode } from 'next-auth/jwt'
import { authSecret } from './secret'
import { cookieOptions, sessionCookie, sessionCookieName } from './session'

/** Gives the browser the cookie of a session that was just made. */
export async function setSessionCookie(sessionId: string, userId: string, keep: boolean): Promise<void> {
  const { name, value, options } = await sessionCookie(sessionId, userId, keep)
  const jar = await cookies()
  jar.set(name, value, options)
}

/** Takes the cookie of the session away: with what it was set, or a browser would refuse the order (`__Secure-`). */
export async function clearSessionCookie(): Promise<void> {
  const jar = await cookies()
  jar.set(sessionCookieName(), '', { ...cookieOptions(), maxAge: 0 })
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
  jar.set(pendingName, value, { ...cookieOptions(), maxAge: pendingSeconds })
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
