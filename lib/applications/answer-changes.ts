import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { auditLog } from '@/db/schema'
import type { AuditAction } from '@/lib/audit/actions'

/**
 * What may have changed the answers of an application, in the words of the audit log. Of its other entries, and of what
 * a decision writes into its row, a student must not even learn when there was one.
 */
export const changesOfAnswers = [
  'applications.correct',
  'applications.submit',
  'applications.change',
  'applications.discardChanges',
] as const satisfies readonly AuditAction[]

/** Who changed the answers last, and when, where nothing is being typed. One query. */
export async function lastChange(tx: Tx, id: string): Promise<{ by: string | null; at: Date } | undefined> {
  const [last] = await tx
    .select({ by: auditLog.actorId, at: auditLog.at })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.recordType, 'application'),
        eq(auditLog.recordId, id),
        inArray(auditLog.action, [...changesOfAnswers]),
      ),
    )
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(1)
  return last
}
