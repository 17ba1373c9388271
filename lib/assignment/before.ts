import { upperFirst } from '../text'
import { boundsOf, personRefusal } from './eligibility'
import { factsOf, hoursLeft, weeklyCap, weeklyRoom } from './facts'
import {
  type Demand,
  type Instance,
  type PinConflict,
  type PositionIndex,
  positionOf,
  type RefusalCode,
} from './types'
import { counted, inHours } from './words'

/** The rule without which the most of a missing demand could be filled. */
export type ShortageReason =
  | RefusalCode
  | 'TOO_FEW_APPLICANTS'
  | 'PEOPLE_LIMIT'
  | 'MINIMUM_BLOCK'
  | 'SHARED_BUDGET'

/** A position that its eligible people cannot fill, even if they worked nowhere else. */
export type Shortage = {
  course: number
  position: PositionIndex
  /** Hours. */
  demand: number
  possible: number
  missing: number
  /** Who may work in it, pinned ones included, and who ranked it for this position. */
  eligible: number
  ranked: number
  reason: ShortageReason
  /** The reason alone, and with the hours. */
  words: string
  message: string
}

export type BeforeSolving = { conflicts: PinConflict[]; shortages: Shortage[] }

/** What is to be known before solving: fixed pairs that break a limit by themselves, and what cannot be filled. */
export function checkBefore(instance: Instance): BeforeSolving {
  return { conflicts: pinConflicts(instance), shortages: shortagesOf(instance) }
}

/** Limits that the fixed pairs alone break; with any of them there is no solution. */
export function pinConflicts(instance: Instance): PinConflict[] {
  const facts = factsOf(instance)
  const found: PinConflict[] = []
  instance.courses.forEach((course, index) => {
    const both = facts.pinnedHours[index * 2]! + facts.pinnedHours[index * 2 + 1]!
    for (const position of [0, 1] as const) {
      const at = { course: index, position }
      const demand = course.d[position]
      const hours = facts.pinnedHours[index * 2 + position]!
      const people = facts.pinnedPeople[index * 2 + position]!
      if (people === 0) continue
      const where = `in ${course.id} as ${positionOf(position)}`
      if (hours > (demand?.hours ?? 0)) {
        const message = `${inHours(hours)} are fixed ${where}, which needs ${inHours(demand?.hours ?? 0)}.`
        found.push({ kind: 'demand', message, ...at })
      }
      if (demand && people > demand.maxPeople) {
        const message = `${people} people are fixed ${where}, which wants at most ${demand.maxPeople}.`
        found.push({ kind: 'people', message, ...at })
      }
    }
    if (course.shared !== undefined && both > course.shared) {
      const message = `${inHours(both)} are fixed in ${course.id}, which has a budget of ${inHours(course.shared)}.`
      found.push({ kind: 'shared', course: index, message })
    }
  })
  const theirs = Map.groupBy(instance.pins, ([applicant]) => applicant)
  for (const applicant of [...theirs.keys()].sort((a, b) => a - b))
    found.push(...personConflicts(instance, applicant, theirs.get(applicant)!))
  return found
}

function personConflicts(instance: Instance, applicant: number, pins: Instance['pins']): PinConflict[] {
  const facts = factsOf(instance)
  const person = instance.applicants[applicant]!
  const found: PinConflict[] = []
  const hours = facts.pinnedTerm[applicant]!
  if (hours > person.maxTerm) {
    const message = `${inHours(hours)} are fixed for ${person.id}, who can work ${inHours(person.maxTerm)} in the term.`
    found.push({ kind: 'term', applicant, message })
  }
  const courses = facts.pinnedCourses[applicant]!.size
  if (courses > instance.policy.maxCourses) {
    const message = `${person.id} is fixed in ${courses} courses; at most ${instance.policy.maxCourses} are allowed.`
    found.push({ kind: 'courses', applicant, message })
  }
  const cap = weeklyCap(instance, applicant)
  const loads = Array.from({ length: instance.weeks }, (_, week) =>
    pins.reduce(
      (sum, [, course, position, fixed]) =>
        sum + fixed * (instance.courses[course]!.d[position]?.profile[week] ?? 0),
      0,
    ),
  )
  const most = Math.max(0, ...loads)
  if (most > cap * 100) {
    const message = `${most / 100} h are fixed for ${person.id} in week ${loads.indexOf(most) + 1}; the limit is ${cap} h.`
    found.push({ kind: 'week', applicant, message })
  }
  return found
}

