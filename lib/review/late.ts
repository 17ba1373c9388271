import { and, asc, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { lateGrants, users } from '@/db/schema'
import { findStudents } from '@/lib/allocations/candidates'
import { grantVersion } from '@/lib/applications/late-grants'
import { requireCan, type Viewer } from '@/lib/permissions'
import type { Position } from '@/lib/vocabulary'

export type LateRow = {
  studentId: string
  name: string
  username: string
  until: Date
  reason: string | null
  /** Of the grant, as `grantLate` and `revokeLate` ask for it. */
  version: number
}

/** Students who may submit late in a term and position, the first to end first. One query. */
export async function listLate(
  viewer: Viewer,
  { termId, position }: { termId: string; position: Position },
): Promise<LateRow[]> {
  requireCan(viewer, 'applications.grantLate', { position })
  const rows = await db
    .select({
      studentId: lateGrants.studentId,
      name: users.name,
      username: users.username,
      until: lateGrants.until,
      reason: lateGrants.reason,
      createdAt: lateGrants.createdAt,
    })
    .from(lateGrants)
    .innerJoin(users, eq(users.id, lateGrants.studentId))
    .where(and(eq(lateGrants.termId, termId), eq(lateGrants.position, position)))
    .orderBy(asc(lateGrants.until), asc(users.sortName), asc(users.id))
    .limit(500)
  return rows.map((row) => ({ ...row, version: grantVersion(row) }))
}

/** Students by name, user name, email or student ID, for who may let them submit late. */
export async function searchLate(viewer: Viewer, position: Position, q: string) {
  requireCan(viewer, 'applications.grantLate', { position })
  return findStudents(q)
}

/** A student by id for the form of a grant, with the one that stands; null when there is none in use. One query. */
export async function getLateStudent(
  viewer: Viewer,
  { termId, position }: { termId: string; position: Position },
  id: string,
) {
  requireCan(viewer, 'applications.grantLate', { position })
  const [row] = await db
    .select({
      id: users.id,
      name: users.name,
      username: users.username,
      email: users.email,
      until: lateGrants.until,
      createdAt: lateGrants.createdAt,
    })
    .from(users)
    .leftJoin(
      lateGrants,
      and(
        eq(lateGrants.studentId, users.id),
        eq(lateGrants.termId, termId),
        eq(lateGrants.position, position),
      ),
    )
    .where(and(eq(users.id, id), inArray(users.state, ['active', 'unverified'])))
  if (!row) return null
  const { createdAt, ...student } = row
  return { ...student, version: grantVersion(createdAt && { createdAt }) }
}
