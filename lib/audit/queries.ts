import { and, asc, count, desc, eq, gte, inArray, isNull, lt, ne, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { db } from '@/db/client'
import { auditLog } from '@/db/schema'
import { addDays, isIsoDay, startOfDay } from '@/lib/dates'
import { notAllowed } from '@/lib/errors'
import { defineList, type ListParams, oneWord, type Page, tableLook } from '@/lib/list-params'
import { decidesOn, mayEver, type Viewer } from '@/lib/permissions'
import type { ListColumn } from '@/lib/table-columns'
import { positions } from '@/lib/vocabulary'
import { type AuditAction, actionWords, auditActions, auditAreas } from './actions'

/** What the history of a record shows of an entry: the columns of its query. */
export const auditLine = {
  id: auditLog.id,
  at: auditLog.at,
  actorName: auditLog.actorName,
  action: auditLog.action,
  before: auditLog.before,
  after: auditLog.after,
  reason: auditLog.reason,
}
export type AuditLine = Pick<AuditRow, keyof typeof auditLine>

const isoDay = z.string().refine(isIsoDay).optional().catch(undefined)

const columns = [
  { id: 'at', label: 'When', primary: true },
  { id: 'actor', label: 'Who' },
  { id: 'action', label: 'What' },
  { id: 'record', label: 'Record' },
  { id: 'position', label: 'Position', spare: true },
  { id: 'change', label: 'Before → after' },
  { id: 'reason', label: 'Reason' },
] as const satisfies readonly ListColumn[]
export type AuditColumn = (typeof columns)[number]['id']
/** Columns of the log; the page shows them and the export writes them. */
export const auditColumns: readonly ListColumn<AuditColumn>[] = columns

/** Filters of the audit log, whose search finds who did it; `record` narrows it to the history of one record. */
export const auditList = defineList({
  sorts: ['at', 'actor', 'action'] as const,
  defaultSort: 'at',
  defaultDir: 'desc',
  filters: {
    area: oneWord(auditAreas),
    action: oneWord(auditActions),
    position: oneWord(positions),
    from: isoDay,
    to: isoDay,
    record: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .optional()
      .catch(undefined),
    ...tableLook(columns),
  },
})
export type AuditParams = ReturnType<typeof auditList.parse>
export type AuditRow = typeof auditLog.$inferSelect

/**
 * Entries that the viewer may read: all for an admin, own position's for a tutor or marker coordinator.
 * Two queries. Days are of the given zone.
 */
export async function listAudit(viewer: Viewer, params: AuditParams, zone: string): Promise<Page<AuditRow>> {
  const where = and(scope(viewer), ...filters(params, zone))
  const column = { at: auditLog.at, actor: auditLog.actorName, action: auditLog.action }[params.sort]
  const order = params.dir === 'asc' ? asc : desc
  const [rows, totals] = await Promise.all([
    db
      .select()
      .from(auditLog)
      .where(where)
      .orderBy(order(column), order(auditLog.id))
      .limit(params.size)
      .offset((params.page - 1) * params.size),
    db.select({ n: count() }).from(auditLog).where(where),
  ])
  return { rows, total: totals[0]?.n ?? 0 }
}

function scope(viewer: Viewer): SQL | undefined {
  if (!mayEver(viewer, 'audit.read')) throw notAllowed('Your role does not allow this.')
  return and(
    viewer.roles.includes('admin') ? undefined : inArray(auditLog.position, decidesOn(viewer)),
    // Staff who have applied read here nothing that others did about them: it may not be published yet.
    viewer.roles.includes('student')
      ? or(isNull(auditLog.subjectId), ne(auditLog.subjectId, viewer.id), eq(auditLog.actorId, viewer.id))
      : undefined,
  )
}

const named = (q: string): AuditAction[] =>
  auditActions.filter((action) => actionWords[action].toLowerCase().includes(q.toLowerCase()))

function filters(
  params: ListParams<'at' | 'actor' | 'action', never> | AuditParams,
  zone: string,
): (SQL | undefined)[] {
  const { q, filters: f } = params as AuditParams
  const words = q && `%${q.replace(/[!%_]/g, (c) => `!${c}`)}%`
  return [
    words
      ? or(
          ...[auditLog.actorName, auditLog.recordName, auditLog.action, auditLog.reason].map(
            (column) => sql`lower(${column}) like lower(${words}) escape '!'`,
          ),
          // What people read in the log is the words of an action, which stand in no column.
          inArray(auditLog.action, named(q)),
        )
      : undefined,
    f.action ? eq(auditLog.action, f.action) : undefined,
    f.area ? sql`${auditLog.action} like ${`${f.area}.%`}` : undefined,
    f.position ? eq(auditLog.position, f.position) : undefined,
    f.from ? gte(auditLog.at, startOfDay(f.from, zone)) : undefined,
    f.to ? lt(auditLog.at, startOfDay(addDays(f.to, 1), zone)) : undefined,
    f.record ? eq(auditLog.recordId, f.record) : undefined,
  ]
}
