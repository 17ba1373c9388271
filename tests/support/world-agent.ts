/**
 * Runs beside a test's app, on the same database, in a process of its own (the app's modules read their
 * configuration once per process, and a test process may know several apps): makes the people and records that
 * the makers of ./world make, and sessions to sign in with. Talks to world-client.ts.
 */
import { eq, isNotNull } from 'drizzle-orm'
import { db, write } from '@/db/client'
import { courses, throttles, users } from '@/db/schema'
import { hashPassword } from '@/lib/auth/password'
import { insertSession, sessionCookie } from '@/lib/auth/session'
import * as payrollWorld from './payroll-world'
import { makeScene } from './report-scene'
import * as figures from './term-figures'
import * as world from './world'

/** The cookie that signs this person in: the same row and token as the sign-in form makes. */
async function makeSessionCookie(userId: string, keep = false) {
  const sessionId = await write((tx) =>
    insertSession(tx, { userId, keep, ip: '127.0.0.1', userAgent: 'test' }),
  )
  const { name, value } = await sessionCookie(sessionId, userId, keep)
  return { name, value }
}

/** Gives an account a password to sign in with by the form. */
async function givePassword(userId: string, password: string): Promise<void> {
  const passwordHash = await hashPassword(password)
  await write(async (tx) => {
    await tx.update(users).set({ passwordHash }).where(eq(users.id, userId))
  })
}

/** Whoever has to wait after wrong tries has to wait for an hour: a slow restart takes longer than half a minute. */
async function lengthenWaits(): Promise<void> {
  const blockedUntil = new Date(Date.now() + 3600_000)
  await write(async (tx) => {
    await tx.update(throttles).set({ blockedUntil }).where(isNotNull(throttles.blockedUntil))
  })
}

/** Hours of live allocations of a course, in quarter hours, and applications accepted in its term. */
async function countGiven(courseId: string): Promise<{ quarters: number; people: number; accepted: number }> {
  const given = await db.query.allocations.findMany({
    where: (t, { and, eq, isNotNull }) => and(eq(t.courseId, courseId), isNotNull(t.liveKey)),
  })
  const accepted = await db.query.applications.findMany({
    columns: { id: true },
    where: (t, { and, eq, inArray }) =>
      and(
        eq(t.decision, 'accepted'),
        inArray(t.termId, db.select({ id: courses.termId }).from(courses).where(eq(courses.id, courseId))),
      ),
  })
  return {
    quarters: given.reduce((sum, one) => sum + one.quarters, 0),
    people: new Set(given.map((one) => one.userId)).size,
    accepted: accepted.length,
  }
}

export const offered = {
  ...world,
  ...payrollWorld,
  ...figures,
  makeScene,
  makeSessionCookie,
  givePassword,
  lengthenWaits,
  countGiven,
}
export type Offered = typeof offered

type Call = { id: number; name: keyof Offered; args: unknown[] }

process.on('message', async ({ id, name, args }: Call) => {
  try {
    const work = offered[name] as (...given: unknown[]) => unknown
    process.send?.({ id, result: await work(...args) })
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
process.once('disconnect', () => process.exit(0))
process.send?.({ id: 0 })
