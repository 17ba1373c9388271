import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { allocations, courses, terms } from '@/db/schema'
import { countedQuarters } from '@/lib/allocations/counted'
import type { IsoDay } from '@/lib/dates'
import { type Position, visibleAllocationStates } from '@/lib/vocabulary'
import { deadlineColumn, needColumn, splitColumn } from './load'

const visible = inArray(allocations.state, [...visibleAllocationStates])

/** Quarter hours of the course that students know to be given: of both positions, or of one. */
const published = (of?: Position): SQL =>
  sql`coalesce((select sum(${countedQuarters}) from ${allocations} where ${allocations.courseId} = ${courses.id} and ${visible}${of ? sql` and ${allocations.position} = ${of}` : sql``}), 0)`

/** The last day on which a course takes applications: its own, else its term's. For queries that join both. */
export const courseDeadline = (position: Position): SQL<IsoDay | null> =>
  sql<IsoDay | null>`coalesce(${courses[deadlineColumn[position]]}, ${terms[deadlineColumn[position]]})`

/**
 * The courses that a student can choose in an application (SPEC 6): they need the position, have published hours
 * left of the budget and of its split, an unpassed deadline, and are not held by the student in that position. The
 * one condition behind the list to choose from and the number of courses that is told before starting; for queries
 * on `courses` joined with `terms`. What is only proposed counts nowhere: students do not know of it.
 *
 * @param today in the institution's zone
 * @param late a late-submission grant runs, so that deadlines do not count
 */
export function choosable(
  position: Position,
  of: { studentId: string; today: IsoDay; late: boolean },
): SQL | undefined {
  const split = courses[splitColumn[position]]
  const day = courseDeadline(position)
  return and(
    isNull(courses.archivedAt),
    eq(courses[needColumn[position]], true),
    of.late ? undefined : sql`(${day} is null or ${day} >= ${of.today})`,
    sql`${courses.availableQuarters} > ${published()}`,
    sql`(${split} is null or ${split} > ${published(position)})`,
    sql`not exists (select 1 from ${allocations} where ${allocations.courseId} = ${courses.id} and ${allocations.userId} = ${of.studentId} and ${allocations.position} = ${position} and ${visible})`,
  )
}
