import { expect, test } from 'vitest'
import { editForm } from '@/lib/assignment-runs/schema'

const person = '01a20ebf-711f-7384-9e9c-6f4f0d67b7b4'
const course = '01a20ebf-711f-7384-9e9c-6f4f0d67b7b5'
// As the one form of a board is posted: its own fields are empty, the pressed button says the rest.
const board = {
  id: 'run',
  version: '3',
  back: '/assign/run',
  act: '',
  userId: '',
  courseId: '',
  position: '',
  hours: '',
  toCourseId: '',
}

test('the button of a chip says act, person, course and position', () => {
  expect(editForm.parse({ ...board, pair: `lock ${person} ${course} marker` })).toMatchObject({
    id: 'run',
    version: 3,
    act: 'lock',
    userId: person,
    courseId: course,
    position: 'marker',
    hours: undefined,
  })
})

test('a button that gives hours names them, and they become quarters', () => {
  expect(editForm.parse({ ...board, pair: `hours ${person} ${course} tutor 10` })).toMatchObject({
    act: 'hours',
    hours: 40,
  })
})

test('what no button says is refused on its field, as from any form', () => {
  for (const pair of [`delete ${person} ${course} tutor`, `lock ${person} ${course} dean`, 'lock', undefined])
    expect(editForm.safeParse({ ...board, pair }).success).toBe(false)
})
