import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { db } from '@/db/client'
import { users } from '@/db/schema'
import type { PositionIndex } from '@/lib/assignment/types'
import { formatHours } from '@/lib/hours'
import { defineList, oneWord } from '@/lib/list-params'
import { normaliseForSearch } from '@/lib/text'
import type { Analysis } from './analysis'
import { type HeldPair, pairKey } from './base'
import { termQuarters } from './broken'
import { blockOf } from './settings'

/**
 * The board of a scenario (UX, page kind 6): courses with their demand on the left, people with their load on
 * the right, each in pages and searchable, so that a term of 15,000 applicants is no larger a page than one
 * of 200.
 */
export const COURSES_A_PAGE = 10
export const PEOPLE_A_PAGE = 25
/** Chips of one course on the board; its panel shows all. */
const CHIPS = 8

export const courseViews = ['all', 'gaps', 'breaches'] as const
export const peopleViews = ['all', 'none', 'some', 'missed', 'breaches'] as const

const text = () =>
  z
    .string()
    .transform((value) => value.trim().slice(0, 100))
    .optional()
    .catch(undefined)
const pageNumber = () => z.coerce.number().int().min(1).max(100_000).optional().catch(undefined)
const id = () => z.string().max(36).optional().catch(undefined)

/** The address of a board: what is searched, shown, and which panel is open. */
export const boardList = defineList({
  sorts: ['code'],
  defaultSort: 'code',
  filters: {
    people: text(),
    show: oneWord(courseViews),
    load: oneWord(peopleViews),
    cpage: pageNumber(),
    ppage: pageNumber(),
    person: id(),
    course: id(),
    why: id(),
    cost: id(),
    // Pages of the two lists of a course's panel.
    inpage: pageNumber(),
    outpage: pageNumber(),
    with: id(),
    tried: z.string().max(250).optional().catch(undefined),
  },
})
export type BoardParams = ReturnType<typeof boardList.parse>

export type Chip = {
  userId: string
  name: string
  code: string
  position: PositionIndex
  quarters: number
  /** From 1, or null where the course is not among the person's preferences. */
  rank: number | null
  locked: boolean
  fixed: 'published' | 'pre_assigned' | 'accepted' | null
  breach: boolean
  /** The course coordinator advised against the person in this course. */
  advised: boolean
}

export function chipOf(analysis: Analysis, pair: HeldPair): Chip {
  const { base } = analysis.data
  const person = base.people[pair.person]!
  const course = base.courses[pair.course]!
  const key = pairKey(pair)
  const rank = person.prefs.findIndex(([at]) => at === pair.course)
  return {
    userId: person.userId,
    name: analysis.names[pair.person]!.name,
    code: course.code,
    position: pair.position,
    quarters: pair.quarters,
    rank: rank < 0 ? null : rank + 1,
    locked: analysis.locked.has(key),
    fixed: analysis.fixed.get(key) ?? null,
    advised: analysis.advised.has(`${pair.person}:${pair.course}`),
    breach: analysis.breaches.some(
      (breach) =>
        breach.person === pair.person &&
        (breach.course === undefined ||
          (breach.course === pair.course && (breach.position ?? pair.position) === pair.position)),
    ),
  }
}

export type CourseCard = {
  index: number
  id: string
  code: string
  parts: {
    position: PositionIndex
    demandQuarters: number
    filledQuarters: number
    takenQuarters: number
    takenPeople: number
    people: number
    wanted: number | null
    /** What is open is less than a step, so that nobody can be given it. */
    smallRest: boolean
    /** That what is open is less than what is given at once, in words. */
    restWords: string | null
  }[]
  sharedQuarters: number | null
  chips: Chip[]
  more: number
  /** Kept out of the course by the coordinator. */
  keptOut: { userId: string; name: string; wasQuarters: number }[]
  breaches: string[]
}

