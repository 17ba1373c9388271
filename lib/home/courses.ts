import { and, asc, count, eq, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import {
  allocations,
  applications,
  courses,
  endorsements,
  paydays,
  preferredCourses,
  timesheets,
} from '@/db/schema'
import { whole } from '@/db/sql'
import { countedQuarters, live } from '@/lib/allocations/counted'
import { sumsFor } from '@/lib/allocations/known'
import type { IsoDay } from '@/lib/dates'
import type { Viewer } from '@/lib/permissions'
import { plannedUpTo, runningTotals } from '@/lib/reports/plan'
import { agreedQuarters, countWhen } from '@/lib/reports/sql'
import type { Term } from '@/lib/terms/queries'
import type { Position } from '@/lib/vocabulary'

export type OwnCourse = {
  id: string
  code: string
  name: string
  needTutors: boolean
  needMarkers: boolean
  wantedTutors: number | null
  wantedMarkers: number | null
  budgetQuarters: number
  /** Live hours, and those that people have agreed to. */
  givenQuarters: number
  agreedQuarters: number
  people: number
  /** Submitted applicants by position, and those of them whom this viewer has neither endorsed nor refused. */
  applicants: Record<Position, number>
  withoutVerdict: Record<Position, number>
  /** Hours in timesheets, whatever their state. */
  recordedQuarters: number
  approvals: { waiting: number; late: number }
}

/** Hours of one course, or of all own ones, up to each payday. */
export type PlanChart = {
  /** Null: all courses together. */
  courseId: string | null
  days: IsoDay[]
  plannedQuarters: number[]
  /** Null for paydays whose cut-off lies ahead. */
  recordedQuarters: (number | null)[]
}

export type CourseHome = { courses: OwnCourse[]; plan: PlanChart | null }

/**
 * Own courses of a term: need, what is filled, who waits, and hours recorded against the plan by payday
 * (of `courseId`, else of all own courses together). Five queries whatever their number.
 */
export async function getCourseHome(
  viewer: Viewer,
  term: Pick<Term, 'id' | 'startsOn' | 'endsOn'>,
  { now, zone }: { now: Date; zone: string },
  courseId?: string,
): Promise<CourseHome> {
  if (viewer.courseIds.length === 0) return { courses: [], plan: null }
  const mine = [...viewer.courseIds]
  const [rows, filled, applied, sheets, days] = await Promise.all([
    db
      .select()
      .from(courses)
      .where(and(inArray(courses.id, mine), eq(courses.termId, term.id), isNull(courses.archivedAt)))
      .orderBy(asc(courses.code)),
    db
      .select({
        courseId: allocations.courseId,
        given: whole(sql`sum(case when ${live} then ${countedQuarters} else 0 end)`),
        agreed: whole(sql`sum(${agreedQuarters})`),
        people: whole(sql`count(distinct case when ${live} then ${allocations.userId} end)`),
      })
      .from(allocations)
      .where(and(inArray(allocations.courseId, mine), eq(allocations.termId, term.id), sumsFor(viewer)))
      .groupBy(allocations.courseId),
    applicantsOf(viewer, mine),
    db
      .select({
        courseId: timesheets.courseId,
        paydayId: timesheets.paydayId,
        quarters: whole(sql`sum(${timesheets.quarters})`),
        waiting: countWhen(sql`${timesheets.state} = 'submitted'`),
      })
      .from(timesheets)
      .where(and(inArray(timesheets.courseId, mine), eq(timesheets.termId, term.id)))
      .groupBy(timesheets.courseId, timesheets.paydayId),
    db
      .select({ id: paydays.id, paidOn: paydays.paidOn, cutoffAt: paydays.cutoffAt })
      .from(paydays)
      .where(eq(paydays.termId, term.id))
      .orderBy(asc(paydays.paidOn)),
  ])
  const past = new Set(days.filter((day) => day.cutoffAt < now).map((day) => day.id))
  const own = rows.map((course): OwnCourse => {
    const f = filled.find((row) => row.courseId === course.id)
    const of = (position: Position) =>
      applied.find((row) => row.courseId === course.id && row.position === position)
    const hours = sheets.filter((row) => row.courseId === course.id)
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
    const [tutor, marker] = [of('tutor'), of('marker')]
    return {
      id: course.id,
      code: course.code,
      name: course.name,
      needTutors: course.needTutors,
      needMarkers: course.needMarkers,
      wantedTutors: course.wantedTutors,
      wantedMarkers: course.wantedMarkers,
      budgetQuarters: course.availableQuarters,
      givenQuarters: f?.given ?? 0,
      agreedQuarters: f?.agreed ?? 0,
      people: f?.people ?? 0,
      applicants: { tutor: tutor?.n ?? 0, marker: marker?.n ?? 0 },
      withoutVerdict: { tutor: tutor?.open ?? 0, marker: marker?.open ?? 0 },
      recordedQuarters: sum(hours.map((row) => row.quarters)),
      approvals: {
        waiting: sum(hours.map((row) => row.waiting)),
        late: sum(hours.filter((row) => past.has(row.paydayId)).map((row) => row.waiting)),
      },
    }
  })
  const one = own.find((course) => course.id === courseId)?.id ?? null
  return { courses: own, plan: planOf(one, filled, sheets, days, past, term, zone) }
}

/** Per course and position: applicants who wait for results or have them, and those without this viewer's word. */
function applicantsOf(viewer: Viewer, mine: string[]) {
  const word = db
    .select({ id: endorsements.id })
    .from(endorsements)
    .where(
      and(
        eq(endorsements.applicationId, preferredCourses.applicationId),
        eq(endorsements.courseId, preferredCourses.courseId),
        eq(endorsements.coordinatorId, viewer.id),
        isNotNull(endorsements.verdict),
      ),
    )
  return db
    .select({
      courseId: preferredCourses.courseId,
      position: applications.position,
      n: count(),
      // Once the results are out, a word changes nothing any more: it is looked for only before.
      open: countWhen(sql`${applications.state} = 'submitted' and not exists ${word}`),
    })
    .from(preferredCourses)
    .innerJoin(applications, eq(applications.id, preferredCourses.applicationId))
    .where(
      and(
        inArray(preferredCourses.courseId, mine),
        inArray(applications.state, ['submitted', 'published']),
        // A coordinator who has applied hears nothing about themselves.
        ne(applications.studentId, viewer.id),
      ),
    )
    .groupBy(preferredCourses.courseId, applications.position)
}

/** Of one course, or of all own ones together: archived ones, too, as in the report behind it. */
function planOf(
  one: string | null,
  filled: { courseId: string; agreed: number }[],
  sheets: { courseId: string; paydayId: string; quarters: number }[],
  days: { id: string; paidOn: IsoDay; cutoffAt: Date }[],
  past: Set<string>,
  term: Pick<Term, 'startsOn' | 'endsOn'>,
  zone: string,
): PlanChart | null {
  const shown = (row: { courseId: string }) => one === null || row.courseId === one
  const agreed = filled.filter(shown).reduce((sum, row) => sum + row.agreed, 0)
  if (days.length === 0 || agreed === 0) return null
  const perDay = days.map((day) =>
    sheets.filter((row) => shown(row) && row.paydayId === day.id).reduce((sum, row) => sum + row.quarters, 0),
  )
  // The line ends with the last payday that is over or has hours: what is to come is not "none".
  const last = days.reduce((at, day, i) => (past.has(day.id) || (perDay[i] ?? 0) > 0 ? i : at), -1)
  return {
    courseId: one,
    days: days.map((day) => day.paidOn),
    plannedQuarters: plannedUpTo(agreed, term, days, zone),
    recordedQuarters: runningTotals(perDay).map((value, i) => (i <= last ? value : null)),
  }
}
