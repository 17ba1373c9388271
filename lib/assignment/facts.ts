import { ordinal } from '../ordinal'
import type { AssignmentCourse, Instance, PositionIndex } from './types'

/**
 * Look-ups into an instance by person and course, made once for each instance. An instance is never changed
 * once it has been handed over: whoever wants another one makes a new object.
 */
export type Facts = {
  /** Place in the applicant's preferences, from 0; undefined where the course is not ranked. */
  rank: (applicant: number, course: number) => number | undefined
  endorsement: (applicant: number, course: number) => 1 | -1 | 0
  /** "2nd", or "2nd and 4th" of several coordinators: their place in the course coordinator's own order; for words alone. */
  places: (applicant: number, course: number, position: PositionIndex) => string | undefined
  forbidden: (applicant: number, course: number) => boolean
  /** The one position in which the person wants the course; undefined where it is all they applied for. */
  only: (applicant: number, course: number) => PositionIndex | undefined
  /** Hours fixed for the pair; undefined where it is not pinned. */
  pinned: (applicant: number, course: number, position: PositionIndex) => number | undefined
  /** Hours and people fixed, by course × 2 + position. */
  pinnedHours: Float64Array
  pinnedPeople: Int32Array
  /** Largest percent of a week, by course × 2 + position; 0 where the position is not needed. */
  busiest: Float64Array
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

/** More than any instance has courses. */
const COURSES = 2 ** 20
const key = (applicant: number, course: number) => applicant * COURSES + course

const endorsed = new WeakMap<Instance['endorse'], Map<number, 1 | -1>>()

/** Edits of a scenario make new instances with the same list, whose map is made once. */
function endorsementsOf(list: Instance['endorse']): Map<number, 1 | -1> {
  let map = endorsed.get(list)
  if (!map) {
    map = new Map(list.map(([applicant, course, value]) => [key(applicant, course), value > 0 ? 1 : -1]))
    endorsed.set(list, map)
  }
  return map
}

const ordered = new WeakMap<NonNullable<Instance['order']>, Map<number, string>>()

function orderOf(list: NonNullable<Instance['order']>): Map<number, string> {
  let map = ordered.get(list)
  if (!map) {
    map = new Map(
      list.map(([applicant, course, position, ...places]) => [
        key(applicant, course) * 2 + position,
        [...new Set(places)].map(ordinal).join(' and '),
      ]),
    )
    ordered.set(list, map)
  }
  return map
}

function collect(instance: Instance): Facts {
  const endorsements = endorsementsOf(instance.endorse)
  const order = instance.order && orderOf(instance.order)
  const only = new Map(
    (instance.only ?? []).map(([applicant, course, position]) => [key(applicant, course), position]),
  )
  const forbidden = new Set(instance.forbid.map(([applicant, course]) => key(applicant, course)))

  const pins = new Map<number, number>()
  const pinnedHours = new Float64Array(instance.courses.length * 2)
  const pinnedPeople = new Int32Array(instance.courses.length * 2)
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
    rank: (applicant, course) => {
      // At most ten entries: looking through them is quicker than a map of all people's wishes is made.
      const rank = instance.applicants[applicant]!.prefs.findIndex((entry) => entry[0] === course)
      return rank < 0 ? undefined : rank
    },
    endorsement: (applicant, course) => endorsements.get(key(applicant, course)) ?? 0,
    places: (applicant, course, position) => order?.get(key(applicant, course) * 2 + position),
    forbidden: (applicant, course) => forbidden.has(key(applicant, course)),
    only: (applicant, course) => only.get(key(applicant, course)),
    pinned: (applicant, course, position) => pins.get(key(applicant, course) * 2 + position),
    pinnedHours,
    pinnedPeople,
    busiest: Float64Array.from(
      instance.courses.flatMap(({ d }) => d.map((need) => Math.max(0, ...(need?.profile ?? [])))),
    ),
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
