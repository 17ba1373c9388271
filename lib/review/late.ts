import { and, asc, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { lateGrants, users } from '@/db/schema'
import { findStudents } from '@/lib/allocations/queries'
import { requireCan, type Viewer } from '@/lib/permissions'
import type { Position } from '@/lib/vocabulary'

export type LateRow = {
  studentId: string
  name: string
  username: string
  until: Date
  reason: string | null
}

/** Students who may submit late in a term and position, the first to end first. One query. */
export async function listLate(
  viewer: Viewer,
  { termId, position }: { termId: string; position: Position },
): Promise<LateRow[]> {
  requireCan(viewer, 'applications.grantLate', { position })
  return db
    .select({
      studentId: lateGrants.studentId,
      name: users.name,
      username: users.username,
      until: lateGrants.until,
      reason: lateGrants.reason,
    })
    .from(lateGrants)
    .innerJoin(users, eq(users.id, lateGrants.studentId))
    .where(and(eq(lateGrants.termId, termId), eq(lateGrants.position, position)))
    .orderBy(asc(lateGrants.until), asc(users.sortName), asc(users.id))
    .limit(500)
}

/** Students by name, user name, email or student ID, for who may let them submit late. */
export async function searchLate(viewer: Viewer, position: Position, q: string) {
  requireCan(viewer, 'applications.grantLate', { position })
  return findStudents(q)
}

/** A student by id for the form of a grant; null when there is none in use. */
export async function getLateStudent(viewer: Viewer, position: Position, id: string) {
  requireCan(viewer, 'applications.grantLate', { position })
  const [row] = await db
    .select({ id: users.id, name: users.name, username: users.username, email: users.email })
    .from(users)
    .where(and(eq(users.id, id), inArray(users.state, ['active', 'unverified'])))
  return row ?? null
}
