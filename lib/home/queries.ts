import { and, count, countDistinct, eq, inArray, isNull, sql, sum } from 'drizzle-orm'
import { db } from '@/db/client'
import {
  allocations,
  applications,
  courses,
  emails,
  endorsements,
  jobRuns,
  paydays,
  preferredCourses,
  terms,
} from '@/db/schema'
import { whole } from '@/db/sql'
import { decidesOn, type Viewer } from '@/lib/permissions'
import {
  type ApplicationState,
  type Decision,
  liveAllocationStates,
  type Position,
  visibleAllocationStates,
} from '@/lib/vocabulary'

/** What a coordinator of a position sees of a term, per position that the viewer decides on. */
export type PositionGlance = {
  position: Position
  undecided: number
  /** Decided, not yet published. */
  accepted: number
  rejected: number
  reserve: number
  published: number
  drafts: number
  /** Quarter hours of live allocations in this position. */
  givenQuarters: number
}

export type CoordinatorHome = {
  positions: PositionGlance[]
  /** Budget of all courses of the term and hours given in either position, in quarter hours. */
  budgetQuarters: number
  givenQuarters: number
  courses: number
  /** Courses that still have more than a tenth of their budget, the emptiest first. */
  short: { id: string; code: string; name: string; budgetQuarters: number; givenQuarters: number }[]
  /** Submitted applications by calendar day of the given zone, oldest first. */
  perDay: { day: string; count: number }[]
  failedEmails: number
}

/**
 * Figures of one term for those who decide. Eight queries whatever the size of the term. Gives null to
 * people who decide nothing.
 */
export async function getCoordinatorHome(
  viewer: Viewer,
  termId: string,
  dayOf: (at: Date) => string,
): Promise<CoordinatorHome | null> {
  const mine = decidesOn(viewer)
  if (mine.length === 0) return null
  const inTerm = and(eq(applications.termId, termId), inArray(applications.position, mine))
  const hourMs = 3_600_000
  const hourOf = sql<number>`floor(${applications.submittedAt} / ${sql.raw(String(hourMs))})`.mapWith(Number)
  const [states, given, budget, byCourse, hours, failed] = await Promise.all([
    db
      .select({
        position: applications.position,
        state: applications.state,
        decision: applications.decision,
        n: count(),
      })
      .from(applications)
      .where(inTerm)
      .groupBy(applications.position, applications.state, applications.decision),
    db
      .select({ position: allocations.position, quarters: whole(sum(allocations.quarters)) })
      .from(allocations)
      .where(and(eq(allocations.termId, termId), inArray(allocations.state, [...liveAllocationStates])))
      .groupBy(allocations.position),
    db
      .select({ courses: count(), quarters: whole(sum(courses.availableQuarters)) })
      .from(courses)
      .where(and(eq(courses.termId, termId), isNull(courses.archivedAt))),
    shortCourses(termId),
    db
      .select({ hour: hourOf, n: count() })
      .from(applications)
      .where(and(inTerm, inArray(applications.state, ['submitted', 'published'])))
      .groupBy(hourOf)
      .orderBy(hourOf),
    db
      .select({ n: count() })
      .from(emails)
      .where(
        and(
          eq(emails.state, 'failed'),
          viewer.roles.includes('admin') ? undefined : inArray(emails.position, mine),
        ),
      ),
  ])
  const perDay = new Map<string, number>()
  for (const row of hours) {
    const day = dayOf(new Date(row.hour * hourMs))
    perDay.set(day, (perDay.get(day) ?? 0) + row.n)
  }
  const tally = (position: Position, state: ApplicationState, decision?: Decision | null) =>
    states
      .filter(
        (s) =>
          s.position === position && s.state === state && (decision === undefined || s.decision === decision),
      )
      .reduce((total, s) => total + s.n, 0)
  return {
    positions: mine.map((position) => ({
      position,
      undecided: tally(position, 'submitted', null),
      accepted: tally(position, 'submitted', 'accepted'),
      rejected: tally(position, 'submitted', 'rejected'),
      reserve: tally(position, 'submitted', 'reserve'),
      published: tally(position, 'published'),
      drafts: tally(position, 'draft'),
      givenQuarters: given.find((g) => g.position === position)?.quarters ?? 0,
    })),
    budgetQuarters: budget[0]?.quarters ?? 0,
    givenQuarters: given.reduce((total, g) => total + g.quarters, 0),
    courses: budget[0]?.courses ?? 0,
    short: byCourse,
    perDay: [...perDay].map(([day, n]) => ({ day, count: n })),
    failedEmails: failed[0]?.n ?? 0,
  }
}

