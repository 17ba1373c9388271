import { and, asc, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { uniqueViolation } from '@/db/errors'
import {
  allocations,
  applications,
  courses,
  publicationSchedules,
  publications,
  scheduledResults,
  terms,
} from '@/db/schema'
import { lockRows, newId } from '@/db/sql'
import { offerTerms } from '@/lib/allocations/change-set'
import { audit } from '@/lib/audit'
import { invalid, notFound, stateError } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import type { Settings } from '@/lib/settings/schema'
import { type Decision, type Position, positionNames } from '@/lib/vocabulary'
import { applicationRecord, applicationScope } from './commands'
import { queuePublicationMails } from './result-mail'

/** The most results that one publication takes: what one form can post without being cut. */
export const PUBLISH_LIMIT = 2000

export type Told = { courseId: string; code: string; quarters: number }

export type ReadyRow = {
  id: string
  version: number
  name: string
  upi: string | null
  decision: Decision
  noteToStudent: string | null
  /** What an accepted person will be offered: by this application, and pre-assigned in the same position. */
  courses: Told[]
  /** The student changed what they had submitted after the decision was made. */
  changedSince: boolean
  /** It waits in a scheduled publication: when that is. */
  scheduledFor: Date | null
}

export type Totals = {
  students: number
  accepted: number
  rejected: number
  reserve: number
  courses: number
  quarters: number
}

/** Decided, unpublished applications of a term and position with what each student will be told. Two queries. */
export async function listReadyToPublish(
  viewer: Viewer,
  input: { termId: string; position: Position },
): Promise<{ rows: ReadyRow[]; more: number }> {
  requireCan(viewer, 'results.publish', { position: input.position })
  const rows = await db
    .select({
      id: applications.id,
      version: applications.version,
      studentId: applications.studentId,
      name: applications.name,
      upi: applications.upi,
      decision: applications.decision,
      noteToStudent: applications.noteToStudent,
      decidedAt: applications.decidedAt,
      editedAt: applications.editedAt,
      scheduledFor: publicationSchedules.dueAt,
    })
    .from(applications)
    .leftJoin(scheduledResults, eq(scheduledResults.applicationId, applications.id))
    .leftJoin(publicationSchedules, eq(publicationSchedules.id, scheduledResults.scheduleId))
    .where(ready(input))
    .orderBy(asc(applications.decision), asc(applications.sortName), asc(applications.id))
    .limit(PUBLISH_LIMIT + 1)
  const more = Math.max(0, rows.length - PUBLISH_LIMIT)
  const proposed = await proposedIn(input)
  const toTell = (row: { id: string; studentId: string; decision: Decision | null }) =>
    row.decision === 'accepted'
      ? (proposed.get(row.studentId) ?? []).filter(
          (one) => one.applicationId === row.id || one.applicationId === null,
        )
      : []
  return {
    more,
    rows: rows.slice(0, PUBLISH_LIMIT).map((row) => ({
      id: row.id,
      version: row.version,
      name: row.name ?? 'Unnamed',
      upi: row.upi,
      decision: row.decision as Decision,
      noteToStudent: row.noteToStudent,
      courses: toTell(row).map(({ courseId, code, quarters }) => ({ courseId, code, quarters })),
      changedSince: row.editedAt !== null && row.decidedAt !== null && row.editedAt > row.decidedAt,
      scheduledFor: row.scheduledFor,
    })),
  }
}

const ready = ({ termId, position }: { termId: string; position: Position }) =>
  and(
    eq(applications.termId, termId),
    eq(applications.position, position),
    eq(applications.state, 'submitted'),
    isNotNull(applications.decision),
  )

async function proposedIn({ termId, position }: { termId: string; position: Position }) {
  const rows = await db
    .select({
      userId: allocations.userId,
      applicationId: allocations.applicationId,
      courseId: allocations.courseId,
      code: courses.code,
      quarters: allocations.quarters,
    })
    .from(allocations)
    .innerJoin(courses, eq(courses.id, allocations.courseId))
    .where(
      and(
        eq(allocations.termId, termId),
        eq(allocations.position, position),
        eq(allocations.state, 'proposed'),
      ),
    )
    .orderBy(asc(courses.code))
  return Map.groupBy(rows, (row) => row.userId)
}

/** The figures of a preview or confirmation: who is told what, over how many courses and hours. */
export function totalsOf(rows: readonly Pick<ReadyRow, 'decision' | 'courses'>[]): Totals {
  const count = (decision: Decision) => rows.filter((row) => row.decision === decision).length
  const told = rows.flatMap((row) => row.courses)
  return {
    students: rows.length,
    accepted: count('accepted'),
    rejected: count('rejected'),
    reserve: count('reserve'),
    courses: new Set(told.map((one) => one.courseId)).size,
    quarters: told.reduce((sum, one) => sum + one.quarters, 0),
  }
}

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
  const rows: (typeof applications.$inferSelect)[] = []
  const sorted = [...seen.keys()].sort()
  for (let from = 0; from < sorted.length; from += 1000)
    rows.push(...(await lockRows(tx, applications, sorted.slice(from, from + 1000))))
  // After the locks: a twin that published in the meantime is seen here.
  const done = await findPublication(tx, viewer, requestKey)
  if (done) return done

  const leftOut: LeftOut[] = []
  const chosen = rows.filter((row) => {
    // One of another term or position was never on the page: it is not even named.
    if (row.termId !== termId || row.position !== position || row.state === 'draft') return false
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
  await inPieces(chosenIds, (ids) =>
    tx
      .update(applications)
      .set({
        state: 'published',
        publishedAt: at,
        publicationId,
        version: sql`${applications.version} + 1`,
        updatedAt: at,
        updatedBy: viewer.id,
      })
      .where(inArray(applications.id, ids)),
  )
  const offered = await offerProposed(tx, chosen, { termId, position }, settings, at)
  await inPieces(chosenIds, (ids) =>
    tx.delete(scheduledResults).where(inArray(scheduledResults.applicationId, ids)),
  )
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
      action: 'applications.publish',
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
    .flat()
    .filter((row) => row.applicationId === null || accepted.has(row.applicationId))
    .map((row) => row.id)
  // Locked and read again: a course coordinator may be changing a pre-assignment at this moment.
  const locked = await inPieces(theirs, (ids) => lockRows(tx, allocations, ids))
  const proposed = locked.flat().filter((row) => row.state === 'proposed')
  const state = settings.offersNeedAnswer ? ('offered' as const) : ('accepted' as const)
  await inPieces(
    proposed.map((row) => row.id),
    (ids) =>
      tx
        .update(allocations)
        .set({
          state,
          offeredAt: at,
          answeredAt: state === 'accepted' ? at : null,
          ...offerTerms(settings, at),
          version: sql`${allocations.version} + 1`,
          updatedAt: at,
        })
        .where(and(inArray(allocations.id, ids), eq(allocations.state, 'proposed'))),
  )
  return proposed
}

async function inPieces<T>(ids: readonly string[], run: (piece: string[]) => PromiseLike<T>): Promise<T[]> {
  const all: T[] = []
  const sorted = [...ids].sort()
  for (let from = 0; from < sorted.length; from += 500) all.push(await run(sorted.slice(from, from + 500)))
  return all
}
