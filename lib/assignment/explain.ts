import { leastUnits, refusalOf } from './eligibility'
import { factsOf, hoursLeft, weeklyCap } from './facts'
import { Ledger, type LimitName } from './ledger'
import { type Components, componentsOf, objectiveParts, scoreParts, unitScore } from './score'
import { type Instance, type Pair, type PositionIndex, positionOf, type RefusalCode } from './types'

/** Why a chosen pair is worth what it is. */
export type PairReason = {
  pair: Pair
  /** In words: ["ranked 2nd", "A-", "endorsed"]. */
  parts: string[]
  components: Components
  units: number
  /** Points per unit, and for all of its units. */
  score: number
  points: number
}

/** Σ points − uncovered − unevenness = total, the objective. */
export type Explanation = {
  pairs: PairReason[]
  uncovered: number
  unevenness: number
  total: number
}

/** Where the points of a set of pairs (pinned ones included) come from; the numbers add up to the objective. */
export function explainPairs(instance: Instance, pairs: readonly Pair[]): Explanation {
  const { uncovered, unevenness, total } = objectiveParts(instance, pairs)
  return { pairs: pairs.map((pair) => reasonOf(instance, pair)), uncovered, unevenness, total }
}

export function reasonOf(instance: Instance, pair: Pair): PairReason {
  const { applicant, course, position, hours } = pair
  const units = hours / instance.policy.unit
  const score = unitScore(instance, applicant, course, position)
  return {
    pair,
    parts: scoreParts(instance, applicant, course, position),
    components: componentsOf(instance, applicant, course, position),
    units,
    score,
    points: units * score,
  }
}

export type WhyNot =
  | { kind: 'chosen'; hours: number; message: string }
  | { kind: 'refused'; code: RefusalCode; message: string }
  /** The person has no room left; `limit` says of what. */
  | { kind: 'limit'; limit: 'term' | 'week' | 'courses'; message: string }
  /** Nobody there has a lower score; `least` is the one nearest above. `message` names them, for staff only. */
  | { kind: 'full'; limit: LimitName; least: Pair | null; message: string; messageWithoutNames: string }
  /** What it would cost elsewhere is for `costOfForcing` to find. */
  | { kind: 'possible'; message: string }

/** Why a person is not in a course in the position, with these pairs chosen: the first reason that holds. */
export function whyNot(
  instance: Instance,
  pairs: readonly Pair[],
  applicant: number,
  course: number,
  position: PositionIndex,
): WhyNot {
  const there = pairs.find(
    (pair) => pair.applicant === applicant && pair.course === course && pair.position === position,
  )
  if (there) return { kind: 'chosen', hours: there.hours, message: `Has ${there.hours} h here.` }
  const code = refusalOf(instance, applicant, course, position)
  if (code)
    return { kind: 'refused', code, message: refusalWords(instance, code, applicant, course, position) }

  const ledger = new Ledger(instance).give(pairs)
  const least = leastUnits(instance, course, position)
  const person = ledger.personRoom(applicant, course, position)
  if (person.units < least) {
    const limit = person.by as 'term' | 'week' | 'courses'
    return { kind: 'limit', limit, message: limitWords(instance, limit, applicant) }
  }
  const place = ledger.courseRoom(applicant, course, position)
  if (place.units < least) {
    const full = fullWith(instance, pairs, applicant, course, position, place.by)
    if (full) return full
  }
  return { kind: 'possible', message: 'Possible, but it would cost more points elsewhere than it gains.' }
}

/** Null where somebody who is not fixed there has a lower score: then it is not because the course is full. */
function fullWith(
  instance: Instance,
  pairs: readonly Pair[],
  applicant: number,
  course: number,
  position: PositionIndex,
  limit: LimitName,
): WhyNot | null {
  const facts = factsOf(instance)
  const own = unitScore(instance, applicant, course, position)
  // A shared budget is used up by both positions.
  const others = pairs.filter(
    (pair) => pair.course === course && (pair.position === position || limit === 'shared'),
  )
  const movable = others
    .filter((pair) => facts.pinned(pair.applicant, pair.course, pair.position) === undefined)
    .map((pair) => ({ pair, score: unitScore(instance, pair.applicant, course, pair.position) }))
    .sort((a, b) => a.score - b.score || b.pair.applicant - a.pair.applicant)
  if (movable.some(({ score }) => score < own)) return null
  const nearest = movable[0]
  const what = {
    demand: 'All its hours are taken',
    people: 'It has all the people it wants',
    shared: 'Its budget for both positions is spent',
  }[limit as 'demand' | 'people' | 'shared']
  if (!nearest) {
    const message = `${what} by people who are fixed there.`
    return { kind: 'full', limit, least: null, message, messageWithoutNames: message }
  }
  const equal = nearest.score === own
  const id = instance.applicants[nearest.pair.applicant]!.id
  return {
    kind: 'full',
    limit,
    least: nearest.pair,
    message: `${what} by people of ${equal ? 'equal or higher' : 'higher'} value; nearest is ${id} with ${nearest.score} points to ${own}.`,
    messageWithoutNames: `${what} by people of ${equal ? 'equal or higher' : 'higher'} value.`,
  }
}

/** A refusal in words, about a person in the third person. */
export function refusalWords(
  instance: Instance,
  code: RefusalCode,
  applicant: number,
  course: number,
  position: PositionIndex,
): string {
  const role = positionOf(position)
  const { maxTerm } = instance.applicants[applicant]!
  const block = leastUnits(instance, course, position) * instance.policy.unit
  switch (code) {
    case 'POSITION_NOT_NEEDED':
      return `The course needs no ${role}.`
    case 'NOT_RANKED':
      return 'Did not choose this course.'
    case 'ROLE_NOT_APPLIED':
      return `Did not apply as ${role}.`
    case 'FORBIDDEN':
      return 'Is kept out of this course.'
    case 'NO_GRADE_NO_REASON':
      return 'Has no grade in this course and gave no reasons.'
    case 'GRADE_BELOW_MINIMUM':
      return 'The grade is below the minimum, and there is no endorsement.'
    case 'ALREADY_FILLED_BY_PINS':
      return `What the course needs is taken by people who are fixed there (${hoursLeft(instance, course, position)} h left).`
    case 'WEEKLY_LIMIT_TOO_SMALL':
      return `The weekly limit of ${weeklyCap(instance, applicant)} h is too small for ${block} h in this course.`
    case 'TERM_LIMIT_TOO_SMALL':
      return `The ${maxTerm} h possible in the term are fewer than the ${block} h that are the least here.`
  }
}

function limitWords(instance: Instance, limit: 'term' | 'week' | 'courses', applicant: number): string {
  const { maxTerm } = instance.applicants[applicant]!
  switch (limit) {
    case 'term':
      return `Has reached the ${maxTerm} h possible in the term.`
    case 'week':
      return `Has reached the weekly limit of ${weeklyCap(instance, applicant)} h.`
    case 'courses':
      return `Has reached the limit of ${instance.policy.maxCourses} courses a person.`
  }
}
