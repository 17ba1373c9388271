import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, courses, profiles, timesheets } from '@/db/schema'
import { whole } from '@/db/sql'
import { countedQuarters, live } from '@/lib/allocations/counted'
import { leftOfPosition } from '@/lib/courses/left'
import { type Position, positions } from '@/lib/vocabulary'

/** Pieces of SQL that the home pages and the reports share, so that a figure and the table behind it agree. */

/**
 * Quarter hours that people have agreed to: of an accepted allocation all, of an offered change the hours
 * agreed to before it, of work that has ended what was recorded until then, else none. So what is worked
 * never passes what it is compared with by the end of somebody's work.
 *
 * The outer column is written out: a select of one table names its columns without it, and the sub-select
 * would take `id` for its own.
 */
export const agreedQuarters: SQL = sql`case when ${allocations.state} = 'accepted' then ${allocations.quarters} when ${allocations.state} = 'offered' then coalesce(${allocations.agreedQuarters}, 0) when ${allocations.state} = 'ended' then (select coalesce(sum(s.quarters), 0) from ${timesheets} s where s.allocation_id = ${sql.raw('allocations.id')}) else 0 end`

/** Sum of what holds for some rows alone. */
const sumWhen = (condition: SQL, value: SQL | SQL.Aliased): SQL<number> =>
  whole(sql`sum(case when ${condition} then ${value} else 0 end)`)

/** Rows for which the condition holds. */
export const countWhen = (condition: SQL): SQL<number> =>
  whole(sql`sum(case when ${condition} then 1 else 0 end)`)

/**
 * Courses of a term (without archived ones) with the live hours given in each position: a sub-select to
 * count over. The hours are summed first, from the index `allocations_term_course` alone.
 */
export function coursesWithHours(termId: string) {
  const sumOf = (position: Position) => sumWhen(eq(allocations.position, position), countedQuarters)
  const given = db
    .select({
      courseId: allocations.courseId,
      tutor: sumOf('tutor').as('tutor_given'),
      marker: sumOf('marker').as('marker_given'),
    })
    .from(allocations)
    .where(and(eq(allocations.termId, termId), live))
    .groupBy(allocations.courseId)
    .as('given')
  const held = {
    id: courses.id,
    code: courses.code,
    name: courses.name,
    availableQuarters: courses.availableQuarters,
    tutorQuarters: courses.tutorQuarters,
    markerQuarters: courses.markerQuarters,
    needTutors: courses.needTutors,
    needMarkers: courses.needMarkers,
  }
  return db
    .select({
      ...held,
      tutor: whole(sql`${given.tutor}`).as('tutor'),
      marker: whole(sql`${given.marker}`).as('marker'),
    })
    .from(courses)
    .leftJoin(given, eq(given.courseId, courses.id))
    .where(and(eq(courses.termId, termId), isNull(courses.archivedAt)))
    .as('with_hours')
}
export type CoursesWithHours = ReturnType<typeof coursesWithHours>

/** Hours left of a course for a position; of both positions what is left of the budget. */
export function leftQuarters(c: CoursesWithHours, position: Position | undefined): SQL {
  const [budget, both] = [sql`${c.availableQuarters}`, sql`(${c.tutor} + ${c.marker})`]
  if (!position) return sql`${budget} - ${both}`
  return position === 'tutor'
    ? leftOfPosition(budget, c.tutorQuarters, both, c.tutor)
    : leftOfPosition(budget, c.markerQuarters, both, c.marker)
}

/** The condition of `?left=1` on the list of courses: hours of the budget, and of the split, are not given yet. */
export function isShort(c: CoursesWithHours, position: Position | undefined): SQL {
  const left = sql`${leftQuarters(c, position)} > 0`
  return position ? sql`(${needs(c, [position])} and ${left})` : left
}

/** Courses that need one of these positions; of both every course, whose budget is one. */
export const needs = (c: CoursesWithHours, of: readonly Position[]): SQL =>
  of.length === positions.length ? sql`1 = 1` : sql`${of[0] === 'tutor' ? c.needTutors : c.needMarkers} = 1`

/** The condition of `?over=1` on the list of courses: more is given than the budget or a split holds. */
export const isOver = (c: CoursesWithHours): SQL =>
  sql`(${c.tutor} + ${c.marker} > ${c.availableQuarters} or ${c.tutor} > coalesce(${c.tutorQuarters}, ${c.tutor}) or ${c.marker} > coalesce(${c.markerQuarters}, ${c.marker}))`

/**
 * Hours of a course that are meant for these positions: the whole budget for both; for one its split, else
 * what the other's split leaves of the budget, and nothing when the course does not need it.
 */
export function neededQuarters(c: CoursesWithHours, of: readonly Position[]): SQL {
  if (of.length === positions.length) return sql`${c.availableQuarters}`
  const [need, split, other] =
    of[0] === 'tutor'
      ? [c.needTutors, c.tutorQuarters, c.markerQuarters]
      : [c.needMarkers, c.markerQuarters, c.tutorQuarters]
  return sql`case when ${need} = 1 then coalesce(${split}, ${c.availableQuarters} - coalesce(${other}, 0)) else 0 end`
}

/** People with live hours in a term and the sum of them; `also` narrows the allocations. */
export function heldHours(termId: string, also?: SQL) {
  return db
    .select({ userId: allocations.userId, quarters: whole(sql`sum(${countedQuarters})`).as('held_quarters') })
    .from(allocations)
    .where(and(eq(allocations.termId, termId), live, also))
    .groupBy(allocations.userId)
    .as('held')
}
type Held = ReturnType<typeof heldHours>

/**
 * Joins what each person said of the term's hours: in their newest application of the term, else in the
 * profile (the rule of `personAnswers` in lib/allocations).
 */
export const newestApplication = (userId: unknown, termId: string): SQL =>
  sql`${applications.id} = (select x.id from ${applications} x where x.student_id = ${userId} and x.term_id = ${termId} and x.state in ('submitted', 'published') order by x.submitted_at desc, x.id desc limit 1)`

/** Weekly maximum that a person gave, in quarter hours; null when they gave none. */
const ownMaximum: SQL = sql`case when ${applications.id} is null then ${profiles.maxWeekQuarters} else ${applications.maxWeekQuarters} end`
const resident: SQL = sql`case when ${applications.id} is null then ${profiles.citizenOrResident} else ${applications.citizenOrResident} end`

/** What a person may work a week: their own maximum, and no more than the cap without citizenship or residency. */
export const weeklyLimit = (visaCapQuarters: number): SQL =>
  sql`case when ${resident} = 0 and coalesce(${ownMaximum}, ${visaCapQuarters}) >= ${visaCapQuarters} then ${visaCapQuarters} else ${ownMaximum} end`

/** More live hours in the term than the weekly limit allows over its teaching weeks. */
export const isOverLimit = (held: Held, visaCapQuarters: number, weeks: number): SQL =>
  sql`${held.quarters} > ${weeklyLimit(visaCapQuarters)} * ${weeks}`
