import { checkSolution, type Violation } from '@/lib/assignment/check'
import type { Instance, Pair } from '@/lib/assignment/types'
import { formatHours } from '@/lib/hours'
import type { Base, HeldPair } from './base'

/** Hours that a person can work in the term, in quarters: the weekly maximum (or the visa cap) over its weeks. */
export const termQuarters = (
  { weeks }: Pick<Base, 'weeks'>,
  person: Pick<Base['people'][number], 'maxWeekQuarters' | 'visaWeekQuarters'>,
) => Math.min(person.maxWeekQuarters, person.visaWeekQuarters) * weeks

/**
 * The rules of the model that a set of pairs breaks, each once. The model's limit over the term is a whole number of
 * steps; people are told the limit itself, the same as beside their hours, so that one who keeps it is not told of.
 */
export function brokenOf(
  base: Base,
  instance: Instance,
  { pairs, modelPairs }: { pairs: readonly HeldPair[]; modelPairs: readonly Pair[] },
): Violation[] {
  const seenWeek = new Set<number>()
  const held = Map.groupBy(pairs, (pair) => pair.person)
  return checkSolution(instance, modelPairs).flatMap((violation) => {
    const { rule, applicant } = violation
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