export function courseCard(analysis: Analysis, index: number, most = CHIPS): CourseCard {
  const { base } = analysis.data
  const { unit } = analysis.settings
  const course = base.courses[index]!
  const pairs = analysis.ofCourse.get(index) ?? []
  const filledAll =
    pairs.reduce((sum, pair) => sum + pair.quarters, 0) +
    course.d.reduce((sum, d) => sum + (d?.takenQuarters ?? 0), 0)
  // Of one budget for both positions a position needs no more than what the other leaves.
  const bothLeft =
    course.sharedQuarters === null ? Number.POSITIVE_INFINITY : Math.max(0, course.sharedQuarters - filledAll)
  const parts = base.positions.flatMap((position) => {
    const d = course.d[position]
    const mine = pairs.filter((pair) => pair.position === position)
    if (!d && mine.length === 0) return []
    const filled = (d?.takenQuarters ?? 0) + mine.reduce((sum, pair) => sum + pair.quarters, 0)
    const demand = Math.min(d?.quarters ?? 0, filled + bothLeft)
    return [
      {
        position,
        demandQuarters: demand,
        filledQuarters: filled,
        takenQuarters: d?.takenQuarters ?? 0,
        takenPeople: d?.takenPeople ?? 0,
        people: mine.length + (d?.takenPeople ?? 0),
        wanted: d?.wanted ?? null,
        smallRest: demand > filled && demand - filled < 4 * unit,
        restWords: restWords(demand - filled, { unit, block: blockOf(analysis.settings) }),
      },
    ]
  })
  return {
    index,
    id: course.id,
    code: course.code,
    parts,
    sharedQuarters: course.sharedQuarters,
    chips: pairs.slice(0, most).map((pair) => chipOf(analysis, pair)),
    more: Math.max(0, pairs.length - most),
    keptOut: analysis.data.marks.forbids
      .filter(([, course]) => course === index)
      .map(([person]) => ({
        userId: base.people[person]!.userId,
        name: analysis.names[person]!.name,
        wasQuarters: analysis.was.get(`${person}:${index}`) ?? 0,
      }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en')),
    breaches: analysis.breaches.filter((one) => one.course === index).map((one) => one.message),
  }
}

function restWords(rest: number, { unit, block }: { unit: number; block: number }): string | null {
  if (rest <= 0 || rest >= 4 * block) return null
  return rest < 4 * unit
    ? `${formatHours(rest)} is less than one step of ${unit} h`
    : `${formatHours(rest)} is less than the ${block} h that a person is given at least`
}

/** Courses that the board lists: those with anything to give, by code. */
export function courseCards(
  analysis: Analysis,
  params: BoardParams,
): { cards: CourseCard[]; total: number; page: number } {
  const { base } = analysis.data
  const q = normaliseForSearch(params.q)
  const gap = (index: number) =>
    courseCard(analysis, index, 0).parts.some(
      (part) => part.filledQuarters < part.demandQuarters && !part.smallRest,
    )
  const broken = new Set(analysis.breaches.map((breach) => breach.course))
  const found = base.courses
    .map((course, index) => ({ course, index }))
    .filter(
      ({ course, index }) =>
        (course.d.some((d) => d !== null) || analysis.ofCourse.has(index)) &&
        (q === '' || normaliseForSearch(course.code).includes(q)) &&
        (params.filters.show !== 'gaps' || gap(index)) &&
        (params.filters.show !== 'breaches' || broken.has(index)),
    )
  const page = within(params.filters.cpage, found.length, COURSES_A_PAGE)
  return {
    total: found.length,
    page,
    cards: slice(found, page, COURSES_A_PAGE).map(({ index }) => courseCard(analysis, index)),
  }
}

export type PersonLine = {
  index: number
  userId: string
  name: string
  /** Hours that they asked for in the term and hours of the scenario, in quarters. */
  askedQuarters: number
  gotQuarters: number
  elsewhereQuarters: number
  /** Their first preference, where they have nothing in it. */
  missed: string | null
  chips: Chip[]
  breaches: string[]
}

export function personLine(analysis: Analysis, index: number): PersonLine {
  const person = analysis.data.base.people[index]!
  const pairs = analysis.ofPerson.get(index) ?? []
  return {
    index,
    userId: person.userId,
    name: analysis.names[index]!.name,
    askedQuarters: termQuarters(analysis.data.base, person),
    gotQuarters: pairs.reduce((sum, pair) => sum + pair.quarters, 0),
    elsewhereQuarters: person.elsewhereQuarters,
    missed: missedFirst(analysis, index),
    chips: pairs.map((pair) => chipOf(analysis, pair)),
    breaches: analysis.breaches.filter((one) => one.person === index).map((one) => one.message),
  }
}

/** The course that a person ranked first, where they have no hours in it; null where they have, or ranked none. */
export function missedFirst(analysis: Analysis, index: number): string | null {
  const first = analysis.data.base.people[index]!.prefs[0]?.[0]
  if (first === undefined) return null
  const isIn = (analysis.ofPerson.get(index) ?? []).some((pair) => pair.course === first)
  return isIn ? null : analysis.data.base.courses[first]!.code
}

/** People of the scenario by name. */
export function personLines(
  analysis: Analysis,
  params: BoardParams,
): { lines: PersonLine[]; total: number; page: number } {
  const q = normaliseForSearch(params.filters.people ?? '')
  const broken = new Set(analysis.breaches.map((breach) => breach.person))
  const { load } = params.filters
  const words = q.split(' ')
  const found = analysis.byName.filter(
    (index) =>
      words.every((word) => analysis.names[index]!.folded.includes(word)) &&
      (load !== 'none' || !analysis.ofPerson.has(index)) &&
      (load !== 'some' || analysis.ofPerson.has(index)) &&
      (load !== 'missed' || missedFirst(analysis, index) !== null) &&
      (load !== 'breaches' || broken.has(index)),
  )
  const page = within(params.filters.ppage, found.length, PEOPLE_A_PAGE)
  return {
    total: found.length,
    page,
    lines: slice(found, page, PEOPLE_A_PAGE).map((index) => personLine(analysis, index)),
  }
}

/** The page that is shown of so many rows. */
export const within = (asked: number | undefined, total: number, size: number) =>
  Math.min(Math.max(1, asked ?? 1), Math.max(1, Math.ceil(total / size)))
export const slice = <T>(rows: readonly T[], page: number, size: number) =>
  rows.slice((page - 1) * size, page * size)

/** The name of a user, for headings. */
export async function userName(id: string): Promise<string> {
  const [row] = await db.select({ name: users.name }).from(users).where(eq(users.id, id))
  return row?.name ?? 'Somebody'
}
