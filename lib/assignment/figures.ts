import { eligibleApplicants } from './eligibility'
import { factsOf } from './facts'
import { objectiveOf, unitScore } from './score'
import type { Instance, Pair } from './types'

export type Figures = {
  objective: number
  hoursCovered: number
  hoursDemanded: number
  /** Pairs of person and course, two positions in one course counted once; and how they were ranked. */
  placements: number
  firstChoices: number
  topThreeChoices: number
  /** Shares of `placements`, 0–1; 0 without placements. */
  firstChoiceShare: number
  topThreeShare: number
  /** People with any hours, and all who could have had some. */
  peopleWithHours: number
  peopleEligible: number
  /** What people got of the hours they asked for, over all eligible: mean and standard deviation (0 is even). */
  meanShareOfAsked: number
  spread: number
  /** Mean points per unit over the hours given, 0–1,000. */
  meanScore: number
}

/** Hours that a person asked for: the weekly maximum over the term, within what the term still allows. */
export function askedHours(instance: Instance, applicant: number): number {
  const { maxWeek, maxTerm } = instance.applicants[applicant]!
  return Math.min(maxTerm, maxWeek * instance.weeks)
}

/** Figures of a set of pairs (pinned ones included) for comparing proposals. */
export function figuresOf(instance: Instance, pairs: readonly Pair[]): Figures {
  const facts = factsOf(instance)
  const hours = new Float64Array(instance.applicants.length)
  const placed = new Map<string, number>()
  let covered = 0
  let points = 0
  for (const pair of pairs) {
    hours[pair.applicant] = hours[pair.applicant]! + pair.hours
    covered += pair.hours
    points += pair.hours * unitScore(instance, pair.applicant, pair.course, pair.position)
    const rank = facts.rank(pair.applicant, pair.course) ?? Number.POSITIVE_INFINITY
    placed.set(`${pair.applicant}/${pair.course}`, rank)
  }
  const ranks = [...placed.values()]
  const firstChoices = ranks.filter((rank) => rank === 0).length
  const topThreeChoices = ranks.filter((rank) => rank < 3).length
  const eligible = eligibleApplicants(instance)
  const shares = eligible.map((applicant) => {
    const asked = askedHours(instance, applicant)
    return asked > 0 ? hours[applicant]! / asked : 0
  })
  const mean = average(shares)
  return {
    objective: objectiveOf(instance, pairs),
    hoursCovered: covered,
    hoursDemanded: instance.courses.reduce(
      (sum, course) => sum + (course.d[0]?.hours ?? 0) + (course.d[1]?.hours ?? 0),
      0,
    ),
    placements: ranks.length,
    firstChoices,
    topThreeChoices,
    firstChoiceShare: ranks.length > 0 ? firstChoices / ranks.length : 0,
    topThreeShare: ranks.length > 0 ? topThreeChoices / ranks.length : 0,
    peopleWithHours: hours.filter((sum) => sum > 0).length,
    peopleEligible: eligible.length,
    meanShareOfAsked: mean,
    spread: Math.sqrt(average(shares.map((share) => (share - mean) ** 2))),
    meanScore: covered > 0 ? points / covered : 0,
  }
}

function average(values: readonly number[]): number {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0
}
