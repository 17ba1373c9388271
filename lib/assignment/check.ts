import type { Instance, Pair } from './types'

/**
 * The feasibility of a set of pairs, written from the rules alone: it shares no code with the model that the
 * solver is given, with eligibility or with the objective, so that a mistake there cannot hide here.
 */
export type Violation = {
  rule:
    | 'pair'
    | 'unit'
    | 'pin'
    | 'eligible'
    | 'block'
    | 'demand'
    | 'people'
    | 'shared'
    | 'term'
    | 'week'
    | 'courses'
  message: string
  applicant?: number
  course?: number
  position?: 0 | 1
}

const POSITION_NAMES = ['tutor', 'marker'] as const

/** @param pairs pinned ones included @returns every rule broken; none for a solution of the model */
export function checkSolution(instance: Instance, pairs: readonly Pair[]): Violation[] {
  const violations = checkPairs(instance, pairs)
  // Sums over pairs that do not exist would only repeat what is wrong.
  if (violations.some((violation) => violation.rule === 'pair')) return violations
  return [
    ...violations,
    ...checkPins(instance, pairs),
    ...checkCourses(instance, pairs),
    ...checkPeople(instance, pairs),
  ]
}

function checkPairs(instance: Instance, pairs: readonly Pair[]): Violation[] {
  const found: Violation[] = []
  const seen = new Set<string>()
  for (const { applicant, course, position, hours } of pairs) {
    const at = { applicant, course, position }
    const person = instance.applicants[applicant]
    const wanted = instance.courses[course]
    if (!person || !wanted) {
      found.push({ rule: 'pair', message: `no applicant ${applicant} or course ${course}`, ...at })
      continue
    }
    const name = `${person.id} in ${wanted.id} as ${POSITION_NAMES[position]}`
    const id = `${applicant}/${course}/${position}`
    if (seen.has(id)) found.push({ rule: 'pair', message: `${name} is there twice`, ...at })
    seen.add(id)
    if (!(hours > 0)) found.push({ rule: 'pair', message: `${name} has ${hours} h`, ...at })
    if (isPinned(instance, applicant, course, position)) continue

    if (hours % instance.policy.unit !== 0) {
      found.push({ rule: 'unit', message: `${name}: ${hours} h is no multiple of the step`, ...at })
    }
    const reason = notEligible(instance, applicant, course, position)
    if (reason) {
      found.push({ rule: 'eligible', message: `${name}: ${reason}`, ...at })
      continue
    }
    const least = Math.min(
      Math.ceil(instance.policy.minChunk / instance.policy.unit) * instance.policy.unit,
      leftByPins(instance, course, position),
    )
    if (hours < least) {
      found.push({ rule: 'block', message: `${name}: ${hours} h is below the block of ${least} h`, ...at })
    }
  }
  return found
}

function notEligible(instance: Instance, applicant: number, course: number, position: 0 | 1): string | null {
  const person = instance.applicants[applicant]!
  if (instance.courses[course]!.d[position] === null) return 'the course does not need the position'
  const applied = position === 0 ? [1, 3] : [2, 3]
  if (!applied.includes(person.roles)) return 'did not apply for the position'
  const preference = person.prefs.find((entry) => entry[0] === course)
  if (!preference) return 'did not rank the course'
  const only = instance.only?.find((entry) => entry[0] === applicant && entry[1] === course)
  if (only && only[2] !== position) return 'did not rank the course in this position'
  if (instance.forbid.some(([a, c]) => a === applicant && c === course)) return 'is forbidden'
  if (instance.endorse.some(([a, c, value]) => a === applicant && c === course && value === 1)) return null
  const [, grade, justified] = preference
  if (grade === -1) return justified === 1 ? null : 'no grade and no reason'
  return grade > instance.policy.minGrade[position] ? 'grade below the minimum' : null
}

function isPinned(instance: Instance, applicant: number, course: number, position: 0 | 1): boolean {
  return instance.pins.some(([a, c, p]) => a === applicant && c === course && p === position)
}

