import { factsOf, hoursLeft, weeklyRoom } from './facts'
import { unitScore } from './score'
import type { Instance, PositionIndex, Preference, RefusalCode } from './types'

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
  const left = Math.floor(hoursLeft(instance, course, position) / unit)
  const term = Math.floor(instance.applicants[applicant]!.maxTerm / unit)
  const largest = factsOf(instance).busiest[course * 2 + position]!
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
  if (filledByPins(instance, course, position)) return 'ALREADY_FILLED_BY_PINS'
  if (up >= lo) return null
  return tightest === 'week' ? 'WEEKLY_LIMIT_TOO_SMALL' : 'TERM_LIMIT_TOO_SMALL'
}

/** All rules that keep a pair from being chosen, `refusalOf` first; none when it may be chosen. */
export function refusalsOf(
  instance: Instance,
  applicant: number,
  course: number,
  position: PositionIndex,
): RefusalCode[] {
  const first = refusalOf(instance, applicant, course, position)
  if (first === null || first === 'POSITION_NOT_NEEDED') return first ? [first] : []
  const facts = factsOf(instance)
  const person = instance.applicants[applicant]!
  const rank = facts.rank(applicant, course)
  const found = new Set<RefusalCode>([first])
  if ((person.roles & (1 << position)) === 0) found.add('ROLE_NOT_APPLIED')
  if (rank === undefined) found.add('NOT_RANKED')
  if (facts.forbidden(applicant, course)) found.add('FORBIDDEN')
  if (rank !== undefined && facts.endorsement(applicant, course) <= 0) {
    const [, grade, justified] = person.prefs[rank]!
    if (grade < 0 && !justified) found.add('NO_GRADE_NO_REASON')
    if (grade > instance.policy.minGrade[position]) found.add('GRADE_BELOW_MINIMUM')
  }
  if (filledByPins(instance, course, position)) found.add('ALREADY_FILLED_BY_PINS')
  else {
    const { lo, up, tightest } = boundsOf(instance, applicant, course, position)
    if (up < lo) found.add(tightest === 'week' ? 'WEEKLY_LIMIT_TOO_SMALL' : 'TERM_LIMIT_TOO_SMALL')
  }
  return [...found]
}

/** Do fixed pairs leave no hours, or no place, to anybody else? */
function filledByPins(instance: Instance, course: number, position: PositionIndex): boolean {
  const people = factsOf(instance).pinnedPeople[course * 2 + position]!
  const { maxPeople } = instance.courses[course]!.d[position]!
  return hoursLeft(instance, course, position) < instance.policy.unit || people >= maxPeople
}

/** All pairs that may be chosen, pinned ones among them, by applicant, then rank, then position; of all courses or of these. */
export function eligiblePairs(instance: Instance, of?: ReadonlySet<number>): EligiblePair[] {
  const facts = factsOf(instance)
  const pairs: EligiblePair[] = []
  const pinsOf = Map.groupBy(instance.pins, ([applicant]) => applicant)
  instance.applicants.forEach((person, applicant) => {
    for (const course of coursesOf(person.prefs, pinsOf.get(applicant))) {
      if (of && !of.has(course)) continue
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

/** Applicants who may be chosen for anything, in their order. */
export function eligibleApplicants(instance: Instance): number[] {
  const pinsOf = Map.groupBy(instance.pins, ([applicant]) => applicant)
  return [...instance.applicants.keys()].filter((applicant) =>
    coursesOf(instance.applicants[applicant]!.prefs, pinsOf.get(applicant)).some((course) =>
      ([0, 1] as const).some((position) => refusalOf(instance, applicant, course, position) === null),
    ),
  )
}

/** The courses that may concern a person: ranked ones first, then pinned ones, each once. */
const coursesOf = (prefs: readonly Preference[], pins: Instance['pins'] = []): number[] => [
  ...new Set([...prefs.map(([course]) => course), ...pins.map(([, course]) => course)]),
]
