import type { Instance, Pair } from './types'

/** The difference of two answers, one of them with a forced pair, in the pieces of which sentences are made. */

/** People who make room, and courses, that a sentence names. */
export const NAMED = 2

export type Place = Omit<Pair, 'hours'>
export type Moves = {
  instance: Instance
  before: readonly Pair[]
  after: readonly Pair[]
  force: Place
  /** Hours of a person in a course (in both positions) or in all, and of a course in all. */
  in: (pairs: readonly Pair[], applicant: number, course?: number) => number
  of: (pairs: readonly Pair[], course: number) => number
}

/** What changes between two answers, to be asked by person and course. */
export function movesBetween(
  instance: Instance,
  before: readonly Pair[],
  after: readonly Pair[],
  force: Place,
): Moves {
  const sum = (pairs: readonly Pair[], of: (pair: Pair) => boolean) =>
    pairs.reduce((total, pair) => total + (of(pair) ? pair.hours : 0), 0)
  return {
    instance,
    before,
    after,
    force,
    in: (pairs, applicant, course) =>
      sum(pairs, (pair) => pair.applicant === applicant && (course === undefined || pair.course === course)),
    of: (pairs, course) => sum(pairs, (pair) => pair.course === course),
  }
}

export const idOf = ({ instance }: Moves, applicant: number) => instance.applicants[applicant]!.id
export const codeOf = ({ instance }: Moves, course: number) => instance.courses[course]!.id

/** Courses in which a person, or everybody, has more hours (sign 1) or fewer (−1) afterwards, the largest change first. */
export function coursesOf(
  { before, after, ...moves }: Moves,
  sign: 1 | -1,
  applicant?: number,
): { course: number; hours: number }[] {
  const hours = (pairs: readonly Pair[], course: number) =>
    applicant === undefined ? moves.of(pairs, course) : moves.in(pairs, applicant, course)
  return [...new Set([...before, ...after].map((pair) => pair.course))]
    .map((course) => ({ course, hours: sign * (hours(after, course) - hours(before, course)) }))
    .filter((one) => one.hours > 0)
    .sort((a, b) => b.hours - a.hours || a.course - b.course)
}

/** "20 h in COMPSCI 210 and 10 h in COMPSCI 320". */
export function listWords(
  moves: Moves,
  list: readonly { course: number; hours: number }[],
  what = '',
): string {
  const named = list
    .slice(0, NAMED)
    .map(({ course, hours }, i) => `${hours} h${i === 0 ? what : ''} in ${codeOf(moves, course)}`)
  const rest = list.slice(NAMED).reduce((sum, { hours }) => sum + hours, 0)
  return rest > 0 ? `${named.join(', ')} and ${rest} h in others` : named.join(' and ')
}

/** Who has fewer hours in the course then, who loses most first. */
export function displaced({ before, after, force, ...moves }: Moves) {
  return [...new Set(before.filter((pair) => pair.course === force.course).map((pair) => pair.applicant))]
    .filter((applicant) => applicant !== force.applicant)
    .map((applicant) => ({
      applicant,
      was: moves.in(before, applicant, force.course),
      is: moves.in(after, applicant, force.course),
    }))
    .filter(({ was, is }) => is < was)
    .sort((a, b) => b.was - b.is - (a.was - a.is) || a.applicant - b.applicant)
}
