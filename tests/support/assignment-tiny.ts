import type { AssignmentApplicant, AssignmentCourse, Instance, Preference } from '@/lib/assignment/types'
import { between, DEFAULT_POLICY, pick, type Random, seeded } from './assignment-generator'

const WEEKS = 4

/** A random instance so small that every answer can be tried, over all rules and policies. */
export function tinyInstance(seed: number, options: { pins?: boolean } = {}): Instance {
  const random = seeded(seed)
  const courses = Array.from({ length: between(random, 1, 3) }, (_, index) => tinyCourse(random, index))
  const applicants = Array.from({ length: between(random, 2, 4) }, (_, index) =>
    tinyApplicant(random, index, courses.length),
  )
  const instance: Instance = {
    format: 'assign-instance/1',
    id: `tiny-${seed}`,
    weeks: WEEKS,
    policy: {
      ...DEFAULT_POLICY,
      weekly: pick(random, [
        ['legal', 2],
        ['personal', 2],
        ['off', 1],
      ]),
      minChunk: pick(random, [
        [5, 1],
        [10, 3],
        [15, 1],
      ]),
      maxCourses: between(random, 1, 3),
      tierHours: pick(random, [
        [10, 1],
        [15, 1],
        [20, 1],
      ]),
      coverage: pick(random, [
        [0, 1],
        [500, 1],
        [2000, 3],
      ]),
      fairness: pick(random, [
        [0, 1],
        [100, 3],
        [400, 2],
      ]),
    },
    courses,
    applicants,
    endorse: [],
    pins: [],
    forbid: [],
  }
  applicants.forEach(({ prefs }, applicant) => {
    for (const [course] of prefs) {
      const luck = random()
      if (luck < 0.15) instance.endorse.push([applicant, course, luck < 0.1 ? 1 : -1])
      else if (luck < 0.22) instance.forbid.push([applicant, course])
      else if (luck < 0.36 && options.pins !== false) {
        const position = courses[course]!.d[0] && random() < 0.5 ? 0 : 1
        if (courses[course]!.d[position])
          instance.pins.push([applicant, course, position, between(random, 1, 3) * 5])
      }
    }
  })
  return instance
}

function tinyCourse(random: Random, index: number): AssignmentCourse {
  const demand = () => ({
    hours: between(random, 1, 5) * 5,
    maxPeople: between(random, 1, 3),
    profile: pick(random, [
      [[25, 25, 25, 25], 2],
      [[0, 50, 50, 0], 1],
      [[10, 20, 30, 40], 1],
      [[100, 0, 0, 0], 1],
    ]),
  })
  const both = random() < 0.35
  const tutor = both || random() < 0.5 ? demand() : null
  const marker = both || !tutor ? demand() : null
  const course: AssignmentCourse = { id: `C${index}`, dept: 0, level: 100, d: [tutor, marker] }
  if (tutor && marker && random() < 0.5) course.shared = between(random, 2, 8) * 5
  if (random() < 0.2) course.priority = between(random, 1, 3)
  return course
}

function tinyApplicant(random: Random, index: number, courses: number): AssignmentApplicant {
  const ranked = Array.from({ length: courses }, (_, course) => ({ course, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, between(random, 1, courses))
  return {
    id: `A${index}`,
    degree: random() < 0.4 ? 'PG' : 'UG',
    gpa: between(random, 0, 90) / 10,
    roles: pick(random, [
      [1, 1],
      [2, 1],
      [3, 3],
    ]),
    maxWeek: between(random, 2, 12),
    visaWeek: pick(random, [
      [10, 1],
      [20, 1],
      [40, 2],
    ]),
    maxTerm: between(random, 2, 8) * 5,
    prefs: ranked.map(
      ({ course }): Preference => [
        course,
        between(random, -1, 8),
        between(random, 0, 1),
        between(random, 0, 2),
      ],
    ),
  }
}
