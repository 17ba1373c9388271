import { inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { hourAllowances } from '@/db/schema'
import { BULK_LIMIT } from '@/lib/bulk'
import { formatHours } from '@/lib/hours'
import type { Viewer } from '@/lib/permissions'
import { type InboxRow, isAbovePlan, listInboxById } from './inbox'
import type { InboxScope } from './inbox-scope'
import { timesheetRefusal } from './states'

export type BulkSheet = InboxRow & {
  /** Why this one cannot take part; null when it does. */
  leftOut: string | null
}

export type BulkHours = {
  lines: BulkSheet[]
  /** Of the lines that take part. */
  totals: {
    sheets: number
    people: number
    quarters: number
    late: number
    abovePlan: number
    /** A return takes these approvals back, and makes corrections of what went to payroll. */
    approved: number
    exported: number
  }
}

/**
 * What approving or returning many will do, one by one in the order of the table. Nothing is written; the
 * command asks everything again. Five queries.
 */
export async function previewBulkHours(
  viewer: Viewer,
  scope: InboxScope,
  act: 'approve' | 'return',
  ids: readonly string[],
): Promise<BulkHours> {
  const rows = await listInboxById(viewer, scope, ids.slice(0, BULK_LIMIT))
  const approved = new Map(rows.map((row) => [row.allocationId, row.approvedQuarters]))
  const lines = rows.map((row): BulkSheet => {
    const refusal = timesheetRefusal(row.state, act, row.own)
    if (refusal || act === 'return') return { ...row, leftOut: refusal }
    const sum = (approved.get(row.allocationId) ?? 0) + row.quarters
    if (sum > row.usage.ceiling)
      return {
        ...row,
        leftOut: `This would approve ${formatHours(sum)} of ${formatHours(row.usage.ceiling)}: allow the excess first.`,
      }
    approved.set(row.allocationId, sum)
    return { ...row, leftOut: null }
  })
  const taking = lines.filter((line) => line.leftOut === null)
  return {
    lines,
    totals: {
      sheets: taking.length,
      people: new Set(taking.map((line) => line.userId)).size,
      quarters: taking.reduce((sum, line) => sum + line.quarters, 0),
      late: taking.filter((line) => line.late).length,
      abovePlan: taking.filter(isAbovePlan).length,
      approved: taking.filter((line) => line.state === 'approved').length,
      exported: taking.filter((line) => line.state === 'exported').length,
    },
  }
}

/** Allowances of these allocations, by allocation. One query. */
export async function allowancesOf(allocationIds: readonly string[]) {
  if (allocationIds.length === 0) return new Map<string, typeof hourAllowances.$inferSelect>()
  const rows = await db
    .select()
    .from(hourAllowances)
    .where(inArray(hourAllowances.allocationId, [...allocationIds]))
  return new Map(rows.map((row) => [row.allocationId, row]))
}
