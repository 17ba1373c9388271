import { unitScore } from '@/lib/assignment/score'
import type { PositionIndex } from '@/lib/assignment/types'
import type { Analysis } from './analysis'
import { type BasePerson, type HeldPair, pairKey } from './base'
import { type CourseCard, courseCard, type PersonLine, personLine } from './board'
import { whyChosen, whyNotWords } from './reasons'

/** One course in the panel of a person: what they have there, or why nothing. */
export type PersonCourse = {
  course: number
  courseId: string
  code: string
  position: PositionIndex
  rank: number | null
  quarters: number
  locked: boolean
  fixed: boolean
  forbidden: boolean
  /** Why chosen, or why not. */
  reason: string
  /** May be chosen by the rules, so that its cost can be worked out. */
  possible: boolean
  /** The person has applied for the position and the course has hours for it. */
  open: boolean
}

export type PersonPanelView = {
  line: PersonLine
  degree: 'UG' | 'PG'
  gpa: number
  maxWeekQuarters: number
  visaWeekQuarters: number
  applications: [string | null, string | null]
  wishes: PersonCourse[]
  /** A course that was asked about and is not among the wishes. */
  asked: PersonCourse[]
}

function personCourse(
  analysis: Analysis,
  person: number,
  course: number,
  position: PositionIndex,
): PersonCourse {
  const { base } = analysis.data
  const here = { person, course, position }
  const key = pairKey(here)
  const pair = analysis.ofPerson.get(person)?.find((one) => pairKey(one) === key)
  const rank = base.people[person]!.prefs.findIndex(([at]) => at === course)
  const not = pair ? null : whyNotWords(analysis, person, course, position)
  return {
    course,
    courseId: base.courses[course]!.id,
    code: base.courses[course]!.code,
    position,
    rank: rank < 0 ? null : rank + 1,
    quarters: pair?.quarters ?? 0,
    locked: analysis.locked.has(key),
    fixed: analysis.fixed.has(key),
    forbidden: analysis.forbidden.has(`${person}:${course}`),
    reason: not ? not.words : whyChosen(analysis, person, course, position),
    possible: not?.possible ?? false,
    open: base.courses[course]!.d[position] !== null && base.people[person]!.applications[position] !== null,
  }
}

/** What the panel of a person shows; null when they are not in the scenario. */
export function personPanel(
  analysis: Analysis,
  userId: string,
  askedCourse: string | undefined,
): PersonPanelView | null {
  const { base } = analysis.data
  const index = base.people.findIndex((one) => one.userId === userId)
  if (index < 0) return null
  const person = base.people[index]!
  const positions = base.positions.filter((position) => person.applications[position] !== null)
  const ranked = person.prefs.map(([course]) => course)
  const others = (analysis.ofPerson.get(index) ?? [])
    .map((pair) => pair.course)
    .filter((at) => !ranked.includes(at))
  const rows = (courses: readonly number[]) =>
    [...new Set(courses)].flatMap((course) => {
      const held = (analysis.ofPerson.get(index) ?? []).filter((pair) => pair.course === course)
      const shown = base.positions.filter(
        (position) =>
          held.some((pair) => pair.position === position) ||
          (wants(person, course, position) &&
            (base.courses[course]!.d[position] !== null || positions.length === 1)),
      )
      return (shown.length > 0 ? shown : positions.slice(0, 1)).map((position) =>
        personCourse(analysis, index, course, position),
      )
    })
  const asked = base.courses.findIndex(
    (one) => askedCourse !== undefined && (one.id === askedCourse || fold(one.code) === fold(askedCourse)),
  )
  return {
    line: personLine(analysis, index),
    degree: person.degree,
    gpa: person.gpa,
    maxWeekQuarters: person.maxWeekQuarters,
    visaWeekQuarters: person.visaWeekQuarters,
    applications: person.applications,
    wishes: rows([...ranked, ...others]),
    asked: asked < 0 || ranked.includes(asked) || others.includes(asked) ? [] : rows([asked]),
  }
}

const fold = (code: string) => code.toLowerCase().replace(/\s+/g, '')

/** Has the person asked for the course in this position? Of one they did not rank: have they applied for it at all. */
function wants(person: BasePerson, course: number, position: PositionIndex): boolean {
  if (person.applications[position] === null) return false
  const at = person.prefs.findIndex(([ranked]) => ranked === course)
  const roles = at < 0 ? 3 : (person.prefRoles?.[at] ?? 3)
  return (roles & (1 << position)) !== 0
}

/** The most applicants without hours that the panel of a course names, the most suitable first. */
const NOT_CHOSEN = 30

export type CoursePanelView = {
  card: CourseCard
  people: (PersonCourse & { userId: string; name: string })[]
  notChosen: { rows: (PersonCourse & { userId: string; name: string })[]; total: number }
}

/** What the panel of a course shows: who is in it and why, and who asked for it and is not; null when there is none. */
export function coursePanel(analysis: Analysis, courseId: string): CoursePanelView | null {
  const { base } = analysis.data
  const index = base.courses.findIndex((one) => one.id === courseId)
  if (index < 0) return null
  const named = (person: number, position: PositionIndex) => ({
    ...personCourse(analysis, person, index, position),
    userId: base.people[person]!.userId,
    name: analysis.names[person]!.name,
  })
  const inCourse: readonly HeldPair[] = analysis.ofCourse.get(index) ?? []
  const present = new Set(inCourse.map(pairKey))
  const waiting: { person: number; position: PositionIndex; score: number }[] = []
  for (const [person, one] of base.people.entries()) {
    if (!one.prefs.some(([course]) => course === index)) continue
    for (const position of base.positions) {
      if (!wants(one, index, position) || base.courses[index]!.d[position] === null) continue
      if (present.has(pairKey({ person, course: index, position }))) continue
      waiting.push({ person, position, score: unitScore(analysis.instance, person, index, position) })
    }
  }
  waiting.sort((a, b) => b.score - a.score || a.person - b.person)
  return {
    card: courseCard(analysis, index, 0),
    people: inCourse.map((pair) => named(pair.person, pair.position)),
    notChosen: {
      rows: waiting.slice(0, NOT_CHOSEN).map(({ person, position }) => named(person, position)),
      total: waiting.length,
    },
  }
}
