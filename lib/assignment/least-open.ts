import { upperFirst } from '../text'
import type { Shortage } from './before'
import { type Instance, positionOf } from './types'
import { inHours } from './words'

/**
 * Hours of a course that stay open whatever is chosen, from what each position cannot be filled by: of one budget for
 * both, a position that nobody wants leaves its hours to the other.
 */
export function leastOpenOf(instance: Instance, course: number, missing: readonly [number, number]): number {
  const { shared, d } = instance.courses[course]!
  if (shared === undefined) return missing[0] + missing[1]
  const possible = ([0, 1] as const).reduce<number>((sum, at) => sum + (d[at]?.hours ?? 0) - missing[at], 0)
  return Math.max(0, shared - possible)
}

/** Shortages of the courses as a whole: one for a budget of both positions, none where the other can use all of it. */
export function leastOpen(instance: Instance, shortages: readonly Shortage[]): Shortage[] {
  const ofCourse = Map.groupBy(shortages, ({ course }) => course)
  return [...ofCourse].flatMap(([course, list]) => {
    const { shared, id } = instance.courses[course]!
    if (shared === undefined) return list
    const of = (position: number) => list.find((one) => one.position === position)?.missing ?? 0
    const missing = leastOpenOf(instance, course, [of(0), of(1)])
    if (missing <= 0) return []
    const most = list.reduce((a, b) => (b.missing > a.missing ? b : a))
    const words = list.map((one) => `${upperFirst(positionOf(one.position))}s: ${one.words}.`).join(' ')
    const message = `${id}: at least ${inHours(missing)} of ${inHours(shared)} for both positions stay open. ${words}`
    return [{ ...most, demand: shared, possible: shared - missing, missing, message }]
  })
}
