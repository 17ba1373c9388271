import { and, eq, inArray, sql } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { uniqueViolation } from '@/db/errors'
import { allocations, applications, publications, scheduledResults, terms } from '@/db/schema'
import { inPieces, lockRows, newId } from '@/db/sql'
import { madeKnown } from '@/lib/allocations/change-set'
import { audit } from '@/lib/audit'
import { invalid, notFound, stateError } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import type { Settings } from '@/lib/settings/schema'
import { type Decision, type Position, positionNames } from '@/lib/vocabulary'
import { applicationRecord, applicationScope } from './commands'
import { PUBLISH_LIMIT } from './publish-queries'
import { queuePublicationMails } from './result-mail'

export type LeftOut = { id: string; name: string; reason: string }
export type Published = {
  publicationId: string
  /** True when this request had been carried out before: nothing was done now. */
  already: boolean
  published: number
  leftOut: LeftOut[]
}

/**
 * Publishes the chosen results: one transaction marks them published, makes their allocations offers
 * (or, where offers need no answer, accepted) and queues one mail per student. What is no longer as the
 * coordinator saw it is left out and named. The same `requestKey` again, at once or later, does nothing.
 *
 * @throws `state` when nothing of what was chosen can be published
 */
export async function publishResults(
  viewer: Viewer,
  input: {
    termId: string
    position: Position
    items: readonly { id: string; version: number }[]
    requestKey: string
  },
): Promise<Published> {
  const { position, items, requestKey } = input
  requireCan(viewer, 'results.publish', { position })
  if (items.length === 0) throw invalid({ item: 'Choose at least one result to publish.' })
  if (items.length > PUBLISH_LIMIT)
    throw invalid({ item: `Publish at most ${PUBLISH_LIMIT.toLocaleString('en-NZ')} results at once.` })
  if (!/^[\w-]{8,64}$/.test(requestKey)) throw invalid({ requestKey: 'Load the page again.' })
  const settings = await loadSettings()
  try {
    return await write((tx) => publishIn(tx, viewer, input, settings))
  } catch (error) {
    if (!uniqueViolation(error)) throw error
    // The twin of this request was faster by a moment: its publication is the answer to both.
    const done = await findPublication(db as Tx, viewer, requestKey)
    if (!done) throw error
    return done
  }
}

async function findPublication(from: Tx, viewer: Viewer, requestKey: string): Promise<Published | null> {
  const [done] = await from
    .select()
    .from(publications)
    .where(and(eq(publications.requestKey, requestKey), eq(publications.publishedBy, viewer.id)))
  return done
    ? {
        publicationId: done.id,
        already: true,
        published: done.accepted + done.rejected + done.reserve,
        leftOut: [],
      }
    : null
}

/**
 * Publishes inside the caller's transaction; see `publishResults`. The caller has asked for the permission.
 * `reason` goes into the audit log.
 */
