import { and, eq } from 'drizzle-orm'
import { affected, type Tx } from '@/db/client'
import { allocations } from '@/db/schema'
import { insertMany, newId } from '@/db/sql'
import { type AuditEntry, audit } from '@/lib/audit'
import { addDays, endOfDay, todayIn } from '@/lib/dates'
import type { Viewer } from '@/lib/permissions'
import type { Settings } from '@/lib/settings/schema'
import { type AllocationState, type Position, positionNames } from '@/lib/vocabulary'
import type { Override } from './change-set'
import { type AllocationRow, liveKeyOf } from './facts'
import { agreedTo, type Plan, type PlannedRow } from './plan'

/** What people have to be told of a change set: hours that they know of were changed or ended. */
export type ToldChange =
  | { kind: 'changed'; allocationId: string; version: number; fromQuarters: number; takenBack: boolean }
  | { kind: 'ended'; allocationId: string; wasAgreed: boolean }

export type Applied = {
  added: { id: string; userId: string; courseId: string; position: Position; quarters: number }[]
  changed: string[]
  ended: string[]
  told: ToldChange[]
}

/** Writes a plan whose rows have no problem, with its audit entries; the people and courses are locked. */
export async function writeRows(
  tx: Tx,
  viewer: Viewer,
  plan: Plan,
  override: Override | null,
  settings: Settings,
): Promise<Applied> {
  const at = new Date()
  const applied: Applied = { added: [], changed: [], ended: [], told: [] }
  const entries: AuditEntry[] = []
  const reasonFor = (row: PlannedRow) => (row.breaches.length > 0 ? (override?.reason.trim() ?? null) : null)
  const entry = entryOf(viewer, plan)

  // Ends come first: they free the key of (course, person, position) for a row that takes it again.
  for (const row of plan.rows) {
    if (row.change.kind !== 'end' || !row.allocation) continue
    const { allocation } = row
    const { id, state, version } = allocation
    const reason = row.change.reason?.trim() || null
    const hours = allocation.quarters / 4
    if (state === 'proposed') {
      // Nobody but coordinators knew of it; the audit log keeps it.
      requireOne(await tx.delete(allocations).where(sameVersion(id, version)))
      entries.push(entry(row, id, 'allocations.removeProposal', { before: { hours, state }, reason }))
    } else {
      // A change that waited for an answer goes with it: what was agreed to is what ends.
      const quarters = allocation.agreedQuarters ?? allocation.quarters
      requireOne(
        await tx
          .update(allocations)
          .set({
            state: 'ended',
            quarters,
            agreedQuarters: null,
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
          before: { hours, state },
          after: { hours: quarters / 4, state: 'ended' },
          reason,
        }),
      )
      applied.told.push({ kind: 'ended', allocationId: id, wasAgreed: agreedTo(allocation) !== null })
    }
    applied.ended.push(id)
  }

  for (const row of plan.rows) {
    if (row.change.kind !== 'hours' || !row.allocation || row.after === row.before) continue
    const { id, state, version } = row.allocation
    const standing = changedStanding(row.allocation, row.after, settings, at)
    requireOne(
      await tx
        .update(allocations)
        .set({
          quarters: row.after,
          ...standing,
          ...(row.change.overrideReason !== undefined
            ? { overrideReason: row.change.overrideReason }
            : row.breaches.length > 0
              ? { overrideReason: reasonFor(row) }
              : {}),
          version: version + 1,
          updatedAt: at,
        })
        .where(sameVersion(id, version)),
    )
    entries.push(
      entry(row, id, 'allocations.changeHours', {
        before: { hours: row.before / 4, state },
        after: {
          hours: row.after / 4,
          state: standing.state ?? state,
          ...(standing.agreedQuarters ? { agreedHours: standing.agreedQuarters / 4 } : {}),
        },
        reason: reasonFor(row),
      }),
    )
    applied.changed.push(id)
    if (state !== 'proposed')
      applied.told.push({
        kind: 'changed',
        allocationId: id,
        version: version + 1,
        fromQuarters: agreedTo(row.allocation) ?? row.before,
        takenBack: agreedTo(row.allocation) === row.after,
      })
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
      overrideReason: row.change.overrideReason !== undefined ? row.change.overrideReason : reasonFor(row),
      createdBy: viewer.id,
      createdAt: at,
      updatedAt: at,
      ...(state === 'proposed' ? {} : { offeredAt: at }),
      ...(state === 'offered' ? offerTerms(settings, at) : {}),
      ...(state === 'accepted' ? { answeredAt: at, firstAcceptedAt: at } : {}),
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

type Standing = Partial<
  Pick<
    typeof allocations.$inferInsert,
    'state' | 'agreedQuarters' | 'offeredAt' | 'answerBy' | 'answeredAt' | 'firstAcceptedAt' | 'remindedAt'
  >
> & { state?: AllocationState }

/**
 * What other hours make of an allocation (SPEC 8). A proposal stays one. Hours that the person knows of
 * become a new offer that keeps the hours agreed to until it is answered; going back to those takes the
 * change back; where offers need no answer the new hours hold at once.
 */
function changedStanding(row: AllocationRow, quarters: number, settings: Settings, at: Date): Standing {
  if (row.state === 'proposed') return {}
  const agreed = agreedTo(row)
  const anew = { remindedAt: null, ...offerTerms(settings, at) }
  if (agreed === quarters) return { ...anew, state: 'accepted', agreedQuarters: null, answerBy: null }
  if (!settings.offersNeedAnswer)
    return {
      ...anew,
      state: 'accepted',
      agreedQuarters: null,
      answeredAt: row.answeredAt ?? at,
      firstAcceptedAt: row.firstAcceptedAt ?? at,
    }
  return { ...anew, state: 'offered', agreedQuarters: agreed, offeredAt: at, answeredAt: null }
}

const entryOf =
  (viewer: Viewer, plan: Plan) =>
  (
    row: PlannedRow,
    id: string,
    action: AuditEntry['action'],
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

const sameVersion = (id: string, version: number) =>
  and(eq(allocations.id, id), eq(allocations.version, version))

/** The row was read under the locks of its person and course, so that this can only be a fault. */
function requireOne(result: unknown): void {
  if (affected(result) !== 1) throw new Error('an allocation changed under its locks')
}

/** Last instant of an answer for what is told to students now; null where offers need none. */
function offerTerms(settings: Settings, now: Date): { answerBy: Date | null } {
  if (!settings.offersNeedAnswer) return { answerBy: null }
  const last = addDays(todayIn(settings.timeZone, now), settings.offerAnswerDays)
  return { answerBy: endOfDay(last, settings.timeZone) }
}

/** What a proposal becomes when it is made known: an offer with its terms, or accepted where offers need no answer. */
export function madeKnown(settings: Settings, at: Date) {
  const state = settings.offersNeedAnswer ? ('offered' as const) : ('accepted' as const)
  const accepted = state === 'accepted' ? at : null
  return {
    state,
    offeredAt: at,
    answeredAt: accepted,
    firstAcceptedAt: accepted,
    ...offerTerms(settings, at),
  }
}
