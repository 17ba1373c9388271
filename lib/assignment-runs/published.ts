import { and, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { applications, assignmentData } from '@/db/schema'
import type { AppliedRecord } from './applied'
import type { RunRow } from './store'

/** Of the results that an applied scenario decided, how many are published, and how many there are. */
export type PublishedPart = { published: number; of: number }

type Applied = Pick<RunRow, 'id' | 'termId' | 'appliedAt' | 'undoneAt'>

/**
 * How much of each applied scenario students have been told; once any of it is, the scenario is not undone any more
 * (`undoRun`). Scenarios that do not stand applied are not in it. Two queries, none when no scenario does.
 *
 * @param runs scenarios that the viewer may see
 */
export async function publishedParts(runs: readonly Applied[]): Promise<Map<string, PublishedPart>> {
  const standing = runs.filter((run) => run.appliedAt && !run.undoneAt)
  if (standing.length === 0) return new Map()
  const records = await db
    .select({ runId: assignmentData.runId, applied: assignmentData.applied })
    .from(assignmentData)
    .where(
      inArray(
        assignmentData.runId,
        standing.map((run) => run.id),
      ),
    )
  const rows = await db
    .select({ id: applications.id })
    .from(applications)
    .where(
      and(
        inArray(applications.termId, [...new Set(standing.map((run) => run.termId))]),
        eq(applications.state, 'published'),
      ),
    )
  const told = new Set(rows.map((row) => row.id))
  const recordOf = new Map(records.map((row) => [row.runId, row.applied as AppliedRecord | null]))
  return new Map(
    standing.map(({ id }) => {
      // Who was made undecided again has no result of it, unless one was published since.
      const own = (recordOf.get(id)?.applications ?? []).filter(
        (one) => one.after.decision !== null || told.has(one.id),
      )
      return [id, { published: own.filter((one) => told.has(one.id)).length, of: own.length }]
    }),
  )
}

/** The same of one scenario; null when it does not stand applied. */
export const publishedOf = async (run: Applied): Promise<PublishedPart | null> =>
  (await publishedParts([run])).get(run.id) ?? null

/** "3 of its 14 results are published", "All 14 of its results are published". */
export function publishedWords({ published, of }: PublishedPart): string {
  if (published < of) return `${published} of its ${of} results ${published === 1 ? 'is' : 'are'} published`
  return of === 1 ? 'Its one result is published' : `All ${of} of its results are published`
}
