import { and, eq, inArray, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { db } from '@/db/client'
import { allocations, courses, paydays, terms, timesheetLines, timesheets, users } from '@/db/schema'
import type { IsoDay } from '@/lib/dates'
import { notAllowed } from '@/lib/errors'
import { can, mayEver, type Viewer } from '@/lib/permissions'
import { hasWords } from '@/lib/search/words'
import { normaliseForSearch } from '@/lib/text'
import { type Position, positions } from '@/lib/vocabulary'
import type { InboxParams } from './inbox-list'
import { type PayPeriod, payPeriods } from './periods'

/** The term that is shown, and the present moment with its day and zone. */
export type InboxScope = { termId: string; now: Date; today: IsoDay; zone: string }

/** Positions whose hours the viewer approves in every course. Throws `not_allowed` for people who approve nothing. */
export function approvedPositions(viewer: Viewer): Position[] {
  if (!mayEver(viewer, 'hours.approve')) throw notAllowed('Your role does not allow this.')
  return positions.filter((position) => can(viewer, 'hours.approve', { position }).allowed)
}

/** Positions that the viewer's inbox can hold: own courses have both. Throws `not_allowed` as above. */
export function inboxPositions(viewer: Viewer): Position[] {
  const own = approvedPositions(viewer)
  return own.length === 1 && viewer.courseIds.length === 0 ? own : [...positions]
}

const none = sql`1 = 0`

function reachOf(
  viewer: Viewer,
  on: { position: SQLiteColumn; courseId: SQLiteColumn },
  courseIds: readonly string[],
): SQL | undefined {
  const whole = approvedPositions(viewer)
  if (whole.length === positions.length) return undefined
  return (
    or(
      whole.length > 0 ? inArray(on.position, whole) : undefined,
      courseIds.length > 0 ? inArray(on.courseId, [...courseIds]) : undefined,
    ) ?? none
  )
}

/**
 * Work whose hours the viewer approves, as a condition on `allocations`: by position as a coordinator of it, by
 * course as a coordinator of that. Throws `not_allowed` for people who approve nothing at all.
 */
export const approvable = (viewer: Viewer): SQL | undefined => reachOf(viewer, allocations, viewer.courseIds)

/** The same as a condition on `timesheets`. */
export const approvableSheets = (viewer: Viewer): SQL | undefined =>
  reachOf(viewer, timesheets, viewer.courseIds)

/**
 * Timesheets of a term that the viewer approves and that search and filters leave, without the state: conditions on
 * `timesheets` alone. At most one query.
 *
 * Databases without statistics guess: `coalesce` keeps them from walking all of a term or payday for one person, a few
 * courses or those of a search. A course is of one term, so where the courses are known they stand instead of it.
 */
export async function narrowInbox(
  viewer: Viewer,
  { termId, now }: Pick<InboxScope, 'termId' | 'now'>,
  params: Pick<InboxParams, 'q' | 'filters'>,
  dates: readonly { id: string; cutoffAt: Date }[],
): Promise<SQL | undefined> {
  const { filters } = params
  const whole = approvedPositions(viewer)
  const named = filters.course.length > 0
  const own = whole.length < positions.length && viewer.courseIds.length > 0
  const asked = [...new Set([...filters.course, ...(own ? viewer.courseIds : [])])]
  const known = asked.length > 0 ? await coursesOfTerm(termId, asked) : []
  const mine = viewer.courseIds.filter((id) => known.includes(id))
  const byCourse = named
    ? filters.course.filter((id) => known.includes(id))
    : whole.length === 0
      ? mine
      : null
  const folded = normaliseForSearch(params.q)
  const ofTerm =
    filters.person || folded
      ? sql`coalesce(${timesheets.termId}, '') = ${termId}`
      : byCourse
        ? undefined
        : eq(timesheets.termId, termId)
  const paydayId = sql`coalesce(${timesheets.paydayId}, '')`
  return and(
    ofTerm,
    byCourse ? (byCourse.length > 0 ? inArray(timesheets.courseId, byCourse) : none) : undefined,
    whole.length === 0 && byCourse && !named ? undefined : reachOf(viewer, timesheets, mine),
    filters.position ? eq(timesheets.position, filters.position) : undefined,
    filters.late ? inArray(paydayId, [...pastOf(dates, now), '']) : undefined,
    filters.submittedLate ? eq(timesheets.late, true) : undefined,
    filters.payday.length > 0 ? inArray(paydayId, filters.payday) : undefined,
    filters.person ? eq(timesheets.userId, filters.person) : undefined,
    filters.workedFrom || filters.workedTo
      ? sql`exists (select 1 from ${timesheetLines} l where l.timesheet_id = ${timesheets.id} and l.day >= ${filters.workedFrom ?? ''} and l.day <= ${filters.workedTo ?? '9999-12-31'})`
      : undefined,
    folded
      ? inArray(
          timesheets.userId,
          db.select({ id: users.id }).from(users).where(hasWords(users.searchText, params.q)),
        )
      : undefined,
  )
}

/** Paydays whose cut-off has passed: what waits for them holds up somebody's pay. */
export const pastOf = (dates: readonly { id: string; cutoffAt: Date }[], now: Date): string[] =>
  dates.filter((payday) => payday.cutoffAt < now).map((payday) => payday.id)

async function coursesOfTerm(termId: string, ids: string[]): Promise<string[]> {
  const rows = await db
    .select({ id: courses.id })
    .from(courses)
    .where(and(eq(courses.termId, termId), inArray(courses.id, ids)))
  return rows.map((row) => row.id)
}

export type TermDates = {
  term: { id: string; name: string; startsOn: IsoDay; endsOn: IsoDay } | null
  periods: PayPeriod[]
  paydays: { id: string; paidOn: IsoDay; cutoffAt: Date }[]
}

/** A term's span with its paydays and pay periods. Two queries. */
export async function termDates(termId: string, zone: string): Promise<TermDates> {
  const [[term], rows] = await Promise.all([
    db
      .select({ id: terms.id, name: terms.name, startsOn: terms.startsOn, endsOn: terms.endsOn })
      .from(terms)
      .where(eq(terms.id, termId)),
    db
      .select({ id: paydays.id, paidOn: paydays.paidOn, cutoffAt: paydays.cutoffAt })
      .from(paydays)
      .where(eq(paydays.termId, termId)),
  ])
  return { term: term ?? null, periods: term ? payPeriods(term, rows, zone) : [], paydays: rows }
}
