/**
 * Adds to the sample term what it leaves out and screens must stand: an empty term, a course without hours, long
 * names and names in other scripts, people at each stage, mails that failed. Prints as JSON what was made and found,
 * with a cookie for each person. Run against an app's database: `app.script('tests/support/sample-records.ts')`.
 */
import { and, eq, inArray } from 'drizzle-orm'
import { db, write } from '@/db/client'
import { allocations, applications, users } from '@/db/schema'
import { insertSession, sessionCookie } from '@/lib/auth/session'
import type { ApplicationState, Decision, Position } from '@/lib/vocabulary'

export async function one<T>(what: string, rows: Promise<T[]>): Promise<T> {
  const [row] = await rows
  if (!row) throw new Error(`the sample has no ${what}`)
  return row
}

export async function findUser(username: string) {
  return (await one(username, db.select().from(users).where(eq(users.username, username)))).id
}

export function findApplication(position: Position, state: ApplicationState, decision?: Decision) {
  return one(
    `${state} ${position} application`,
    db
      .select({ id: applications.id, studentId: applications.studentId })
      .from(applications)
      .where(
        and(
          eq(applications.position, position),
          eq(applications.state, state),
          decision && eq(applications.decision, decision),
        ),
      )
      .orderBy(applications.id)
      .limit(1),
  )
}

export function findAllocation(state: 'proposed' | 'offered' | 'accepted') {
  return one(
    `${state} allocation`,
    db
      .select({ id: allocations.id, userId: allocations.userId, courseId: allocations.courseId })
      .from(allocations)
      .where(and(eq(allocations.state, state), eq(allocations.position, 'tutor')))
      .orderBy(allocations.id)
      .limit(1),
  )
}

/** What each person is called, for titles. */
export async function namesOf(people: Record<string, string>): Promise<Record<string, string>> {
  const rows = await db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(inArray(users.id, Object.values(people)))
  const names = new Map(rows.map((row) => [row.id, row.name]))
  return Object.fromEntries(Object.entries(people).map(([who, id]) => [who, names.get(id) ?? '']))
}

export async function makeCookies(people: Record<string, string>) {
  const cookies: Record<string, { name: string; value: string }> = {}
  for (const [who, userId] of Object.entries(people)) {
    const sessionId = await write((tx) =>
      insertSession(tx, { userId, keep: false, ip: '127.0.0.1', userAgent: 'test' }),
    )
    const { name, value } = await sessionCookie(sessionId, userId, false)
    cookies[who] = { name, value }
  }
  return cookies
}
