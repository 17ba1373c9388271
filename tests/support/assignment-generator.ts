import type {
  AssignmentApplicant,
  AssignmentCourse,
  Demand,
  Instance,
  Policy,
  Preference,
} from '@/lib/assignment/types'

/** Weights, coverage and fairness as the page's sliders start. */
export const DEFAULT_POLICY: Policy = {
  weekly: 'legal',
  unit: 5,
  minChunk: 10,
  maxCourses: 3,
  tierHours: 20,
  minGrade: [4, 6],
  weights: { preference: 30, grade: 30, experience: 20, endorsement: 15, academic: 5 },
  coverage: 2000,
  fairness: 100,
}

export type Random = () => number

/** A small seeded generator (mulberry32): the same seed gives the same numbers everywhere. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1))
}

/** One of the values, each as likely as its weight says. */
export function pick<T>(random: Random, choices: readonly (readonly [T, number])[]): T {
  let at = random() * choices.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [value, weight] of choices) {
    at -= weight
    if (at < 0) return value
  }
  return choices.at(-1)![0]
}

export type GeneratorOptions = {
  seed: number
  courses: number
  applicants: number
  weeks?: number
  depts?: number
  /** Hours demanded of those that the applicants could work in the term; 0.3 is loose, 0.5 is tight. */
  tightness?: number
  /** Chance that a preference is of another department. */
  elsewhere?: number
  policy?: Partial<Policy>
}

/** A term as departments have them: tutorials evenly from the second week, marking in bursts, mixed applicants. */
export function generate(options: GeneratorOptions): Instance {
  const { seed, weeks = 12 } = options
  const random = seeded(seed)
  const policy = { ...DEFAULT_POLICY, ...options.policy }
  const depts = options.depts ?? Math.max(1, Math.round(options.courses / 20))
  const courses = Array.from({ length: options.courses }, (_, index) =>
    makeCourse(random, index, index % depts, weeks, policy.unit),
  )
  const applicants = Array.from({ length: options.applicants }, (_, index) =>
    makeApplicant(random, index, courses, depts, weeks, policy.unit, options.elsewhere ?? 0.12),
  )
  scaleDemand(courses, applicants, options.tightness ?? 0.3, policy.unit)
  const instance: Instance = {
    format: 'assign-instance/1',
    id: `G-${options.courses}x${options.applicants}-${seed}`,
    seed,
    weeks,
    policy,
    courses,
    applicants,
    endorse: [],
    pins: [],
    forbid: [],
  }
  addRelations(random, instance)
  return instance
}

function makeCourse(
  random: Random,
  index: number,
  dept: number,
  weeks: number,
  unit: number,
): AssignmentCourse {
  const size = pick(random, [
    [40, 4],
    [90, 4],
    [180, 3],
    [320, 1],
  ] as const)
  const demand = (profile: number[]): Demand => {
    const hours = Math.max(1, Math.round((size * (0.5 + random())) / unit)) * unit
    return { hours, maxPeople: 1, profile }
  }
  const tutor = random() < 0.85 ? demand(evenProfile(weeks)) : null
  const marker = tutor && random() < 0.05 ? null : demand(burstProfile(random, weeks))
  return {
    id: `C${String(index + 1).padStart(4, '0')}`,
    dept,
    level: pick(random, [
      [100, 3],
      [200, 3],
      [300, 3],
      [700, 2],
    ]),
    d: [tutor, marker],
  }
}

/** Integer percents that sum to 100, even over all weeks but the first. */
export function evenProfile(weeks: number): number[] {
  if (weeks === 1) return [100]
  const each = Math.floor(100 / (weeks - 1))
  const rest = 100 - each * (weeks - 1)
  return Array.from({ length: weeks }, (_, week) => (week === 0 ? 0 : each + (week <= rest ? 1 : 0)))
}

function burstProfile(random: Random, weeks: number): number[] {
  const profile = new Array<number>(weeks).fill(0)
  const bursts = weeks < 4 ? 1 : between(random, 1, 3)
  const length = Math.min(weeks, 2)
  const part = Math.floor(100 / (bursts * length))
  for (let burst = 0; burst < bursts; burst += 1) {
    const from = between(random, 0, weeks - length)
    for (let week = from; week < from + length; week += 1) profile[week]! += part
  }
  const sum = profile.reduce((total, percent) => total + percent, 0)
  const last = profile.findLastIndex((percent) => percent > 0)
  profile[last]! += 100 - sum
  return profile
}

