import { and, eq, exists, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, terms } from '@/db/schema'
import { isStaff, type Viewer } from '@/lib/permissions'
import { visibleAllocationStates } from '@/lib/vocabulary'

/** The term takes applications: open and not archived. */
const termIsOpen = (): SQL => and(eq(terms.open, true), isNull(terms.archivedAt)) as SQL

/**
 * Which terms the viewer may know of, as a condition on `terms`: staff all; students the open ones and
 * those in which they take part (an application of their own that stands, or published work).
 */
export function visibleTerms(viewer: Viewer): SQL | undefined {
  if (isStaff(viewer)) return undefined
  const applied = db
    .select({ one: sql`1` })
    .from(applications)
    .where(
      and(
        eq(applications.termId, terms.id),
        eq(applications.studentId, viewer.id),
        ne(applications.state, 'withdrawn'),
      ),
    )
  const works = db
    .select({ one: sql`1` })
    .from(allocations)
    .where(
      and(
        eq(allocations.termId, terms.id),
        eq(allocations.userId, viewer.id),
        inArray(allocations.state, [...visibleAllocationStates]),
      ),
    )
  return or(termIsOpen(), exists(applied), exists(works))
}
