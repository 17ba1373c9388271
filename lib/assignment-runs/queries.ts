import { and, desc, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { assignmentRuns, terms, users } from '@/db/schema'
import type { Viewer } from '@/lib/permissions'
import { type PublishedPart, publishedParts } from './published'
import { getRunRow, type RunRow, scopesOf } from './store'

export type RunLine = Omit<RunRow, 'settings'> & {
  creator: string
  /** Null where it does not stand applied. */
  published: PublishedPart | null
}

/** The most scenarios that a list shows; older ones are deleted by people or not looked at. */
const RUNS_SHOWN = 50

/** Scenarios of a term that the viewer may see, newest first. One query, two more where one of them stands applied. */
export async function listRuns(viewer: Viewer, termId: string): Promise<RunLine[]> {
  const rows = await db
    .select({ run: assignmentRuns, creator: users.name })
    .from(assignmentRuns)
    .innerJoin(users, eq(users.id, assignmentRuns.createdBy))
    .where(and(eq(assignmentRuns.termId, termId), inArray(assignmentRuns.scope, scopesOf(viewer))))
    .orderBy(desc(assignmentRuns.createdAt), desc(assignmentRuns.id))
    .limit(RUNS_SHOWN)
  const published = await publishedParts(rows.map(({ run }) => run))
  return rows.map(({ run: { settings: _, ...run }, creator }) => ({
    ...run,
    creator,
    published: published.get(run.id) ?? null,
  }))
}

/** How far a scenario is, for its page to follow. Not found unless its positions are the viewer's. */
export async function getRunProgress(viewer: Viewer, id: string) {
  const row = await getRunRow(viewer, id)
  return {
    state: row.state,
    progress: row.progress,
    tries: row.tries,
    cancelAsked: row.cancelAskedAt !== null,
    /** Seconds since it was begun, for a clock that goes on between two looks. */
    seconds: row.startedAt ? Math.max(0, Math.round((Date.now() - row.startedAt.getTime()) / 1000)) : 0,
  }
}
export type RunProgressView = Awaited<ReturnType<typeof getRunProgress>>

/** The term of a scenario, for headings. One query. */
export async function termNameOf(termId: string): Promise<string> {
  const [row] = await db.select({ name: terms.name }).from(terms).where(eq(terms.id, termId))
  return row?.name ?? ''
}
