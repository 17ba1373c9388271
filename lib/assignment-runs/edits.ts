import { eq } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { assignmentData, assignmentRuns, users } from '@/db/schema'
import type { PositionIndex } from '@/lib/assignment/types'
import { positionOf } from '@/lib/assignment/types'
import { audit } from '@/lib/audit'
import { invalid, notFound, stateError } from '@/lib/errors'
import { formatHours } from '@/lib/hours'
import type { Viewer } from '@/lib/permissions'
import { positionNames } from '@/lib/vocabulary'
import { type Base, type HeldPair, inOrder, type Marks, pairKey } from './base'
import { requireSolved, runRecord, runScope } from './commands'
import { costOf } from './cost'
import { figuresOfPairs } from './figures'
import { type Lost, lostBy } from './lost'
import { lockRun, type Run, requireVersion } from './store'
import { canComeBack, forget, remember } from './was'

/** What a coordinator does with one person in one course on the board. */
export const editActs = [
  'hours',
  'remove',
  'move',
  'lock',
  'unlock',
  'forbid',
  'unforbid',
  'restore',
] as const
export type EditAct = (typeof editActs)[number]

export type Edit = {
  act: EditAct
  userId: string
  courseId: string
  position: PositionIndex
  /** For `hours`: 0 takes the person out of the course. */
  quarters?: number
  /** For `move`. */
  toCourseId?: string
}

export type Board = { pairs: HeldPair[]; marks: Marks }

/**
 * A scenario's pairs and marks after one edit. Rules of the model are not held here: the board shows at once
 * what is broken. Refused is only what could never be applied. Pure.
 *
 * @throws `state`, `invalid`, `not_found`
 */
export function editBoard(base: Base, board: Board, edit: Edit): Board {
  const { position } = edit
  const person = base.people.findIndex((one) => one.userId === edit.userId)
  const course = base.courses.findIndex((one) => one.id === edit.courseId)
  if (person < 0 || course < 0) throw notFound('This person or course of the scenario')
  const here = { person, course, position }
  const key = pairKey(here)
  const pair = board.pairs.find((one) => pairKey(one) === key)
  const isFixed = base.fixed.some((one) => pairKey(one) === key)
  const without = (keys: readonly string[]) => board.pairs.filter((one) => !keys.includes(pairKey(one)))
  const unlocked = (keys: readonly string[]) =>
    board.marks.locks.filter(([a, c, p]) => !keys.includes(pairKey({ person: a, course: c, position: p })))
  if (isFixed && edit.act !== 'unforbid' && edit.act !== 'restore')
    throw stateError('This allocation stands already; it is changed in Enrolment, not here.')

  switch (edit.act) {
    case 'hours': {
      const quarters = edit.quarters ?? 0
      if (quarters === 0) return editBoard(base, board, { ...edit, act: 'remove' })
      requirePlace(base, here)
      return {
        pairs: inOrder([...without([key]), { ...here, quarters }]),
        marks: { ...board.marks, was: forget(board.marks, [key]) },
      }
    }
    case 'remove':
      if (!pair) throw stateError('This person has no hours there any more.')
      return {
        pairs: without([key]),
        marks: { ...board.marks, locks: unlocked([key]), was: remember(board.marks, [pair]) },
      }
    case 'move': {
      if (!pair) throw stateError('This person has no hours there any more.')
      const to = base.courses.findIndex((one) => one.id === edit.toCourseId)
      if (to < 0) throw invalid({ toCourseId: 'Choose the course to move to.' })
      if (to === course) throw invalid({ toCourseId: 'This is the course they are in.' })
      const there = { person, course: to, position }
      requirePlace(base, there)
      if (base.fixed.some((one) => pairKey(one) === pairKey(there)))
        throw stateError('This person holds that course already.')
      const before = board.pairs.find((one) => pairKey(one) === pairKey(there))?.quarters ?? 0
      return {
        pairs: inOrder([...without([key, pairKey(there)]), { ...there, quarters: before + pair.quarters }]),
        marks: { ...board.marks, locks: unlocked([key]), was: forget(board.marks, [key, pairKey(there)]) },
      }
    }
    case 'lock':
      if (!pair) throw stateError('This person has no hours there any more.')
      return {
        ...board,
        marks: { ...board.marks, locks: [...unlocked([key]), [person, course, position]] },
      }
    case 'unlock':
      return { ...board, marks: { ...board.marks, locks: unlocked([key]) } }
    case 'forbid': {
      const keys = ([0, 1] as const).map((p) => pairKey({ person, course, position: p }))
      if (base.fixed.some((one) => keys.includes(pairKey(one))))
        throw stateError('This person holds the course already by an allocation that stands.')
      return {
        pairs: without(keys),
        marks: {
          locks: unlocked(keys),
          forbids: [
            ...board.marks.forbids.filter(([a, c]) => a !== person || c !== course),
            [person, course],
          ],
          was: remember(
            board.marks,
            board.pairs.filter((one) => keys.includes(pairKey(one))),
          ),
        },
      }
    }
    case 'unforbid':
      return { ...board, marks: { ...board.marks, forbids: letIn(board.marks, person, course) } }
    case 'restore': {
      const back = canComeBack(base, board).filter(([a, c]) => a === person && c === course)
      if (back.length === 0) throw stateError('There are no hours to give back any more.')
      const pairs = back.map(([a, c, p, quarters]) => ({ person: a, course: c, position: p, quarters }))
      for (const one of pairs) requirePlace(base, one)
      return {
        pairs: inOrder([...board.pairs, ...pairs]),
        marks: {
          locks: [
            ...board.marks.locks,
            ...back.flatMap(([a, c, p, , locked]): Marks['locks'] => (locked ? [[a, c, p]] : [])),
          ],
          forbids: letIn(board.marks, person, course),
          was: forget(board.marks, pairs.map(pairKey)),
        },
      }
    }
  }
}

