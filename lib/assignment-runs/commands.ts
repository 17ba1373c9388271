import { eq } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { violates } from '@/db/errors'
import { assignmentData, assignmentRuns } from '@/db/schema'
import { lockRows, newId } from '@/db/sql'
import { audit } from '@/lib/audit'
import { invalid, notFound, stateError } from '@/lib/errors'
import { emit } from '@/lib/outbox'
import type { Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { lockTerm, requireNotArchived } from '@/lib/terms/commands'
import type { AssignmentScope } from '@/lib/vocabulary'
import { type HeldPair, type Marks, noMarks } from './base'
import { buildBase } from './build'
import { carryOver } from './carry'
import { figuresOfPairs } from './figures'
import { breathe } from './kept'
import type { RunSettings } from './settings'
import { loadSource } from './source'
import { stampsOf } from './stamps'
import { getRun, lockRun, mayRun, type RunRow, requireRunScope, requireVersion } from './store'

/** A run whose solver has not been heard of for so long can be ended without it. */
const SILENT_MS = 60_000

export const runRecord = (row: Pick<RunRow, 'id' | 'name'>) => ({
  type: 'assignment',
  id: row.id,
  name: row.name,
})
export const runScope = (row: Pick<RunRow, 'termId' | 'scope'>) => ({
  termId: row.termId,
  position: row.scope === 'both' ? null : row.scope,
})

export type NewRun = {
  termId: string
  scope: AssignmentScope
  name: string
  settings: RunSettings
  /** The scenario whose locks, bans and (to stay close) pairs this one takes over. */
  basedOn?: string | null
}

/**
 * Reads the term's data, keeps it as a new scenario and sets its solver going. Gives the scenario's id.
 *
 * @throws `state` while another of the same coordinator, term and positions is being solved, `invalid` when
 *   nobody takes part, `not_allowed`, `not_found`
 */
export async function startRun(viewer: Viewer, input: NewRun): Promise<string> {
  requireRunScope(viewer, input.scope)
  const institution = await loadSettings()
  const source = await loadSource(db, input.termId, input.scope, institution)
  await breathe()
  const base = buildBase(source, input.settings)
  if (base.people.length === 0)
    throw invalid(
      { form: 'No application takes part: none is submitted and undecided, or all are left out below.' },
      'No application takes part in this scenario.',
    )
  let marks: Marks = noMarks
  let pairs: HeldPair[] = []
  if (input.basedOn) {
    const parent = await getRun(viewer, input.basedOn)
    if (parent.row.termId !== input.termId || parent.row.scope !== input.scope)
      throw notFound('This scenario')
    const carried = carryOver(parent.data, base)
    marks = carried.marks
    pairs = carried.pairs
    if (input.settings.stayClose !== null) base.close = { name: parent.row.name, pairs }
  }
  await breathe()
  const id = newId()
  try {
    await write(async (tx) => {
      requireNotArchived(await lockTerm(tx, input.termId))
      const now = new Date()
      await tx.insert(assignmentRuns).values({
        id,
        termId: input.termId,
        scope: input.scope,
        name: input.name,
        state: 'queued',
        settings: input.settings,
        activeKey: `${viewer.id}:${input.termId}:${input.scope}`,
        basedOnId: input.basedOn ?? null,
        progress: { seconds: 0, objective: null, bound: null, gap: null, status: null },
        createdBy: viewer.id,
        createdAt: now,
        updatedAt: now,
      })
      await tx.insert(assignmentData).values({ runId: id, base, stamps: stampsOf(source), pairs, marks })
      await audit(tx, {
        actor: viewer,
        action: 'assignment.start',
        record: runRecord({ id, name: input.name }),
        scope: runScope(input),
        after: { people: base.people.length, courses: base.courses.length },
      })
      await emit(tx, 'assignment/queued', { runId: id })
    })
  } catch (error) {
    if (violates(error, 'assignment_runs_active', 'assignment_runs.active_key'))
      throw stateError(
        'A scenario of yours for this term is being solved. Wait until it is done, or cancel it.',
      )
    throw error
  }
  return id
}

/**
 * Ends the solving of a scenario. One that is in hand ends within seconds and keeps the best answer found;
 * one that waits, or whose solver is silent, ends at once.
 */
export async function cancelRun(viewer: Viewer, id: string): Promise<void> {
  await write(async (tx) => {
    const row = await lockOwn(tx, viewer, id)
    if (row.state !== 'queued' && row.state !== 'solving')
      throw stateError('It is not being solved any more.')
    const now = new Date()
    const silent = row.state === 'queued' || now.getTime() - row.updatedAt.getTime() > SILENT_MS
    await tx
      .update(assignmentRuns)
      .set(
        silent
          ? { state: 'cancelled', activeKey: null, cancelAskedAt: now, finishedAt: now, updatedAt: now }
          : { cancelAskedAt: now },
      )
      .where(eq(assignmentRuns.id, id))
    await audit(tx, {
      actor: viewer,
      action: 'assignment.cancel',
      record: runRecord(row),
      scope: runScope(row),
    })
  })
}

export async function renameRun(viewer: Viewer, input: { id: string; name: string }): Promise<void> {
  await write(async (tx) => {
    const row = await lockOwn(tx, viewer, input.id)
    if (row.name === input.name) return
    await tx
      .update(assignmentRuns)
      .set({ name: input.name, version: row.version + 1, updatedAt: new Date() })
      .where(eq(assignmentRuns.id, row.id))
    await audit(tx, {
      actor: viewer,
      action: 'assignment.rename',
      record: runRecord({ ...row, name: input.name }),
      scope: runScope(row),
      before: { name: row.name },
      after: { name: input.name },
    })
  })
}

/** Removes a scenario. What was applied of it stays, so one that is applied is not removed. */
export async function deleteRun(viewer: Viewer, id: string): Promise<RunRow> {
  return write(async (tx) => {
    const row = await lockOwn(tx, viewer, id)
    if (row.state === 'queued' || row.state === 'solving')
      throw stateError('It is being solved. Cancel it first.')
    if (row.appliedAt && !row.undoneAt)
      throw stateError('It is applied and is kept, so that it can be undone and read later.')
    await tx.delete(assignmentData).where(eq(assignmentData.runId, id))
    await tx.delete(assignmentRuns).where(eq(assignmentRuns.id, id))
    await audit(tx, {
      actor: viewer,
      action: 'assignment.delete',
      record: runRecord(row),
      scope: runScope(row),
    })
    return row
  })
}

/**
 * Takes the term's data as it is now into a scenario. Pairs, locks and bans stay where their person and course
 * still take part. Gives how many pairs did not.
 */
export async function rebaseRun(viewer: Viewer, input: { id: string; version: number }): Promise<number> {
  const run = await getRun(viewer, input.id)
  requireSolved(run.row)
  const source = await loadSource(db, run.row.termId, run.row.scope, await loadSettings())
  await breathe()
  const base = buildBase(source, run.settings)
  return write(async (tx) => {
    const now = await lockRun(tx, viewer, input.id)
    requireVersion(now.row, input.version)
    requireSolved(now.row)
    const { pairs, marks, lost } = carryOver(now.data, base)
    const { close } = now.data.base
    if (close) {
      const kept = carryOver({ base: now.data.base, pairs: close.pairs, marks: noMarks }, base)
      base.close = { name: close.name, pairs: kept.pairs }
    }
    await tx
      .update(assignmentData)
      .set({ base, stamps: stampsOf(source), pairs, marks, solved: null, imported: null })
      .where(eq(assignmentData.runId, input.id))
    await tx
      .update(assignmentRuns)
      .set({
        version: now.row.version + 1,
        baseVersion: now.row.baseVersion + 1,
        edited: true,
        // There is no answer of the solver any more to set the edits against.
        figures: figuresOfPairs(base, pairs),
        updatedAt: new Date(),
      })
      .where(eq(assignmentRuns.id, input.id))
    await audit(tx, {
      actor: viewer,
      action: 'assignment.rebase',
      record: runRecord(now.row),
      scope: runScope(now.row),
      after: { pairs: pairs.length, lost },
    })
    return lost
  })
}

/** Refuses what needs an answer of the solver. */
export function requireSolved(row: Pick<RunRow, 'state'>): void {
  if (row.state === 'queued' || row.state === 'solving')
    throw stateError('It is being solved. Wait until it is done, or cancel it.')
  if (row.state === 'failed') throw stateError('This scenario has no result.')
}

async function lockOwn(tx: Tx, viewer: Viewer, id: string): Promise<RunRow> {
  const [row] = await lockRows(tx, assignmentRuns, [id])
  if (!row || !mayRun(viewer, row.scope)) throw notFound('This scenario')
  return row
}
