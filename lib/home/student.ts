import { and, asc, desc, eq, gte, inArray, isNull, or, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, courses, paydays, profiles, terms, timesheets } from '@/db/schema'
import { countedOf } from '@/lib/allocations/counted'
import { type IsoDay, teachingWeeks } from '@/lib/dates'
import type { Viewer } from '@/lib/permissions'
import {
  type ApplicationState,
  type Decision,
  type Position,
  type TimesheetState,
  visibleAllocationStates,
} from '@/lib/vocabulary'

export type StudentWork = {
  id: string
  courseId: string
  code: string
  name: string
  position: Position
  state: (typeof visibleAllocationStates)[number]
  quarters: number
  /** Hours agreed to before, while a change of them waits for the student's answer. */
  agreedQuarters: number | null
  answerBy: Date | null
  termId: string
}

/** Offers, courses and load of one term that is not over. All in quarter hours. */
export type StudentTerm = {
  id: string
  name: string
  weeks: number
  work: StudentWork[]
  /** Hours of all work of the term, offers included. */
  quarters: number
  /** A week: what the student said, and the cap for people without citizenship or residency; null: none. */
  maxWeekQuarters: number | null
  visaCapQuarters: number | null
  nextPayday: { paidOn: IsoDay; cutoffAt: Date; toSubmit: number } | null
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
    deadline: IsoDay | null
    resultsOn: IsoDay | null
  }[]
  terms: StudentTerm[]
  /** Timesheets that somebody returned. */
  returned: number
  /** Open terms whose deadline has not passed, in which the student has no live application for the position. */
  open: { termId: string; termName: string; position: Position; deadline: IsoDay | null }[]
}

/**
 * The student's own things. Decisions and allocations that are not published are left out in the query
 * itself, so that nothing of them reaches a page. Six queries.
 */
export async function getStudentHome(
  viewer: Viewer,
  clock: { now: Date; today: IsoDay; visaCapHours: number },
): Promise<StudentHome> {
  const { now, today } = clock
  const [mine, work, openTerms, ahead, [profile], sheets] = await Promise.all([
    ownApplications(viewer),
    ownWork(viewer, today),
    db
      .select()
      .from(terms)
      .where(and(eq(terms.open, true), isNull(terms.archivedAt), gte(terms.endsOn, today)))
      .orderBy(asc(terms.startsOn), asc(terms.id))
      .limit(6),
    db
      .select({ id: paydays.id, paidOn: paydays.paidOn, cutoffAt: paydays.cutoffAt, termId: paydays.termId })
      .from(paydays)
      .where(sql`${paydays.cutoffAt} > ${now.getTime()}`)
      .orderBy(asc(paydays.cutoffAt), asc(paydays.id))
      .limit(40),
    db
      .select({ max: profiles.maxWeekQuarters, resident: profiles.citizenOrResident })
      .from(profiles)
      .where(eq(profiles.userId, viewer.id)),
    db
      .select({
        allocationId: timesheets.allocationId,
        paydayId: timesheets.paydayId,
        state: timesheets.state,
      })
      .from(timesheets)
      .innerJoin(paydays, eq(paydays.id, timesheets.paydayId))
      .where(
        and(
          eq(timesheets.userId, viewer.id),
          or(eq(timesheets.state, 'returned'), sql`${paydays.cutoffAt} > ${now.getTime()}`),
        ),
      ),
  ])
  const live = new Set(mine.filter((a) => a.state !== 'withdrawn').map((a) => `${a.termId}:${a.position}`))
  return {
    applications: mine.map((a) => ({
      id: a.id,
      termName: a.termName,
      position: a.position,
      state: a.state,
      decision: a.decision,
      submittedAt: a.submittedAt,
      publishedAt: a.publishedAt,
      deadline: a.position === 'tutor' ? a.tutorDeadline : a.markerDeadline,
      resultsOn: a.position === 'tutor' ? a.tutorResultsOn : a.markerResultsOn,
    })),
    terms: [...Map.groupBy(work, (row) => row.termId)].map(([termId, rows]) => {
      // The newest submitted application of the term says what the student can do in it; else the profile.
      const said = mine
        .filter((a) => a.termId === termId && (a.state === 'submitted' || a.state === 'published'))
        .sort((a, b) => (b.submittedAt?.getTime() ?? 0) - (a.submittedAt?.getTime() ?? 0))[0]
      const answers = said ?? profile
      return termOf(rows, answers, ahead, sheets, clock.visaCapHours)
    }),
    returned: sheets.filter((sheet) => sheet.state === 'returned').length,
    open: openTerms.flatMap((term) =>
      (['tutor', 'marker'] as const)
        .filter((position) => !live.has(`${term.id}:${position}`))
        .map((position) => ({
          termId: term.id,
          termName: term.name,
          position,
          deadline: position === 'tutor' ? term.tutorDeadline : term.markerDeadline,
        }))
        // Courses with a later deadline of their own, and late submissions, are found where one starts.
        .filter(({ deadline }) => deadline === null || deadline >= today),
    ),
  }
}

