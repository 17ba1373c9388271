import { and, asc, count, desc, eq, exists, gt, inArray, ne, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, profiles, sessions, timesheets, userRoles, users } from '@/db/schema'
import { nullsLast } from '@/db/sql'
import { notFound } from '@/lib/errors'
import type { Page } from '@/lib/list-params'
import { can, requireCanOr, type Viewer } from '@/lib/permissions'
import { filesOfProfile, type ProfileFile } from '@/lib/profile/queries'
import { hasWords } from '@/lib/search/words'
import { unpaidSheets } from '@/lib/timesheets/unpaid'
import { type AccountState, liveAllocationStates, type Role, roles } from '@/lib/vocabulary'
import type { PeopleParams } from './list'
import { type PersonFacts, peopleScope, personFacts } from './scope'

export type PersonRow = {
  id: string
  name: string
  preferredName: string | null
  username: string
  email: string
  state: AccountState
  /** Added by staff, and has not chosen a password yet. */
  invited: boolean
  roles: Role[]
  lastSignInAt: Date | null
  createdAt: Date
}

const columns = {
  id: users.id,
  name: users.name,
  preferredName: users.preferredName,
  username: users.username,
  email: users.email,
  state: users.state,
  hasPassword: sql<number>`${users.passwordHash} is not null`.mapWith(Boolean),
  lastSignInAt: users.lastSignInAt,
  createdAt: users.createdAt,
}

const none = sql`1 = 0`
const inOrder = (held: readonly Role[]) => roles.filter((role) => held.includes(role))

/** Roles of several people, in one query. */
async function rolesOf(ids: string[]): Promise<Map<string, Role[]>> {
  const map = new Map<string, Role[]>()
  if (ids.length === 0) return map
  const rows = await db.select().from(userRoles).where(inArray(userRoles.userId, ids))
  for (const row of rows) map.set(row.userId, [...(map.get(row.userId) ?? []), row.role])
  return map
}

const withRoles = <R extends { id: string; state: string; hasPassword: boolean }>(
  { hasPassword, ...row }: R,
  held: Map<string, Role[]>,
) => ({
  ...row,
  invited: row.state === 'unverified' && !hasPassword,
  roles: inOrder(held.get(row.id) ?? []),
})

type Narrowing = Pick<PeopleParams, 'q'> & { filters: Pick<PeopleParams['filters'], 'role' | 'state'> }

function matching(viewer: Viewer, params: Narrowing): SQL | undefined {
  const { role, state } = params.filters
  return and(
    peopleScope(viewer) ?? none,
    hasWords(users.searchText, params.q),
    // Deleted accounts stand in no list unless asked for.
    state.length > 0 ? inArray(users.state, state) : ne(users.state, 'deleted'),
    role.length > 0
      ? exists(
          db
            .select({ one: sql`1` })
            .from(userRoles)
            .where(and(eq(userRoles.userId, users.id), inArray(userRoles.role, role))),
        )
      : undefined,
  )
}

/** A page of the accounts the viewer may list. Three queries, whatever the rows. */
export async function listPeople(viewer: Viewer, params: PeopleParams): Promise<Page<PersonRow>> {
  const where = matching(viewer, params)
  const direction = params.dir === 'asc' ? asc : desc
  const order: Record<PeopleParams['sort'], SQL[]> = {
    name: [direction(users.sortName)],
    username: [direction(users.username)],
    email: [direction(users.email)],
    lastSignIn: nullsLast(users.lastSignInAt, params.dir),
    // Ids grow with time.
    created: [],
  }
  const [rows, [counted]] = await Promise.all([
    db
      .select(columns)
      .from(users)
      .where(where)
      .orderBy(...order[params.sort], direction(users.id))
      .limit(params.size)
      .offset((params.page - 1) * params.size),
    db.select({ total: count() }).from(users).where(where),
  ])
  const held = await rolesOf(rows.map((row) => row.id))
  return { rows: rows.map((row) => withRoles(row, held)), total: counted?.total ?? 0 }
}

export type Person = PersonRow & {
  version: number
  emailVerifiedAt: Date | null
  sessions: number
}

/** One account in the viewer's scope. Throws notFound for others. */
export async function requirePerson(viewer: Viewer, id: string): Promise<Person> {
  const [row] = await db
    .select({
      ...columns,
      version: users.version,
      emailVerifiedAt: users.emailVerifiedAt,
      sessions: db.$count(sessions, and(eq(sessions.userId, id), gt(sessions.expiresAt, new Date()))),
    })
    .from(users)
    .where(and(eq(users.id, id), peopleScope(viewer) ?? none))
  if (!row) throw notFound('This person')
  const person = withRoles(row, await rolesOf([row.id]))
  requireCanOr(notFound('This person'), viewer, 'users.list', { targetRoles: person.roles })
  return person
}

export type PersonProfile = {
  facts: PersonFacts
  profile: typeof profiles.$inferSelect | null
  files: ProfileFile[]
}

/**
 * Profile and files of a person, or null when the viewer may not read them (a tutor coordinator, of
 * somebody who never applied as a tutor). At most four queries.
 */
export async function getPersonProfile(viewer: Viewer, userId: string): Promise<PersonProfile | null> {
  const facts = await personFacts(userId)
  if (!can(viewer, 'people.read', facts).allowed) return null
  const [profile] = await db.select().from(profiles).where(eq(profiles.userId, userId))
  return { facts, profile: profile ?? null, files: await filesOfProfile(profile) }
}

/** What a person has left behind: said before an account is deactivated or deleted. One query. */
export async function countTraces(
  viewer: Viewer,
  userId: string,
): Promise<{ openApplications: number; applications: number; allocations: number; unpaidSheets: number }> {
  await requirePerson(viewer, userId)
  const [row] = await db
    .select({
      openApplications: db.$count(
        applications,
        and(eq(applications.studentId, userId), inArray(applications.state, ['draft', 'submitted'])),
      ),
      applications: db.$count(
        applications,
        and(eq(applications.studentId, userId), ne(applications.state, 'draft')),
      ),
      allocations: db.$count(
        allocations,
        and(eq(allocations.userId, userId), inArray(allocations.state, [...liveAllocationStates])),
      ),
      unpaidSheets: db.$count(timesheets, unpaidSheets(userId)),
    })
    .from(users)
    .where(eq(users.id, userId))
  return row ?? { openApplications: 0, applications: 0, allocations: 0, unpaidSheets: 0 }
}
