import { checkSolution, type Violation } from '@/lib/assignment/check'
import type { Instance, Pair } from '@/lib/assignment/types'
import { formatHours } from '@/lib/hours'
import { type Base, type HeldPair, toModel } from './base'
import { policyOf } from './settings'
import { modelOf, type Run } from './store'

/** Hours that a person can work in the term, in quarters: the weekly maximum (or the visa cap) over its weeks. */
export const termQuarters = (
  { weeks }: Pick<Base, 'weeks'>,
  person: Pick<Base['people'][number], 'maxWeekQuarters' | 'visaWeekQuarters'>,
) => Math.min(person.maxWeekQuarters, person.visaWeekQuarters) * weeks

/** The rules that a board breaks. A lock keeps a pair in its place; it makes no room for it. */
export function brokenIn({ settings, data }: Pick<Run, 'settings'> & { data: BoardData }): Violation[] {
  const { base, pairs, marks } = data
  const { instance, pinned } = modelOf({ settings, data: { base, pairs, marks: { ...marks, locks: [] } } })
  return brokenOf(base, instance, { pairs, modelPairs: toModel(pairs, pinned, policyOf(settings)) })
}
type BoardData = Pick<Run['data'], 'base' | 'pairs' | 'marks'>

/**
 * The rules of the model that a set of pairs breaks, each once. The model's limits are whole numbers of steps; people
 * are told the limits themselves, the same as beside their hours, so that one who keeps them is not told of.
 */
export function brokenOf(
  base: Base,
  instance: Instance,
  { pairs, modelPairs }: { pairs: readonly HeldPair[]; modelPairs: readonly Pair[] },
): Violation[] {
  const seenWeek = new Set<number>()
  const held = Map.groupBy(pairs, (pair) => pair.person)
  return checkSolution(instance, modelPairs).flatMap((violation) => {
    const { rule, applicant, course, position } = violation
    // Where nobody said how many are wanted, the model's number of people is only what fits.
    if (rule === 'people' && base.courses[course!]!.d[position!]?.wanted === null) return []
    if (course !== undefined && (rule === 'demand' || rule === 'shared')) {
      const { most, hours } = courseHours(base, pairs, course, rule === 'demand' ? position : undefined)
      return hours > most ? [violation] : []
    }
    if (applicant === undefined) return [violation]
    if (rule === 'week') {
      // The first week that is over says it; the others would only repeat it.
      if (seenWeek.has(applicant)) return []
      seenWeek.add(applicant)
    }
    if (rule !== 'term') return [violation]
    const person = base.people[applicant]!
    const most = termQuarters(base, person)
    const hours = (held.get(applicant) ?? []).reduce(
      (sum, pair) => sum + pair.quarters,
      person.elsewhereQuarters,
    )
    if (hours <= most) return []
    const week = Math.min(person.maxWeekQuarters, person.visaWeekQuarters)
    const message = `${instance.applicants[applicant]!.id}: ${formatHours(hours)} of ${formatHours(most)} (${formatHours(week)} a week in ${base.weeks} weeks)`
    return [{ ...violation, message }]
  })
}

/** Hours of a course in a position, or in both from one budget, beside what it has; in quarters. */
function courseHours(
  { courses }: Base,
  pairs: readonly HeldPair[],
  course: number,
  position: 0 | 1 | undefined,
): { most: number; hours: number } {
  const { d, sharedQuarters } = courses[course]!
  const parts = position === undefined ? d : [d[position]]
  const given = pairs.filter(
    (pair) => pair.course === course && (position === undefined || pair.position === position),
  )
  return {
    most:
      position === undefined ? (sharedQuarters ?? Number.POSITIVE_INFINITY) : (d[position]?.quarters ?? 0),
    hours:
      given.reduce((sum, pair) => sum + pair.quarters, 0) +
      parts.reduce((sum, part) => sum + (part?.takenQuarters ?? 0), 0),
  }
}
