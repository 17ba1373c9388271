import { and, eq, exists, isNull, ne, notExists, or, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, preferredCourses, userRoles, users } from '@/db/schema'
import type { Viewer } from '@/lib/permissions'
import { liveAllocationStates, type Position, positions } from '@/lib/vocabulary'

/** Which accounts a viewer may list (SPEC 3): all, all but admins, students only, or none. */
export function peopleScope(viewer: Viewer): SQL | undefined | null {
  const holds = (role: 'admin' | 'student') =>
    db
      .select({ one: sql`1` })
      .from(userRoles)
      .where(and(eq(userRoles.userId, users.id), eq(userRoles.role, role)))
  const other = db
    .select({ one: sql`1` })
    .from(userRoles)
    .where(and(eq(userRoles.userId, users.id), ne(userRoles.role, 'student')))
  if (viewer.roles.includes('admin')) return sql`1 = 1`
  if (viewer.roles.includes('tutor_coordinator') || viewer.roles.includes('marker_coordinator'))
    return notExists(holds('admin'))
  if (viewer.roles.includes('course_coordinator'))
    return and(exists(holds('student')), notExists(other)) ?? null
  return null
}

/** What the permission table asks about a person: where they applied (submitted or later) or work. */
export type PersonFacts = { ownerId: string; personPositions: Position[]; personCourseIds: string[] }

/** The facts of one person, in two queries. */
export async function personFacts(userId: string): Promise<PersonFacts> {
  const [applied, works] = await Promise.all([
    db
      .select({ position: applications.position, courseId: preferredCourses.courseId })
      .from(applications)
      .leftJoin(preferredCourses, eq(preferredCourses.applicationId, applications.id))
      .where(
        and(
          eq(applications.studentId, userId),
          // A draft is nobody's business yet, a withdrawn one nobody's any more.
          sql`${applications.state} in ('submitted', 'published')`,
        ),
      ),
    db
      .select({ position: allocations.position, courseId: allocations.courseId })
      .from(allocations)
      .where(
        and(
          eq(allocations.userId, userId),
          sql`${allocations.state} in (${sql.join(
            liveAllocationStates.map((state) => sql`${state}`),
            sql`, `,
          )})`,
        ),
      ),
  ])
  const rows = [...applied, ...works]
  return {
    ownerId: userId,
    personPositions: positions.filter((position) => rows.some((row) => row.position === position)),
    personCourseIds: [...new Set(rows.map((row) => row.courseId).filter((id) => id !== null))],
  }
}

/** Accounts in use, and those that staff has added for people who have yet to choose a password. */
export const activeOrInvited = or(
  eq(users.state, 'active'),
  and(eq(users.state, 'unverified'), isNull(users.passwordHash)),
)
