import { and, asc, eq, exists, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, courses, preferredCourses, terms, users } from '@/db/schema'
import { contains } from '@/db/sql'
import { entriesFor } from '@/lib/navigation'
import { decidesOn, type Viewer } from '@/lib/permissions'
import { normaliseForSearch } from '@/lib/text'
import { peopleScope } from '@/lib/users/scope'
import { positionNames, visibleAllocationStates } from '@/lib/vocabulary'

export type SearchGroup = { label: string; items: { label: string; detail?: string; href: string }[] }

const perGroup = 6

/**
 * Courses, people, applications and pages whose names contain the words, as far as the viewer may know
 * of them. At most three queries, six answers of each kind.
 */
export async function searchEverything(viewer: Viewer, text: string): Promise<SearchGroup[]> {
  const q = normaliseForSearch(text).trim().slice(0, 100)
  if (q === '') return []
  const [foundCourses, people, found] = await Promise.all([
    searchCourses(viewer, q),
    searchUsers(viewer, q),
    searchApplications(viewer, q),
  ])
  const pages = entriesFor(viewer)
    .filter((entry) => normaliseForSearch(`${entry.label} ${entry.also ?? ''}`).includes(q))
    .map((entry) => ({ label: entry.label, href: entry.href }))
  return [
    { label: 'Courses', items: foundCourses },
    { label: 'People', items: people },
    { label: 'Applications', items: found },
    { label: 'Pages', items: pages },
  ].filter((group) => group.items.length > 0)
}

async function searchCourses(viewer: Viewer, q: string): Promise<SearchGroup['items']> {
  const staff = viewer.roles.some((role) => role !== 'student')
  const takesPart = exists(
    db
      .select({ one: sql`1` })
      .from(allocations)
      .where(
        and(
          eq(allocations.courseId, courses.id),
          eq(allocations.userId, viewer.id),
          inArray(allocations.state, [...visibleAllocationStates]),
        ),
      ),
  )
  const rows = await db
    .select({ id: courses.id, code: courses.code, name: courses.name, term: terms.name })
    .from(courses)
    .innerJoin(terms, eq(terms.id, courses.termId))
    .where(
      and(
        contains(courses.searchText, q),
        isNull(courses.archivedAt),
        isNull(terms.archivedAt),
        staff ? undefined : or(eq(terms.open, true), takesPart),
      ),
    )
    .orderBy(sql`${terms.startsOn} desc`, courses.code)
    .limit(perGroup)
  return rows.map((row) => ({
    label: `${row.code} ${row.name}`,
    detail: row.term,
    href: `/courses/${row.id}`,
  }))
}

async function searchUsers(viewer: Viewer, q: string): Promise<SearchGroup['items']> {
  const scope = peopleScope(viewer)
  if (!scope) return []
  const rows = await db
    .select({ id: users.id, name: users.name, username: users.username, email: users.email })
    .from(users)
    .where(and(contains(users.searchText, q), ne(users.state, 'deleted'), scope))
    .orderBy(asc(users.sortName), users.id)
    .limit(perGroup)
  return rows.map((row) => ({
    label: row.name,
    detail: `${row.username}, ${row.email}`,
    href: `/users/${row.id}`,
  }))
}

async function searchApplications(viewer: Viewer, q: string): Promise<SearchGroup['items']> {
  const decides = decidesOn(viewer)
  const ownCourses = viewer.courseIds.length
    ? exists(
        db
          .select({ one: sql`1` })
          .from(preferredCourses)
          .where(
            and(
              eq(preferredCourses.applicationId, applications.id),
              inArray(preferredCourses.courseId, [...viewer.courseIds]),
            ),
          ),
      )
    : undefined
  const forStaff = or(decides.length > 0 ? inArray(applications.position, decides) : undefined, ownCourses)
  if (!forStaff) return []
  const rows = await db
    .select({
      id: applications.id,
      name: applications.name,
      position: applications.position,
      term: terms.name,
    })
    .from(applications)
    .innerJoin(terms, eq(terms.id, applications.termId))
    .where(
      and(
        contains(applications.searchText, q),
        inArray(applications.state, ['submitted', 'published']),
        isNull(terms.archivedAt),
        forStaff,
      ),
    )
    .orderBy(sql`${terms.startsOn} desc`, applications.sortName, applications.id)
    .limit(perGroup)
  return rows.map((row) => ({
    label: row.name ?? 'Application',
    detail: `${positionNames[row.position]}, ${row.term}`,
    href: `/review/${row.id}`,
  }))
}
