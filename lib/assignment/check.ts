import type { Demand, Instance, Pair } from './types'

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

/** The instance's lists by person and course, so that a large term is not walked for each pair. */
type Lists = {
  pins: Map<number, Instance['pins']>
  endorsed: Set<string>
  forbidden: Set<string>
  only: Map<string, 0 | 1>
}

const at = (applicant: number, course: number) => `${applicant}/${course}`

/** Of the lists that may be long only what is about these pairs. */
function listsOf(instance: Instance, pairs: readonly Pair[]): Lists {
  const chosen = new Set(pairs.map((pair) => pair.applicant))
  const lists: Lists = {
    pins: Map.groupBy(instance.pins, ([, course]) => course),
    endorsed: new Set(),
    forbidden: new Set(instance.forbid.map(([applicant, course]) => at(applicant, course))),
    only: new Map(),
  }
  for (const [applicant, course, value] of instance.endorse)
    if (value === 1 && chosen.has(applicant)) lists.endorsed.add(at(applicant, course))
  for (const [applicant, course, position] of instance.only ?? [])
    if (chosen.has(applicant)) lists.only.set(at(applicant, course), position)
  return lists
}

function checkPairs(instance: Instance, pairs: readonly Pair[]): Violation[] {
  const found: Violation[] = []
  const seen = new Set<string>()
  const lists = listsOf(instance, pairs)
  for (const { applicant, course, position, hours } of pairs) {
    const where = { applicant, course, position }
    const person = instance.applicants[applicant]
    const wanted = instance.courses[course]
    if (!person || !wanted) {
      found.push({ rule: 'pair', message: `no applicant ${applicant} or course ${course}`, ...where })
      continue
    }
    const name = `${person.id} in ${wanted.id} as ${POSITION_NAMES[position]}`
    const id = `${applicant}/${course}/${position}`
    if (seen.has(id)) found.push({ rule: 'pair', message: `${name} is there twice`, ...where })
    seen.add(id)
    if (!(hours > 0)) found.push({ rule: 'pair', message: `${name} has ${hours} h`, ...where })
    const pinned = lists.pins.get(course) ?? []
    if (pinned.some(([a, , p]) => a === applicant && p === position)) continue

    if (hours % instance.policy.unit !== 0) {
      found.push({ rule: 'unit', message: `${name}: ${hours} h is no multiple of the step`, ...where })
    }
    const reason = notEligible(instance, lists, applicant, course, position)
    if (reason) {
      found.push({ rule: 'eligible', message: `${name}: ${reason}`, ...where })
      continue
    }
    const least = Math.min(
      Math.ceil(instance.policy.minChunk / instance.policy.unit) * instance.policy.unit,
      leftByPins(instance, pinned, course, position),
    )
    if (hours < least) {
      found.push({ rule: 'block', message: `${name}: ${hours} h is below the block of ${least} h`, ...where })
    }
  }
  return found
}

function notEligible(
  instance: Instance,
  lists: Lists,
  applicant: number,
  course: number,
  position: 0 | 1,
): string | null {
  const person = instance.applicants[applicant]!
  if (instance.courses[course]!.d[position] === null) return 'the course does not need the position'
  const applied = position === 0 ? [1, 3] : [2, 3]
  if (!applied.includes(person.roles)) return 'did not apply for the position'
  const preference = person.prefs.find((entry) => entry[0] === course)
  if (!preference) return 'did not rank the course'
  const key = at(applicant, course)
  if ((lists.only.get(key) ?? position) !== position) return 'did not rank the course in this position'
  if (lists.forbidden.has(key)) return 'is forbidden'
  if (lists.endorsed.has(key)) return null
  const [, grade, justified] = preference
  if (grade === -1) return justified === 1 ? null : 'no grade and no reason'
  return grade > instance.policy.minGrade[position] ? 'grade below the minimum' : null
}

/** Whole steps of hours that pins leave in the position. */
function leftByPins(instance: Instance, pinned: Instance['pins'], course: number, position: 0 | 1): number {
  const { unit } = instance.policy
  const { d, shared } = instance.courses[course]!
  let left = d[position]?.hours ?? 0
  let budget = shared ?? Number.POSITIVE_INFINITY
  for (const [, , p, hours] of pinned) {
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
      const words = wholeWords(d[position], hours, inPosition.length)
      if (hours > demand) found.push({ rule: 'demand', message: `${name}: ${words.hours}`, ...at })
      if (inPosition.length > people)
        found.push({ rule: 'people', message: `${name}: ${words.people}`, ...at })
    }
    const both = here.reduce((sum, pair) => sum + pair.hours, 0)
    if (shared !== undefined && both > shared)
      found.push({ rule: 'shared', message: `${id}: ${both} h of a budget of ${shared} h`, course })
  }
  return found
}

/** Hours and people of a position beside what it has and wants in all, with those who take no part. */
function wholeWords(demand: Demand | null, hours: number, people: number): { hours: string; people: string } {
  const has = (n: number) => (n === 1 ? '1 person has hours' : `${n} people have hours`)
  if (!demand)
    return {
      hours: `${hours} h, and there are none to give`,
      people: `${has(people)}, and there are none to give`,
    }
  const others = demand.others ?? { people: 0, hours: 0 }
  const wanted = demand.wanted ?? demand.maxPeople + others.people
  return {
    hours: `${hours + others.hours} h of ${demand.budget ?? demand.hours + others.hours} h`,
    people: `${has(people + others.people)}, ${wanted === 0 ? 'none is' : wanted === 1 ? '1 is' : `${wanted} are`} wanted`,
  }
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
