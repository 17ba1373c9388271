import { and, eq, inArray } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { uniqueViolation } from '@/db/errors'
import { applications, publicationSchedules, scheduledResults, terms } from '@/db/schema'
import { inPieces, insertMany, lockRows, newId } from '@/db/sql'
import { audit } from '@/lib/audit'
import { formatInstant } from '@/lib/dates'
import { invalid, notFound, stateError } from '@/lib/errors'
import { requireCan, requireCanOr, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { type Position, positionNames } from '@/lib/vocabulary'
import { PUBLISH_LIMIT } from './publish-queries'
import { leftOutReason, readDueAt } from './schedule-rules'

/**
 * Publishing at a later time (SPEC 7, embargo). Scheduling writes down which applications and when, and
 * nothing else: states, allocations and mails are touched by the job that publishes, at the time.
 */

type When = { day: string; time: string }

export type Scheduled = {
  id: string
  dueAt: Date
  scheduled: number
  leftOut: { id: string; name: string; reason: string }[]
}

/**
 * Sets chosen results to be published at a time of the institution's zone. What is no longer as the
 * coordinator saw it is left out and named; what waits in another schedule moves to this one. The same
 * `requestKey` again does nothing.
 *
 * @throws `invalid` for the time; `state` when nothing of what was chosen can be set
 */
export async function scheduleResults(
  viewer: Viewer,
  input: {
    termId: string
    position: Position
    items: readonly { id: string; version: number }[]
    requestKey: string
  } & When,
  now = new Date(),
): Promise<Scheduled> {
  const { termId, position, items, requestKey } = input
  requireCan(viewer, 'results.publish', { position })
  const { timeZone } = await loadSettings()
  const when = readDueAt(input, timeZone, now)
  if (!when.ok) throw invalid(when.fields)
  if (items.length === 0) throw invalid({ item: 'Choose at least one result to publish.' })
  if (items.length > PUBLISH_LIMIT)
    throw invalid({ item: `Publish at most ${PUBLISH_LIMIT.toLocaleString('en-NZ')} results at once.` })
  if (!/^[\w-]{8,64}$/.test(requestKey)) throw invalid({ requestKey: 'Load the page again.' })
  try {
    return await write((tx) =>
      scheduleIn(tx, viewer, { termId, position, items, requestKey, dueAt: when.at, timeZone }, now),
    )
  } catch (error) {
    if (!uniqueViolation(error)) throw error
    const done = await findScheduled(db as Tx, requestKey)
    if (!done) throw error
    return done
  }
}

async function findScheduled(from: Tx, requestKey: string): Promise<Scheduled | null> {
  const [row] = await from
    .select()
    .from(publicationSchedules)
    .where(eq(publicationSchedules.requestKey, requestKey))
  if (!row) return null
  const waiting = await from
    .select({ id: scheduledResults.applicationId })
    .from(scheduledResults)
    .where(eq(scheduledResults.scheduleId, row.id))
  return { id: row.id, dueAt: row.dueAt, scheduled: waiting.length, leftOut: [] }
}

async function scheduleIn(
  tx: Tx,
  viewer: Viewer,
  input: {
    termId: string
    position: Position
    items: readonly { id: string; version: number }[]
    requestKey: string
    dueAt: Date
    timeZone: string
  },
  now: Date,
): Promise<Scheduled> {
  const { termId, position, dueAt, requestKey } = input
  const [term] = await tx.select({ id: terms.id, name: terms.name }).from(terms).where(eq(terms.id, termId))
  if (!term) throw notFound('This term')
  const seen = new Map(input.items.map((item) => [item.id, item.version]))
  const rows = await inPieces([...seen.keys()], (ids) => lockRows(tx, applications, ids))
  const done = await findScheduled(tx, requestKey)
  if (done) return done
  const leftOut: Scheduled['leftOut'] = []
  const chosen = rows.filter((row) => {
    if (row.termId !== termId || row.position !== position || row.state === 'draft') return false
    if (row.studentId === viewer.id) return false
    // The coordinator looks at it now: changed answers that they saw do not hold it back.
    const reason =
      leftOutReason({ ...row, editedAt: null }, now) ??
      (row.version === seen.get(row.id) ? null : 'was changed since you looked')
    if (reason) leftOut.push({ id: row.id, name: row.name ?? 'Unnamed', reason })
    return reason === null
  })
  if (chosen.length === 0)
    throw stateError(
      leftOut.length > 0
        ? `Nothing was set: ${leftOut[0]!.name} ${leftOut[0]!.reason}.`
        : 'Nothing was set: the chosen results are not there any more.',
    )
  const ids = chosen.map((row) => row.id)
  await inPieces(ids, async (piece) => {
    await tx.delete(scheduledResults).where(inArray(scheduledResults.applicationId, piece))
    return []
  })
  const id = newId()
  await tx.insert(publicationSchedules).values({
    id,
    termId,
    position,
    requestKey,
    state: 'waiting',
    dueAt,
    createdBy: viewer.id,
    createdAt: now,
    updatedAt: now,
  })
  await insertMany(
    tx,
    scheduledResults,
    ids.map((applicationId) => ({ applicationId, scheduleId: id })),
  )
  await audit(tx, {
    actor: viewer,
    action: 'results.schedule',
    record: recordOf({ id, position }, term.name),
    scope: { termId, position },
    after: { results: chosen.length, at: formatInstant(dueAt, input.timeZone) },
  })
  return { id, dueAt, scheduled: chosen.length, leftOut }
}

/** Sets another time for a publication that still waits. */
export async function rescheduleResults(
  viewer: Viewer,
  input: { id: string; version: number } & When,
  now = new Date(),
): Promise<Date> {
  const { timeZone } = await loadSettings()
  const when = readDueAt(input, timeZone, now)
  if (!when.ok) throw invalid(when.fields)
  await write(async (tx) => {
    const { schedule, termName } = await lockWaiting(tx, viewer, input)
    await tx
      .update(publicationSchedules)
      .set({ dueAt: when.at, version: schedule.version + 1, updatedAt: now })
      .where(eq(publicationSchedules.id, schedule.id))
    await audit(tx, {
      actor: viewer,
      action: 'results.reschedule',
      record: recordOf(schedule, termName),
      scope: { termId: schedule.termId, position: schedule.position },
      before: { at: formatInstant(schedule.dueAt, timeZone) },
      after: { at: formatInstant(when.at, timeZone) },
    })
  })
  return when.at
}

/** Takes back a publication that still waits; the decisions stay as they are, unpublished. */
export async function cancelSchedule(viewer: Viewer, input: { id: string; version: number }): Promise<void> {
  const { timeZone } = await loadSettings()
  await write(async (tx) => {
    const { schedule, termName } = await lockWaiting(tx, viewer, input)
    await closeSchedule(tx, schedule, { state: 'cancelled' })
    await audit(tx, {
      actor: viewer,
      action: 'results.cancelSchedule',
      record: recordOf(schedule, termName),
      scope: { termId: schedule.termId, position: schedule.position },
      before: { at: formatInstant(schedule.dueAt, timeZone) },
    })
  })
}

type ScheduleRow = typeof publicationSchedules.$inferSelect

/** Ends a locked schedule that waits; what waited in it is free. */
export async function closeSchedule(
  tx: Tx,
  schedule: ScheduleRow,
  change: { state: 'published' | 'failed' | 'cancelled'; publicationId?: string; failure?: string },
): Promise<void> {
  await tx
    .update(publicationSchedules)
    .set({ ...change, version: schedule.version + 1, updatedAt: new Date() })
    .where(and(eq(publicationSchedules.id, schedule.id), eq(publicationSchedules.state, 'waiting')))
  await tx.delete(scheduledResults).where(eq(scheduledResults.scheduleId, schedule.id))
}

export const recordOf = (schedule: { id: string; position: Position }, termName: string) => ({
  type: 'schedule',
  id: schedule.id,
  name: `${positionNames[schedule.position]} results, ${termName}`,
})

async function lockWaiting(tx: Tx, viewer: Viewer, input: { id: string; version: number }) {
  const [schedule] = await lockRows(tx, publicationSchedules, [input.id])
  if (!schedule) throw notFound('This publication')
  requireCanOr(notFound('This publication'), viewer, 'results.publish', { position: schedule.position })
  if (schedule.state === 'published') throw stateError('These results have been published already.')
  if (schedule.state !== 'waiting') throw stateError('This publication does not wait any more.')
  if (schedule.version !== input.version)
    throw stateError('Somebody else has changed this publication. Load the page again.')
  const [term] = await tx.select({ name: terms.name }).from(terms).where(eq(terms.id, schedule.termId))
  return { schedule, termName: term?.name ?? '' }
}
