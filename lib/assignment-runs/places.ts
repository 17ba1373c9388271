import type { PositionIndex } from '@/lib/assignment/types'
import type { Analysis } from './analysis'
import { type BasePerson, pairKey } from './base'

/** Has the person asked for the course in this position? Of one they did not rank: have they applied for it at all. */
function wants(person: BasePerson, course: number, position: PositionIndex): boolean {
  const at = person.prefs.findIndex(([ranked]) => ranked === course)
  const roles = at < 0 ? 3 : (person.prefRoles?.[at] ?? 3)
  return (roles & (1 << position)) !== 0
}

/**
 * Positions in which the board offers hours of this course to this person: the course has hours for them, the
 * person has applied, and no allocation stands there. Of several only those that the person asked for in this
 * course, if there are such. The same for panels and for dragging.
 */
export function openPlaces(
  { data: { base }, fixed }: Pick<Analysis, 'data' | 'fixed'>,
  person: number,
  course: number,
): PositionIndex[] {
  const who = base.people[person]!
  const open = base.positions.filter(
    (position) =>
      base.courses[course]!.d[position] !== null &&
      who.applications[position] !== null &&
      !fixed.has(pairKey({ person, course, position })),
  )
  const wanted = open.filter((position) => wants(who, course, position))
  return wanted.length > 0 ? wanted : open
}

/**
 * What dragging needs to know of a person: for each of the courses on the page one digit, its bits the positions
 * that are open (1 tutor, 2 marker).
 */
export const placesText = (
  analysis: Pick<Analysis, 'data' | 'fixed'>,
  person: number,
  courses: readonly { index: number }[],
): string =>
  courses
    .map(({ index }) =>
      openPlaces(analysis, person, index).reduce<number>((bits, position) => bits | (1 << position), 0),
    )
    .join('')
