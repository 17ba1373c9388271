import { and, desc, eq, gt, inArray, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm'
import { affected, db, type Tx, write } from '@/db/client'
import { applications, bulkDecided } from '@/db/schema'
import { newId, unindexed, whole } from '@/db/sql'
import { breachKeys } from '@/lib/allocations/change-set'
import { requireCan, type Viewer } from '@/lib/permissions'
import type { Settings } from '@/lib/settings/schema'
import type { AllocationState, Decision, Position } from '@/lib/vocabulary'
import { backTo, beforeOf, type Proposal, type Standing } from './before'
import type { ApplicationRow } from './scope'

type Held = Standing & Pick<Proposal, 'source' | 'overrideReason'> & { state: AllocationState }

/**
 * Keeps what one decision of many found and left, in the transaction that made it, under the locks of what it
 * changed.
 *
 * @param row the application as it was found
 * @param held what the person was to get by it before and after
 */
export async function keepForUndo(
  tx: Tx,
  viewer: Viewer,
  bulkId: string,
  row: ApplicationRow,
  held: { before: readonly Held[]; left: readonly Held[]; at: Date },
  settings: Settings,
): Promise<void> {
  const { id, studentId, position, termId } = row
  const proposed = (rows: readonly Held[]) => rows.filter((one) => one.state === 'proposed')
  const before = beforeOf(row, proposed(held.before))
  const left = proposed(held.left)
  const changes = backTo({ id, userId: studentId, position, before }, left)
  // Only hours that come back can break a rule.
  const takes = changes.some((change) => change.kind !== 'end')
  await tx.insert(bulkDecided).values({
    id: newId(),
    bulkId,
    applicationId: id,
    version: row.version + 1,
    before,
    proposals: left.map((one) => ({ id: one.id, version: one.version })),
    broken: takes ? await breachKeys(tx, { termId, position, changes }, settings) : [],
    decidedBy: viewer.id,
    decidedAt: held.at,
  })
}

/** How long a table offers to take its last decision on many back; singly it stays open until it is published. */
const offeredMs = 86_400_000

export type DecidedTogether = { bulkId: string; n: number; decision: Decision | null; at: Date }

/**
 * The viewer's last decision on many of a term and position as far as it stands as it was left, for a day; null when
 * there is none. One query.
 */
export async function lastDecidedTogether(
  viewer: Viewer,
  { termId, position }: { termId: string; position: Position },
  now: Date = new Date(),
): Promise<DecidedTogether | null> {
  requireCan(viewer, 'applications.decide', { position })
  const at = sql<number>`max(${bulkDecided.decidedAt})`.mapWith(Number)
  const [last] = await db
    .select({
      bulkId: bulkDecided.bulkId,
      n: whole(sql`count(*)`),
      decision: sql<Decision | null>`min(${applications.decision})`,
      at,
    })
    .from(bulkDecided)
    .innerJoin(applications, eq(applications.id, bulkDecided.applicationId))
    .where(
      and(
        eq(bulkDecided.decidedBy, viewer.id),
        gt(bulkDecided.decidedAt, new Date(now.getTime() - offeredMs)),
        isNull(bulkDecided.undoneAt),
        eq(unindexed(applications.termId), termId),
        eq(applications.position, position),
        eq(applications.state, 'submitted'),
        eq(applications.version, bulkDecided.version),
      ),
    )
    .groupBy(bulkDecided.bulkId)
    .orderBy(desc(at), desc(bulkDecided.bulkId))
    .limit(1)
  return last ? { ...last, at: new Date(last.at) } : null
}

const piece = 500

/**
 * Removes what was kept of decisions on many that can be taken back no more: those that were taken back, and
 * those whose application was published, withdrawn or changed since. A day stays, for the page that still shows
 * its button. Gives how many applications.
 */
export async function removeKeptDecisions(now: Date): Promise<number> {
  const before = new Date(now.getTime() - 86_400_000)
  let removed = 0
  for (;;) {
    const old = await db
      .select({ id: bulkDecided.id })
      .from(bulkDecided)
      .innerJoin(applications, eq(applications.id, bulkDecided.applicationId))
      .where(
        and(
          lt(bulkDecided.decidedAt, before),
          or(
            isNotNull(bulkDecided.undoneAt),
            ne(applications.state, 'submitted'),
            ne(applications.version, bulkDecided.version),
          ),
        ),
      )
      .limit(piece)
    if (old.length === 0) return removed
    const ids = old.map((row) => row.id)
    await write(async (tx) => {
      removed += affected(await tx.delete(bulkDecided).where(inArray(bulkDecided.id, ids)))
    })
  }
}
