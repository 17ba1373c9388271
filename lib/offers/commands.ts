import { eq } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { allocations, courses, users } from '@/db/schema'
import { lockRows } from '@/db/sql'
import { committedQuarters } from '@/lib/allocations/committed'
import type { AllocationRow } from '@/lib/allocations/facts'
import { type AuditEntry, audit } from '@/lib/audit'
import { invalid, notFound, stateError } from '@/lib/errors'
import { formatHours } from '@/lib/hours'
import { requireCanOr, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { positionNames } from '@/lib/vocabulary'
import { queueDeclined, queueExpired, queueReminder, toldOf } from './mails'
import { answerEnded, reminderDue } from './rules'
import { answerRefusal, standingOf, transitionOf } from './states'

export type Answer = { act: 'accept' } | { act: 'decline'; reason: string }

/** What an answer came to: the hours that hold now, and whether it was about a change of them. */
export type Answered = { quarters: number; change: boolean; code: string }

/**
 * The student's answer to an offer, or to a change of hours that they had agreed to. Declining an offer
 * frees its hours at once; declining a change leaves the hours agreed to. Either tells the coordinators.
 *
 * @throws `not_found` for anybody's but the own told allocations; `state` when it is answered, ended or
 *   over, or is not what the person saw; `invalid` for a decline without a reason
 */
export async function answerOffer(
  viewer: Viewer,
  input: { allocationId: string; version: number } & Answer,
  now = new Date(),
): Promise<Answered> {
  const settings = await loadSettings()
  const reason = input.act === 'decline' ? input.reason.trim() : null
  if (reason === '') throw invalid({ reason: 'Write why you decline.' })
  return write(async (tx) => {
    const row = await lockOffer(tx, input.allocationId)
    if (!row || row.state === 'proposed') throw notFound('This offer')
    requireCanOr(notFound('This offer'), viewer, 'offers.answer', { ownerId: row.userId })
    const standing = standingOf(row)
    const refusal = answerRefusal(input.act, standing)
    if (refusal) throw stateError(refusal)
    if (answerEnded(row.answerBy, now, settings)) throw stateError(answerRefusal(input.act, 'expired')!)
    if (row.version !== input.version)
      throw stateError(
        `This offer has changed since you opened the page: it is ${formatHours(row.quarters)} now. Look at it again, then answer.`,
      )
    const told = await toldOf(tx, row.id)
    if (!told) throw notFound('This offer')
    if (input.act === 'accept') await requireRoom(tx, row, told.code)
    const after =
      input.act === 'accept'
        ? { state: 'accepted' as const, quarters: row.quarters }
        : fallenBack(row, 'declined')
    await tx
      .update(allocations)
      .set({
        ...after,
        agreedQuarters: null,
        answerBy: after.state === 'accepted' ? null : row.answerBy,
        answeredAt: now,
        firstAcceptedAt: row.firstAcceptedAt ?? (input.act === 'accept' ? now : null),
        declineReason: after.state === 'declined' ? reason : null,
        version: row.version + 1,
        updatedAt: now,
      })
      .where(eq(allocations.id, row.id))
    await audit(tx, {
      ...entryOf(row, told.code, `offers.${input.act}`, after),
      actor: viewer,
      reason,
    })
    if (input.act === 'decline') await queueDeclined(tx, told, reason)
    return { quarters: after.quarters, change: row.agreedQuarters !== null, code: told.code }
  })
}

/** Hours may be recorded while a change waits: fewer than those handed in by now would leave some of them unpaid. */
async function requireRoom(tx: Tx, row: AllocationRow, code: string): Promise<void> {
  if (row.agreedQuarters === null || row.quarters >= row.agreedQuarters) return
  const { recorded, least } = await committedQuarters(tx, row.id)
  if (least > row.quarters)
    throw stateError(
      `You have submitted ${formatHours(recorded)} in ${code} by now, more than the ${formatHours(row.quarters)} of this change. Decline it, or write to the coordinator: your ${formatHours(row.agreedQuarters)} stay until then.`,
    )
}

/**
 * Ends an offer whose time to answer is over: it expires and frees its hours, or the change falls back to
 * the hours agreed to. Does nothing when it was answered, changed or ended meanwhile, so that it may be
 * called any number of times.
 *
 * @returns what was done
 */
export async function expireOffer(
  input: { allocationId: string; version: number },
  now = new Date(),
): Promise<'expired' | 'kept' | 'nothing'> {
  const settings = await loadSettings()
  return write(async (tx) => {
    const row = await lockOffer(tx, input.allocationId)
    if (!row || row.version !== input.version || !transitionOf('expire', standingOf(row))) return 'nothing'
    if (!answerEnded(row.answerBy, now, settings)) return 'nothing'
    const told = await toldOf(tx, row.id)
    if (!told) return 'nothing'
    const after = fallenBack(row, 'expired')
    await tx
      .update(allocations)
      .set({
        ...after,
        agreedQuarters: null,
        answerBy: after.state === 'accepted' ? null : row.answerBy,
        version: row.version + 1,
        updatedAt: now,
      })
      .where(eq(allocations.id, row.id))
    await audit(tx, { ...entryOf(row, told.code, 'offers.expire', after), actor: null })
    await queueExpired(tx, told)
    return after.state === 'expired' ? 'expired' : 'kept'
  })
}

/** Reminds of an open offer, once for each version of it. Does nothing when it is not due (any more). */
export async function remindOfOffer(
  input: { allocationId: string; version: number },
  now = new Date(),
): Promise<boolean> {
  const settings = await loadSettings()
  return write(async (tx) => {
    const row = await lockOffer(tx, input.allocationId)
    if (!row || row.version !== input.version || row.state !== 'offered' || !row.answerBy) return false
    if (!reminderDue({ ...row, answerBy: row.answerBy }, now, settings)) return false
    const told = await toldOf(tx, row.id)
    if (!told) return false
    // The version stays: a reminder changes nothing that the person may have on their screen.
    await tx.update(allocations).set({ remindedAt: now }).where(eq(allocations.id, row.id))
    await queueReminder(tx, told)
    return true
  })
}

/** An offer that nobody took is over and frees its hours; of a change the agreed hours remain. */
function fallenBack(row: AllocationRow, over: 'declined' | 'expired') {
  return row.agreedQuarters === null
    ? { state: over, quarters: row.quarters, liveKey: null }
    : { state: 'accepted' as const, quarters: row.agreedQuarters }
}

/**
 * The allocation, locked behind its person and its course as every change of hours is: who adds up a
 * budget or a load at this moment sees this change whole or not at all.
 */
async function lockOffer(tx: Tx, id: string): Promise<AllocationRow | null> {
  const [seen] = await tx
    .select({ userId: allocations.userId, courseId: allocations.courseId })
    .from(allocations)
    .where(eq(allocations.id, id))
  if (!seen) return null
  await lockRows(tx, users, [seen.userId])
  await lockRows(tx, courses, [seen.courseId])
  const [row] = await lockRows(tx, allocations, [id])
  return row ?? null
}

function entryOf(
  row: AllocationRow,
  code: string,
  action: AuditEntry['action'],
  after: { state: string; quarters: number },
) {
  return {
    action,
    record: { type: 'allocation', id: row.id, name: `${positionNames[row.position]} in ${code}` },
    scope: {
      termId: row.termId,
      courseId: row.courseId,
      position: row.position,
      subjectId: row.userId,
    },
    before: {
      state: row.state,
      hours: row.quarters / 4,
      ...(row.agreedQuarters === null ? {} : { agreedHours: row.agreedQuarters / 4 }),
    },
    after: { state: after.state, hours: after.quarters / 4 },
  }
}
