import { z } from 'zod'
import { positionOf } from '@/lib/assignment/types'
import { idField } from '@/lib/fields'
import type { Position } from '@/lib/vocabulary'
import { type Base, type Marks, pairKey } from './base'
import type { Board, Edit } from './edits'

/**
 * What an edit took from a person in one course: their hours with the locks, and whether they were let in. It goes
 * with the line that tells of the edit, so that "Undo" beside it makes all of it as it was.
 */
export type Lost = {
  userId: string
  courseId: string
  /** They were not kept out before. */
  letIn: boolean
  pairs: { position: Position; quarters: number; locked: boolean }[]
}

/** What keeping somebody out, or taking them out, took from them; null for an edit that took nothing. Pure. */
export function lostBy(base: Base, before: Board, after: Board, edit: Edit): Lost | null {
  if (edit.act === 'move') return null
  const person = base.people.findIndex((one) => one.userId === edit.userId)
  const course = base.courses.findIndex((one) => one.id === edit.courseId)
  const left = new Set(after.pairs.map(pairKey))
  const locked = new Set(before.marks.locks.map((lock) => lock.join(':')))
  const pairs = before.pairs
    .filter((pair) => pair.person === person && pair.course === course && !left.has(pairKey(pair)))
    .map((pair) => ({
      position: positionOf(pair.position),
      quarters: pair.quarters,
      locked: locked.has(pairKey(pair)),
    }))
  const letIn = isKeptOut(after.marks, person, course) && !isKeptOut(before.marks, person, course)
  return letIn || pairs.length > 0 ? { userId: edit.userId, courseId: edit.courseId, letIn, pairs } : null
}

export const isKeptOut = (marks: Marks, person: number, course: number) =>
  marks.forbids.some(([a, c]) => a === person && c === course)

/** What was lost as fields of a form, and such a form again. */
export const lostFields = (id: string, lost: Lost): Record<string, string> => ({
  id,
  userId: lost.userId,
  courseId: lost.courseId,
  letIn: lost.letIn ? '1' : '',
  pairs: lost.pairs
    .map(({ position, quarters, locked }) => `${position}.${quarters}.${locked ? 1 : 0}`)
    .join(' '),
})

const lostPair = /^(tutor|marker)\.([1-9]\d{0,5})\.([01])$/

export const putBackForm = z.object({
  id: idField('Choose a scenario.'),
  userId: idField('Choose a person.'),
  courseId: idField('Choose a course.'),
  letIn: z.string().transform((text) => text === '1'),
  pairs: z
    .string()
    .max(60)
    .transform((text) =>
      text.split(' ').flatMap((one): Lost['pairs'] => {
        const [, position, quarters, locked] = lostPair.exec(one) ?? []
        return position
          ? [{ position: position as Position, quarters: Number(quarters), locked: locked === '1' }]
          : []
      }),
    ),
})
