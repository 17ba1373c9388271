import { eq } from 'drizzle-orm'
import { type Db, db, type Tx } from '@/db/client'
import { assignmentData, assignmentRuns } from '@/db/schema'
import { lockRows } from '@/db/sql'
import type { Instance } from '@/lib/assignment/types'
import { AppError, notFound } from '@/lib/errors'
import { can, requireCan, type Viewer } from '@/lib/permissions'
import { type AssignmentScope, assignmentScopes } from '@/lib/vocabulary'
import type { AppliedRecord } from './applied'
import { type Base, type HeldPair, type Marks, pinnedOf, toInstance } from './base'
import type { ImportedRow } from './import-rows'
import { policyOf, type RunSettings, runSettings } from './settings'
import { positionsOf } from './source'
import type { Stamps } from './stamps'

export type RunRow = typeof assignmentRuns.$inferSelect

/** What stands in `assignment_data`, with its types. */
export type RunData = {
  base: Base
  stamps: Stamps
  solved: HeldPair[] | null
  pairs: HeldPair[]
  marks: Marks
  imported: { fileName: string; rows: ImportedRow[] } | null
  applied: AppliedRecord | null
}

export type Run = { row: RunRow; settings: RunSettings; data: RunData }

/** Scopes whose scenarios the viewer may see and make: all positions of them must be theirs. */
export const scopesOf = (viewer: Viewer): AssignmentScope[] =>
  assignmentScopes.filter((scope) => mayRun(viewer, scope))

export const mayRun = (viewer: Viewer, scope: AssignmentScope): boolean =>
  positionsOf(scope).every((position) => can(viewer, 'assignment.run', { position }).allowed)

export function requireRunScope(viewer: Viewer, scope: AssignmentScope): void {
  for (const position of positionsOf(scope)) requireCan(viewer, 'assignment.run', { position })
}

export const settingsOf = (row: Pick<RunRow, 'settings'>): RunSettings => runSettings.parse(row.settings)

/** A scenario without its data. Not found unless its positions are the viewer's. One query. */
export async function getRunRow(viewer: Viewer, id: string): Promise<RunRow> {
  const [row] = await db.select().from(assignmentRuns).where(eq(assignmentRuns.id, id))
  if (!row || !mayRun(viewer, row.scope)) throw notFound('This scenario')
  return row
}

/** A scenario with its data. Not found unless its positions are the viewer's. Two queries. */
export async function getRun(viewer: Viewer, id: string): Promise<Run> {
  const row = await getRunRow(viewer, id)
  return { row, settings: settingsOf(row), data: await loadData(db, id) }
}

/** Locks a scenario until the transaction ends. Not found unless its positions are the viewer's. */
export async function lockRun(tx: Tx, viewer: Viewer, id: string): Promise<Run> {
  const [row] = await lockRows(tx, assignmentRuns, [id])
  if (!row || !mayRun(viewer, row.scope)) throw notFound('This scenario')
  return { row, settings: settingsOf(row), data: await loadData(tx, id) }
}

export async function loadData(from: Db | Tx, runId: string): Promise<RunData> {
  const [row] = await from.select().from(assignmentData).where(eq(assignmentData.runId, runId))
  if (!row) throw notFound('This scenario')
  return row as unknown as RunData
}

/** The instance that the solver gets and that the board is checked against, with what is pinned in it. */
export function modelOf(run: { settings: RunSettings; data: Pick<RunData, 'base' | 'marks' | 'pairs'> }): {
  instance: Instance
  pinned: HeldPair[]
} {
  const { base, marks, pairs } = run.data
  const pinned = pinnedOf(base, marks, pairs)
  return { instance: toInstance(base, policyOf(run.settings), pinned, marks), pinned }
}

/** Refuses a write to a scenario that somebody changed since the page was made. */
export function requireVersion(row: RunRow, version: number): void {
  if (row.version === version) return
  throw new AppError(
    'conflict',
    `“${row.name}” was changed while you looked at it, perhaps in another window. Nothing was done; this is how it stands now.`,
  )
}
