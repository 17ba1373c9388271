import { refusalOf } from '@/lib/assignment/eligibility'
import { whyNot } from '@/lib/assignment/explain'
import { costOfForcing } from '@/lib/assignment/forcing'
import { scoreParts } from '@/lib/assignment/score'
import type { PositionIndex } from '@/lib/assignment/types'
import type { Analysis } from './analysis'

/** Why a pair was chosen: "ranked 2nd, A-, endorsed". */
export const whyChosen = (
  analysis: Analysis,
  person: number,
  course: number,
  position: PositionIndex,
): string => scoreParts(analysis.instance, person, course, position).join(', ')

/** Why a pair was not chosen, and whether the rules would allow it (then its cost can be worked out). */
export function whyNotWords(
  analysis: Analysis,
  person: number,
  course: number,
  position: PositionIndex,
): { words: string; possible: boolean } {
  const answer = whyNot(analysis.instance, analysis.modelPairs, person, course, position)
  return {
    words: withNames(analysis, answer.message),
    possible: answer.kind !== 'refused' && answer.kind !== 'chosen',
  }
}

/** A sentence of the model with people's names in place of their ids; for coordinators only. */
export function withNames(analysis: Pick<Analysis, 'data' | 'names'>, sentence: string): string {
  return sentence.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
    const index = analysis.data.base.people.findIndex((person) => person.userId === id)
    return index < 0 ? 'somebody' : analysis.names[index]!.name
  })
}

/** Seconds that the question for a cost may take. */
const COST_SECONDS = 10

/** What a course that a person did not get would cost elsewhere, in words; null where the rules do not allow it. */
export async function costInWords(
  analysis: Analysis,
  person: number,
  courseId: string,
): Promise<string | null> {
  const { base } = analysis.data
  const course = base.courses.findIndex((one) => one.id === courseId)
  if (course < 0) return null
  const position = base.positions.find((one) => refusalOf(analysis.instance, person, course, one) === null)
  if (position === undefined) return null
  const cost = await costOfForcing(analysis.instance, analysis.modelPairs, person, course, position, {
    timeLimit: COST_SECONDS,
  })
  return cost.message
}
