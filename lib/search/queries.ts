import { and, asc, desc, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { applications, courses, terms, users } from '@/db/schema'
import { visibleCourses } from '@/lib/courses/scope'
import { entriesFor } from '@/lib/navigation'
import { can, decidesOn, type Viewer } from '@/lib/permissions'
import { byOthers, prefersAny, reviewable } from '@/lib/review/scope'
import { normaliseForSearch } from '@/lib/text'
import { peopleScope } from '@/lib/users/scope'
import { positionNames } from '@/lib/vocabulary'
import { hasWords, searchWords } from './words'

export type SearchGroup = { label: string; items: { label: string; detail?: string; href: string }[] }

const perGroup = 6

/**
 * Courses, people, applications and pages whose names contain the words, as far as the viewer may know
 * of them. At most four queries, six answers of each kind.
 */
export async function searchEverything(viewer: Viewer, text: string): Promise<SearchGroup[]> {
  const q = text.trim().slice(0, 100)
  const words = searchWords(q)
  if (words.length === 0) return []
  const [foundCourses, people, own, found] = await Promise.all([
    searchCourses(viewer, q),
    searchUsers(viewer, q),
    searchOwnApplications(viewer, words),
    searchApplications(viewer, q),
  ])
  const pages = entriesFor(viewer)
    .filter((entry) => {
      const name = normaliseForSearch(`${entry.label} ${entry.also ?? ''}`)
      return words.every((word) => name.includes(word))
    })
    .map((entry) => ({ label: entry.label, href: entry.href }))
  return [
    { label: 'Courses', items: foundCourses },
    { label: 'People', items: people },
    { label: 'Applications', items: [...own, ...found].slice(0, perGroup) },
    { label: 'Pages', items: pages },
  ].filter((group) => group.items.length > 0)
}

async function searchCourses(viewer: Viewer, q: string): Promise<SearchGroup['items']> {
  const rows = await db
    .select({ id: courses.id, code: courses.code, name: courses.name, term: terms.name })
    .from(courses)
    .innerJoin(terms, eq(terms.id, courses.termId))
    .where(
      and(
        hasWords(courses.searchText, q),
        isNull(courses.archivedAt),
        isNull(terms.archivedAt),
        visibleCourses(viewer),
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
    .where(and(hasWords(users.searchText, q), ne(users.state, 'deleted'), scope))
    .orderBy(asc(users.sortName), users.id)
    .limit(perGroup)
  return rows.map((row) => ({
    label: row.name,
    detail: `${row.username}, ${row.email}`,
    href: `/users/${row.id}`,
  }))
}

/** What a found application is named by. */
const applicationColumns = {
  id: applications.id,
  name: applications.name,
  position: applications.position,
  state: applications.state,
  term: terms.name,
}

/**
 * The viewer's own applications, drafts too, by position, term, state and name. They are few, so that the words are
 * looked for here: a term has no folded text. Nothing of a decision is read.
 */
async function searchOwnApplications(viewer: Viewer, words: string[]): Promise<SearchGroup['items']> {
  if (!can(viewer, 'applications.write', { ownerId: viewer.id }).allowed) return []
  const rows = await db
    .select(applicationColumns)
    .from(applications)
    .innerJoin(terms, eq(terms.id, applications.termId))
    .where(eq(applications.studentId, viewer.id))
    .orderBy(desc(terms.startsOn), asc(applications.position), desc(applications.createdAt), applications.id)
    .limit(200)
  return rows.flatMap((row) => {
    const label = `${positionNames[row.position]} application`
    const state = row.state === 'published' ? 'result published' : row.state
    const text = normaliseForSearch(`my ${label} ${row.term} ${state} ${row.name ?? ''} ${viewer.name}`)
    return words.every((word) => text.includes(word))
      ? [{ label, detail: `${row.term}, ${state}`, href: `/applications/${row.id}` }]
      : []
  })
}

async function searchApplications(viewer: Viewer, q: string): Promise<SearchGroup['items']> {
  const decides = decidesOn(viewer)
  const ownCourses = viewer.courseIds.length ? prefersAny(viewer.courseIds) : undefined
  const forStaff = or(decides.length > 0 ? inArray(applications.position, decides) : undefined, ownCourses)
  if (!forStaff) return []
  const rows = await db
    .select(applicationColumns)
    .from(applications)
    .innerJoin(terms, eq(terms.id, applications.termId))
    .where(
      and(
        hasWords(applications.searchText, q),
        reviewable,
        isNull(terms.archivedAt),
        forStaff,
        // Own ones are found as such: nobody reviews themselves.
        byOthers(viewer),
      ),
    )
    .orderBy(sql`${terms.startsOn} desc`, applications.sortName, applications.id)
    .limit(perGroup)
  return rows.map((row) => ({
    label: row.name ?? 'Application',
    detail: `${positionNames[row.position]}, ${row.term}${row.state === 'withdrawn' ? ', withdrawn' : ''}`,
    href: `/review/${row.id}`,
  }))
}
