import type { AssignmentCourse, Instance, PositionIndex } from './types'

/**
 * Look-ups into an instance by person and course, made once for each instance. An instance is never changed
 * once it has been handed over: whoever wants another one makes a new object.
 */
export type Facts = {
  /** Place in the applicant's preferences, from 0; undefined where the course is not ranked. */
  rank: (applicant: number, course: number) => number | undefined
  endorsement: (applicant: number, course: number) => 1 | -1 | 0
  forbidden: (applicant: number, course: number) => boolean
  /** The one position in which the person wants the course; undefined where it is all they applied for. */
  only: (applicant: number, course: number) => PositionIndex | undefined
  /** Hours fixed for the pair; undefined where it is not pinned. */
  pinned: (applicant: number, course: number, position: PositionIndex) => number | undefined
  /** Hours and people fixed, by course × 2 + position. */
  pinnedHours: Float64Array
  pinnedPeople: Int32Array
  /** Hours fixed and different courses of them, by applicant. */
  pinnedTerm: Float64Array
  pinnedCourses: Set<number>[]
}

const known = new WeakMap<Instance, Facts>()
const NONE: Set<number> = new Set()

export function factsOf(instance: Instance): Facts {
  let facts = known.get(instance)
  if (!facts) {
    facts = collect(instance)
    known.set(instance, facts)
  }
  return facts
}

function collect(instance: Instance): Facts {
  const courses = instance.courses.length
  const key = (applicant: number, course: number) => applicant * courses + course
  const ranks = new Map<number, number>()
  instance.applicants.forEach((person, applicant) => {
    person.prefs.forEach(([course], rank) => {
      if (!ranks.has(key(applicant, course))) ranks.set(key(applicant, course), rank)
    })
  })
  const endorsements = new Map<number, 1 | -1>()
  for (const [applicant, course, value] of instance.endorse)
    endorsements.set(key(applicant, course), value > 0 ? 1 : -1)
  const only = new Map(
    (instance.only ?? []).map(([applicant, course, position]) => [key(applicant, course), position]),
  )
  const forbidden = new Set(instance.forbid.map(([applicant, course]) => key(applicant, course)))

  const pins = new Map<number, number>()
  const pinnedHours = new Float64Array(courses * 2)
  const pinnedPeople = new Int32Array(courses * 2)
  const pinnedTerm = new Float64Array(instance.applicants.length)
  const pinnedCourses = new Array<Set<number>>(instance.applicants.length).fill(NONE)
  for (const [applicant, course, position, hours] of instance.pins) {
    const id = key(applicant, course) * 2 + position
    const at = course * 2 + position
    if (!pins.has(id)) pinnedPeople[at] = pinnedPeople[at]! + 1
    pins.set(id, (pins.get(id) ?? 0) + hours)
    pinnedHours[at] = pinnedHours[at]! + hours
    pinnedTerm[applicant] = pinnedTerm[applicant]! + hours
    if (pinnedCourses[applicant] === NONE) pinnedCourses[applicant] = new Set()
    pinnedCourses[applicant]!.add(course)
  }
  return {
    rank: (applicant, course) => ranks.get(key(applicant, course)),
    endorsement: (applicant, course) => endorsements.get(key(applicant, course)) ?? 0,
    forbidden: (applicant, course) => forbidden.has(key(applicant, course)),
    only: (applicant, course) => only.get(key(applicant, course)),
    pinned: (applicant, course, position) => pins.get(key(applicant, course) * 2 + position),
    pinnedHours,
    pinnedPeople,
    pinnedTerm,
    pinnedCourses,
  }
}

/** Hours of the position that pins leave to be given, with the course's shared budget; never below 0. */
export function hoursLeft(instance: Instance, course: number, position: PositionIndex): number {
  const { pinnedHours } = factsOf(instance)
  const wanted = instance.courses[course]!
  const demand = wanted.d[position]?.hours ?? 0
  const left = demand - pinnedHours[course * 2 + position]!
  return Math.max(0, Math.min(left, sharedLeft(wanted, pinnedHours, course)))
}

function sharedLeft(wanted: AssignmentCourse, pinnedHours: Float64Array, course: number): number {
  if (wanted.shared === undefined) return Number.POSITIVE_INFINITY
  return wanted.shared - pinnedHours[course * 2]! - pinnedHours[course * 2 + 1]!
}

/** The weekly limit that binds this person in hours, infinite where the policy has none. */
export function weeklyCap(instance: Instance, applicant: number): number {
  const { visaWeek, maxWeek } = instance.applicants[applicant]!
  if (instance.policy.weekly === 'off') return Number.POSITIVE_INFINITY
  return instance.policy.weekly === 'legal' ? visaWeek : Math.min(visaWeek, maxWeek)
}

/** Weekly room in percent of units: the right-hand side of the week rows. */
export function weeklyRoom(instance: Instance, applicant: number): number {
  const cap = weeklyCap(instance, applicant)
  return Number.isFinite(cap) ? Math.floor((cap * 100) / instance.policy.unit) : cap
}
