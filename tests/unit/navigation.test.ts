import { expect, test } from 'vitest'
import { entriesFor } from '@/lib/navigation'
import type { Viewer } from '@/lib/permissions'
import type { Role } from '@/lib/vocabulary'

const bar = (...roles: Role[]) =>
  entriesFor({ id: 'a', name: 'Ana', roles, courseIds: ['c'] } as unknown as Viewer)
    .filter((entry) => entry.barPlace !== undefined)
    .sort((a, b) => a.barPlace! - b.barPlace!)
    .map((entry) => entry.shortLabel ?? entry.label)

test('the bar of a phone holds what each role opens most, home first', () => {
  expect(bar('course_coordinator')).toEqual(['Home', 'Endorse', 'Approve', 'Courses'])
  expect(bar('tutor_coordinator')).toEqual(['Home', 'Review', 'Approve', 'Enrolment'])
  expect(bar('marker_coordinator')).toEqual(bar('tutor_coordinator'))
  expect(bar('admin')).toEqual(['Home', 'Review', 'People', 'Courses'])
  expect(bar('student')).toEqual(['Home', 'Hours', 'Applications', 'Offers'])
  // Whoever has more than one role finds the first of each.
  expect(bar('student', 'course_coordinator')).toEqual(['Home', 'Endorse', 'Hours', 'Approve'])
})

test('the records of applicants belong to Endorse for whoever decides on none', () => {
  const covering = (...roles: Role[]) =>
    entriesFor({ id: 'a', name: 'Ana', roles, courseIds: ['c'] } as unknown as Viewer)
      .filter((entry) => entry.covers?.includes('/review'))
      .map((entry) => entry.href)
  expect(covering('course_coordinator')).toEqual(['/endorse'])
  expect(covering('course_coordinator', 'tutor_coordinator')).toEqual([])
  expect(covering('student')).toEqual([])
})