/** Whole steps of hours that pins leave in the position. */
function leftByPins(instance: Instance, course: number, position: 0 | 1): number {
  const { unit } = instance.policy
  const { d, shared } = instance.courses[course]!
  let left = d[position]?.hours ?? 0
  let budget = shared ?? Number.POSITIVE_INFINITY
  for (const [, c, p, hours] of instance.pins) {
    if (c !== course) continue
    budget -= hours
    if (p === position) left -= hours
  }
  return Math.floor(Math.min(left, budget) / unit) * unit
}

function checkPins(instance: Instance, pairs: readonly Pair[]): Violation[] {
  const fixed = new Map<string, { at: [number, number, 0 | 1]; hours: number }>()
  for (const [applicant, course, position, hours] of instance.pins) {
    const id = `${applicant}/${course}/${position}`
    const before = fixed.get(id)?.hours ?? 0
    fixed.set(id, { at: [applicant, course, position], hours: before + hours })
  }
  if (fixed.size === 0) return []
  const given = new Map(
    pairs.map((pair) => [`${pair.applicant}/${pair.course}/${pair.position}`, pair.hours]),
  )
  const found: Violation[] = []
  for (const [id, { at, hours }] of fixed) {
    if (given.get(id) === hours) continue
    const [applicant, course, position] = at
    found.push({
      rule: 'pin',
      message: `${instance.applicants[applicant]!.id} in ${instance.courses[course]!.id} is fixed at ${hours} h`,
      applicant,
      course,
      position,
    })
  }
  return found
}

function checkCourses(instance: Instance, pairs: readonly Pair[]): Violation[] {
  const found: Violation[] = []
  const perCourse = Map.groupBy(pairs, (pair) => pair.course)
  for (const [course, here] of perCourse) {
    const { id, d, shared } = instance.courses[course]!
    for (const position of [0, 1] as const) {
      const inPosition = here.filter((pair) => pair.position === position)
      const hours = inPosition.reduce((sum, pair) => sum + pair.hours, 0)
      const at = { course, position }
      const name = `${id}, ${POSITION_NAMES[position]}`
      const demand = d[position]?.hours ?? 0
      const people = d[position]?.maxPeople ?? 0
      if (hours > demand) found.push({ rule: 'demand', message: `${name}: ${hours} h of ${demand} h`, ...at })
      if (inPosition.length > people) {
        found.push({ rule: 'people', message: `${name}: ${inPosition.length} people of ${people}`, ...at })
      }
    }
    const both = here.reduce((sum, pair) => sum + pair.hours, 0)
    if (shared !== undefined && both > shared)
      found.push({ rule: 'shared', message: `${id}: ${both} h of a budget of ${shared} h`, course })
  }
  return found
}

function checkPeople(instance: Instance, pairs: readonly Pair[]): Violation[] {
  const { weekly, maxCourses } = instance.policy
  const found: Violation[] = []
  for (const [applicant, theirs] of Map.groupBy(pairs, (pair) => pair.applicant)) {
    const person = instance.applicants[applicant]!
    const hours = theirs.reduce((sum, pair) => sum + pair.hours, 0)
    if (hours > person.maxTerm) {
      found.push({ rule: 'term', message: `${person.id}: ${hours} h of ${person.maxTerm} h`, applicant })
    }
    const courses = new Set(theirs.map((pair) => pair.course)).size
    if (courses > maxCourses)
      found.push({ rule: 'courses', message: `${person.id}: ${courses} courses of ${maxCourses}`, applicant })
    if (weekly === 'off') continue
    const cap = weekly === 'personal' ? Math.min(person.visaWeek, person.maxWeek) : person.visaWeek
    for (let week = 0; week < instance.weeks; week += 1) {
      const percentHours = theirs.reduce(
        (sum, pair) =>
          sum + pair.hours * (instance.courses[pair.course]!.d[pair.position]?.profile[week] ?? 0),
        0,
      )
      if (percentHours <= cap * 100) continue
      found.push({
        rule: 'week',
        message: `${person.id}: ${percentHours / 100} h of ${cap} h in week ${week + 1}`,
        applicant,
      })
    }
  }
  return found
}
