import { factsOf, hoursLeft, weeklyRoom } from './facts'
import { unitScore } from './score'
import type { Instance, PositionIndex, RefusalCode } from './types'

/** A pair that may be chosen: x = 0 or lo ≤ x ≤ up, in units. A pinned one has lo = up = its fixed units. */
export type EligiblePair = {
  applicant: number
  course: number
  position: PositionIndex
  lo: number
  up: number
  /** Points per unit. */
  score: number
  pinned: boolean
}

/** Least and most units of a pair that is not pinned, with the limit that makes `up` what it is. */
export type Bounds = { lo: number; up: number; tightest: 'demand' | 'term' | 'week' }

/** Least units of anyone in the position: the useful block, or what pins leave of the demand when that is less. */
export function leastUnits(instance: Instance, course: number, position: PositionIndex): number {
  const { unit, minChunk } = instance.policy
  const left = Math.floor(hoursLeft(instance, course, position) / unit)
  return Math.max(1, Math.min(Math.ceil(minChunk / unit), left))
}

export function boundsOf(
  instance: Instance,
  applicant: number,
  course: number,
  position: PositionIndex,
): Bounds {
  const { unit } = instance.policy
  const demand = instance.courses[course]!.d[position]
  const left = Math.floor(hoursLeft(instance, course, position) / unit)
  const term = Math.floor(instance.applicants[applicant]!.maxTerm / unit)
  const largest = Math.max(0, ...(demand?.profile ?? []))
  const week = largest > 0 ? Math.floor(weeklyRoom(instance, applicant) / largest) : Number.POSITIVE_INFINITY
  const up = Math.max(0, Math.min(left, term, week))
  const tightest = up === left ? 'demand' : up === week ? 'week' : 'term'
  return { lo: leastUnits(instance, course, position), up, tightest }
}

/** Whether a person may work in the course at all, whatever the hours; the first rule that says no. */
export function personRefusal(
  instance: Instance,
  applicant: number,
  course: number,
  position: PositionIndex,
): RefusalCode | null {
  const facts = factsOf(instance)
  const person = instance.applicants[applicant]!
  if (!instance.courses[course]!.d[position]) return 'POSITION_NOT_NEEDED'
  if ((person.roles & (1 << position)) === 0) return 'ROLE_NOT_APPLIED'
  const rank = facts.rank(applicant, course)
  if (rank === undefined || (facts.only(applicant, course) ?? position) !== position) return 'NOT_RANKED'
  if (facts.forbidden(applicant, course)) return 'FORBIDDEN'
  if (facts.endorsement(applicant, course) > 0) return null
  const [, grade, justified] = person.prefs[rank]!
  if (grade < 0) return justified ? null : 'NO_GRADE_NO_REASON'
  return grade <= instance.policy.minGrade[position] ? null : 'GRADE_BELOW_MINIMUM'
}

/**
 * Why a pair cannot be chosen, whatever else is; the first rule that says no, null when it may be chosen.
 * A pinned pair is never refused as long as the course has the position.
 */
export function refusalOf(
  instance: Instance,
  applicant: number,
  course: number,
  position: PositionIndex,
): RefusalCode | null {
  const facts = factsOf(instance)
  const demand = instance.courses[course]!.d[position]
  if (demand && facts.pinned(applicant, course, position) !== undefined) return null
  const refusal = personRefusal(instance, applicant, course, position)
  if (refusal) return refusal
  const { lo, up, tightest } = boundsOf(instance, applicant, course, position)
  const left = hoursLeft(instance, course, position)
  const people = facts.pinnedPeople[course * 2 + position]!
  if (left < instance.policy.unit || people >= demand!.maxPeople) return 'ALREADY_FILLED_BY_PINS'
  if (up >= lo) return null
  return tightest === 'week' ? 'WEEKLY_LIMIT_TOO_SMALL' : 'TERM_LIMIT_TOO_SMALL'
}

/** All pairs that may be chosen, pinned ones among them, by applicant, then rank, then position. */
export function eligiblePairs(instance: Instance): EligiblePair[] {
  const facts = factsOf(instance)
  const pairs: EligiblePair[] = []
  const pinsOf = Map.groupBy(instance.pins, ([applicant]) => applicant)
  instance.applicants.forEach((person, applicant) => {
    const wanted = new Set(person.prefs.map(([course]) => course))
    for (const [, course] of pinsOf.get(applicant) ?? []) wanted.add(course)
    for (const course of wanted) {
      for (const position of [0, 1] as const) {
        if (refusalOf(instance, applicant, course, position)) continue
        const score = unitScore(instance, applicant, course, position)
        const hours = facts.pinned(applicant, course, position)
        const fixed = hours === undefined ? undefined : hours / instance.policy.unit
        const bounds =
          fixed === undefined ? boundsOf(instance, applicant, course, position) : { lo: fixed, up: fixed }
        const { lo, up } = bounds
        pairs.push({ applicant, course, position, lo, up, score, pinned: fixed !== undefined })
      }
    }
  })
  return pairs
}
