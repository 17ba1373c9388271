import { and, eq, inArray, isNotNull } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { applications, assignmentData, assignmentRuns, courses } from '@/db/schema'
import { inPieces, lockRows } from '@/db/sql'
import { applyChanges } from '@/lib/allocations/change-set'
import type { Change } from '@/lib/allocations/plan'
import { audit } from '@/lib/audit'
import { stateError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { backTo, bringBack, type Proposal, proposalsOf } from '@/lib/review/before'
import { applicationRecord, applicationScope } from '@/lib/review/commands'
import { loadSettings } from '@/lib/settings/queries'
import type { Settings } from '@/lib/settings/schema'
import type { AppliedApplication } from './applied'
import { hoursIn } from './apply-audit'
import { runRecord, runScope } from './commands'
import { carryStamps, currentStamps } from './stamps'
import { lockRun, requireRunScope, requireVersion } from './store'

/**
 * Takes back what applying a scenario did, exactly and as a whole: decisions, notes and proposals, with the
 * reasons that overrode a rule for them, are as they were before. Open until any of its results is published; refused when somebody changed a decision or hours
 * of it since. An application that its student has withdrawn has nothing left to take back.
 *
 * @returns how many applications are as before
 * @throws `state` with who stands in the way, `limit` when a course has no longer room for what was before
 */
export async function undoRun(viewer: Viewer, input: { id: string; version: number }): Promise<number> {
  const settings = await loadSettings()
  return write((tx) => undoIn(tx, viewer, input, settings))
}

async function undoIn(
  tx: Tx,
  viewer: Viewer,
  input: { id: string; version: number },
  settings: Settings,
): Promise<number> {
  const run = await lockRun(tx, viewer, input.id)
  const { row, data } = run
  requireRunScope(viewer, row.scope)
  requireVersion(row, input.version)
  if (!row.appliedAt || row.undoneAt || !data.applied) throw stateError('This scenario is not applied.')
  const applied = data.applied.applications
  const ids = applied.map((one) => one.id)
  const locked = new Map(
    (await inPieces(ids, (piece) => lockRows(tx, applications, piece))).map((one) => [one.id, one]),
  )
  if ([...locked.values()].some((one) => one.studentId === viewer.id))
    throw stateError('This scenario decides on your own application: a colleague has to undo it.')
  const published = applied.filter((one) => locked.get(one.id)?.state === 'published')
  if (published.length > 0)
    throw stateError(
      `${published.length} of its ${applied.length} results ${published.length === 1 ? 'is' : 'are'} published, among them ${nameOf(locked.get(published[0]!.id))}. What students were told is not undone here.`,
    )
  const standing = applied.filter((one) => locked.get(one.id)?.state === 'submitted')
  const proposals = Map.groupBy(await proposalsOf(tx, ids), (one) => one.applicationId ?? '')
  const changed = standing.filter((one) => !isAsLeft(one, locked.get(one.id)!, proposals.get(one.id) ?? []))
  if (changed.length > 0)
    throw stateError(
      `${changed
        .slice(0, 3)
        .map((one) => nameOf(locked.get(one.id)))
        .join(
          ', ',
        )}${changed.length > 3 ? ` and ${changed.length - 3} more` : ''} ${changed.length === 1 ? 'was' : 'were'} decided otherwise since. Nothing was undone; change the decisions in Review.`,
    )

  const changes = standing.flatMap((one) => backTo(one, proposals.get(one.id) ?? []))
  await requireOpenCourses(tx, changes)
  const reason = `Undo of automatic assignment “${row.name}”`
  const then = await currentStamps(tx, row.termId, row.scope, settings)
  await applyChanges(
    tx,
    viewer,
    {
      termId: row.termId,
      changes,
      position: row.scope === 'both' ? undefined : row.scope,
      override: { reason, keys: data.applied.broken },
    },
    settings,
  )
  const at = new Date()
  for (const one of standing) await bringBack(tx, viewer, locked.get(one.id)!, one.before, at)
  await tx
    .update(assignmentData)
    .set({
      applied: null,
      stamps: carryStamps(data.stamps, then, await currentStamps(tx, row.termId, row.scope, settings)),
    })
    .where(eq(assignmentData.runId, row.id))
  await tx
    .update(assignmentRuns)
    .set({ undoneAt: at, version: row.version + 1, updatedAt: at })
    .where(eq(assignmentRuns.id, row.id))
  await audit(
    tx,
    {
      actor: viewer,
      action: 'assignment.undo',
      record: runRecord(row),
      scope: runScope(row),
      after: { applications: standing.length },
    },
    ...standing.map((one) => {
      const application = locked.get(one.id)!
      return {
        actor: viewer,
        action: 'applications.undo' as const,
        record: applicationRecord(application),
        scope: applicationScope(application),
        before: { decision: one.after.decision, hours: hoursIn(data.base, one.after.proposals) },
        after: { decision: one.before.decision, hours: hoursIn(data.base, one.before.proposals) },
        reason,
      }
    }),
  )
  return standing.length
}

/** Hours that were taken from a course which is archived by now can come back once it is restored. */
async function requireOpenCourses(tx: Tx, changes: readonly Change[]): Promise<void> {
  const ids = [...new Set(changes.flatMap((one) => (one.kind === 'add' ? [one.courseId] : [])))]
  const rows = await inPieces(ids, (piece) =>
    tx
      .select({ code: courses.code })
      .from(courses)
      .where(and(inArray(courses.id, piece), isNotNull(courses.archivedAt))),
  )
  if (rows.length === 0) return
  const codes = rows.map(({ code }) => code).sort()
  throw stateError(
    `Undoing gives back hours in ${codes.join(', ')}, archived by now. Nothing was undone; restore ${codes.length === 1 ? 'that course' : 'those courses'} first.`,
  )
}

const nameOf = (row: { name: string | null } | undefined) => row?.name ?? 'somebody'

const lines = (rows: readonly { courseId: string; quarters: number }[]) =>
  rows
    .map((one) => `${one.courseId}:${one.quarters}`)
    .sort()
    .join()

/** Is the decision, with its hours, as applying left it? What a student edits in the meantime does not count. */
function isAsLeft(
  one: AppliedApplication,
  row: typeof applications.$inferSelect,
  proposals: readonly Proposal[],
): boolean {
  return row.decision === one.after.decision && lines(proposals) === lines(one.after.proposals)
}
