import { formatHours } from '@/lib/hours'
import { type Position, positionNames } from '@/lib/vocabulary'

/** The checks of SPEC 7 for one allocation, pure. Hours are quarter hours for the whole term. */

const breachCodes = [
  'already_holds',
  'not_needed',
  'over_budget',
  'over_split',
  'over_week',
  'over_visa_cap',
  'no_visa',
  'overseas',
] as const
export type BreachCode = (typeof breachCodes)[number]

export type Breach = {
  code: BreachCode
  /** What is wrong, with the numbers. */
  message: string
  /** False for what nobody may override. */
  overridable: boolean
}

export type CheckInput = {
  position: Position
  /** Hours that the person shall have in the course in this position. */
  quarters: number
  /** Hours that they have there now; 0 for a new allocation. */
  previousQuarters: number
  course: {
    code: string
    availableQuarters: number
    tutorQuarters: number | null
    markerQuarters: number | null
    needTutors: boolean
    needMarkers: boolean
    /** Hours of live allocations, `previousQuarters` included. */
    used: Record<Position, number>
  }
  person: {
    maxWeekQuarters: number | null
    citizenOrResident: boolean | null
    validVisa: boolean | null
    overseas: boolean | null
    returning: boolean | null
    /** Hours of all live allocations of the term, `previousQuarters` included. */
    heldQuarters: number
    /** Holds the course in this position already (for a new allocation). */
    holdsCourse: boolean
  }
  /** Teaching weeks of the term, 1 or more. */
  weeks: number
  /** Hours a week for people without citizenship or residency. */
  visaCapQuarters: number
}

/**
 * Which rules the allocation breaks. Hours that go down break none; more of them are asked about like new
 * ones (SPEC 8: changed with the checks of section 7), only that the course is held already.
 */
export function checkAllocation(input: CheckInput): Breach[] {
  const { position, quarters, previousQuarters, course, person, weeks, visaCapQuarters } = input
  const breaches: Breach[] = []
  const add = (code: BreachCode, message: string, overridable = true) =>
    breaches.push({ code, message, overridable })
  const word = positionNames[position].toLowerCase()
  const more = quarters - previousQuarters
  if (more <= 0) return breaches

  if (previousQuarters === 0 && person.holdsCourse)
    add('already_holds', `Holds ${course.code} as ${word} already.`, false)
  if (!(position === 'tutor' ? course.needTutors : course.needMarkers))
    add('not_needed', `${course.code} does not need ${word}s.`)
  if (person.citizenOrResident === false && person.validVisa !== true)
    add('no_visa', 'Is neither citizen nor resident and has no valid work visa.')
  if (person.overseas === true && person.returning !== true)
    add('overseas', 'Is overseas and not returning by the term’s start.')
  const all = course.used.tutor + course.used.marker + more
  if (all > course.availableQuarters)
    add(
      'over_budget',
      `${course.code} has ${formatHours(Math.max(0, course.availableQuarters - all + more))} left of ${formatHours(course.availableQuarters)}; this takes ${formatHours(more)}${previousQuarters > 0 ? ' more' : ''}.`,
    )
  const split = position === 'tutor' ? course.tutorQuarters : course.markerQuarters
  const part = course.used[position] + more
  if (split !== null && part > split)
    add(
      'over_split',
      `${course.code} has ${formatHours(Math.max(0, split - part + more))} left of ${formatHours(split)} for ${word}s; this takes ${formatHours(more)}${previousQuarters > 0 ? ' more' : ''}.`,
    )
  const load = person.heldQuarters + more
  // Rounded up to tenths of an hour, so that a load over its limit never reads as equal to it.
  const loadText = `${Math.ceil((load * 10) / (4 * weeks)) / 10} h a week`
  if (person.maxWeekQuarters !== null && load > person.maxWeekQuarters * weeks)
    add(
      'over_week',
      `Comes to ${loadText}; the maximum they gave is ${formatHours(person.maxWeekQuarters)} a week.`,
    )
  if (person.citizenOrResident === false && load > visaCapQuarters * weeks)
    add('over_visa_cap', `Comes to ${loadText}; the visa cap is ${formatHours(visaCapQuarters)} a week.`)
  return breaches
}
