import { and, desc, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { applications, publications, terms, users } from '@/db/schema'
import { publicationProgress } from '@/lib/emails/queries'
import { notFound } from '@/lib/errors'
import { requireCan, requireCanOr, type Viewer } from '@/lib/permissions'
import type { EmailState, Position } from '@/lib/vocabulary'
import { refusalOf } from './states'

export type Publication = {
  id: string
  termId: string
  termName: string
  position: Position
  publishedByName: string
  accepted: number
  rejected: number
  reserve: number
  quarters: number
  createdAt: Date
}

const columns = {
  id: publications.id,
  termId: publications.termId,
  termName: terms.name,
  position: publications.position,
  publishedByName: users.name,
  accepted: publications.accepted,
  rejected: publications.rejected,
  reserve: publications.reserve,
  quarters: publications.quarters,
  createdAt: publications.createdAt,
}

/** Earlier publications of a term and position, newest first. One query. */
export async function listPublications(
  viewer: Viewer,
  { termId, position }: { termId: string; position: Position },
): Promise<Publication[]> {
  requireCan(viewer, 'results.publish', { position })
  return db
    .select(columns)
    .from(publications)
    .innerJoin(terms, eq(terms.id, publications.termId))
    .innerJoin(users, eq(users.id, publications.publishedBy))
    .where(and(eq(publications.termId, termId), eq(publications.position, position)))
    .orderBy(desc(publications.createdAt), desc(publications.id))
    .limit(50)
}

/** A publication. Not found unless the viewer publishes results of its position. */
export async function getPublication(viewer: Viewer, id: string): Promise<Publication> {
  const [found] = await db
    .select(columns)
    .from(publications)
    .innerJoin(terms, eq(terms.id, publications.termId))
    .innerJoin(users, eq(users.id, publications.publishedBy))
    .where(eq(publications.id, id))
  if (!found) throw notFound('This publication')
  requireCanOr(notFound('This publication'), viewer, 'results.publish', { position: found.position })
  return found
}

export type Progress = {
  total: number
  /** Handed over to the mail server (or kept in the built-in outbox). */
  sent: number
  waiting: number
  failed: number
  /** Suppressed or cancelled: never to be sent. */
  stopped: number
  /** Nothing is waiting any more. */
  finished: boolean
}

/** How far the mails of a publication are. Two queries. */
export async function getProgress(viewer: Viewer, id: string): Promise<Progress> {
  await getPublication(viewer, id)
  return progressOf(await publicationProgress(viewer, id))
}

function progressOf(counts: Record<EmailState, number>): Progress {
  const waiting = counts.queued + counts.sending
  const failed = counts.failed + counts.bounced
  const stopped = counts.suppressed + counts.cancelled
  return {
    total: waiting + failed + stopped + counts.sent,
    sent: counts.sent,
    waiting,
    failed,
    stopped,
    finished: waiting === 0,
  }
}

/** Names and reasons of applications that a publication left out, for the page after it. One query. */
export async function listLeftOut(
  viewer: Viewer,
  publication: Pick<Publication, 'id' | 'termId' | 'position'>,
  ids: readonly string[],
): Promise<{ id: string; name: string; reason: string }[]> {
  requireCan(viewer, 'results.publish', { position: publication.position })
  if (ids.length === 0) return []
  const rows = await db
    .select({
      id: applications.id,
      name: applications.name,
      state: applications.state,
      decision: applications.decision,
      publicationId: applications.publicationId,
    })
    .from(applications)
    .where(
      and(
        inArray(applications.id, ids.slice(0, 100)),
        eq(applications.termId, publication.termId),
        eq(applications.position, publication.position),
        inArray(applications.state, ['submitted', 'published', 'withdrawn']),
      ),
    )
  return rows
    .filter((row) => row.publicationId !== publication.id)
    .map((row) => ({
      id: row.id,
      name: row.name ?? 'Unnamed',
      reason:
        row.state === 'submitted'
          ? row.decision
            ? 'Changed since you looked; look again and publish it then.'
            : 'No longer decided.'
          : (refusalOf('accept', row) ?? ''),
    }))
}
