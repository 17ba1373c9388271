import { type Position, positions } from '@/lib/vocabulary'

/** Short sentences about a course, the same on pages and in exports. */

export function needsText(course: { needTutors: boolean; needMarkers: boolean }): string {
  if (course.needTutors && course.needMarkers) return 'Tutors and markers'
  return course.needTutors ? 'Tutors' : course.needMarkers ? 'Markers' : ''
}

const plural = (n: number, position: Position) => `${n.toLocaleString('en')} ${position}${n === 1 ? '' : 's'}`

/** "3 tutors, 1 marker" of the positions that have a number; '' when none has. */
export function peopleText(numbers: Partial<Record<Position, number | null>> | null): string {
  return positions
    .flatMap((position) => {
      const n = numbers?.[position]
      return n === null || n === undefined ? [] : [plural(n, position)]
    })
    .join(', ')
}

/**
 * Texts that begin with a course code, one after the other, the subject only where it changes: "COMPSCI 101, 120,
 * MATHS 108". Twelve such lists on a screen are read by their numbers.
 */
export function withoutRepeats(items: readonly { code: string; text: string }[], between = ', '): string {
  let last = ''
  return items
    .map(({ code, text }) => {
      const subject = code.slice(0, code.lastIndexOf(' ') + 1)
      const repeated = subject !== '' && subject === last
      last = subject
      return repeated ? text.slice(subject.length) : text
    })
    .join(between)
}
