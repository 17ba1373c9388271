import { and, eq, gt } from 'drizzle-orm'
import { decode, encode } from 'next-auth/jwt'
import { db, type Tx, write } from '@/db/client'
import { courseCoordinators, courses, sessions, userRoles, users } from '@/db/schema'
import { newId } from '@/db/sql'
import { appUrl } from '@/lib/env'
import { log } from '@/lib/log'
import type { Viewer } from '@/lib/permissions'
import type { Role } from '@/lib/vocabulary'
import { authSecret } from './secret'

/**
 * A session is a row; the cookie is next-auth's encrypted token that names it. The row decides: ending
 * it, deactivating the account or changing roles takes effect on the next request.
 */

const secure = () => appUrl().startsWith('https://')
export const sessionCookieName = () =>
  secure() ? '__Secure-next-auth.session-token' : 'next-auth.session-token'

const hour = 3600
/** Seconds a session lasts: 30 days with "Keep me signed in", else 12 hours. */
const sessionSeconds = (keep: boolean) => (keep ? 30 * 24 * hour : 12 * hour)

export type SessionCookie = {
  name: string
  value: string
  options: { httpOnly: true; sameSite: 'lax'; path: '/'; secure: boolean; maxAge?: number }
}

/** Adds a session row inside the caller's transaction and gives its id; `sessionCookie` makes the cookie for it. */
export async function insertSession(
  tx: Tx,
  input: { userId: string; keep: boolean; ip: string | null; userAgent: string | null },
): Promise<string> {
  const now = new Date()
  const id = newId()
  await tx.insert(sessions).values({
    id,
    userId: input.userId,
    keep: input.keep,
    ip: input.ip?.slice(0, 64) ?? null,
    userAgent: input.userAgent?.slice(0, 300) ?? null,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: new Date(now.getTime() + sessionSeconds(input.keep) * 1000),
  })
  return id
}

/** The cookie of a session. Without "keep" it goes when the browser closes. */
export async function sessionCookie(
  sessionId: string,
  userId: string,
  keep: boolean,
): Promise<SessionCookie> {
  const maxAge = sessionSeconds(keep)
  const value = await encode({ token: { sub: userId, sid: sessionId }, secret: authSecret(), maxAge })
  return { name: sessionCookieName(), value, options: { ...cookieOptions(), ...(keep ? { maxAge } : {}) } }
}

/** What every cookie that opens something is set with. */
export const cookieOptions = () => ({ httpOnly: true, sameSite: 'lax', path: '/', secure: secure() }) as const

/** Who the cookie stands for, with roles and own courses as they are now; null when it stands for nobody any more. */
export async function viewerFromCookie(cookie: string | undefined, now = new Date()): Promise<Viewer | null> {
  if (!cookie) return null
  const token = await decode({ token: cookie, secret: authSecret() }).catch(() => null)
  const sessionId = token?.sid
  if (typeof sessionId !== 'string') return null
  return viewerFromSession(sessionId, now)
}

/** Of a user, what a viewer is made of. */
const account = {
  id: users.id,
  name: users.name,
  preferred: users.preferredName,
  username: users.username,
  email: users.email,
}

export async function viewerFromSession(sessionId: string, now = new Date()): Promise<Viewer | null> {
  const [row] = await db
    .select({
      ...account,
      lastSeenAt: sessions.lastSeenAt,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, sessionId), gt(sessions.expiresAt, now), eq(users.state, 'active')))
  if (!row) return null
  if (now.getTime() - row.lastSeenAt.getTime() > seenEvery) noteUse(sessionId, now)
  return { ...(await loadViewer(row)), sessionId }
}

/** How exact "last used" is in a person's list of sessions, in milliseconds. */
const seenEvery = 10 * 60_000

/** Notes that a session is in use. Nobody waits for it, and a page does not fail by it. */
function noteUse(sessionId: string, now: Date): void {
  write((tx) => tx.update(sessions).set({ lastSeenAt: now }).where(eq(sessions.id, sessionId))).catch(
    (error: unknown) => log.warn({ err: error }, 'could not note the use of a session'),
  )
}

/** The viewer that a user is, outside a request (jobs, tests, scripts). */
export async function viewerOf(userId: string): Promise<Viewer | null> {
  const [row] = await db
    .select(account)
    .from(users)
    .where(and(eq(users.id, userId), eq(users.state, 'active')))
  return row ? { ...(await loadViewer(row)), sessionId: '' } : null
}

async function loadViewer(row: {
  id: string
  name: string
  preferred: string | null
  username: string
  email: string
}) {
  const given = await db.select({ role: userRoles.role }).from(userRoles).where(eq(userRoles.userId, row.id))
  const roles = given.map((r) => r.role as Role)
  const own = roles.includes('course_coordinator')
    ? await db
        .select({ id: courseCoordinators.courseId })
        .from(courseCoordinators)
        .innerJoin(courses, eq(courses.id, courseCoordinators.courseId))
        .where(eq(courseCoordinators.userId, row.id))
    : []
  return {
    id: row.id,
    name: row.preferred ?? row.name,
    username: row.username,
    email: row.email,
    roles,
    courseIds: own.map((c) => c.id),
  }
}
