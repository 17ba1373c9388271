import type { Tx } from '@/db/client'
import { auditLog } from '@/db/schema'
import { insertMany, newId } from '@/db/sql'
import type { Viewer } from '@/lib/permissions'
import type { Position } from '@/lib/vocabulary'
import type { AuditAction } from './actions'

export type AuditEntry = {
  /** Who acted; null for the system itself. */
  actor: Pick<Viewer, 'id' | 'name'> | null
  /** Dotted verb such as `applications.accept`. */
  action: AuditAction
  record: { type: string; id: string; name: string }
  scope?: {
    termId?: string | null
    courseId?: string | null
    position?: Position | null
    subjectId?: string | null
  }
  before?: Record<string, unknown> | null
  after?: Record<string, unknown> | null
  reason?: string | null
}

/** Fields that differ between two versions of a record, as the log keeps them; undefined reads as null. */
export function difference(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const old: Record<string, unknown> = {}
  const now: Record<string, unknown> = {}
  for (const key of Object.keys(after)) {
    const a = before[key] ?? null
    const b = after[key] ?? null
    if (JSON.stringify(a) === JSON.stringify(b)) continue
    old[key] = a
    now[key] = b
  }
  return { before: old, after: now }
}

/** Writes entries of the audit log in the transaction of the change they tell of. */
export async function audit(tx: Tx, ...entries: AuditEntry[]): Promise<void> {
  const at = new Date()
  await insertMany(
    tx,
    auditLog,
    entries.map((entry) => ({
      id: newId(),
      at,
      actorId: entry.actor?.id ?? null,
      actorName: entry.actor?.name ?? 'MTMS',
      action: entry.action,
      recordType: entry.record.type,
      recordId: entry.record.id,
      recordName: entry.record.name.slice(0, 300),
      termId: entry.scope?.termId ?? null,
      courseId: entry.scope?.courseId ?? null,
      position: entry.scope?.position ?? null,
      subjectId: entry.scope?.subjectId ?? null,
      before: entry.before ?? null,
      after: entry.after ?? null,
      reason: entry.reason ?? null,
    })),
    60,
  )
}
