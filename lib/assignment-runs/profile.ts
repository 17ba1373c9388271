import type { AssignmentCourse } from '@/lib/assignment/types'

/**
 * How a course's hours lie over the teaching weeks: whole percent per week that sum to 100, as the model
 * wants them. Marking comes in bursts, so a course may give numbers of its own (SPEC 10).
 */

/** The most weeks that a typed profile may have. */
const MOST_WEEKS = 60

/** Typed numbers ("0, 10, 10, 20" or one a line), or why they are none. */
export function parseWeeks(typed: string): { ok: true; weeks: number[] } | { ok: false; reason: string } {
  const parts = typed.split(/[\s,;]+/).filter(Boolean)
  if (parts.length === 0) return { ok: false, reason: 'Enter one number for each teaching week.' }
  if (parts.length > MOST_WEEKS) return { ok: false, reason: `Enter at most ${MOST_WEEKS} weeks.` }
  const weeks = parts.map(Number)
  if (parts.some((part) => !/^\d{1,5}(?:\.\d{1,2})?$/.test(part)))
    return { ok: false, reason: 'Enter numbers separated by commas, such as 0, 10, 10, 20.' }
  if (weeks.every((week) => week === 0)) return { ok: false, reason: 'At least one week must have hours.' }
  return { ok: true, weeks }
}

/** Shares as whole percent that sum to 100: each is rounded down, the rest goes to the largest remainders. */
export function toPercent(shares: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0)
  const exact = shares.map((share) => (share * 100) / total)
  const percent = exact.map(Math.floor)
  const rest = 100 - percent.reduce((sum, p) => sum + p, 0)
  const order = exact
    .map((value, week) => ({ week, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.week - b.week)
  for (const { week } of order.slice(0, rest)) percent[week]! += 1
  return percent
}

/**
 * The profile of a position: the course's own numbers when they fit the term's weeks, else even.
 * @param typed as stored with the course, or null
 */
export function profileOf(
  typed: string | null,
  weeks: number,
): NonNullable<AssignmentCourse['d'][0]>['profile'] {
  if (typed !== null) {
    const answer = parseWeeks(typed)
    if (answer.ok && answer.weeks.length === weeks) return toPercent(answer.weeks)
  }
  return toPercent(Array.from({ length: weeks }, () => 1))
}
