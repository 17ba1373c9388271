import { byPlace } from '../diff'
import type { Instance, PositionIndex } from '../types'

type Placed = { applicant: number; course: number; position: PositionIndex }

/** The same instance in the one order that counts, and ways to translate pairs to it and back. */
export type Canonical = {
  instance: Instance
  into: <T extends Placed>(pairs: readonly T[]) => T[]
  /** Sorted by applicant, course, position. */
  back: <T extends Placed>(pairs: readonly T[]) => T[]
}

/**
 * Applicants by id and courses by code, whatever order they came in: so an answer depends on the instance alone,
 * and ties between equal answers go to those first in this order.
 */
export function canonical(instance: Instance): Canonical {
  const applicants = orderOf(instance.applicants.map((person) => person.id))
  const courses = orderOf(instance.courses.map((course) => course.id))
  const placeOfApplicant = inverse(applicants)
  const placeOfCourse = inverse(courses)
  const move =
    (people: readonly number[], taught: readonly number[]) =>
    <T extends Placed>(pairs: readonly T[]): T[] =>
      pairs
        .map((pair) => ({
          ...pair,
          applicant: people[pair.applicant]!,
          course: taught[pair.course]!,
        }))
        .sort(byPlace)
  return {
    instance: {
      ...instance,
      courses: courses.map((index) => instance.courses[index]!),
      applicants: applicants.map((index) => {
        const person = instance.applicants[index]!
        return {
          ...person,
          prefs: person.prefs.map(([course, ...rest]): [number, number, number, number] => [
            placeOfCourse[course]!,
            ...rest,
          ]),
        }
      }),
      endorse: instance.endorse
        .map(([a, c, value]): [number, number, number] => [placeOfApplicant[a]!, placeOfCourse[c]!, value])
        .sort(byNumbers),
      pins: instance.pins
        .map(([a, c, position, hours]): [number, number, PositionIndex, number] => [
          placeOfApplicant[a]!,
          placeOfCourse[c]!,
          position,
          hours,
        ])
        .sort(byNumbers),
      forbid: instance.forbid
        .map(([a, c]): [number, number] => [placeOfApplicant[a]!, placeOfCourse[c]!])
        .sort(byNumbers),
      only: instance.only
        ?.map(([a, c, position]): [number, number, PositionIndex] => [
          placeOfApplicant[a]!,
          placeOfCourse[c]!,
          position,
        ])
        .sort(byNumbers),
    },
    into: move(placeOfApplicant, placeOfCourse),
    back: move(applicants, courses),
  }
}

function orderOf(ids: readonly string[]): number[] {
  return ids.map((_, index) => index).sort((a, b) => compare(ids[a]!, ids[b]!) || a - b)
}

/** By character codes: no language of the machine has a say. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function inverse(order: readonly number[]): number[] {
  const places = new Array<number>(order.length)
  order.forEach((index, place) => {
    places[index] = place
  })
  return places
}

function byNumbers(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < a.length; index += 1) {
    const difference = a[index]! - b[index]!
    if (difference !== 0) return difference
  }
  return 0
}
