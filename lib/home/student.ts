import { and, asc, count, desc, eq, exists, gte, inArray, isNull, not, or, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, courses, hourAllowances, paydays, terms, timesheets } from '@/db/schema'
import { whole } from '@/db/sql'
import { countedOf } from '@/lib/allocations/counted'
import { ownWeekLimits, type WeekLimits } from '@/lib/allocations/week-limits'
import type { DraftEnd } from '@/lib/applications/deadlines'
import { ownDrafts } from '@/lib/applications/draft-ends'
import { listOpenings, type Opening } from '@/lib/applications/openings'
import { ownFields } from '@/lib/applications/own'
import { endOfDay, type IsoDay, teachingWeeks } from '@/lib/dates'
import type { Viewer } from '@/lib/permissions'
import { hasBegun, hasSheet, hoursDue, isWork } from '@/lib/timesheets/hours-due'
import { payPeriods } from '@/lib/timesheets/periods'
import {
  type ApplicationState,
  type Decision,
  type Position,
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
  /** Timesheets whose cut-off has passed: drafts, and of the last such payday also what was not begun. */
  overdue: number
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
    /** Changes to what was submitted that are not submitted themselves. */
    unsubmittedChanges: boolean
    /** Until when a draft, or such changes, can be submitted; null for others, and where nothing ends it. */
    end: DraftEnd
    /** The deadline that ended the time of a draft, where one did. */
    passedOn: IsoDay | null
    /** Day on which results are expected, when set. */
    resultsOn: IsoDay | null
  }[]
  terms: StudentTerm[]
  /** Timesheets that somebody returned, by term. */
  returned: { termId: string; n: number }[]
  /** What the student can apply for now, grants of late submission included, and has not begun. */
  open: Pick<Opening, 'termId' | 'termName' | 'position' | 'lastDay' | 'lateUntil'>[]
}

/**
 * The student's own things. Decisions and allocations that are not published are left out in the query
 * itself, so that nothing of them reaches a page. Thirteen queries, whatever there is.
 */
export async function getStudentHome(
  viewer: Viewer,
  clock: { now: Date; today: IsoDay; zone: string; visaCapHours: number },
): Promise<StudentHome> {
  const [mine, work, limitsIn, drafts, openings, returned] = await Promise.all([
    ownApplications(viewer),
    ownWork(viewer, clock.today),
    ownWeekLimits(viewer.id, clock.visaCapHours * 4),
    ownDrafts(viewer.id, clock.now, clock.zone),
    listOpenings(viewer, viewer.id, clock.now),
    returnedSheets(viewer),
  ])
  const hoursOf = await hoursToSubmit(viewer, work, clock)
  const timeOf = new Map(drafts.map((draft) => [draft.id, draft]))
  const endOf = (id: string): DraftEnd => {
    const end = timeOf.get(id)?.end ?? null
    if (end !== 'over') return end
    // A course with a later deadline of its own can still be chosen instead.
    const other = openings.find((one) => one.live?.id === id && one.openCourses > 0)
    if (!other) return 'over'
    return other.lastDay ? endOfDay(other.lastDay, clock.zone) : null
  }
  return {
    applications: mine.map((a) => ({
      id: a.id,
      termName: a.termName,
      position: a.position,
      state: a.state,
      decision: a.decision,
      submittedAt: a.submittedAt,
      publishedAt: a.publishedAt,
      unsubmittedChanges: timeOf.get(a.id)?.changes ?? false,
      end: endOf(a.id),
      passedOn: timeOf.get(a.id)?.passedOn ?? null,
      resultsOn: a.position === 'tutor' ? a.tutorResultsOn : a.markerResultsOn,
    })),
    terms: [...Map.groupBy(work, (row) => row.termId)].map(([termId, rows]) =>
      termOf(
        rows,
        limitsIn(
          termId,
          rows.map((row) => row.position),
        ),
        hoursOf.get(termId) ?? { nextPayday: null, overdue: 0 },
      ),
    ),
    returned,
    open: openings.filter(
      (one) =>
        one.live === null && one.endsOn >= clock.today && (one.openCourses > 0 || one.lateUntil !== null),
    ),
  }
}

function ownApplications(viewer: Viewer) {
  return db
    .select(ownFields)
    .from(applications)
    .innerJoin(terms, eq(terms.id, applications.termId))
    .where(and(eq(applications.studentId, viewer.id), isNull(terms.archivedAt)))
    .orderBy(desc(terms.startsOn), asc(applications.position), asc(applications.id))
    .limit(20)
}

