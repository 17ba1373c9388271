import { ordinal } from '../ordinal'
import { factsOf } from './facts'
import type { Instance, Pair, PositionIndex, Weights } from './types'

/** How suitable a person is in one course and how much they want it: five components, each 0–100. */
export type Components = { [K in keyof Weights]: number }

export const componentNames = ['preference', 'grade', 'experience', 'endorsement', 'academic'] as const

/** By grade index, A+ to C-. */
const GRADE_POINTS = [100, 92, 85, 75, 65, 55, 45, 35, 25]
/** Names of the model's grades, the best first. */
export const GRADE_NAMES = ['A+', 'A', 'A-', 'B+', 'B', 'B-', 'C+', 'C', 'C-']
const EXPERIENCE_POINTS = [0, 60, 100]
const JUSTIFIED_POINTS = 40
const POSTGRADUATE_POINTS = 30

/** floor(a / b + 1/2) for whole numbers: half up, with no binary fraction in between. */
function roundedQuotient(a: number, b: number): number {
  return Math.floor((2 * a + b) / (2 * b))
}

/**
 * The components of a person in a course. What a pinned person never ranked counts 0 for preference, grade and
 * experience.
 */
export function componentsOf(
  instance: Instance,
  applicant: number,
  course: number,
  _position: PositionIndex,
): Components {
  const facts = factsOf(instance)
  const person = instance.applicants[applicant]!
  const rank = facts.rank(applicant, course)
  const [, grade, justified, experience] = rank === undefined ? [course, -1, 0, 0] : person.prefs[rank]!
  const endorsement = facts.endorsement(applicant, course)
  return {
    preference: rank === undefined ? 0 : Math.max(0, 100 - 10 * rank),
    grade: grade >= 0 ? (GRADE_POINTS[grade] ?? 0) : justified ? JUSTIFIED_POINTS : 0,
    experience: EXPERIENCE_POINTS[experience] ?? 0,
    endorsement: endorsement > 0 ? 100 : endorsement < 0 ? 0 : 50,
    academic: academicOf(person.gpa, person.degree),
  }
}

/** round(gpa / 9 · 70), half up, and 30 for postgraduates. The GPA counts to two decimals. */
export function academicOf(gpa: number, degree: 'UG' | 'PG'): number {
  return roundedQuotient(Math.round(gpa * 100) * 70, 900) + (degree === 'PG' ? POSTGRADUATE_POINTS : 0)
}

/** Points per unit of a pair: round(10 · Σ weight · component / Σ weight), half up; 0 when all weights are 0. */
export function unitScore(
  instance: Instance,
  applicant: number,
  course: number,
  position: PositionIndex,
): number {
  return scoreOf(instance.policy.weights, componentsOf(instance, applicant, course, position))
}

export function scoreOf(weights: Weights, components: Components): number {
  let sum = 0
  let total = 0
  for (const name of componentNames) {
    sum += weights[name] * components[name]
    total += weights[name]
  }
  return total > 0 ? roundedQuotient(10 * sum, total) : 0
}

/** What the objective is made of, in points; `total` = suitability − uncovered − unevenness. */
export type ObjectiveParts = {
  total: number
  suitability: number
  /** coverage · priority · unmet units. */
  uncovered: number
  /** fairness · tier · units in the tier. */
  unevenness: number
}

/**
 * The objective of a set of pairs, evaluated by its definition alone; the pairs need not be feasible.
 * @param pairs pinned ones included
 */
export function objectiveParts(instance: Instance, pairs: readonly Pair[]): ObjectiveParts {
  const { unit, coverage, fairness } = instance.policy
  const covered = new Float64Array(instance.courses.length * 2)
  const units = new Float64Array(instance.applicants.length)
  let suitability = 0
  for (const { applicant, course, position, hours } of pairs) {
    const x = hours / unit
    suitability += x * unitScore(instance, applicant, course, position)
    covered[course * 2 + position] = covered[course * 2 + position]! + x
    units[applicant] = units[applicant]! + x
  }
  let uncovered = 0
  instance.courses.forEach((course, index) => {
    course.d.forEach((demand, position) => {
      if (!demand) return
      uncovered += coverage * (course.priority ?? 1) * (demand.hours / unit - covered[index * 2 + position]!)
    })
  })
  let unevenness = 0
  for (const x of units) unevenness += fairness * tierSum(instance, x)
  return { total: suitability - uncovered - unevenness, suitability, uncovered, unevenness }
}

export function objectiveOf(instance: Instance, pairs: readonly Pair[]): number {
  return objectiveParts(instance, pairs).total
}

/** Σ over tiers of tier number · units in it; the unit number k (from 0) lies in tier floor(k · unit / tierHours). */
export function tierSum(instance: Instance, units: number): number {
  let sum = 0
  for (let k = 0; k < units; k += 1) sum += tierOf(instance, k)
  return sum
}

/** The tier in which a person's unit number k (from 0) lies. */
export function tierOf(instance: Instance, k: number): number {
  const { unit, tierHours } = instance.policy
  return tierHours > 0 ? Math.floor((k * unit) / tierHours) : 0
}

/** The components of a pair in words, those that speak for or against first: ["2nd preference", "grade A-", "worked in this course before"]. */
export function scoreParts(
  instance: Instance,
  applicant: number,
  course: number,
  position: PositionIndex,
): string[] {
  const facts = factsOf(instance)
  const person = instance.applicants[applicant]!
  const rank = facts.rank(applicant, course)
  const endorsed = endorsementWords(instance, applicant, course, position)
  if (rank === undefined) return ['not among their preferences', ...endorsed]
  const [, grade, justified, experience] = person.prefs[rank]!
  const told = person.words?.[rank]
  const parts = [`${ordinal(rank + 1)} preference`]
  if (grade >= 0) parts.push(`grade ${GRADE_NAMES[grade] ?? 'not known'}`)
  else if (told?.grade) parts.push(`grade ${told.grade}, counted like reasons without a grade`)
  else parts.push(justified ? 'no grade, but reasons given' : 'no grade')
  parts.push(...endorsed)
  if (experience === 2)
    parts.push(told?.says ? 'says they worked in this course before' : 'worked in this course before')
  else if (experience === 1) parts.push('worked in this position in another course')
  if (person.degree === 'PG') parts.push('postgraduate')
  return parts
}

function endorsementWords(
  instance: Instance,
  applicant: number,
  course: number,
  position: PositionIndex,
): string[] {
  const facts = factsOf(instance)
  const value = facts.endorsement(applicant, course)
  const places = facts.places(applicant, course, position)
  const place = places ? [`${places} in ${places.includes(' ') ? 'their orders' : 'their order'}`] : []
  if (value === 0) return places ? [`${places} in the order of a course coordinator`] : []
  if (value < 0) return ['advised against by the course coordinator', ...place]
  const strongly = instance.strong?.some(([who, where]) => who === applicant && where === course)
  return [[`${strongly ? 'strongly ' : ''}endorsed by the course coordinator`, ...place].join(', ')]
}
