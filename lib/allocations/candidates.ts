import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, courses, profiles, userRoles, users } from '@/db/schema'
import { whole } from '@/db/sql'
import { notFound } from '@/lib/errors'
import { can, requireCan, requireCanOr, type Viewer } from '@/lib/permissions'
import { hasWords } from '@/lib/search/words'
import { normaliseForSearch } from '@/lib/text'
import { type Position, positions } from '@/lib/vocabulary'
import { countedQuarters, heldBy } from './counted'

export type Candidate = {
  id: string
  name: string
  username: string
  email: string
  upi: string | null
  auid: string | null
  /** Live hours in the course's term. */
  heldQuarters: number
  /** Applied in the term for these positions (submitted or later), of those that the viewer decides on. */
  applied: Position[]
}

const CANDIDATES = 20

/**
 * Students who match a search by name, user name, email or student ID, for the one who may add people to
 * the course; nobody who has no account in use. Three queries.
 */
export async function searchCandidates(
  viewer: Viewer,
  courseId: string,
  q: string,
): Promise<{ rows: Candidate[]; more: boolean }> {
  const { course, mayAdd } = await getCourseForAdding(viewer, courseId)
  if (mayAdd.length === 0) requireCan(viewer, 'allocations.preAssign', { courseId })
  const found = await findStudents(q)
  // Nobody gives hours to themselves.
  const rows = found.rows.filter((row) => row.id !== viewer.id)
  const { more } = found
  return { rows: await withHours(viewer, rows, course.termId), more }
}

/** One student by id, as `searchCandidates` gives them; null when there is none, and for the viewer. */
export async function getCandidate(
  viewer: Viewer,
  courseId: string,
  userId: string,
): Promise<Candidate | null> {
  const { course, mayAdd } = await getCourseForAdding(viewer, courseId)
  if (mayAdd.length === 0) requireCan(viewer, 'allocations.preAssign', { courseId })
  // Nobody gives hours to themselves, nor reads here how many are proposed to them.
  if (userId === viewer.id) return null
  const found = await selectCandidates(
    and(eq(users.id, userId), inArray(users.state, ['active', 'unverified'])),
  )
  const [row] = await withHours(viewer, found, course.termId)
  return row ?? null
}

async function getCourseForAdding(viewer: Viewer, courseId: string) {
  requireCanOr(notFound('This course'), viewer, 'members.read', { courseId })
  const [course] = await db.select().from(courses).where(eq(courses.id, courseId))
  if (!course) throw notFound('This course')
  const mayAdd = positions.filter(
    (position) =>
      can(viewer, 'applications.decide', { position }).allowed ||
      can(viewer, 'allocations.preAssign', { courseId, canPreAssign: course.canPreAssign }).allowed,
  )
  return { course, mayAdd }
}

/** Students with an account in use who match a search, by name; one more than `CANDIDATES` when there are more. */
export async function findStudents(q: string) {
  const folded = normaliseForSearch(q)
  if (folded.length < 2) return { rows: [], more: false }
  const found = await selectCandidates(
    and(hasWords(users.searchText, q), inArray(users.state, ['active', 'unverified'])),
  )
  return { rows: found.slice(0, CANDIDATES), more: found.length > CANDIDATES }
}

function selectCandidates(which: SQL | undefined) {
  return db
    .select({
      id: users.id,
      name: users.name,
      username: users.username,
      email: users.email,
      upi: profiles.upi,
      auid: profiles.auid,
    })
    .from(users)
    .innerJoin(userRoles, and(eq(userRoles.userId, users.id), eq(userRoles.role, 'student')))
    .leftJoin(profiles, eq(profiles.userId, users.id))
    .where(which)
    .orderBy(asc(users.sortName), asc(users.id))
    .limit(CANDIDATES + 1)
}

async function withHours(
  viewer: Viewer,
  found: Omit<Candidate, 'heldQuarters' | 'applied'>[],
  termId: string,
): Promise<Candidate[]> {
  if (found.length === 0) return []
  const ids = found.map((row) => row.id)
  // A course coordinator never learns who has applied elsewhere.
  const seen = positions.filter((position) => can(viewer, 'applications.decide', { position }).allowed)
  const [hours, applied] = await Promise.all([
    db
      .select({ userId: allocations.userId, quarters: whole(sql`sum(${countedQuarters})`) })
      .from(allocations)
      .where(heldBy(ids, termId))
      .groupBy(allocations.userId),
    db
      .select({ userId: applications.studentId, position: applications.position })
      .from(applications)
      .where(
        and(
          inArray(applications.studentId, ids),
          eq(applications.termId, termId),
          inArray(applications.position, seen),
          inArray(applications.state, ['submitted', 'published']),
        ),
      ),
  ])
  return found.map((row) => ({
    ...row,
    heldQuarters: hours.find((one) => one.userId === row.id)?.quarters ?? 0,
    applied: applied.filter((one) => one.userId === row.id).map((one) => one.position),
  }))
}
