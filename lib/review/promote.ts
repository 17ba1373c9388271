import { and, eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { applications } from '@/db/schema'
import { lockRows } from '@/db/sql'
import { audit } from '@/lib/audit'
import type { Viewer } from '@/lib/permissions'
import type { Position } from '@/lib/vocabulary'
import { applicationRecord, applicationScope } from './commands'
import type { ApplicationRow } from './scope'
import { reserveRefusal } from './states'

/**
 * Somebody of the reserve list who is given hours is accepted (SPEC 8): their result, though published,
 * changes with the mail that tells them of the hours. Locks come before those of people and courses.
 */

/** The person's application on the reserve list of the term and position, locked; null when there is none. */
export async function lockReserve(
  tx: Tx,
  of: { userId: string; termId: string; position: Position },
): Promise<ApplicationRow | null> {
  const [found] = await tx
    .select({ id: applications.id })
    .from(applications)
    .where(
      and(
        eq(applications.studentId, of.userId),
        eq(applications.termId, of.termId),
        eq(applications.position, of.position),
        eq(applications.state, 'published'),
        eq(applications.decision, 'reserve'),
      ),
    )
    .orderBy(applications.id)
    .limit(1)
  if (!found) return null
  const [row] = await lockRows(tx, applications, [found.id])
  return row && reserveRefusal(row) === null ? row : null
}

/** Records that a locked application of the reserve list is accepted. Publication and note stay as they were. */
export async function promoteReserve(
  tx: Tx,
  viewer: Viewer,
  application: ApplicationRow,
  given: { code: string; quarters: number },
  reason: string | null = null,
): Promise<void> {
  const at = new Date()
  await tx
    .update(applications)
    .set({
      decision: 'accepted',
      decidedAt: at,
      decidedBy: viewer.id,
      version: application.version + 1,
      updatedAt: at,
      updatedBy: viewer.id,
    })
    .where(eq(applications.id, application.id))
  await audit(tx, {
    actor: viewer,
    action: 'applications.acceptFromReserve',
    record: applicationRecord(application),
    scope: applicationScope(application),
    before: { decision: application.decision },
    after: { decision: 'accepted', hours: { [given.code]: given.quarters / 4 } },
    reason,
  })
}