export async function publishIn(
  tx: Tx,
  viewer: Viewer,
  input: Parameters<typeof publishResults>[1] & { reason?: string },
  settings: Settings,
): Promise<Published> {
  const { termId, position, items, requestKey } = input
  const [term] = await tx.select({ id: terms.id, name: terms.name }).from(terms).where(eq(terms.id, termId))
  if (!term) throw notFound('This term')

  const seen = new Map(items.map((item) => [item.id, item.version]))
  const rows = await inPieces([...seen.keys()], (ids) => lockRows(tx, applications, ids))
  // After the locks: a twin that published in the meantime is seen here.
  const done = await findPublication(tx, viewer, requestKey)
  if (done) return done

  const leftOut: LeftOut[] = []
  const chosen = rows.filter((row) => {
    // One of another term or position, or one's own, was never on the page: it is not even named.
    if (row.termId !== termId || row.position !== position || row.state === 'draft') return false
    if (row.studentId === viewer.id) return false
    const reason =
      row.state === 'published'
        ? 'is published already'
        : row.state === 'withdrawn'
          ? 'was withdrawn by the student'
          : row.decision === null
            ? 'is no longer decided'
            : row.version !== seen.get(row.id)
              ? 'was changed since you looked'
              : null
    if (reason) leftOut.push({ id: row.id, name: row.name ?? 'Unnamed', reason })
    return reason === null
  })
  if (chosen.length === 0)
    throw stateError(
      leftOut.length > 0
        ? `Nothing was published: ${leftOut[0]!.name} ${leftOut[0]!.reason}${leftOut.length > 1 ? `; ${leftOut.length - 1} more cannot be published either` : ''}.`
        : 'Nothing was published: the chosen results are not there any more.',
    )

  const at = new Date()
  const publicationId = newId()
  const chosenIds = chosen.map((row) => row.id)
  await inPieces(chosenIds, async (ids) => {
    await tx
      .update(applications)
      .set({
        state: 'published',
        publishedAt: at,
        publicationId,
        version: sql`${applications.version} + 1`,
        updatedAt: at,
        updatedBy: viewer.id,
      })
      .where(inArray(applications.id, ids))
    return []
  })
  const offered = await offerProposed(tx, chosen, { termId, position }, settings, at)
  await inPieces(chosenIds, async (ids) => {
    await tx.delete(scheduledResults).where(inArray(scheduledResults.applicationId, ids))
    return []
  })
  const count = (decision: Decision) => chosen.filter((row) => row.decision === decision).length
  const quarters = offered.reduce((sum, row) => sum + row.quarters, 0)
  const totals = { accepted: count('accepted'), rejected: count('rejected'), reserve: count('reserve') }
  await tx.insert(publications).values({
    id: publicationId,
    termId,
    position,
    requestKey,
    publishedBy: viewer.id,
    ...totals,
    quarters,
    createdAt: at,
  })
  await queuePublicationMails(tx, { publicationId, applicationIds: chosenIds })
  await audit(
    tx,
    {
      actor: viewer,
      action: 'results.publish',
      record: {
        type: 'publication',
        id: publicationId,
        name: `${positionNames[position]} results, ${term.name}`,
      },
      scope: { termId, position },
      after: { ...totals, hours: quarters / 4 },
      reason: input.reason ?? null,
    },
    ...chosen.map((row) => ({
      actor: viewer,
      action: 'applications.publish' as const,
      record: applicationRecord(row),
      scope: applicationScope(row),
      before: { state: 'submitted' },
      after: { state: 'published', decision: row.decision },
    })),
  )
  return { publicationId, already: false, published: chosen.length, leftOut }
}

/** Makes what is proposed to accepted people offers: by their application, and pre-assigned to them in the position. */
async function offerProposed(
  tx: Tx,
  chosen: readonly (typeof applications.$inferSelect)[],
  { termId, position }: { termId: string; position: Position },
  settings: Settings,
  at: Date,
) {
  const byStudent = new Map(
    chosen.flatMap((row) => (row.decision === 'accepted' ? [[row.studentId, row.id] as const] : [])),
  )
  const found = await inPieces([...byStudent.keys()], (ids) =>
    tx
      .select({ id: allocations.id, applicationId: allocations.applicationId })
      .from(allocations)
      .where(
        and(
          inArray(allocations.userId, ids),
          eq(allocations.termId, termId),
          eq(allocations.position, position),
          eq(allocations.state, 'proposed'),
        ),
      ),
  )
  const accepted = new Set(byStudent.values())
  const theirs = found
    .filter((row) => row.applicationId === null || accepted.has(row.applicationId))
    .map((row) => row.id)
  // Locked and read again: a course coordinator may be changing a pre-assignment at this moment.
  const locked = await inPieces(theirs, (ids) => lockRows(tx, allocations, ids))
  const proposed = locked.filter((row) => row.state === 'proposed')
  const ids = proposed.map((row) => row.id)
  await inPieces(ids, async (piece) => {
    await tx
      .update(allocations)
      .set({
        ...madeKnown(settings, at),
        version: sql`${allocations.version} + 1`,
        updatedAt: at,
      })
      .where(and(inArray(allocations.id, piece), eq(allocations.state, 'proposed')))
    return []
  })
  return proposed
}