/** What one person could do in the position when this or that rule were lifted. */
type Candidate = { refusal: RefusalCode | null; up: number; upNoWeek: number; upNoTerm: number }

/** Positions that their eligible people cannot fill, of all courses or of these. */
export function shortagesOf(instance: Instance, of?: ReadonlySet<number>): Shortage[] {
  const ranked = instance.courses.map((): number[] => [])
  instance.applicants.forEach((person, applicant) => {
    for (const course of new Set(person.prefs.map((entry) => entry[0]))) ranked[course]?.push(applicant)
  })
  const found: Shortage[] = []
  instance.courses.forEach((_, course) => {
    if (of && !of.has(course)) return
    for (const position of [0, 1] as const) {
      const shortage = shortageOf(instance, course, position, ranked[course]!)
      if (shortage) found.push(shortage)
    }
  })
  return found
}

function shortageOf(
  instance: Instance,
  course: number,
  position: PositionIndex,
  ranked: readonly number[],
): Shortage | null {
  const { unit } = instance.policy
  const facts = factsOf(instance)
  const wanted = instance.courses[course]!
  const demand = wanted.d[position]
  if (!demand) return null
  const at = course * 2 + position
  const open = Math.max(0, demand.hours - facts.pinnedHours[at]!)
  const left = Math.floor(hoursLeft(instance, course, position) / unit)
  const places = Math.max(0, demand.maxPeople - facts.pinnedPeople[at]!)
  const lo = Math.max(1, Math.min(Math.ceil(instance.policy.minChunk / unit), left))
  const applied = ranked.filter(
    (applicant) => (instance.applicants[applicant]!.roles & (1 << position)) !== 0,
  )
  const others = ranked.filter((applicant) => facts.pinned(applicant, course, position) === undefined)
  const candidates = others.map((applicant) => candidateOf(instance, applicant, course, position, left))
  const fine = (list: readonly Candidate[]) => list.filter((person) => person.refusal === null)

  const most = (ups: readonly number[], people = places, least = lo) => mostUnits(ups, left, people, least)
  const ups = fine(candidates).map((person) => person.up)
  const possible = most(ups)
  if (possible * unit >= open) return null

  // Each rule lifted alone; the first that lets the most be filled is the reason.
  const lifted: [ShortageReason, number][] = [
    ['PEOPLE_LIMIT', most(ups, candidates.length)],
    ['MINIMUM_BLOCK', most(ups, places, 1)],
    ['WEEKLY_LIMIT_TOO_SMALL', most(fine(candidates).map((person) => person.upNoWeek))],
    ['TERM_LIMIT_TOO_SMALL', most(fine(candidates).map((person) => person.upNoTerm))],
  ]
  for (const code of [
    'GRADE_BELOW_MINIMUM',
    'NO_GRADE_NO_REASON',
    'FORBIDDEN',
    'ROLE_NOT_APPLIED',
  ] as const) {
    const and = candidates.filter((person) => person.refusal === null || person.refusal === code)
    lifted.push([code, most(and.map((person) => person.up))])
  }
  const best = lifted.reduce((a, b) => (b[1] > a[1] ? b : a))
  const short = left < Math.floor(open / unit) && possible === left
  const reason = short ? 'SHARED_BUDGET' : best[1] > possible ? best[0] : 'TOO_FEW_APPLICANTS'
  const fixed = facts.pinnedHours[at]!
  const numbers = {
    demand: demand.hours,
    possible: Math.min(demand.hours, fixed + possible * unit),
    missing: open - possible * unit,
    eligible: facts.pinnedPeople[at]! + ups.filter((up) => up >= lo).length,
    ranked: applied.length,
  }
  const words = reasonWords(
    instance,
    reason,
    numbers,
    placesWords(demand, facts.pinnedPeople[at]!, position),
    position,
  )
  const whole = inHours(demand.budget ?? demand.hours + (demand.others?.hours ?? 0))
  const message = `${wanted.id}: at least ${inHours(numbers.missing)} of ${whole} of ${positionOf(position)} work stay open. ${upperFirst(words)}.`
  return { course, position, ...numbers, reason, words, message }
}

