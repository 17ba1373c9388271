import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, courses } from '@/db/schema'
import { todayIn } from '@/lib/dates'
import type { Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { visibleAllocationStates } from '@/lib/vocabulary'
import { currentTerm, listTermsForSwitch, type Term } from './queries'

export type SwitchTerm = Term & { group: 'Current term' | 'Your terms' | 'All terms' }

/**
 * The terms between which a viewer switches: the current one, then those in which they take part (an
 * application of their own, published work, a course that they coordinate), then all others. Two queries.
 */
export async function listSwitchTerms(viewer: Viewer): Promise<SwitchTerm[]> {
  const [all, own, { timeZone }] = await Promise.all([
    listTermsForSwitch(viewer),
    ownTermIds(viewer),
    getSettings(),
  ])
  const current = currentTerm(all, todayIn(timeZone))
  const grouped = all.map((term): SwitchTerm => {
    if (term.id === current?.id) return { ...term, group: 'Current term' }
    return { ...term, group: own.has(term.id) ? 'Your terms' : 'All terms' }
  })
  const order = ['Current term', 'Your terms', 'All terms']
  return grouped.sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group))
}

async function ownTermIds(viewer: Viewer): Promise<Set<string>> {
  const applied = db
    .select({ id: sql<string>`${applications.termId}`.as('term') })
    .from(applications)
    .where(and(eq(applications.studentId, viewer.id), ne(applications.state, 'withdrawn')))
  const works = db
    .select({ id: sql<string>`${allocations.termId}`.as('term') })
    .from(allocations)
    .where(and(eq(allocations.userId, viewer.id), inArray(allocations.state, [...visibleAllocationStates])))
  const coordinates = db
    .select({ id: sql<string>`${courses.termId}`.as('term') })
    .from(courses)
    .where(inArray(courses.id, [...viewer.courseIds, '']))
  const rows = await applied.union(works).union(coordinates)
  return new Set(rows.map((row) => row.id))
}