function ownApplications(viewer: Viewer) {
  return db
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
      max: applications.maxWeekQuarters,
      resident: applications.citizenOrResident,
    })
    .from(applications)
    .innerJoin(terms, eq(terms.id, applications.termId))
    .where(and(eq(applications.studentId, viewer.id), isNull(terms.archivedAt)))
    .orderBy(desc(terms.startsOn), asc(applications.position), asc(applications.id))
    .limit(20)
}

function ownWork(viewer: Viewer, today: IsoDay) {
  return db
    .select({
      id: allocations.id,
      courseId: courses.id,
      code: courses.code,
      name: courses.name,
      position: allocations.position,
      state: allocations.state,
      quarters: allocations.quarters,
      agreedQuarters: allocations.agreedQuarters,
      answerBy: allocations.answerBy,
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
        gte(terms.endsOn, today),
      ),
    )
    .orderBy(asc(terms.startsOn), asc(courses.code), asc(allocations.position))
}

const handedIn: TimesheetState[] = ['submitted', 'approved', 'exported']

function termOf(
  rows: Awaited<ReturnType<typeof ownWork>>,
  said: { max: number | null; resident: boolean | null } | undefined,
  ahead: { id: string; paidOn: IsoDay; cutoffAt: Date; termId: string }[],
  sheets: { allocationId: string; paydayId: string; state: TimesheetState }[],
  visaCapHours: number,
): StudentTerm {
  const [first] = rows
  if (!first) throw new Error('a term without work')
  const payday = ahead.find((one) => one.termId === first.termId)
  const done = new Set(
    sheets
      .filter((sheet) => sheet.paydayId === payday?.id && handedIn.includes(sheet.state))
      .map((sheet) => sheet.allocationId),
  )
  // Whoever agreed to hours may record them, also while a change of them waits for an answer.
  const works = rows.filter((row) => row.state === 'accepted' || row.agreedQuarters !== null)
  return {
    id: first.termId,
    name: first.termName,
    weeks: teachingWeeks(first.startsOn, first.endsOn, first.breakWeeks),
    work: rows.map(({ termName: _n, startsOn: _s, endsOn: _e, breakWeeks: _b, state, ...row }) => ({
      ...row,
      state: state as StudentWork['state'],
    })),
    quarters: rows.reduce((sum, row) => sum + countedOf(row), 0),
    maxWeekQuarters: said?.max ?? null,
    visaCapQuarters: said?.resident === false ? visaCapHours * 4 : null,
    nextPayday: payday
      ? {
          paidOn: payday.paidOn,
          cutoffAt: payday.cutoffAt,
          toSubmit: works.filter((row) => !done.has(row.id)).length,
        }
      : null,
  }
}
