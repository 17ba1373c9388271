import { gradeOf } from '@/lib/applications/grades'
import { positionIndex } from '@/lib/assignment/types'
import type { BasePerson } from './base'
import type { Source } from './source'

/** Wishes and endorsements of people, as the model counts them. */

type Application = Source['applications'][number]

const passing = ['A+', 'A', 'A-', 'B+', 'B', 'B-', 'C+', 'C', 'C-']

/**
 * A grade as the model knows it, and whether something else speaks for the person. CPL and Pass have no value
 * but show that the course was passed, as a written reason does for a course not taken; a failed course
 * without more is neither.
 */
export function gradeCode(wish: {
  completed: boolean | null
  grade: string | null
  whySuitable: string | null
}): {
  grade: number
  justified: 0 | 1
} {
  if (wish.completed !== true) return { grade: -1, justified: wish.whySuitable?.trim() ? 1 : 0 }
  const grade = wish.grade === null ? null : gradeOf(wish.grade)
  const place = grade === null ? -1 : passing.indexOf(grade)
  return place >= 0
    ? { grade: place, justified: 0 }
    : { grade: -1, justified: grade === 'CPL' || grade === 'Pass' ? 1 : 0 }
}

const wishIndex = new WeakMap<Source, Map<string, Source['wishes']>>()
const earlierIndex = new WeakMap<Source, Map<string, Source['earlier']>>()
function indexed<T>(
  store: WeakMap<Source, Map<string, T[]>>,
  source: Source,
  rows: readonly T[],
  key: (row: T) => string,
) {
  let map = store.get(source)
  if (!map) {
    map = Map.groupBy(rows, key)
    store.set(source, map)
  }
  return map
}

/**
 * The ranked wishes of a person. Two applications are merged: by the better of the two ranks, tutor first
 * among equals; where the lists differ, `prefRoles` says for which position each course is wanted.
 */
export function wishesOf(
  source: Source,
  applications: readonly Application[],
  courseAt: ReadonlyMap<string, number>,
): Pick<BasePerson, 'prefs' | 'prefRoles'> {
  const byApplication = indexed(wishIndex, source, source.wishes, (wish) => wish.applicationId)
  const worked =
    indexed(earlierIndex, source, source.earlier, (row) => row.userId).get(
      applications[0]?.studentId ?? '',
    ) ?? []
  type Wish = {
    course: number
    rank: number
    order: number
    grade: number
    justified: number
    experience: number
    roles: number
  }
  const merged = new Map<number, Wish>()
  for (const application of applications) {
    const role = positionIndex(application.position) === 0 ? 1 : 2
    const before = worked.filter((row) => row.position === application.position)
    for (const wish of byApplication.get(application.id) ?? []) {
      const course = courseAt.get(wish.courseId)
      if (course === undefined) continue
      const code = source.courses[course]!.code
      const experience =
        wish.workedBefore === true || before.some((row) => row.code === code) ? 2 : before.length > 0 ? 1 : 0
      const { grade, justified } = gradeCode(wish)
      const so = merged.get(course)
      if (!so)
        merged.set(course, {
          course,
          rank: wish.rank,
          order: role,
          grade,
          justified,
          experience,
          roles: role,
        })
      else
        merged.set(course, {
          ...so,
          rank: Math.min(so.rank, wish.rank),
          grade: so.grade < 0 ? grade : grade < 0 ? so.grade : Math.min(so.grade, grade),
          justified: Math.max(so.justified, justified),
          experience: Math.max(so.experience, experience),
          roles: so.roles | role,
        })
    }
  }
  const wishes = [...merged.values()].sort(
    (a, b) => a.rank - b.rank || a.order - b.order || a.course - b.course,
  )
  const all = applications.reduce((roles, a) => roles | (positionIndex(a.position) === 0 ? 1 : 2), 0)
  return {
    prefs: wishes.map((wish) => [wish.course, wish.grade, wish.justified, wish.experience]),
    prefRoles: wishes.some((wish) => wish.roles !== all) ? wishes.map((wish) => wish.roles) : null,
  }
}

/** `[person, course, ±1]`: what most of the course's coordinators say; a strong yes counts twice, a tie is nothing. */
export function endorsementsOf(
  source: Source,
  open: readonly Application[],
  personAt: ReadonlyMap<string, number>,
  courseAt: ReadonlyMap<string, number>,
): [number, number, number][] {
  const students = new Map(open.map((application) => [application.id, application.studentId]))
  const sums = new Map<string, { person: number; course: number; sum: number }>()
  for (const row of source.verdicts) {
    const person = personAt.get(students.get(row.applicationId) ?? '')
    const course = courseAt.get(row.courseId)
    if (person === undefined || course === undefined) continue
    const key = `${person}:${course}`
    const so = sums.get(key) ?? { person, course, sum: 0 }
    so.sum += row.verdict === 'strong' ? 2 : row.verdict === 'yes' ? 1 : -1
    sums.set(key, so)
  }
  return [...sums.values()]
    .filter((row) => row.sum !== 0)
    .sort((a, b) => a.person - b.person || a.course - b.course)
    .map((row) => [row.person, row.course, Math.sign(row.sum)])
}