async function shortCourses(termId: string): Promise<CoordinatorHome['short']> {
  const given = whole(sum(allocations.quarters))
  return db
    .select({
      id: courses.id,
      code: courses.code,
      name: courses.name,
      budgetQuarters: courses.availableQuarters,
      givenQuarters: given,
    })
    .from(courses)
    .leftJoin(
      allocations,
      and(eq(allocations.courseId, courses.id), inArray(allocations.state, [...liveAllocationStates])),
    )
    .where(and(eq(courses.termId, termId), isNull(courses.archivedAt)))
    .groupBy(courses.id, courses.code, courses.name, courses.availableQuarters)
    .having(sql`${given} * 10 < ${courses.availableQuarters} * 9`)
    .orderBy(sql`${courses.availableQuarters} - ${given} desc`, courses.code)
    .limit(8)
}

export type OwnCourse = {
  id: string
  code: string
  name: string
  needTutors: boolean
  needMarkers: boolean
  wantedTutors: number | null
  wantedMarkers: number | null
  budgetQuarters: number
  givenQuarters: number
  people: number
  applicants: number
  /** Applicants that this viewer has neither endorsed nor refused. */
  withoutVerdict: number
}

/** Per course of the viewer in the term: need, what is filled, and who waits for an endorsement. Three queries. */
export async function getOwnCourses(viewer: Viewer, termId: string): Promise<OwnCourse[]> {
  if (viewer.courseIds.length === 0) return []
  const mine = [...viewer.courseIds]
  const [rows, filled, applied] = await Promise.all([
    db
      .select()
      .from(courses)
      .where(and(inArray(courses.id, mine), eq(courses.termId, termId), isNull(courses.archivedAt)))
      .orderBy(courses.code),
    db
      .select({
        courseId: allocations.courseId,
        quarters: whole(sum(allocations.quarters)),
        people: countDistinct(allocations.userId),
      })
      .from(allocations)
      .where(and(inArray(allocations.courseId, mine), inArray(allocations.state, [...liveAllocationStates])))
      .groupBy(allocations.courseId),
    db
      .select({ courseId: preferredCourses.courseId, n: count(), judged: count(endorsements.verdict) })
      .from(preferredCourses)
      .innerJoin(applications, eq(applications.id, preferredCourses.applicationId))
      .leftJoin(
        endorsements,
        and(
          eq(endorsements.applicationId, preferredCourses.applicationId),
          eq(endorsements.courseId, preferredCourses.courseId),
          eq(endorsements.coordinatorId, viewer.id),
        ),
      )
      .where(and(inArray(preferredCourses.courseId, mine), eq(applications.state, 'submitted')))
      .groupBy(preferredCourses.courseId),
  ])
  return rows.map((course) => {
    const f = filled.find((row) => row.courseId === course.id)
    const a = applied.find((row) => row.courseId === course.id)
    return {
      id: course.id,
      code: course.code,
      name: course.name,
      needTutors: course.needTutors,
      needMarkers: course.needMarkers,
      wantedTutors: course.wantedTutors,
      wantedMarkers: course.wantedMarkers,
      budgetQuarters: course.availableQuarters,
      givenQuarters: f?.quarters ?? 0,
      people: f?.people ?? 0,
      applicants: a?.n ?? 0,
      withoutVerdict: (a?.n ?? 0) - (a?.judged ?? 0),
    }
  })
}

export type StudentHome = {
  applications: {
    id: string
    termName: string
    position: Position
    state: ApplicationState
    /** Only of published applications. */
    decision: Decision | null
    submittedAt: Date | null
    publishedAt: Date | null
    /** Day of the term's own deadline and of the results, when set. */
    deadline: string | null
    resultsOn: string | null
  }[]
  work: {
    id: string
    courseId: string
    code: string
    name: string
    position: Position
    state: (typeof visibleAllocationStates)[number]
    quarters: number
    termName: string
    startsOn: string
    endsOn: string
    breakWeeks: number
  }[]
  /** Open terms in which the student has no live application for the position. */
  open: { termId: string; termName: string; position: Position; deadline: string | null }[]
  nextPayday: { paidOn: string; cutoffAt: Date } | null
}

