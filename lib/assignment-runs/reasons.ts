import { refusalOf } from '@/lib/assignment/eligibility'
import { scoreParts } from '@/lib/assignment/score'
import type { PositionIndex, RefusalCode } from '@/lib/assignment/types'
import type { Analysis } from './analysis'

const refusals: Record<RefusalCode, string> = {
  POSITION_NOT_NEEDED: 'The course has no hours for this position.',
  ROLE_NOT_APPLIED: 'They have not applied for this position.',
  NOT_RANKED: 'They have not chosen this course in their application.',
  FORBIDDEN: 'You keep them out of this course.',
  NO_GRADE_NO_REASON: 'No grade that counts, and no reason why they would suit.',
  GRADE_BELOW_MINIMUM: 'The grade is below the lowest that your rules allow, and nobody endorsed them.',
  ALREADY_FILLED_BY_PINS: 'What is locked or stands already leaves no room in the course.',
  WEEKLY_LIMIT_TOO_SMALL: 'Their limit in a week is too small for a useful block here.',
  TERM_LIMIT_TOO_SMALL: 'The hours they can still work in the term are fewer than a useful block.',
}
export const refusalWords = (code: RefusalCode) => refusals[code]

/** Why a pair was chosen: "ranked 2nd, A-, endorsed". */
export const whyChosen = (
  analysis: Analysis,
  person: number,
  course: number,
  position: PositionIndex,
): string => scoreParts(analysis.instance, person, course, position).join(', ')

/** Why a pair was not chosen, and whether the rules would allow it. */
export function whyNotWords(
  analysis: Analysis,
  person: number,
  course: number,
  position: PositionIndex,
): { words: string; possible: boolean } {
  const code = refusalOf(analysis.instance, person, course, position)
  if (code) return { words: refusals[code], possible: false }
  return { words: 'Possible by the rules; others were worth more there.', possible: true }
}

/** What a course that a person did not get would cost elsewhere, in words. */
export async function costInWords(
  _analysis: Analysis,
  _person: number,
  _courseId: string,
): Promise<string | null> {
  return null
}
