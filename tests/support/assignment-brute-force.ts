import { checkSolution } from '@/lib/assignment/check'
import { objectiveOf } from '@/lib/assignment/score'
import type { Instance, Pair } from '@/lib/assignment/types'

/** More answers than this would take too long to try. */
const MOST = 50_000

/**
 * The best objective by trying every answer there is: hours of each pair that is not pinned, 0 or any whole step
 * up to the demand, judged by the checker alone. Null where no answer is feasible, undefined where there are too
 * many to try.
 */
export function exhaustiveOptimum(
  instance: Instance,
): { objective: number; pairs: Pair[] } | null | undefined {
  const { unit } = instance.policy
  const pins = new Map<string, Pair>()
  for (const [applicant, course, position, hours] of instance.pins) {
    const id = `${applicant}/${course}/${position}`
    pins.set(id, { applicant, course, position, hours: (pins.get(id)?.hours ?? 0) + hours })
  }
  const choices: Pair[][] = []
  for (const [applicant, person] of instance.applicants.entries()) {
    for (const [course] of person.prefs) {
      for (const position of [0, 1] as const) {
        const demand = instance.courses[course]!.d[position]
        if (!demand || pins.has(`${applicant}/${course}/${position}`)) continue
        const hours: Pair[] = []
        for (let given = unit; given <= demand.hours; given += unit)
          hours.push({ applicant, course, position, hours: given })
        // Whatever the checker refuses to this pair alone, it refuses to it among others.
        const alone = hours.filter((pair) =>
          checkSolution(instance, [pair]).every(({ rule }) => rule === 'pin'),
        )
        if (alone.length === 0) continue
        choices.push(alone)
      }
    }
  }
  const chosen: Pair[] = [...pins.values()]
  let best: { objective: number; pairs: Pair[] } | null = null
  let tried = 0
  const extend = (at: number): void => {
    if (tried > MOST) return
    if (at === choices.length) {
      tried += 1
      const objective = objectiveOf(instance, chosen)
      if (best && objective <= best.objective) return
      if (checkSolution(instance, chosen).length === 0) best = { objective, pairs: [...chosen] }
      return
    }
    extend(at + 1)
    for (const pair of choices[at]!) {
      chosen.push(pair)
      if (isPossible(instance, chosen)) extend(at + 1)
      chosen.pop()
    }
  }
  extend(0)
  return tried > MOST ? undefined : best
}

/** Sums that only grow with more pairs are not exceeded yet. */
function isPossible(instance: Instance, pairs: readonly Pair[]): boolean {
  const last = pairs.at(-1)!
  let term = 0
  let demand = 0
  for (const pair of pairs) {
    if (pair.applicant === last.applicant) term += pair.hours
    if (pair.course === last.course && pair.position === last.position) demand += pair.hours
  }
  return (
    term <= instance.applicants[last.applicant]!.maxTerm &&
    demand <= instance.courses[last.course]!.d[last.position]!.hours
  )
}
