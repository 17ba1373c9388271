import { and, eq, inArray } from 'drizzle-orm'
import { affected, type Tx, write } from '@/db/client'
import { uniqueViolation } from '@/db/errors'
import { allocations } from '@/db/schema'
import { insertMany, newId } from '@/db/sql'
import { type AuditEntry, audit } from '@/lib/audit'
import { conflictError } from '@/lib/audit/conflict'
import { addDays, endOfDay, todayIn } from '@/lib/dates'
import { AppError, stateError } from '@/lib/errors'
import { formatHours } from '@/lib/hours'
import { can, requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import type { Settings } from '@/lib/settings/schema'
import { type Position, positionNames } from '@/lib/vocabulary'
import { liveKeyOf, loadFacts, previewFacts } from './facts'
import { type Change, type Plan, type PlannedRow, planChanges, type RowBreach } from './plan'

export type { Change, Plan, PlannedRow, RowBreach } from './plan'

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

export type Applied = {
  added: { id: string; userId: string; courseId: string; position: Position; quarters: number }[]
  changed: string[]
  ended: string[]
}

/** The plan of a change set without writing anything: a message and the broken rules per row. */
export async function previewChangeSet(viewer: Viewer, set: ChangeSet): Promise<Plan> {
  const settings = await loadSettings()
  const facts = await previewFacts(await whatIsTouched(set, null))
  const plan = planChanges(facts, set.changes, settings.visaCapHours * 4)
  for (const row of plan.rows) if (!row.problem) requirePermission(viewer, row)
  return plan
}

/** Applies a change set in a transaction of its own; see `applyChanges`. */
export async function applyChangeSet(viewer: Viewer, set: ChangeSet): Promise<Applied> {
  const settings = await loadSettings()
  try {
    return await write((tx) => applyChanges(tx, viewer, set, settings))
  } catch (error) {
    throw uniqueViolation(error) ? alreadyHeld() : error
  }
}

const alreadyHeld = () => stateError('Somebody else has just given this course to the same person.')

/**
 * Applies a change set inside the caller's transaction: locks people and courses, plans again with what
 * is true now, refuses or overrides, writes rows and audit. All rows or none.
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
  const plan = planChanges(facts, set.changes, settings.visaCapHours * 4)
  for (const row of plan.rows) {
    if (row.problem) throw await problemError(tx, row, settings.timeZone)
    requirePermission(viewer, row)
  }
  requireNoBreach(viewer, plan, set.override ?? null)
  return writeRows(tx, viewer, plan, set.override ?? null, settings)
}

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

async function writeRows(
  tx: Tx,
  viewer: Viewer,
  plan: Plan,
  override: Override | null,
  settings: Settings,
): Promise<Applied> {
  const at = new Date()
  const applied: Applied = { added: [], changed: [], ended: [] }
  const entries: AuditEntry[] = []
  const reasonFor = (row: PlannedRow) => (row.breaches.length > 0 ? (override?.reason.trim() ?? null) : null)
  const entry = (
    row: PlannedRow,
    id: string,
    action: string,
    facts: Pick<AuditEntry, 'before' | 'after' | 'reason'>,
  ): AuditEntry => ({
    actor: viewer,
    action,
    record: {
      type: 'allocation',
      id,
      name: `${row.person!.name}, ${positionNames[row.position!].toLowerCase()} in ${row.course!.code}`,
    },
    scope: {
      termId: plan.termId,
      courseId: row.course!.id,
      position: row.position,
      subjectId: row.person!.userId,
    },
    ...facts,
  })

  // Ends come first: they free the key of (course, person, position) for a row that takes it again.
  for (const row of plan.rows) {
    if (row.change.kind !== 'end' || !row.allocation) continue
    const { id, state, quarters, version } = row.allocation
    const reason = row.change.reason?.trim() || null
    if (state === 'proposed') {
      // Nobody but coordinators knew of it; the audit log keeps it.
      requireOne(await tx.delete(allocations).where(sameVersion(id, version)))
      entries.push(
        entry(row, id, 'allocations.removeProposal', { before: { hours: quarters / 4, state }, reason }),
      )
    } else {
      requireOne(
        await tx
          .update(allocations)
          .set({
            state: 'ended',
            liveKey: null,
            endedAt: at,
            endReason: reason,
            version: version + 1,
            updatedAt: at,
          })
          .where(sameVersion(id, version)),
      )
      entries.push(
        entry(row, id, 'allocations.end', {
          before: { hours: quarters / 4, state },
          after: { hours: quarters / 4, state: 'ended' },
          reason,
        }),
      )
    }
    applied.ended.push(id)
  }

  for (const row of plan.rows) {
    if (row.change.kind !== 'hours' || !row.allocation || row.after === row.before) continue
    const { id, state, version } = row.allocation
    // SPEC 8: other hours than those agreed to are a new offer.
    const asksAgain = state !== 'proposed' && settings.offersNeedAnswer
    requireOne(
      await tx
        .update(allocations)
        .set({
          quarters: row.after,
          ...(asksAgain
            ? { state: 'offered', offeredAt: at, answeredAt: null, ...offerTerms(settings, at) }
            : {}),
          ...(row.breaches.length > 0 ? { overrideReason: reasonFor(row) } : {}),
          version: version + 1,
          updatedAt: at,
        })
        .where(sameVersion(id, version)),
    )
    entries.push(
      entry(row, id, 'allocations.changeHours', {
        before: { hours: row.before / 4, state },
        after: { hours: row.after / 4, state: asksAgain ? 'offered' : state },
        reason: reasonFor(row),
      }),
    )
    applied.changed.push(id)
  }

  const fresh: (typeof allocations.$inferInsert)[] = []
  for (const row of plan.rows) {
    if (row.change.kind !== 'add') continue
    const { userId, courseId, position, quarters, source, applicationId, state } = row.change
    const id = newId()
    fresh.push({
      id,
      userId,
      courseId,
      termId: plan.termId,
      position,
      quarters,
      state,
      source,
      applicationId: applicationId ?? null,
      liveKey: liveKeyOf(courseId, userId, position),
      overrideReason: reasonFor(row),
      createdBy: viewer.id,
      createdAt: at,
      updatedAt: at,
      ...(state === 'proposed' ? {} : { offeredAt: at }),
      ...(state === 'offered' ? offerTerms(settings, at) : {}),
      ...(state === 'accepted' ? { answeredAt: at } : {}),
    })
    entries.push(
      entry(row, id, 'allocations.add', {
        after: { hours: quarters / 4, state, source },
        reason: reasonFor(row),
      }),
    )
    applied.added.push({ id, userId, courseId, position, quarters })
  }
  await insertMany(tx, allocations, fresh, 60)
  await audit(tx, ...entries)
  return applied
}

const sameVersion = (id: string, version: number) =>
  and(eq(allocations.id, id), eq(allocations.version, version))

/** The row was read under the locks of its person and course, so that this can only be a fault. */
function requireOne(result: unknown): void {
  if (affected(result) !== 1) throw new Error('an allocation changed under its locks')
}

/** State and last day of an answer for what is told to students now. */
export function offerTerms(settings: Settings, now: Date): { answerBy: Date | null } {
  if (!settings.offersNeedAnswer) return { answerBy: null }
  const last = addDays(todayIn(settings.timeZone, now), settings.offerAnswerDays)
  return { answerBy: endOfDay(last, settings.timeZone) }
}

/**
 * Removes what was proposed for an application, in the caller's transaction: for a withdrawal, where
 * the person themselves acts and no coordinator's right is asked. Locks as every change of hours does.
 */
export async function removeProposals(
  tx: Tx,
  actor: Pick<Viewer, 'id' | 'name'>,
  applicationId: string,
): Promise<void> {
  const rows = await tx
    .select()
    .from(allocations)
    .where(and(eq(allocations.applicationId, applicationId), eq(allocations.state, 'proposed')))
  const [first] = rows
  if (!first) return
  const facts = await loadFacts(tx, {
    termId: first.termId,
    userIds: [first.userId],
    courseIds: rows.map((row) => row.courseId),
    lock: true,
  })
  await tx.delete(allocations).where(
    and(
      inArray(
        allocations.id,
        rows.map((row) => row.id),
      ),
      eq(allocations.state, 'proposed'),
    ),
  )
  await audit(
    tx,
    ...rows.map((row) => ({
      actor,
      action: 'allocations.removeProposal',
      record: {
        type: 'allocation',
        id: row.id,
        name: `${facts.people.get(row.userId)?.name ?? ''}, ${positionNames[row.position].toLowerCase()} in ${facts.courses.get(row.courseId)?.code ?? ''}`,
      },
      scope: {
        termId: row.termId,
        courseId: row.courseId,
        position: row.position,
        subjectId: row.userId,
      },
      before: { hours: row.quarters / 4, state: row.state },
      reason: 'The application was withdrawn',
    })),
  )
}
