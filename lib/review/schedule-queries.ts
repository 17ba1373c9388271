import { and, asc, desc, eq, gt, inArray, or, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { applications, publicationSchedules, scheduledResults, terms, users } from '@/db/schema'
import { whole } from '@/db/sql'
import { notFound } from '@/lib/errors'
import { requireCan, requireCanOr, type Viewer } from '@/lib/permissions'
import type { Decision, Position, ScheduleState } from '@/lib/vocabulary'
import { decidedAgain, leftOutReason } from './schedule-rules'
import { byOthers } from './scope'

export type Schedule = {
  id: string
  version: number
  termId: string
  termName: string
  position: Position
  state: ScheduleState
  dueAt: Date
  createdAt: Date
  createdByName: string
  failure: string | null
  publicationId: string | null
  /** Applications that wait in it. */
  waiting: number
}

const count = sql`(select count(*) from ${scheduledResults} r where r.schedule_id = ${publicationSchedules.id})`
const columns = {
  id: publicationSchedules.id,
  version: publicationSchedules.version,
  termId: publicationSchedules.termId,
  termName: terms.name,
  position: publicationSchedules.position,
  state: publicationSchedules.state,
  dueAt: publicationSchedules.dueAt,
  createdAt: publicationSchedules.createdAt,
  createdByName: users.name,
  failure: publicationSchedules.failure,
  publicationId: publicationSchedules.publicationId,
  waiting: whole(count),
}

/** How long a publication that could not be done is shown. */
const FAILED_SHOWN_MS = 7 * 86_400_000

/** Publications of a term and position that wait for their time, soonest first, then the last that failed. One query. */
export async function listSchedules(
  viewer: Viewer,
  { termId, position }: { termId: string; position: Position },
): Promise<Schedule[]> {
  requireCan(viewer, 'results.publish', { position })
  const lately = new Date(Date.now() - FAILED_SHOWN_MS)
  const rows = await db
    .select(columns)
    .from(publicationSchedules)
    .innerJoin(terms, eq(terms.id, publicationSchedules.termId))
    .innerJoin(users, eq(users.id, publicationSchedules.createdBy))
    .where(
      and(
        eq(publicationSchedules.termId, termId),
        eq(publicationSchedules.position, position),
        or(
          eq(publicationSchedules.state, 'waiting'),
          and(eq(publicationSchedules.state, 'failed'), gt(publicationSchedules.updatedAt, lately)),
        ),
      ),
    )
    .orderBy(desc(publicationSchedules.state), asc(publicationSchedules.dueAt), asc(publicationSchedules.id))
    .limit(20)
  // One whose results were all published by hand or moved to another time is over.
  return rows.filter((row) => row.state === 'failed' || row.waiting > 0)
}

export type ScheduledRow = {
  id: string
  name: string
  upi: string | null
  decision: Decision | null
  /** Why it would be left out as it stands now; null when it goes out. */
  leftOut: string | null
  decidedAgain: boolean
}

/** One scheduled publication with what waits in it. Not found unless the viewer publishes its position. Two queries. */
export async function getSchedule(viewer: Viewer, id: string): Promise<Schedule & { rows: ScheduledRow[] }> {
  const [found] = await db
    .select(columns)
    .from(publicationSchedules)
    .innerJoin(terms, eq(terms.id, publicationSchedules.termId))
    .innerJoin(users, eq(users.id, publicationSchedules.createdBy))
    .where(eq(publicationSchedules.id, id))
  if (!found) throw notFound('This publication')
  requireCanOr(notFound('This publication'), viewer, 'results.publish', { position: found.position })
  const rows = await db
    .select({
      id: applications.id,
      name: applications.name,
      upi: applications.upi,
      state: applications.state,
      decision: applications.decision,
      decidedAt: applications.decidedAt,
      editedAt: applications.editedAt,
    })
    .from(scheduledResults)
    .innerJoin(applications, eq(applications.id, scheduledResults.applicationId))
    .where(and(eq(scheduledResults.scheduleId, id), byOthers(viewer)))
    .orderBy(asc(applications.sortName), asc(applications.id))
  return {
    ...found,
    rows: rows.map((row) => ({
      id: row.id,
      name: row.name ?? 'Unnamed',
      upi: row.upi,
      decision: row.decision,
      leftOut: leftOutReason(row, found.createdAt),
      decidedAgain: decidedAgain(row, found.createdAt),
    })),
  }
}

/** When the result of an application is to be published, for those who decide on it; null when it does not wait. One query. */
export async function scheduledFor(
  viewer: Viewer,
  application: { id: string; position: Position },
): Promise<{ scheduleId: string; dueAt: Date } | null> {
  requireCan(viewer, 'applications.decide', { position: application.position })
  const [found] = await db
    .select({ scheduleId: publicationSchedules.id, dueAt: publicationSchedules.dueAt })
    .from(scheduledResults)
    .innerJoin(publicationSchedules, eq(publicationSchedules.id, scheduledResults.scheduleId))
    .where(
      and(
        eq(scheduledResults.applicationId, application.id),
        inArray(publicationSchedules.state, ['waiting']),
      ),
    )
  return found ?? null
}
