import { and, count, eq, inArray, isNull, ne } from 'drizzle-orm'
import { db } from '@/db/client'
import { applications, courses, endorsements, preferredCourses, timesheets } from '@/db/schema'
import type { IsoDay } from '@/lib/dates'
import { decidesOn, mayEver, type Viewer } from '@/lib/permissions'
import { byOthers } from '@/lib/review/scope'
import { listTermsForSwitch } from '@/lib/terms/queries'
import { approvableSheets } from '@/lib/timesheets/inbox-scope'
import type { Position } from '@/lib/vocabulary'

/** What waits for a viewer in a term that is not the one their home shows. */
export type OtherTerm = {
  id: string
  name: string
  /** Timesheets to approve. */
  approvals: number
  /** Undecided applications, of positions on which the viewer decides. */
  undecided: Partial<Record<Position, number>>
  /** Applicants to own courses whom the viewer has neither endorsed nor refused: a table for each course and position. */
  withoutVerdict: { courseId: string; position: Position; n: number }[]
}

/** More terms than this do not run, wait or take applications at once. */
const MOST = 12

/**
 * Terms other than the shown one in which something waits for the viewer, newest first: hours in every term
 * that is not archived (the last ones come after its end), applications in terms that are not over. Four
 * queries whatever the number of terms, one of them shared with the term switch.
 */
export async function getOtherTerms(
  viewer: Viewer,
  shownId: string | undefined,
  today: IsoDay,
): Promise<OtherTerm[]> {
  const others = (await listTermsForSwitch(viewer)).filter((term) => term.id !== shownId).slice(0, MOST)
  const ids = [...others.map((term) => term.id), '']
  const lasting = [...others.filter((term) => term.endsOn >= today).map((term) => term.id), '']
  const decides = decidesOn(viewer)
  const [hours, applied, toEndorse] = await Promise.all([
    mayEver(viewer, 'hours.approve') ? waitingHours(viewer, ids) : [],
    decides.length > 0 ? undecidedIn(viewer, lasting, decides) : [],
    viewer.courseIds.length > 0 ? withoutVerdictIn(viewer, lasting) : [],
  ])
  return others
    .map(
      ({ id, name }): OtherTerm => ({
        id,
        name,
        approvals: hours.find((row) => row.termId === id)?.n ?? 0,
        undecided: Object.fromEntries(
          applied.filter((row) => row.termId === id).map((row) => [row.position, row.n]),
        ),
        withoutVerdict: toEndorse
          .filter((row) => row.termId === id)
          .map(({ courseId, position, n }) => ({ courseId, position, n })),
      }),
    )
    .filter(
      (term) => term.approvals + term.withoutVerdict.length > 0 || Object.keys(term.undecided).length > 0,
    )
}

const waitingHours = (viewer: Viewer, termIds: string[]) =>
  db
    .select({ termId: timesheets.termId, n: count() })
    .from(timesheets)
    .where(
      and(inArray(timesheets.termId, termIds), eq(timesheets.state, 'submitted'), approvableSheets(viewer)),
    )
    .groupBy(timesheets.termId)

const undecidedIn = (viewer: Viewer, termIds: string[], decides: Position[]) =>
  db
    .select({ termId: applications.termId, position: applications.position, n: count() })
    .from(applications)
    .where(
      and(
        inArray(applications.termId, termIds),
        inArray(applications.position, decides),
        eq(applications.state, 'submitted'),
        isNull(applications.decision),
        byOthers(viewer),
      ),
    )
    .groupBy(applications.termId, applications.position)

const withoutVerdictIn = (viewer: Viewer, termIds: string[]) =>
  db
    .select({
      termId: applications.termId,
      courseId: preferredCourses.courseId,
      position: applications.position,
      n: count(),
    })
    .from(preferredCourses)
    .innerJoin(applications, eq(applications.id, preferredCourses.applicationId))
    .innerJoin(courses, eq(courses.id, preferredCourses.courseId))
    .leftJoin(
      endorsements,
      and(
        eq(endorsements.applicationId, preferredCourses.applicationId),
        eq(endorsements.courseId, preferredCourses.courseId),
        eq(endorsements.coordinatorId, viewer.id),
      ),
    )
    .where(
      and(
        inArray(preferredCourses.courseId, [...viewer.courseIds]),
        isNull(courses.archivedAt),
        inArray(applications.termId, termIds),
        eq(applications.state, 'submitted'),
        ne(applications.studentId, viewer.id),
        isNull(endorsements.verdict),
      ),
    )
    .groupBy(applications.termId, preferredCourses.courseId, applications.position)
    .orderBy(preferredCourses.courseId, applications.position)
