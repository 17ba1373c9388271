import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { auditLog } from '@/db/schema'
import { formatInstant, relative } from '@/lib/dates'
import { AppError, type Difference } from '@/lib/errors'

/**
 * The error of a write whose record changed since its form was made. Who changed it and when is read
 * from the audit log; `differences` says what stands against what was asked. `version` goes back to the
 * form, so that "keep mine" is bound to what the person has seen and not to whatever comes after.
 */
export async function conflictError(
  from: Db | Tx,
  record: {
    type: string
    id: string
    name: string
    version: number
    /** Entries that tell of it, where the record has others besides. */
    actions?: readonly string[]
  },
  differences: Difference[],
  zone: string,
): Promise<AppError> {
  const [last] = await from
    .select({ by: auditLog.actorName, at: auditLog.at })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.recordType, record.type),
        eq(auditLog.recordId, record.id),
        record.actions ? inArray(auditLog.action, [...record.actions]) : undefined,
      ),
    )
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(1)
  const by = last?.by ?? 'Somebody'
  const at = last ? agoOrOn(last.at, zone) : 'a moment ago'
  return new AppError('conflict', `${record.name} was changed by ${by} ${at}. Nothing was saved.`, {
    conflict: { by, at, differences },
    data: { version: record.version },
  })
}

/** When something was done, as conflicts say it: "just now", "3 minutes ago", "on Fri 12 Feb 2027, 23:59". */
export function agoOrOn(at: Date, zone: string): string {
  const near = relative(at, new Date(), zone)
  if (near === 'now') return 'just now'
  return near ?? `on ${formatInstant(at, zone)}`
}