/** Work and offers: of terms that are not over, nor is their last payday, and what is open to answer in any. */
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
        or(
          eq(allocations.state, 'offered'),
          gte(terms.endsOn, today),
          exists(
            db
              .select({ one: sql`1` })
              .from(paydays)
              .where(and(eq(paydays.termId, terms.id), gte(paydays.paidOn, today))),
          ),
        ),
      ),
    )
    .orderBy(asc(terms.startsOn), asc(courses.code), asc(allocations.position))
}

type WorkRow = Awaited<ReturnType<typeof ownWork>>[number]

/** Returned timesheets of terms that can still change, by term. One query. */
function returnedSheets(viewer: Viewer) {
  return db
    .select({ termId: timesheets.termId, n: count() })
    .from(timesheets)
    .innerJoin(terms, eq(terms.id, timesheets.termId))
    .where(and(eq(timesheets.userId, viewer.id), eq(timesheets.state, 'returned'), isNull(terms.archivedAt)))
    .groupBy(timesheets.termId)
}

type TermHours = Pick<StudentTerm, 'nextPayday' | 'overdue'>

/**
 * The next payday of each term of the work, by the term's id, with the number of timesheets that are due for it (by
 * the very condition of the reminders, and none before its period has begun), and the number that is overdue, as the
 * page of the hours lists them. Two queries.
 */
async function hoursToSubmit(
  viewer: Viewer,
  work: readonly WorkRow[],
  { now, today, zone }: { now: Date; today: IsoDay; zone: string },
): Promise<Map<string, TermHours>> {
  const byTerm = new Map(work.map((row) => [row.termId, row]))
  const rows = await db
    .select({ id: paydays.id, paidOn: paydays.paidOn, cutoffAt: paydays.cutoffAt, termId: paydays.termId })
    .from(paydays)
    .where(inArray(paydays.termId, [...byTerm.keys(), '']))
  const inTerms = [...byTerm].map(([termId, term]) => {
    const periods = payPeriods(
      term,
      rows.filter((row) => row.termId === termId),
      zone,
    )
    const closed = periods.filter((one) => one.cutoffAt <= now && hasBegun(one, today))
    return { termId, next: periods.find((one) => one.cutoffAt > now), closed, last: closed.at(-1) }
  })
  const none = sql`1 = 0`
  const due = or(
    none,
    ...inTerms.map(({ termId, next }) =>
      next && hasBegun(next, today) ? and(eq(allocations.termId, termId), hoursDue(next, zone)) : undefined,
    ),
  )
  const notBegun = or(
    none,
    ...inTerms.map(({ termId, last }) =>
      last
        ? and(eq(allocations.termId, termId), hoursDue(last, zone), not(hasSheet(last.paydayId)))
        : undefined,
    ),
  )
  const closed = inTerms.flatMap((term) => term.closed.map((one) => one.paydayId))
  const drafts = sql`(select count(*) from ${timesheets} s where s.allocation_id = ${allocations.id} and s.state = 'draft' and ${inArray(sql`s.payday_id`, [...closed, ''])})`
  const counts = await db
    .select({
      termId: allocations.termId,
      toSubmit: whole(sql`sum(case when ${due} then 1 else 0 end)`),
      overdue: whole(
        sql`sum(case when ${notBegun} then 1 else 0 end + case when ${isWork} then ${drafts} else 0 end)`,
      ),
    })
    .from(allocations)
    .leftJoin(hourAllowances, eq(hourAllowances.allocationId, allocations.id))
    .where(and(eq(allocations.userId, viewer.id), inArray(allocations.termId, [...byTerm.keys(), ''])))
    .groupBy(allocations.termId)
  return new Map(
    inTerms.map(({ termId, next }) => {
      const counted = counts.find((row) => row.termId === termId)
      return [
        termId,
        {
          nextPayday: next
            ? { paidOn: next.paidOn, cutoffAt: next.cutoffAt, toSubmit: counted?.toSubmit ?? 0 }
            : null,
          overdue: counted?.overdue ?? 0,
        },
      ]
    }),
  )
}

function termOf(rows: WorkRow[], limits: WeekLimits, hours: TermHours): StudentTerm {
  const [first] = rows
  if (!first) throw new Error('a term without work')
  return {
    id: first.termId,
    name: first.termName,
    weeks: teachingWeeks(first.startsOn, first.endsOn, first.breakWeeks),
    work: rows.map(({ termName: _n, startsOn: _s, endsOn: _e, breakWeeks: _b, state, ...row }) => ({
      ...row,
      state: state as StudentWork['state'],
    })),
    quarters: rows.reduce((sum, row) => sum + countedOf(row), 0),
    ...limits,
    ...hours,
  }
}
