import { and, eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { applications } from '@/db/schema'
import { lockRows } from '@/db/sql'
import { audit, difference } from '@/lib/audit'
import type { Viewer } from '@/lib/permissions'
import type { Position } from '@/lib/vocabulary'
import { applicationRecord, applicationScope } from './commands'
import type { ApplicationRow } from './scope'
import { reserveRefusal, wordsFor } from './states'

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

/**
 * Records that a locked application of the reserve list is accepted. Its publication stays; note and reason
 * were those of the reserve and go with it.
 */
export async function promoteReserve(
  tx: Tx,
  viewer: Viewer,
  application: ApplicationRow,
  given: { code: string; quarters: number },
  reason: string | null = null,
): Promise<void> {
  const at = new Date()
  const words = wordsFor('accepted', application)
  await tx
    .update(applications)
    .set({
      decision: 'accepted',
      ...words,
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
    ...difference(
      {
        decision: application.decision,
        noteToStudent: application.noteToStudent,
        internalReason: application.internalReason,
        hours: null,
      },
      { decision: 'accepted', ...words, hours: { [given.code]: given.quarters / 4 } },
    ),
    reason,
  })
}
