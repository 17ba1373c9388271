import { refusalOf } from '@/lib/assignment/eligibility'
import type { PositionIndex } from '@/lib/assignment/types'
import { formatHours } from '@/lib/hours'
import { ordinal } from '@/lib/ordinal'
import type { Analysis } from './analysis'
import { type HeldPair, pairKey } from './base'
import { type CourseCard, courseCard, missedFirst, type PersonLine, personLine, slice, within } from './board'
import { bySuitability, type Candidate, suitability } from './order'
import { openPlaces } from './places'
import { othersThere, type Reason, whyChosen, whyNotReasons } from './reasons'
import { type WhyOpen, whyOpen } from './why-open'

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
  /** Hours in the course, in both positions, that the coordinator took from the person; 0 for none. */
  wasQuarters: number
  /** Why chosen. */
  reason: string
  /** Why not: all that binds, what decides first. */
  whyNot: Reason[]
  /** May be chosen by the rules, if need be with more need, so that what it changes can be worked out. */
  possible: boolean
  /** Somebody less suited holds the course, or they would suit it better than where they are: what it changes says why. */
  undecided: boolean
  /** The person has applied for the position and the course has hours for it. */
  open: boolean
  /** 0 to 100. */
  suitability: number
}

export type PersonPanelView = {
  line: PersonLine
  degree: 'UG' | 'PG'
  gpa: number
  /** True where the record has no GPA and that of the preferred courses counts instead. */
  gpaOfPreferred: boolean
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
  options: { brief?: boolean } = {},
): PersonCourse {
  const { base } = analysis.data
  const here = { person, course, position }
  const key = pairKey(here)
  const pair = analysis.ofPerson.get(person)?.find((one) => pairKey(one) === key)
  const rank = base.people[person]!.prefs.findIndex(([at]) => at === course)
  const not = pair ? null : whyNotReasons(analysis, person, course, position, options)
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
    wasQuarters: analysis.was.get(`${person}:${course}`) ?? 0,
    reason: not ? '' : whyChosen(analysis, person, course, position),
    whyNot: not?.reasons ?? [],
    possible: not?.possible ?? false,
    undecided: not?.undecided ?? false,
    open: base.courses[course]!.d[position] !== null && base.people[person]!.applications[position] !== null,
    suitability: suitability(analysis.instance, here),
  }
}

/** What the panel of a person shows; null when they are not in the scenario. */
export function personPanel(
  analysis: Analysis,
  userId: string,
  askedCourse: string | undefined,
): PersonPanelView | null {
  const { base } = analysis.data
  const index = analysis.personAt.get(userId)
  if (index === undefined) return null
  const person = base.people[index]!
  const positions = base.positions.filter((position) => person.applications[position] !== null)
  const ranked = person.prefs.map(([course]) => course)
  const others = (analysis.ofPerson.get(index) ?? [])
    .map((pair) => pair.course)
    .filter((at) => !ranked.includes(at))
  const rows = (courses: readonly number[]) =>
    [...new Set(courses)].flatMap((course) => {
      const held = (analysis.ofPerson.get(index) ?? []).filter((pair) => pair.course === course)
      const places = openPlaces(analysis, index, course)
      const shown = base.positions.filter(
        (position) => held.some((pair) => pair.position === position) || places.includes(position),
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
    gpaOfPreferred: person.gpaOfPreferred === true,
    maxWeekQuarters: person.maxWeekQuarters,
    visaWeekQuarters: person.visaWeekQuarters,
    applications: person.applications,
    wishes: rows([...ranked, ...others]),
    asked: asked < 0 || ranked.includes(asked) || others.includes(asked) ? [] : rows([asked]),
  }
}

const fold = (code: string) => code.toLowerCase().replace(/\s+/g, '')

/** People on a page of each list of a course's panel. */
export const PEOPLE_A_LIST = 10

type CoursePerson = PersonCourse & { userId: string; name: string }
/** One page of a list of people. */
export type PeoplePage = { rows: CoursePerson[]; total: number; page: number }

export type CoursePanelView = {
  card: CourseCard
  /** Beside the parts of the card. */
  open: (WhyOpen | null)[]
  /** Who works there and takes no part, beside the parts as well. */
  others: { named: string; more: string[] }[]
  people: PeoplePage
  /** Who ranked it first and has nothing here, by name, with what they have instead. */
  missed: { userId: string; name: string; instead: string }[]
  /** Those who may work there before those who may not. */
  notChosen: PeoplePage
}

/**
 * What the panel of a course shows: who is in it and why, and who asked for it and is not, a page of each; null when
 * there is none.
 */
export function coursePanel(
  analysis: Analysis,
  courseId: string,
  pages: { people?: number; notChosen?: number } = {},
): CoursePanelView | null {
  const { base } = analysis.data
  const index = analysis.courseAt.get(courseId)
  if (index === undefined) return null
  const pageOf = (places: readonly Candidate[], asked: number | undefined): PeoplePage => {
    const page = within(asked, places.length, PEOPLE_A_LIST)
    return {
      rows: slice(places, page, PEOPLE_A_LIST).map(({ person, position }) => ({
        ...personCourse(analysis, person, index, position, { brief: true }),
        userId: base.people[person]!.userId,
        name: analysis.names[person]!.name,
      })),
      total: places.length,
      page,
    }
  }
  const inCourse: readonly HeldPair[] = analysis.ofCourse.get(index) ?? []
  const present = new Set(inCourse.map(pairKey))
  const waiting: Candidate[] = []
  for (const [person, one] of base.people.entries()) {
    if (!one.prefs.some(([course]) => course === index)) continue
    for (const position of openPlaces(analysis, person, index)) {
      const place = { person, course: index, position }
      if (!present.has(pairKey(place))) waiting.push(place)
    }
  }
  const [may, mayNot] = [true, false].map((allowed) =>
    bySuitability(
      analysis.instance,
      analysis,
      waiting.filter(
        ({ person, position }) =>
          (refusalOf(analysis.instance, person, index, position) === null) === allowed,
      ),
    ),
  )
  const card = courseCard(analysis, index, 0)
  return {
    card,
    open: card.parts.map((part) => whyOpen(analysis, index, part)),
    others: card.parts.map((part) => othersThere(analysis, index, part.position)),
    people: pageOf(inCourse, pages.people),
    missed: missedHere(analysis, index),
    notChosen: pageOf([...may!, ...mayNot!], pages.notChosen),
  }
}

function missedHere(analysis: Analysis, course: number): CoursePanelView['missed'] {
  const { people } = analysis.data.base
  return analysis.byName
    .filter((person) => people[person]!.prefs[0]?.[0] === course && missedFirst(analysis, person) !== null)
    .map((person) => ({
      userId: people[person]!.userId,
      name: analysis.names[person]!.name,
      instead: insteadOf(personLine(analysis, person)),
    }))
}

/** "105 h in COMPSCI 111G (4th preference)", "no hours". */
const insteadOf = ({ chips }: PersonLine): string =>
  chips.length === 0
    ? 'no hours'
    : chips
        .map(
          ({ code, quarters, rank }) =>
            `${formatHours(quarters)} in ${code}${rank === null ? '' : ` (${ordinal(rank)} preference)`}`,
        )
        .join(', ')
