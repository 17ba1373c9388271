import { formatHours } from '@/lib/hours'
import type { Position } from '@/lib/vocabulary'

/** Rules of a course's budget in quarter hours: pure. */

export type Budget = {
  availableQuarters: number
  tutorQuarters: number | null
  markerQuarters: number | null
}
/** Hours of live allocations. */
export type Given = Record<Position, number>

/**
 * Why a budget cannot become another one, by field: it may not be lowered below the hours that are given
 * already. One that is below them (someone overrode the rule) can be raised, and left as it is.
 */
export function budgetProblems(
  before: Budget,
  after: Budget,
  given: Given,
): Partial<Record<keyof Budget, string>> {
  const problems: Partial<Record<keyof Budget, string>> = {}
  const check = (field: keyof Budget, used: number, what: string) => {
    const now = after[field]
    if (now === null || now >= used) return
    const old = before[field]
    if (old !== null && now >= old) return
    problems[field] =
      `${formatHours(used)} are given to ${what} already, so this cannot be ${formatHours(now)}. Take hours away first, or enter at least ${formatHours(used)}.`
  }
  check('availableQuarters', given.tutor + given.marker, 'people in this course')
  check('tutorQuarters', given.tutor, 'tutors')
  check('markerQuarters', given.marker, 'markers')
  return problems
}