/**
 * The student's own things. Decisions and allocations that are not published are left out in the query
 * itself, so that nothing of them reaches a page. Four queries.
 */
export async function getStudentHome(viewer: Viewer, now: Date, today: string): Promise<StudentHome> {
  const [mine, work, openTerms, nextPaydays] = await Promise.all([
    db
      .select({
        id: applications.id,
        termId: applications.termId,
        termName: terms.name,
        position: applications.position,
        state: applications.state,
        decision: sql<Decision | null>`case when ${applications.state} = 'published' then ${applications.decision} end`,
        submittedAt: applications.submittedAt,
        publishedAt: applications.publishedAt,
        tutorDeadline: terms.tutorDeadline,
        markerDeadline: terms.markerDeadline,
        tutorResultsOn: terms.tutorResultsOn,
        markerResultsOn: terms.markerResultsOn,
      })
      .from(applications)
      .innerJoin(terms, eq(terms.id, applications.termId))
      .where(and(eq(applications.studentId, viewer.id), isNull(terms.archivedAt)))
      .orderBy(sql`${terms.startsOn} desc`, applications.position, applications.id)
      .limit(20),
    db
      .select({
        id: allocations.id,
        courseId: courses.id,
        code: courses.code,
        name: courses.name,
        position: allocations.position,
        state: allocations.state,
        quarters: allocations.quarters,
        termId: allocations.termId,
        termName: terms.name,
        startsOn: terms.startsOn,
        endsOn: terms.endsOn,
        breakWeeks: terms.breakWeeks,
      })
      .from(allocations)
      .innerJoin(courses, eq(courses.id, allocations.courseId))
      .innerJoin(terms, eq(terms.id, allocations.termId))
      .where(
        and(
          eq(allocations.userId, viewer.id),
          inArray(allocations.state, [...visibleAllocationStates]),
          sql`${terms.endsOn} >= ${today}`,
        ),
      )
      .orderBy(courses.code, allocations.position),
    db
      .select()
      .from(terms)
      .where(and(eq(terms.open, true), isNull(terms.archivedAt), sql`${terms.endsOn} >= ${today}`))
      .orderBy(terms.startsOn)
      .limit(6),
    db
      .select({ paidOn: paydays.paidOn, cutoffAt: paydays.cutoffAt, termId: paydays.termId })
      .from(paydays)
      .where(sql`${paydays.cutoffAt} > ${now.getTime()}`)
      .orderBy(paydays.cutoffAt)
      .limit(20),
  ])
  const deadlineOf = (row: {
    position: Position
    tutorDeadline: string | null
    markerDeadline: string | null
  }) => (row.position === 'tutor' ? row.tutorDeadline : row.markerDeadline)
  const live = new Set(mine.filter((a) => a.state !== 'withdrawn').map((a) => `${a.termId}:${a.position}`))
  const workTerms = new Set(work.map((w) => w.termId))
  return {
    applications: mine.map((a) => ({
      id: a.id,
      termName: a.termName,
      position: a.position,
      state: a.state,
      decision: a.decision,
      submittedAt: a.submittedAt,
      publishedAt: a.publishedAt,
      deadline: deadlineOf(a),
      resultsOn: a.position === 'tutor' ? a.tutorResultsOn : a.markerResultsOn,
    })),
    work: work.map((w) => ({ ...w, state: w.state as StudentHome['work'][number]['state'] })),
    open: openTerms.flatMap((term) =>
      (['tutor', 'marker'] as const)
        .filter((position) => !live.has(`${term.id}:${position}`))
        .map((position) => ({
          termId: term.id,
          termName: term.name,
          position,
          deadline: position === 'tutor' ? term.tutorDeadline : term.markerDeadline,
        })),
    ),
    nextPayday: nextPaydays.find((p) => workTerms.has(p.termId)) ?? null,
  }
}

/** What an admin watches beside the term: background work that failed or waits. One query. */
export async function getJobFigures(): Promise<{ waiting: number; failed: number }> {
  const rows = await db
    .select({ state: jobRuns.state, n: count() })
    .from(jobRuns)
    .where(inArray(jobRuns.state, ['queued', 'running', 'sleeping', 'failed']))
    .groupBy(jobRuns.state)
  const failed = rows.find((row) => row.state === 'failed')?.n ?? 0
  return { failed, waiting: rows.reduce((total, row) => total + row.n, 0) - failed }
}