function makeApplicant(
  random: Random,
  index: number,
  courses: readonly AssignmentCourse[],
  depts: number,
  weeks: number,
  unit: number,
  elsewhere: number,
): AssignmentApplicant {
  const dept = between(random, 0, depts - 1)
  const own = courses.flatMap((course, at) => (course.dept === dept ? [at] : []))
  const wanted = pick(random, [
    [1, 7],
    [2, 19],
    [3, 20],
    [4, 16],
    [5, 13],
    [6, 11],
    [7, 6],
    [8, 3],
    [9, 3],
    [10, 2],
  ])
  const ranked = new Set<number>()
  for (let tries = 0; ranked.size < Math.min(wanted, courses.length) && tries < 60; tries += 1) {
    const fromOwn = own.length > 0 && random() >= elsewhere
    ranked.add(fromOwn ? own[between(random, 0, own.length - 1)]! : between(random, 0, courses.length - 1))
  }
  const talent = random()
  const maxWeek = pick(random, [
    [4, 5],
    [5, 16],
    [6, 11],
    [8, 18],
    [10, 24],
    [12, 12],
    [15, 7],
    [20, 8],
  ])
  const term = Math.max(unit, Math.round((maxWeek * weeks * (0.5 + random() * 0.5)) / unit) * unit)
  return {
    id: `A${String(index + 1).padStart(5, '0')}`,
    degree: random() < 0.42 ? 'PG' : 'UG',
    gpa: Math.round((4.5 + talent * 4) * 10) / 10,
    roles: between(random, 1, 3),
    maxWeek,
    visaWeek: random() < 0.34 ? 20 : 40,
    maxTerm: Math.max(unit, term),
    prefs: [...ranked].map((course) => preference(random, course, talent)),
  }
}

function preference(random: Random, course: number, talent: number): Preference {
  const experience = pick(random, [
    [0, 58],
    [1, 24],
    [2, 18],
  ])
  if (random() < 0.14) return [course, -1, random() < 0.8 ? 1 : 0, experience]
  const grade = Math.round((1 - talent) * 5 + random() * 3 - 1)
  return [course, Math.max(0, Math.min(8, grade)), 0, experience]
}

function scaleDemand(
  courses: readonly AssignmentCourse[],
  applicants: readonly AssignmentApplicant[],
  tightness: number,
  unit: number,
): void {
  const demands = courses.flatMap((course) => course.d.filter((demand) => demand !== null))
  const asked = demands.reduce((sum, demand) => sum + demand.hours, 0)
  const offered = applicants.reduce((sum, person) => sum + person.maxTerm, 0)
  const factor = (offered * tightness) / asked
  demands.forEach((demand, index) => {
    demand.hours = Math.max(1, Math.round((demand.hours * factor) / unit)) * unit
    demand.maxPeople = Math.max(1, Math.round(demand.hours / (20 + ((index * 7) % 25))))
  })
}

function addRelations(random: Random, instance: Instance): void {
  const { applicants, courses, policy } = instance
  applicants.forEach((person, applicant) => {
    for (const [course] of person.prefs) {
      if (random() < 0.1) instance.endorse.push([applicant, course, random() < 0.85 ? 1 : -1])
      else if (random() < 0.012) instance.forbid.push([applicant, course])
    }
    if (random() > 0.025 || person.prefs.length === 0) return
    const course = person.prefs[0]![0]
    const position = ([0, 1] as const).find(
      (index) => courses[course]!.d[index] && (person.roles & (1 << index)) !== 0,
    )
    if (position === undefined) return
    const hours = Math.min(2 * policy.unit, person.maxTerm, courses[course]!.d[position]!.hours)
    const taken = instance.pins.some(([, pinned, where]) => pinned === course && where === position)
    if (!taken) instance.pins.push([applicant, course, position, hours])
  })
}
