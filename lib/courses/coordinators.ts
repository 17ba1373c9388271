import { and, eq, inArray, notInArray } from 'drizzle-orm'
import { db, write } from '@/db/client'
import { courseCoordinators, userRoles, users } from '@/db/schema'
import { insertIgnore } from '@/db/sql'
import { audit } from '@/lib/audit'
import { notFound, stateError } from '@/lib/errors'
import { can, requireCan, type Viewer } from '@/lib/permissions'
import { hasWords, searchWords } from '@/lib/search/words'
import { requireNotArchived } from '@/lib/terms/commands'
import { giveRole } from '@/lib/users/give-role'
import { activeOrInvited, peopleScope } from '@/lib/users/scope'
import { courseRecord, lockCourse, requirePresent, termOf } from './commands'

export type Coordinator = {
  id: string
  name: string
  username: string
  email: string
  /** Without the role the person has no rights in the course. */
  hasRole: boolean
  active: boolean
  /** Added by staff, and has not chosen a password yet. */
  invited: boolean
}

/** A person who can be made coordinator of a course. */
export type Candidate = Omit<Coordinator, 'active' | 'invited'> & {
  /** The viewer may give the missing role. */
  canGrant: boolean
}

const MOST_CANDIDATES = 10
const role = 'course_coordinator' as const

/** An account that staff added and whose person has yet to choose a password: they are who staff says they are. */
const isInvited = (account: { state: string; passwordHash: string | null }) =>
  account.state === 'unverified' && account.passwordHash === null

/** The coordinators of a course with their standing, for those who manage it. Two queries. */
export async function listCoordinators(viewer: Viewer, courseId: string): Promise<Coordinator[]> {
  requireCan(viewer, 'courses.manage', { courseId })
  const rows = await db
    .select({
      id: users.id,
      name: users.name,
      username: users.username,
      email: users.email,
      state: users.state,
      passwordHash: users.passwordHash,
    })
    .from(courseCoordinators)
    .innerJoin(users, eq(users.id, courseCoordinators.userId))
    .where(eq(courseCoordinators.courseId, courseId))
    .orderBy(users.sortName, users.id)
  const withRole = await haveRole(rows.map((row) => row.id))
  return rows.map(({ state, passwordHash, ...row }) => ({
    ...row,
    hasRole: withRole.has(row.id),
    active: state === 'active',
    invited: isInvited({ state, passwordHash }),
  }))
}

/**
 * People with an active account or invited to one, as far as the viewer may list them, whose name, user name or email
 * contains the words. Two queries.
 */
export async function findCandidates(viewer: Viewer, courseId: string, text: string): Promise<Candidate[]> {
  requireCan(viewer, 'courses.manage', { courseId })
  const scope = peopleScope(viewer)
  if (searchWords(text).length === 0 || !scope) return []
  const already = db
    .select({ id: courseCoordinators.userId })
    .from(courseCoordinators)
    .where(eq(courseCoordinators.courseId, courseId))
  const rows = await db
    .select({ id: users.id, name: users.name, username: users.username, email: users.email })
    .from(users)
    .where(and(activeOrInvited, hasWords(users.searchText, text), notInArray(users.id, already), scope))
    .orderBy(users.sortName, users.id)
    .limit(MOST_CANDIDATES)
  const withRole = await haveRole(rows.map((row) => row.id))
  return rows.map((row) => ({
    ...row,
    hasRole: withRole.has(row.id),
    canGrant: can(viewer, 'roles.grant', { ownerId: row.id, role }).allowed,
  }))
}

async function haveRole(ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .select({ id: userRoles.userId })
    .from(userRoles)
    .where(and(inArray(userRoles.userId, ids), eq(userRoles.role, role)))
  return new Set(rows.map((row) => row.id))
}

/**
 * Makes a person coordinator of a course. That alone gives no rights to somebody without the role; with
 * `grant` the role is given in the same transaction, if the viewer may. Adding one who is there already
 * changes nothing. Throws `not_found` for people whom the viewer may not list, `not_allowed`, `state`.
 */
export async function addCoordinator(
  viewer: Viewer,
  input: { courseId: string; userId: string; grant: boolean },
): Promise<{ name: string; granted: boolean }> {
  requireCan(viewer, 'courses.manage', { courseId: input.courseId })
  return write(async (tx) => {
    const course = await lockCourse(tx, input.courseId)
    requirePresent(course)
    requireNotArchived(await termOf(tx, course.termId))
    const [person] = await tx
      .select()
      .from(users)
      .where(and(eq(users.id, input.userId), peopleScope(viewer) ?? eq(users.id, '')))
    if (!person) throw notFound('This person')
    if (person.state !== 'active' && !isInvited(person))
      throw stateError(`The account of ${person.name} is not active.`)
    const now = new Date()
    const granted =
      input.grant && (await giveRole(tx, viewer, person.id, role, `Made coordinator of ${course.code}`))
    const where = and(eq(courseCoordinators.courseId, course.id), eq(courseCoordinators.userId, person.id))
    const [there] = await tx.select().from(courseCoordinators).where(where)
    if (!there) {
      await insertIgnore(tx, courseCoordinators, [{ courseId: course.id, userId: person.id, createdAt: now }])
      await audit(tx, {
        actor: viewer,
        action: 'courses.addCoordinator',
        record: courseRecord(course),
        scope: { termId: course.termId, courseId: course.id, subjectId: person.id },
        after: { coordinator: person.name },
      })
    }
    return { name: person.name, granted }
  })
}

/** Ends a person's coordination of a course; their role stays. Throws `not_found` when they do not coordinate it. */
export async function removeCoordinator(
  viewer: Viewer,
  input: { courseId: string; userId: string },
): Promise<{ name: string }> {
  requireCan(viewer, 'courses.manage', { courseId: input.courseId })
  return write(async (tx) => {
    const course = await lockCourse(tx, input.courseId)
    requirePresent(course)
    requireNotArchived(await termOf(tx, course.termId))
    const where = and(eq(courseCoordinators.courseId, course.id), eq(courseCoordinators.userId, input.userId))
    const [there] = await tx
      .select({ name: users.name })
      .from(courseCoordinators)
      .innerJoin(users, eq(users.id, courseCoordinators.userId))
      .where(where)
    if (!there) throw notFound('This coordinator')
    await tx.delete(courseCoordinators).where(where)
    await audit(tx, {
      actor: viewer,
      action: 'courses.removeCoordinator',
      record: courseRecord(course),
      scope: { termId: course.termId, courseId: course.id, subjectId: input.userId },
      before: { coordinator: there.name },
    })
    return there
  })
}