/** How many are wanted in all, and how many of these work there already. */
function placesWords(demand: Demand, pinned: number, position: PositionIndex): string {
  const others = demand.others?.people ?? 0
  const people = pinned + others
  const wanted = demand.wanted ?? demand.maxPeople + others
  const role = positionOf(position)
  const are = (n: number) => (n === 1 ? '1 is' : `${n} are`)
  if (wanted === 0 && people === 0) return `no ${role} is wanted`
  if (people > wanted)
    return `${counted(people, role)} ${people === 1 ? 'works' : 'work'} there already, ${wanted === 0 ? 'none is' : are(wanted)} wanted`
  if (people === wanted)
    return `${people} of ${counted(wanted, 'place')} ${people === 1 ? 'is' : 'are'} taken`
  const only = wanted === 1 ? 'only 1 person is wanted' : `only ${wanted} people are wanted`
  return people > 0 ? `${only}, ${people} of whom ${people === 1 ? 'works' : 'work'} there already` : only
}

function candidateOf(
  instance: Instance,
  applicant: number,
  course: number,
  position: PositionIndex,
  left: number,
): Candidate {
  const { unit } = instance.policy
  const { up } = boundsOf(instance, applicant, course, position)
  const largest = factsOf(instance).busiest[course * 2 + position]!
  const week = largest > 0 ? Math.floor(weeklyRoom(instance, applicant) / largest) : Number.POSITIVE_INFINITY
  const term = Math.floor(instance.applicants[applicant]!.maxTerm / unit)
  const refusal = personRefusal(instance, applicant, course, position)
  return { refusal, up, upNoWeek: Math.min(left, term), upNoTerm: Math.min(left, week) }
}

/** Most of `left` units that so many people with these upper limits and this block can fill together. */
function mostUnits(ups: readonly number[], left: number, people: number, lo: number): number {
  const useful = ups.filter((up) => up >= lo).sort((a, b) => b - a)
  let best = 0
  let sum = 0
  // k people can do anything from k blocks to the sum of the k largest limits.
  for (let k = 1; k <= Math.min(people, useful.length) && k * lo <= left; k += 1) {
    sum += useful[k - 1]!
    best = Math.max(best, Math.min(left, sum))
  }
  return best
}

function reasonWords(
  instance: Instance,
  reason: ShortageReason,
  { eligible, ranked }: { eligible: number; ranked: number },
  places: string,
  position: PositionIndex,
): string {
  const people = (n: number) => (n === 1 ? '1 person' : `${n} people`)
  const role = positionOf(position)
  switch (reason) {
    case 'TOO_FEW_APPLICANTS':
    case 'NOT_RANKED':
      return ranked === 0
        ? `nobody who takes part chose it as ${role}`
        : `${people(ranked)} who ${ranked === 1 ? 'takes' : 'take'} part chose it as ${role}, ${eligible} of them may work in it`
    case 'PEOPLE_LIMIT':
      return places
    case 'MINIMUM_BLOCK':
      return `the rest is less than the ${instance.policy.minChunk} h that a person is given at least`
    case 'SHARED_BUDGET':
    case 'POSITION_NOT_NEEDED':
    case 'ALREADY_FILLED_BY_PINS':
      return "the course's budget for both positions is spent"
    case 'WEEKLY_LIMIT_TOO_SMALL':
      return 'the weekly limits of those who may work in it are too small'
    case 'TERM_LIMIT_TOO_SMALL':
      return 'the hours that those who may work in it have left in the term are too few'
    case 'GRADE_BELOW_MINIMUM':
      return 'others who chose it have a grade below the minimum and no endorsement of the course coordinator'
    case 'NO_GRADE_NO_REASON':
      return 'others who chose it gave neither a grade nor reasons'
    case 'FORBIDDEN':
      return 'others who chose it are kept out of it'
    case 'ROLE_NOT_APPLIED':
      return `others who chose it did not apply as ${role}`
  }
}
