import { eq } from 'drizzle-orm'
import { db, write } from '@/db/client'
import { users } from '@/db/schema'
import { positionIndex } from '@/lib/assignment/types'
import { notFound, stateError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { type Base, inOrder, type Marks, pairKey } from './base'
import { type Board, requireEditable, requirePlace, saveBoard } from './edits'
import { isKeptOut, type Lost } from './lost'
import { lockRun } from './store'
import { forget } from './was'

/**
 * A board with what was lost as it was before. Other edits made since stay as they are. Pure.
 *
 * @throws `state` where the person was let in, kept out or given hours there since, `not_found`
 */
function putBackBoard(base: Base, { pairs, marks }: Board, lost: Lost): Board {
  const person = base.people.findIndex((one) => one.userId === lost.userId)
  const course = base.courses.findIndex((one) => one.id === lost.courseId)
  if (person < 0 || course < 0) throw notFound('This person or course of the scenario')
  const back = lost.pairs.map(({ position, ...pair }) => ({
    ...pair,
    person,
    course,
    position: positionIndex(position),
  }))
  for (const pair of back) requirePlace(base, pair)
  const taken = new Set([...pairs, ...base.fixed].map(pairKey))
  if (isKeptOut(marks, person, course) !== lost.letIn || back.some((pair) => taken.has(pairKey(pair))))
    throw stateError('This person was changed in this course since. Nothing was undone.')
  return {
    pairs: inOrder([...pairs, ...back.map(({ locked: _, ...pair }) => pair)]),
    marks: {
      locks: [
        ...marks.locks,
        ...back.flatMap((pair): Marks['locks'] =>
          pair.locked ? [[pair.person, pair.course, pair.position]] : [],
        ),
      ],
      forbids: marks.forbids.filter(([a, c]) => a !== person || c !== course),
      was: forget(marks, back.map(pairKey)),
    },
  }
}

/** Takes back that somebody was kept or taken out of a course. Gives what was done, in words. */
export async function putBack(viewer: Viewer, { id, ...lost }: { id: string } & Lost): Promise<string> {
  const [person] = await db.select({ name: users.name }).from(users).where(eq(users.id, lost.userId))
  return write(async (tx) => {
    const run = await lockRun(tx, viewer, id)
    requireEditable(run)
    const { base } = run.data
    const after = putBackBoard(base, run.data, lost)
    const code = base.courses.find((course) => course.id === lost.courseId)!.code
    const name = person?.name ?? 'This person'
    const said =
      lost.pairs.length > 0
        ? `Undone: ${name} is in ${code} as before`
        : `Undone: ${name} may be given ${code} again`
    await saveBoard(tx, viewer, run, after, said)
    return said
  })
}
