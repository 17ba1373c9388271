import { eq, inArray } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { uniqueViolation } from '@/db/errors'
import { applications, assignmentData, assignmentRuns } from '@/db/schema'
import { inPieces, lockRows } from '@/db/sql'
import {
  applyChanges,
  breachKeys,
  type Override,
  type Plan,
  previewChangeSet,
} from '@/lib/allocations/change-set'
import { audit } from '@/lib/audit'
import { AppError, stateError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { backTo, proposalsOf } from '@/lib/review/before'
import { decisionOf, refusalOf } from '@/lib/review/states'
import { getSettings, loadSettings } from '@/lib/settings/queries'
import type { Settings } from '@/lib/settings/schema'
import { acceptedLess, brieflyWhy } from './accepted'
import { getAnalysis } from './analysis'
import { appliedOf } from './applied'
import { applicationEntries } from './apply-audit'
import type { ApplyTotals } from './apply-words'
import { type ApplicationChange, applicationChanges, changeSetOf, totalsOf } from './change-plan'
import { runRecord, runScope } from './commands'
import { requireEditable } from './edits'
import { currentStamps, driftBetween, driftInWords } from './stamps'
import { getRun, lockRun, type Run, requireRunScope, requireVersion } from './store'

export type Applied = ApplyTotals & { quarters: number }

/** What a refused application tells its page besides the message. */
export type DriftData = { drift: { lines: string[]; total: number } }

/** Whose answers count in the checks: those of the position; with both positions the newer application's. */
const answersOf = (run: Run) => (run.row.scope === 'both' ? undefined : run.row.scope)

export type ApplyPreview = {
  run: Run
  changes: ApplicationChange[]
  plan: Plan
  drift: { lines: string[]; total: number }
  totals: ApplyTotals & { quarters: number; courses: number }
  /** Accepted before and given nothing now: their applications, and their names in order. */
  dropped: { ids: Set<string>; names: string[] }
}

/**
 * What applying a scenario would do, row by row, with the rules of SPEC 7 that it would break and what has
 * changed in the term since the scenario was made. Nothing is written.
 */
export async function previewApply(viewer: Viewer, id: string): Promise<ApplyPreview> {
  const run = await getRun(viewer, id)
  requireRunScope(viewer, run.row.scope)
  const changes = await applicationChanges(db, run)
  const proposals = await proposalsOf(
    db,
    changes.map((change) => change.id),
  )
  const set = changeSetOf(changes, proposals)
  const [plan, now] = await Promise.all([
    previewChangeSet(viewer, { termId: run.row.termId, changes: set, position: answersOf(run) }),
    currentStamps(db, run.row.termId, run.row.scope, await getSettings()),
  ])
  const given = changes.flatMap((change) => change.given)
  const before = new Map(
    (
      await inPieces(
        changes.map((change) => change.id),
        (ids) =>
          db
            .select({ id: applications.id, name: applications.name, decision: applications.decision })
            .from(applications)
            .where(inArray(applications.id, ids)),
      )
    ).map((row) => [row.id, row]),
  )
  const dropped = changes.filter((change) => change.act === 'undo').map((change) => change.id)
  return {
    run,
    changes,
    plan,
    drift: await driftInWords(driftBetween(run.data.stamps, now)),
    totals: {
      ...totalsOf(changes, set, proposals, (one) => before.get(one)?.decision === 'accepted'),
      quarters: given.reduce((sum, one) => sum + one.quarters, 0),
      courses: new Set(given.map((one) => one.courseId)).size,
    },
    dropped: {
      ids: new Set(dropped),
      names: dropped
        .map((one) => before.get(one)?.name ?? 'Somebody')
        .sort((a, b) => a.localeCompare(b, 'en')),
    },
  }
}

/**
 * Applies a scenario: accepts its applications and makes their proposals what it gives, all in one
 * transaction, by the same change set and checks as every other change of hours (SPEC 7). What is published is
 * not touched. Refused as a whole when the term's data changed since the scenario was made.
 *
 * @throws `conflict` with what changed (`DriftData`), `limit` with the broken rules, `state`, `not_allowed`
 */
export async function applyRun(
  viewer: Viewer,
  input: { id: string; version: number; override?: Override | null },
): Promise<Applied> {
  const settings = await loadSettings()
  // For the record alone: should the scenario change in between, it is not applied.
  const analysis = await getAnalysis(viewer, input.id)
  const why = brieflyWhy(analysis, await acceptedLess(analysis))
  try {
    return await write((tx) => applyIn(tx, viewer, input, settings, why))
  } catch (error) {
    if (uniqueViolation(error))
      throw stateError(
        'Somebody has just given one of these courses to the same person. Nothing was applied.',
      )
    // Lines in words need reads that do not belong into the transaction.
    if (error instanceof Drifted) throw await driftError(error)
    throw error
  }
}

/** Thrown inside the transaction to roll it back; turned into words after. */
class Drifted extends Error {
  constructor(readonly drift: ReturnType<typeof driftBetween>) {
    super('the term’s data changed')
  }
}

async function driftError({ drift }: Drifted): Promise<AppError> {
  const words = await driftInWords(drift)
  const data: DriftData = { drift: words }
  const [first] = words.lines
  return new AppError(
    'conflict',
    `The term’s data changed since this scenario was made: ${first}${words.total > 1 ? ` And ${words.total - 1} more.` : ''} Nothing was applied. Take the changes in, look at the board, and apply again.`,
    { data },
  )
}

async function applyIn(
  tx: Tx,
  viewer: Viewer,
  input: { id: string; version: number; override?: Override | null },
  settings: Settings,
  why: ReadonlyMap<string, string>,
): Promise<Applied> {
  const run = await lockRun(tx, viewer, input.id)
  requireRunScope(viewer, run.row.scope)
  requireVersion(run.row, input.version)
  requireEditable(run)
  const { termId, scope, name } = run.row

  // The order of locks is that of every decision: applications, then (in the change set) people and courses.
  const locked = new Map(
    (
      await inPieces(
        (await applicationChanges(tx, run)).map((change) => change.id),
        (ids) => lockRows(tx, applications, ids),
      )
    ).map((row) => [row.id, row]),
  )
  const changes = await applicationChanges(tx, run)
  const drift = driftBetween(run.data.stamps, await currentStamps(tx, termId, scope, settings))
  if (drift.length > 0 || changes.some((change) => !locked.has(change.id))) throw new Drifted(drift)
  if (changes.length === 0)
    throw stateError('This scenario gives nobody hours, so there is nothing to apply.')
  if (changes.some((change) => change.userId === viewer.id))
    throw stateError('This scenario decides on your own application: a colleague has to apply it.')
  for (const change of changes) {
    const row = locked.get(change.id)!
    const refusal = refusalOf(change.act, row)
    if (refusal) throw stateError(`${row.name ?? 'One application'}: ${refusal} Nothing was applied.`)
  }
  const before = await proposalsOf(
    tx,
    changes.map((change) => change.id),
  )
  const set = changeSetOf(changes, before)
  await applyChanges(
    tx,
    viewer,
    {
      termId,
      changes: set,
      position: answersOf(run),
      override: input.override ?? null,
    },
    settings,
  )
  // Courses are locked now; a budget that was lowered between the look above and here shows at last.
  const still = driftBetween(run.data.stamps, await currentStamps(tx, termId, scope, settings))
  if (still.some((one) => one.kind === 'course')) throw new Drifted(still)

  const at = new Date()
  await decideAll(tx, viewer, changes, locked, at)
  const after = await proposalsOf(
    tx,
    changes.map((change) => change.id),
  )
  const record = changes.map((change) => appliedOf(change, locked.get(change.id)!, before, after))
  const left = Map.groupBy(after, (one) => one.applicationId)
  const broken = await breachKeys(
    tx,
    {
      termId,
      changes: record.flatMap((one) => backTo(one, left.get(one.id) ?? [])),
      position: answersOf(run),
    },
    settings,
  )
  await tx
    .update(assignmentData)
    .set({
      applied: { applications: record, broken },
      // The scenario has made these changes itself: they are no reason to refuse it after an undo.
      stamps: await currentStamps(tx, termId, scope, settings),
    })
    .where(eq(assignmentData.runId, run.row.id))
  await tx
    .update(assignmentRuns)
    .set({
      appliedAt: at,
      appliedBy: viewer.id,
      undoneAt: null,
      version: run.row.version + 1,
      updatedAt: at,
    })
    .where(eq(assignmentRuns.id, run.row.id))
  const accepted = changes.filter((change) => change.act === 'accept').length
  const quarters = changes.flatMap((c) => c.given).reduce((sum, one) => sum + one.quarters, 0)
  await audit(
    tx,
    {
      actor: viewer,
      action: 'assignment.apply',
      record: runRecord(run.row),
      scope: runScope(run.row),
      after: { accepted, undecided: changes.length - accepted, hours: quarters / 4 },
      reason: input.override?.reason.trim() || null,
    },
    ...applicationEntries(viewer, { name, base: run.data.base }, changes, { locked, before, after, why }),
  )
  const totals = totalsOf(changes, set, before, (one) => locked.get(one)!.decision === 'accepted')
  return { ...totals, quarters }
}

async function decideAll(
  tx: Tx,
  viewer: Viewer,
  changes: readonly ApplicationChange[],
  locked: ReadonlyMap<string, typeof applications.$inferSelect>,
  at: Date,
): Promise<void> {
  for (const act of ['accept', 'undo'] as const) {
    const decision = decisionOf[act]
    const ids = changes.filter((change) => change.act === act).map((change) => change.id)
    // Same versions together, so that a thousand decisions are a few statements. A decision that stays keeps
    // its words; the others lose those of the decision before.
    const alike = Map.groupBy(ids, (id) => {
      const row = locked.get(id)!
      return `${row.version}:${row.decision === decision}`
    })
    for (const same of alike.values())
      await inPieces(same, async (piece) => {
        const { version, decision: before } = locked.get(piece[0]!)!
        await tx
          .update(applications)
          .set({
            decision,
            decidedAt: decision ? at : null,
            decidedBy: decision ? viewer.id : null,
            ...(decision !== null && decision === before
              ? {}
              : { noteToStudent: null, internalReason: null }),
            version: version + 1,
            updatedAt: at,
            updatedBy: viewer.id,
          })
          .where(inArray(applications.id, piece))
        return []
      })
  }
}
