import { and, asc, eq, lte } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { applications, publicationSchedules, scheduledResults, terms, users } from '@/db/schema'
import { inPieces, lockRows } from '@/db/sql'
import { audit } from '@/lib/audit'
import { viewerOf } from '@/lib/auth/session'
import { formatInstant } from '@/lib/dates'
import { queueEmails } from '@/lib/emails/queue'
import { isAppError, stateError } from '@/lib/errors'
import { coordinatorsOf } from '@/lib/offers/mails'
import { emitMany } from '@/lib/outbox'
import { can, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import type { Settings } from '@/lib/settings/schema'
import { publishIn } from './publish'
import { PUBLISH_LIMIT } from './publish-queries'
import { closeSchedule, recordOf } from './schedule'
import { leftOutReason } from './schedule-rules'

/** Looks for publications whose time has come, and sets a job going for each. One query. */
export async function findDueSchedules(now: Date): Promise<{ due: number }> {
  const due = await db
    .select({ scheduleId: publicationSchedules.id })
    .from(publicationSchedules)
    .where(and(eq(publicationSchedules.state, 'waiting'), lte(publicationSchedules.dueAt, now)))
    .orderBy(asc(publicationSchedules.dueAt))
    .limit(100)
  if (due.length > 0) await write((tx) => emitMany(tx, 'results/due', due))
  return { due: due.length }
}

/**
 * Publishes what was set for this time, once: states, offers, mails and the end of the schedule are one
 * transaction, under the key of the schedule. It publishes in the name of who set it, if they still may;
 * leaves out what cannot be published any more; and tells them what happened. Does nothing when the
 * schedule was cancelled, moved to a later time, or has been done.
 */
export async function runSchedule(id: string, now = new Date()): Promise<'published' | 'failed' | 'nothing'> {
  const [found] = await db.select().from(publicationSchedules).where(eq(publicationSchedules.id, id))
  if (!found) return 'nothing'
  const [settings, viewer] = await Promise.all([loadSettings(), viewerOf(found.createdBy)])
  try {
    return await write((tx) => runIn(tx, id, viewer, settings, now))
  } catch (error) {
    if (!isAppError(error, 'state')) throw error
    return write((tx) => failIn(tx, id, error.message, settings, now))
  }
}

async function runIn(
  tx: Tx,
  id: string,
  viewer: Viewer | null,
  settings: Settings,
  now: Date,
): Promise<'published' | 'nothing'> {
  const schedule = await lockDue(tx, id, now)
  if (!schedule) return 'nothing'
  const { termId, position } = schedule
  if (!viewer || !can(viewer, 'results.publish', { position }).allowed)
    throw stateError('whoever set it may no longer publish these results.')
  const waiting = await tx
    .select({ id: scheduledResults.applicationId })
    .from(scheduledResults)
    .where(eq(scheduledResults.scheduleId, id))
  if (waiting.length === 0) {
    // All of it was published by hand or moved to another time: there is nothing to tell.
    await closeSchedule(tx, schedule, { state: 'cancelled' })
    return 'nothing'
  }
  const rows = await inPieces(
    waiting.map((row) => row.id),
    (ids) => lockRows(tx, applications, ids),
  )
  const leftOut: { name: string; reason: string }[] = []
  const open = rows.filter((row) => {
    const reason = leftOutReason(row, schedule.createdAt)
    if (reason) leftOut.push({ name: row.name ?? 'Unnamed', reason })
    return reason === null
  })
  if (open.length === 0) throw stateError(`none of the ${leftOut.length} results can be published any more.`)
  const done = await publishIn(
    tx,
    viewer,
    {
      termId,
      position,
      // What stands now is what is meant; the rows are locked.
      items: open.slice(0, PUBLISH_LIMIT).map((row) => ({ id: row.id, version: row.version })),
      requestKey: `schedule-${id}`,
      reason: `As set for ${formatInstant(schedule.dueAt, settings.timeZone)}`,
    },
    settings,
  )
  await closeSchedule(tx, schedule, { state: 'published', publicationId: done.publicationId })
  await tell(tx, schedule, {
    publicationId: done.publicationId,
    published: done.published,
    leftOut,
    failed: null,
  })
  return 'published'
}

async function failIn(
  tx: Tx,
  id: string,
  failure: string,
  settings: Settings,
  now: Date,
): Promise<'failed' | 'nothing'> {
  const schedule = await lockDue(tx, id, now)
  if (!schedule) return 'nothing'
  await closeSchedule(tx, schedule, { state: 'failed', failure })
  const [term] = await tx.select({ name: terms.name }).from(terms).where(eq(terms.id, schedule.termId))
  await audit(tx, {
    actor: null,
    action: 'results.scheduleFailed',
    record: recordOf(schedule, term?.name ?? ''),
    scope: { termId: schedule.termId, position: schedule.position },
    before: { at: formatInstant(schedule.dueAt, settings.timeZone) },
    reason: failure,
  })
  await tell(tx, schedule, { publicationId: null, published: 0, leftOut: [], failed: failure })
  return 'failed'
}

async function lockDue(tx: Tx, id: string, now: Date) {
  const [schedule] = await lockRows(tx, publicationSchedules, [id])
  return schedule?.state === 'waiting' && schedule.dueAt.getTime() <= now.getTime() ? schedule : null
}

/** Tells who set it what happened; the coordinators of the position where that person is gone. */
async function tell(
  tx: Tx,
  schedule: typeof publicationSchedules.$inferSelect,
  outcome: {
    publicationId: string | null
    published: number
    leftOut: { name: string; reason: string }[]
    failed: string | null
  },
): Promise<void> {
  const { termId, position } = schedule
  const [term] = await tx.select({ name: terms.name }).from(terms).where(eq(terms.id, termId))
  const [setter] = await tx
    .select({ id: users.id, name: users.name, email: users.email })
    .from(users)
    .where(and(eq(users.id, schedule.createdBy), eq(users.state, 'active')))
  const people = setter ? [setter] : await coordinatorsOf(tx, position)
  await queueEmails(
    tx,
    people.map((person) => ({
      kind: 'scheduled_results' as const,
      to: { userId: person.id, name: person.name, address: person.email },
      scope: { position, termId },
      idempotencyKey: `schedule:${schedule.id}:${person.id}`,
      props: { position, termName: term?.name ?? '', termId, ...outcome },
    })),
  )
}