const letIn = ({ forbids }: Marks, person: number, course: number) =>
  forbids.filter(([a, c]) => a !== person || c !== course)

/** Refuses a place that no application and no need stands behind. */
export function requirePlace(
  base: Base,
  at: { person: number; course: number; position: PositionIndex },
): void {
  const word = positionNames[positionOf(at.position)].toLowerCase()
  if (!base.courses[at.course]!.d[at.position])
    throw stateError(`${base.courses[at.course]!.code} has no hours for ${word}s.`)
  if (base.people[at.person]!.applications[at.position] === null)
    throw stateError(`This person has no open application as ${word}.`)
}

/** Refuses changes to a scenario that stands applied. */
export function requireEditable(run: Pick<Run, 'row'>): void {
  requireSolved(run.row)
  if (run.row.appliedAt && !run.row.undoneAt)
    throw stateError('This scenario is applied. Undo it first, or solve again for another one.')
}

/** Changes one pair of a scenario. Gives what was done, in words, and what it took from the person. */
export async function editRun(
  viewer: Viewer,
  input: { id: string; version: number; edit: Edit },
): Promise<{ said: string; lost: Lost | null }> {
  const { edit } = input
  const [person] = await db.select({ name: users.name }).from(users).where(eq(users.id, edit.userId))
  return write(async (tx) => {
    const run = await lockRun(tx, viewer, input.id)
    requireVersion(run.row, input.version)
    requireEditable(run)
    const { base } = run.data
    const after = editBoard(base, run.data, edit)
    const said = inWords(base, edit, person?.name ?? 'This person')
    await saveBoard(tx, viewer, run, after, said)
    return { said, lost: lostBy(base, run.data, after, edit) }
  })
}

/** Puts the solver's answer back in place of all edits of hours; locks and bans stay. */
export async function resetRun(viewer: Viewer, input: { id: string; version: number }): Promise<void> {
  await write(async (tx) => {
    const run = await lockRun(tx, viewer, input.id)
    requireVersion(run.row, input.version)
    requireEditable(run)
    const { solved, marks } = run.data
    if (!solved)
      throw stateError(
        'There is no answer of the solver to go back to: the term’s data was taken in anew since. Solve again instead.',
      )
    const present = new Set(solved.map(pairKey))
    const locks = marks.locks.filter(([person, course, position]) =>
      present.has(pairKey({ person, course, position })),
    )
    await saveBoard(
      tx,
      viewer,
      run,
      { pairs: solved, marks: { ...marks, locks, was: forget(marks, solved.map(pairKey)) } },
      'Back to the solver’s answer',
    )
    await tx.update(assignmentRuns).set({ edited: false }).where(eq(assignmentRuns.id, input.id))
  })
}

export async function saveBoard(tx: Tx, viewer: Viewer, run: Run, board: Board, said: string): Promise<void> {
  const { row, data } = run
  await tx
    .update(assignmentData)
    .set({ pairs: board.pairs, marks: board.marks })
    .where(eq(assignmentData.runId, row.id))
  await tx
    .update(assignmentRuns)
    .set({
      version: row.version + 1,
      edited: true,
      figures: {
        ...figuresOfPairs(data.base, board.pairs),
        cost: costOf({ settings: run.settings, data: { ...data, ...board } }),
      },
      updatedAt: new Date(),
    })
    .where(eq(assignmentRuns.id, row.id))
  await audit(tx, {
    actor: viewer,
    action: 'assignment.edit',
    record: runRecord(row),
    scope: runScope(row),
    after: { edit: said },
  })
}

/** What an edit does, in words. */
export function inWords(base: Base, edit: Edit, name: string): string {
  const code = base.courses.find((course) => course.id === edit.courseId)?.code ?? 'the course'
  const as = positionNames[positionOf(edit.position)].toLowerCase()
  const to = base.courses.find((course) => course.id === edit.toCourseId)?.code ?? 'another course'
  const words: Record<EditAct, string> = {
    hours: edit.quarters
      ? `${name}: ${formatHours(edit.quarters)} as ${as} in ${code}`
      : `${name} is out of ${code}`,
    remove: `${name} is out of ${code}`,
    move: `${name} moved from ${code} to ${to}`,
    lock: `${name} is locked in ${code}`,
    unlock: `${name} is no longer locked in ${code}`,
    forbid: `${name} is kept out of ${code}`,
    unforbid: `${name} may be given ${code} again`,
    restore: `${name} is in ${code} again, with the hours as before`,
  }
  return words[edit.act]
}
