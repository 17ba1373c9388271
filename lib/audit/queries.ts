import { and, asc, count, desc, eq, gte, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { db } from '@/db/client'
import { auditLog } from '@/db/schema'
import { addDays, isIsoDay, startOfDay } from '@/lib/dates'
import { notAllowed } from '@/lib/errors'
import { defineList, type ListParams, oneWord, type Page } from '@/lib/list-params'
import { decidesOn, mayEver, type Viewer } from '@/lib/permissions'
import { positions } from '@/lib/vocabulary'

const isoDay = z.string().refine(isIsoDay).optional().catch(undefined)

/** Filters of the audit log; `record` narrows it to the history of one record. */
export const auditList = defineList({
  sorts: ['at', 'actor', 'action'] as const,
  defaultSort: 'at',
  defaultDir: 'desc',
  filters: {
    area: oneWord([
      'account',
      'users',
      'roles',
      'terms',
      'courses',
      'applications',
      'results',
      'allocations',
      'offers',
      'hours',
      'payroll',
      'settings',
      'emails',
    ]),
    position: oneWord(positions),
    from: isoDay,
    to: isoDay,
    record: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .optional()
      .catch(undefined),
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
  return viewer.roles.includes('admin') ? undefined : inArray(auditLog.position, decidesOn(viewer))
}

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
        )
      : undefined,
    f.area ? sql`${auditLog.action} like ${`${f.area}.%`}` : undefined,
    f.position ? eq(auditLog.position, f.position) : undefined,
    f.from ? gte(auditLog.at, startOfDay(f.from, zone)) : undefined,
    f.to ? lt(auditLog.at, startOfDay(addDays(f.to, 1), zone)) : undefined,
    f.record ? eq(auditLog.recordId, f.record) : undefined,
  ]
}

/** An action's dotted verb in words: `applications.grantLate` → "Applications: grant late". */
export function actionInWords(action: string): string {
  const [area = '', verb = ''] = action.split('.')
  const words = (text: string) =>
    text.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('_', ' ')
  return `${area.charAt(0).toUpperCase()}${words(area.slice(1))}: ${words(verb)}`
}

/** "hours" for `hoursQuarters` and the like, with the value as people read it. */
export function valueInWords(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.map(valueInWords).join(', ') || '–'
  if (typeof value === 'object') return JSON.stringify(value)
  return String(value)
}

/** "hours: 10 → 12; state: offered → accepted"; '' where an entry changed nothing. */
export function changeInWords(row: Pick<AuditRow, 'before' | 'after'>): string {
  const after = row.after ?? {}
  const before = row.before ?? {}
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((key) => `${key}: ${valueInWords(before[key])} → ${valueInWords(after[key])}`)
    .join('; ')
}
