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
