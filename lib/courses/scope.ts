import { and, eq, exists, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, courses, preferredCourses, terms } from '@/db/schema'
import { isStaff, type Viewer } from '@/lib/permissions'
import { visibleAllocationStates } from '@/lib/vocabulary'

/** The viewer has applied to the course (submitted or later) or works in it by a published allocation. */
export function takesPartIn(viewer: Viewer): SQL {
  const applied = db
    .select({ one: sql`1` })
    .from(preferredCourses)
    .innerJoin(applications, eq(applications.id, preferredCourses.applicationId))
    .where(
      and(
        eq(preferredCourses.courseId, courses.id),
        eq(applications.studentId, viewer.id),
        inArray(applications.state, ['submitted', 'published']),
      ),
    )
  const works = db
    .select({ one: sql`1` })
    .from(allocations)
    .where(
      and(
        eq(allocations.courseId, courses.id),
        eq(allocations.userId, viewer.id),
        inArray(allocations.state, [...visibleAllocationStates]),
      ),
    )
  return or(exists(applied), exists(works)) as SQL
}

/**
 * Which courses the viewer may know of (SPEC 3), as a condition on `courses` joined with `terms`: staff
 * all; students those of open terms and their own. An archived one is known only to those who take part.
 */
export function visibleCourses(viewer: Viewer): SQL | undefined {
  if (isStaff(viewer)) return undefined
  return or(
    and(eq(terms.open, true), isNull(terms.archivedAt), isNull(courses.archivedAt)),
    takesPartIn(viewer),
  )
}
