import { unitScore } from '@/lib/assignment/score'
import type { Instance, PositionIndex } from '@/lib/assignment/types'
import type { Ground } from './ground'

export type Candidate = { person: number; course: number; position: PositionIndex }

/** How well a person suits a course in the position by the sliders of a scenario, from 0 to 100. */
export const suitability = (instance: Instance, { person, course, position }: Candidate): number =>
  unitScore(instance, person, course, position) / 10

/** The most suitable first, equal ones by name: the order of people in a course, wherever they are listed. */
export function bySuitability<T extends Candidate>(
  instance: Instance,
  { byName }: Pick<Ground, 'byName'>,
  list: readonly T[],
): T[] {
  const place = new Map(byName.map((person, at) => [person, at]))
  return list
    .map((one) => ({ one, score: suitability(instance, one), at: place.get(one.person) ?? 0 }))
    .sort((a, b) => b.score - a.score || a.at - b.at || a.one.position - b.one.position)
    .map(({ one }) => one)
}
