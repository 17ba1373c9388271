import { formatDay, type IsoDay } from '@/lib/dates'
import { type Position, positions } from '@/lib/vocabulary'

type Deadlines = Record<`${Position}Deadline`, IsoDay | null>

/** Positions whose deadline is after the end of the term: possible, for a job that comes up late, but mostly a slip. */
export const lateDeadlines = (course: Partial<Deadlines>, endsOn: IsoDay): Position[] =>
  positions.filter((position) => (course[`${position}Deadline`] ?? '') > endsOn)

const after = (endsOn: IsoDay) => `after the end of the term (${formatDay(endsOn)}).`

/** What is said beside one deadline. */
export const lateDeadlineText = (endsOn: IsoDay): string => `The deadline is ${after(endsOn)}`

/** What is said of a course as a whole; null: nothing. */
export function lateDeadlinesText(course: Deadlines, endsOn: IsoDay): string | null {
  const late = lateDeadlines(course, endsOn)
  if (late.length === 0) return null
  return late.length === 1
    ? `The ${late[0]} deadline is ${after(endsOn)}`
    : `The ${late.join(' and ')} deadlines are ${after(endsOn)}`
}
