import type { Tx } from '@/db/client'
import { conflictError } from '@/lib/audit/conflict'
import { AppError } from '@/lib/errors'
import { formatHours } from '@/lib/hours'
import { queueChangeMails } from '@/lib/offers/mails'
import { can, requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import type { Settings } from '@/lib/settings/schema'
import type { Position } from '@/lib/vocabulary'
import { loadFacts, previewFacts } from './facts'
import { type Change, type Plan, type PlannedRow, planChanges, type RowBreach } from './plan'
import { type Applied, writeRows } from './write-rows'

export type { Change, Plan, PlannedRow, RowBreach } from './plan'
export { removeProposals } from './remove-proposals'
export { type Applied, madeKnown } from './write-rows'

/** A written reason, and the keys of the breaches that the person was shown when they wrote it. */
export type Override = { reason: string; keys: readonly string[] }

export type ChangeSet = {
  termId: string
  changes: readonly Change[]
  /** Whose application answers count where a person has two (SPEC 7: weekly maximum, visa). */
  position?: Position
  override?: Override | null
}

/** What a form gets back to show the breaches and ask for the reason. */
export type BreachData = {
  breaches: (RowBreach & { row: number; userId: string; courseId: string; course: string })[]
  mayOverride: boolean
}

/** The plan of a change set without writing anything: a message and the broken rules per row. */
export async function previewChangeSet(viewer: Viewer, set: ChangeSet): Promise<Plan> {
  const settings = await loadSettings()
  const facts = await previewFacts(await whatIsTouched(set, null))
  const plan = planChanges(facts, set.changes, rulesOf(settings))
  for (const row of plan.rows) if (!row.problem) requirePermission(viewer, row)
  return plan
}

/**
 * Applies a change set inside the caller's transaction: locks people and courses, plans again with what
 * is true now, refuses or overrides, writes rows and audit, and queues the mails to people whose hours
 * they know of were changed or ended. All rows or none.
 *
 * @throws AppError `limit` with `BreachData` where rules are broken and not overridden; `conflict`,
 *   `state`, `invalid` or `not_found` for the first row that cannot be done; `not_allowed`
 */
export async function applyChanges(
  tx: Tx,
  viewer: Viewer,
  set: ChangeSet,
  settings: Settings,
): Promise<Applied> {
  const facts = await loadFacts(tx, { ...(await whatIsTouched(set, tx)), lock: true })
  const plan = planChanges(facts, set.changes, rulesOf(settings))
  for (const row of plan.rows) {
    if (row.problem) throw await problemError(tx, row, settings.timeZone)
    requirePermission(viewer, row)
  }
  requireNoBreach(viewer, plan, set.override ?? null)
  const applied = await writeRows(tx, viewer, plan, set.override ?? null, settings)
  await queueChangeMails(tx, applied.told)
  return applied
}

/**
 * Locks the people, courses and allocations of a change set, as `applyChanges` does, and gives what plans any
 * part of it: for a caller who finds out under the locks which changes can be made.
 */
export async function plannerUnderLocks(
  tx: Tx,
  set: ChangeSet,
  settings: Settings,
): Promise<(changes: readonly Change[]) => Plan> {
  const facts = await loadFacts(tx, { ...(await whatIsTouched(set, tx)), lock: true })
  return (changes) => planChanges(facts, changes, rulesOf(settings))
}

/**
 * The keys of the rules that a change set would break as things stand in the caller's transaction, which holds
 * the locks of its people and courses already.
 */
export async function breachKeys(tx: Tx, set: ChangeSet, settings: Settings): Promise<string[]> {
  const facts = await loadFacts(tx, await whatIsTouched(set, tx))
  return planChanges(facts, set.changes, rulesOf(settings)).rows.flatMap((row) =>
    row.breaches.map((breach) => breach.key),
  )
}

const rulesOf = (settings: Settings) => ({
  visaCapQuarters: settings.visaCapHours * 4,
  changesNeedAnswer: settings.offersNeedAnswer,
})

/** Ids of people and courses that a change set touches; those of changed allocations are looked up. */
async function whatIsTouched(set: ChangeSet, tx: Tx | null) {
  const allocationIds = set.changes.flatMap((change) => (change.kind === 'add' ? [] : [change.allocationId]))
  const userIds = new Set<string>()
  const courseIds = new Set<string>()
  for (const change of set.changes) {
    if (change.kind !== 'add') continue
    userIds.add(change.userId)
    courseIds.add(change.courseId)
  }
  if (allocationIds.length > 0) {
    // Person and course of an allocation never change, so they may be read before the locks.
    const facts = tx
      ? await loadFacts(tx, { termId: set.termId, userIds: [], courseIds: [], allocationIds })
      : await previewFacts({ termId: set.termId, userIds: [], courseIds: [], allocationIds })
    for (const row of facts.allocations.values()) {
      userIds.add(row.userId)
      courseIds.add(row.courseId)
    }
  }
  return {
    termId: set.termId,
    position: set.position,
    userIds: [...userIds],
    courseIds: [...courseIds],
    allocationIds,
  }
}

function requirePermission(viewer: Viewer, row: PlannedRow): void {
  const { course, position, change } = row
  if (!course || !position) return
  const subject = { position, courseId: course.id, canPreAssign: course.canPreAssign }
  if (change.kind === 'add' && !can(viewer, 'applications.decide', { position }).allowed) {
    // Whoever does not decide on the position proposes; its coordinator tells the student.
    if (change.source === 'pre_assignment' && change.state === 'proposed')
      requireCan(viewer, 'allocations.preAssign', subject)
    else requireCan(viewer, 'applications.decide', { position })
    return
  }
  requireCan(viewer, 'allocations.manage', subject)
}

async function problemError(tx: Tx, row: PlannedRow, zone: string): Promise<AppError> {
  const { code, message } = row.problem!
  if (code !== 'conflict' || !row.allocation || !row.course) return new AppError(code, message)
  return conflictError(
    tx,
    {
      type: 'allocation',
      id: row.allocation.id,
      name: `The allocation of ${row.person?.name ?? 'this person'} in ${row.course.code}`,
      version: row.allocation.version,
    },
    [
      {
        field: `Hours in ${row.course.code}`,
        yours: row.change.kind === 'hours' ? formatHours(row.after) : 'Ended',
        theirs: formatHours(row.allocation.quarters),
      },
    ],
    zone,
  )
}

function requireNoBreach(viewer: Viewer, plan: Plan, override: Override | null): void {
  const breaches = plan.rows.flatMap((row, index) =>
    row.breaches.map((breach) => ({
      ...breach,
      row: index,
      userId: row.person?.userId ?? '',
      courseId: row.course?.id ?? '',
      course: row.course?.code ?? '',
      position: row.position,
    })),
  )
  if (breaches.length === 0) return
  const mayOverride = breaches.every(
    (breach) =>
      breach.overridable &&
      can(viewer, 'allocations.override', { position: breach.position ?? undefined }).allowed,
  )
  const seen = new Set(override?.keys)
  const reason = override?.reason.trim() ?? ''
  if (mayOverride && reason && breaches.every((breach) => seen.has(breach.key))) return
  const data: BreachData = { breaches: breaches.map(({ position: _, ...breach }) => breach), mayOverride }
  throw new AppError('limit', breaches[0]!.message, { data })
}
