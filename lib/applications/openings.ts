import { and, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { applications, courses, lateGrants, terms, userRoles, users } from '@/db/schema'
import { whole } from '@/db/sql'
import { type IsoDay, todayIn } from '@/lib/dates'
import { notFound } from '@/lib/errors'
import { requireCanOr, type Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { type ApplicationState, type Position, positions } from '@/lib/vocabulary'
import { choosable, courseDeadline } from './choosable'
import { lateGrantOpen } from './deadlines'
import { limitIsOne } from './limit'
import { deadlineColumn, resultsColumn } from './load'

export type Opening = {
  termId: string
  termName: string
  startsOn: IsoDay
  endsOn: IsoDay
  position: Position
  deadline: IsoDay | null
  /** The last day of those courses that has not ended: later than the term's where a course has its own; null: none. */
  lastDay: IsoDay | null
  lateUntil: Date | null
  resultsOn: IsoDay | null
  /** Courses of the term that the student can choose now. */
  openCourses: number
  /** The student's live application, which has to be gone before another is started. */
  live: { id: string; state: ApplicationState } | null
}

/**
 * Terms and positions to which the student can apply now, soonest term first: open terms, and those
 * with a late-submission grant that still runs. Four queries.
 */
export async function listOpenings(
  viewer: Viewer,
  studentId = viewer.id,
  now = new Date(),
): Promise<Opening[]> {
  requireCanOr(notFound('This person'), viewer, 'applications.write', { ownerId: studentId })
  const { timeZone: zone, applicationLimit } = await getSettings()
  const today = todayIn(zone, now)
  const grants = await db.select().from(lateGrants).where(eq(lateGrants.studentId, studentId))
  const running = grants.filter((grant) => lateGrantOpen({ now, lateUntil: grant.until }))
  const open = await db
    .select()
    .from(terms)
    .where(
      and(
        isNull(terms.archivedAt),
        or(eq(terms.open, true), inArray(terms.id, ['', ...running.map((grant) => grant.termId)])),
      ),
    )
    .orderBy(terms.startsOn, terms.id)
    .limit(20)
  const termIds = ['', ...open.map((term) => term.id)]
  const live = await db
    .select({
      id: applications.id,
      termId: applications.termId,
      position: applications.position,
      state: applications.state,
    })
    .from(applications)
    .where(
      and(
        eq(applications.studentId, studentId),
        inArray(applications.termId, termIds),
        inArray(applications.state, ['draft', 'submitted', 'published']),
      ),
    )
    .orderBy(desc(applications.createdAt))
  const choice = (position: Position) => {
    const inTime = choosable(position, { studentId, today, late: false })
    const late = choosable(position, { studentId, today, late: true })
    const granted = running.flatMap((grant) => (grant.position === position ? [grant.termId] : []))
    const can = granted.length > 0 ? or(inTime, and(inArray(courses.termId, granted), late)) : inTime
    return {
      courses: whole(sql`sum(case when ${can} then 1 else 0 end)`),
      lastDay: sql<IsoDay | null>`max(case when ${inTime} then coalesce(${courseDeadline(position)}, ${NO_END}) end)`,
    }
  }
  const choices = { tutor: choice('tutor'), marker: choice('marker') }
  const counts = await db
    .select({
      termId: courses.termId,
      tutor: choices.tutor.courses,
      marker: choices.marker.courses,
      tutorLast: choices.tutor.lastDay,
      markerLast: choices.marker.lastDay,
    })
    .from(courses)
    .innerJoin(terms, eq(terms.id, courses.termId))
    .where(and(inArray(courses.termId, termIds), isNull(courses.archivedAt)))
    .groupBy(courses.termId)
  const countOf = new Map(counts.map((row) => [row.termId, row]))
  return open.flatMap((term) =>
    positions.flatMap((position): Opening[] => {
      const grant = running.find((g) => g.termId === term.id && g.position === position)
      if (!term.open && !grant) return []
      const one = limitIsOne(term, position, { applicationLimit })
      const mine = live.find((row) => row.termId === term.id && row.position === position)
      return [
        {
          termId: term.id,
          termName: term.name,
          startsOn: term.startsOn,
          endsOn: term.endsOn,
          position,
          deadline: term[deadlineColumn[position]],
          lastDay: lastDayOf(countOf.get(term.id)?.[`${position}Last`], term[deadlineColumn[position]]),
          lateUntil: grant?.until ?? null,
          resultsOn: term[resultsColumn[position]],
          openCourses: countOf.get(term.id)?.[position] ?? 0,
          live: mine && (one || mine.state === 'draft') ? { id: mine.id, state: mine.state } : null,
        },
      ]
    }),
  )
}

/** Stands for courses without a deadline among the others. */
const NO_END: IsoDay = '9999-12-31'

/** @param ofCourses the latest day of the open courses; without any the term's own day stands */
function lastDayOf(ofCourses: IsoDay | null | undefined, ofTerm: IsoDay | null): IsoDay | null {
  if (!ofCourses) return ofTerm
  return ofCourses === NO_END ? null : ofCourses
}

/**
 * For whom an application is started: the viewer, or for an admin anybody. `canApply`: an active account with the
 * role of student, without which none can be started. Throws `not_found`.
 */
export async function getApplicant(
  viewer: Viewer,
  id: string,
): Promise<{ id: string; name: string; canApply: boolean }> {
  requireCanOr(notFound('This person'), viewer, 'applications.write', { ownerId: id })
  const [row] = await db
    .select({ id: users.id, name: users.name, state: users.state, role: userRoles.role })
    .from(users)
    .leftJoin(userRoles, and(eq(userRoles.userId, users.id), eq(userRoles.role, 'student')))
    .where(eq(users.id, id))
  if (!row) throw notFound('This person')
  return { id: row.id, name: row.name, canApply: row.state === 'active' && row.role !== null }
}
