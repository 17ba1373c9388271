import { gradeOf } from '@/lib/applications/grades'
import { positionIndex } from '@/lib/assignment/types'
import type { Base, BasePerson } from './base'
import type { Source } from './source'

/** Wishes and endorsements of people, as the model counts them. */

type Application = Source['applications'][number]

const passing = ['A+', 'A', 'A-', 'B+', 'B', 'B-', 'C+', 'C', 'C-']

/**
 * A grade as the model knows it, and whether something else speaks for the person. CPL and Pass have no value
 * but show that the course was passed, as a written reason does for a course not taken; a failed course
 * without more is neither.
 */
function gradeCode(wish: { completed: boolean | null; grade: string | null; whySuitable: string | null }): {
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
): Pick<BasePerson, 'prefs' | 'prefRoles' | 'prefWords'> {
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
    /** A grade without a value, and whether a record shows that they worked in this course. */
    told: string | null
    recorded: boolean
  }
  const merged = new Map<number, Wish>()
  for (const application of applications) {
    const role = positionIndex(application.position) === 0 ? 1 : 2
    const before = worked.filter((row) => row.position === application.position)
    for (const wish of byApplication.get(application.id) ?? []) {
      const course = courseAt.get(wish.courseId)
      if (course === undefined) continue
      const code = source.courses[course]!.code
      const recorded = before.some((row) => row.code === code)
      const experience = wish.workedBefore === true || recorded ? 2 : before.length > 0 ? 1 : 0
      const { grade, justified } = gradeCode(wish)
      const told = wish.completed === true && grade < 0 && justified ? wish.grade : null
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
          told,
          recorded,
        })
      else
        merged.set(course, {
          ...so,
          rank: Math.min(so.rank, wish.rank),
          grade: so.grade < 0 ? grade : grade < 0 ? so.grade : Math.min(so.grade, grade),
          justified: Math.max(so.justified, justified),
          experience: Math.max(so.experience, experience),
          roles: so.roles | role,
          told: so.told ?? told,
          recorded: so.recorded || recorded,
        })
    }
  }
  const wishes = [...merged.values()].sort(
    (a, b) => a.rank - b.rank || a.order - b.order || a.course - b.course,
  )
  const all = applications.reduce((roles, a) => roles | (positionIndex(a.position) === 0 ? 1 : 2), 0)
  const words = wishes.map(({ grade, told, experience, recorded }) => {
    const noValue = grade < 0 && told ? { grade: told } : {}
    const says = experience === 2 && !recorded ? { says: true } : {}
    const both = { ...noValue, ...says }
    return Object.keys(both).length > 0 ? both : null
  })
  return {
    prefs: wishes.map((wish) => [wish.course, wish.grade, wish.justified, wish.experience]),
    prefRoles: wishes.some((wish) => wish.roles !== all) ? wishes.map((wish) => wish.roles) : null,
    ...(words.some(Boolean) ? { prefWords: words } : {}),
  }
}

/**
 * `[person, course, ±1]`: what most of the course's coordinators say; a strong yes counts twice, a tie is nothing. And
 * of whom one of them says it strongly and none says no, for words.
 */
export function endorsementsOf(
  source: Source,
  open: readonly Application[],
  personAt: ReadonlyMap<string, number>,
  courseAt: ReadonlyMap<string, number>,
): Required<Pick<Base, 'endorse' | 'strong' | 'order'>> {
  const students = new Map(open.map((application) => [application.id, application.studentId]))
  const sums = new Map<
    string,
    { person: number; course: number; sum: number; strong: boolean; against: boolean }
  >()
  for (const row of source.verdicts) {
    const person = personAt.get(students.get(row.applicationId) ?? '')
    const course = courseAt.get(row.courseId)
    if (person === undefined || course === undefined) continue
    const key = `${person}:${course}`
    const so = sums.get(key) ?? { person, course, sum: 0, strong: false, against: false }
    so.sum += row.verdict === 'strong' ? 2 : row.verdict === 'yes' ? 1 : -1
    so.strong ||= row.verdict === 'strong'
    so.against ||= row.verdict === 'no'
    sums.set(key, so)
  }
  const told = [...sums.values()]
    .filter((row) => row.sum !== 0)
    .sort((a, b) => a.person - b.person || a.course - b.course)
  return {
    endorse: told.map(({ person, course, sum }) => [person, course, Math.sign(sum)]),
    strong: told.filter((row) => row.strong && !row.against).map(({ person, course }) => [person, course]),
    order: orderOf(source, open, personAt, courseAt),
  }
}

/** Where the coordinators of courses put those whom they want, by person, course and position. */
function orderOf(
  source: Source,
  open: readonly Application[],
  personAt: ReadonlyMap<string, number>,
  courseAt: ReadonlyMap<string, number>,
): NonNullable<Base['order']> {
  const byId = new Map(open.map((application) => [application.id, application]))
  const found = new Map<string, NonNullable<Base['order']>[number]>()
  for (const row of source.verdicts) {
    const application = byId.get(row.applicationId)
    const person = personAt.get(application?.studentId ?? '')
    const course = courseAt.get(row.courseId)
    if (!application || person === undefined || course === undefined) continue
    if (row.place === null || row.verdict === 'no') continue
    const position = positionIndex(application.position)
    const key = `${person}:${course}:${position}`
    const [, , , ...places] = found.get(key) ?? []
    found.set(key, [person, course, position, ...[...places, row.place].sort((a, b) => a - b)])
  }
  return [...found.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])
}
