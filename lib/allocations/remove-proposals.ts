import { and, eq, inArray } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { allocations } from '@/db/schema'
import { audit } from '@/lib/audit'
import type { Viewer } from '@/lib/permissions'
import { positionNames } from '@/lib/vocabulary'
import { loadFacts } from './facts'

/**
 * Removes what was proposed for an application, in the caller's transaction: for a withdrawal, where
 * the person themselves acts and no coordinator's right is asked. Locks as every change of hours does.
 */
export async function removeProposals(
  tx: Tx,
  actor: Pick<Viewer, 'id' | 'name'>,
  applicationId: string,
): Promise<void> {
  const rows = await tx
    .select()
    .from(allocations)
    .where(and(eq(allocations.applicationId, applicationId), eq(allocations.state, 'proposed')))
  const [first] = rows
  if (!first) return
  const facts = await loadFacts(tx, {
    termId: first.termId,
    userIds: [first.userId],
    courseIds: rows.map((row) => row.courseId),
    lock: true,
  })
  await tx.delete(allocations).where(
    and(
      inArray(
        allocations.id,
        rows.map((row) => row.id),
      ),
      eq(allocations.state, 'proposed'),
    ),
  )
  await audit(
    tx,
    ...rows.map((row) => ({
      actor,
      action: 'allocations.removeProposal' as const,
      record: {
        type: 'allocation',
        id: row.id,
        name: `${facts.people.get(row.userId)?.name ?? ''}, ${positionNames[row.position].toLowerCase()} in ${facts.courses.get(row.courseId)?.code ?? ''}`,
      },
      scope: {
        termId: row.termId,
        courseId: row.courseId,
        position: row.position,
        subjectId: row.userId,
      },
      before: { hours: row.quarters / 4, state: row.state },
      reason: 'The application was withdrawn',
    })),
  )
}
