import { and, asc, desc, eq, inArray, or } from 'drizzle-orm'
import { db } from '@/db/client'
import { auditLog, timesheets, users } from '@/db/schema'
import { type AuditLine, auditLine } from '@/lib/audit/queries'
import { notFound } from '@/lib/errors'
import { can, requireCanOr, type Viewer } from '@/lib/permissions'
import { recordedByState } from './inbox'
import { allowancesOf } from './inbox-bulk'
import type { SheetView } from './sheet-view'
import { getSheet } from './sheets'
import { timesheetRefusal } from './states'

export type InboxRecord = {
  view: SheetView
  email: string
  approvedQuarters: number
  /** The other paydays of the same work. */
  others: SheetView[]
  allowance: { quarters: number; reason: string; version: number } | null
  history: AuditLine[]
  mayApprove: boolean
  mayReturn: boolean
  mayAllow: boolean
  /** The viewer may write the lines on behalf of the person. */
  mayRecord: boolean
}

/** One timesheet with its lines, what stands beside it and its history. Not found unless the viewer approves it. */
export async function getInboxRecord(viewer: Viewer, timesheetId: string): Promise<InboxRecord> {
  const [found] = await db
    .select({ allocationId: timesheets.allocationId, paydayId: timesheets.paydayId })
    .from(timesheets)
    .where(eq(timesheets.id, timesheetId))
  if (!found) throw notFound('This timesheet')
  const { work, view } = await getSheet(viewer, found.allocationId, found.paydayId)
  if (!view?.sheet) throw notFound('This timesheet')
  const subject = { ownerId: view.userId, position: view.position, courseId: view.courseId }
  requireCanOr(notFound('This timesheet'), viewer, 'hours.approve', subject)
  const [sums, allowances, history, [person]] = await Promise.all([
    recordedByState([view.allocationId]),
    allowancesOf([view.allocationId]),
    historyOf(timesheetId, view.allocationId),
    db.select({ email: users.email }).from(users).where(eq(users.id, view.userId)),
  ])
  const own = view.userId === viewer.id
  const allowance = allowances.get(view.allocationId)
  return {
    view,
    email: person?.email ?? '',
    approvedQuarters: sums.get(view.allocationId)?.approved ?? 0,
    others: work.sheets.filter((one) => one.sheet && one.sheet.id !== timesheetId),
    allowance: allowance
      ? { quarters: allowance.quarters, reason: allowance.reason, version: allowance.version }
      : null,
    history,
    mayApprove: timesheetRefusal(view.sheet.state, 'approve', own) === null,
    mayReturn: timesheetRefusal(view.sheet.state, 'return', own) === null,
    mayAllow: !own,
    mayRecord: view.editable && !own && can(viewer, 'hours.record', subject).allowed,
  }
}

/** What happened to a timesheet, and what was allowed beyond its allocation, newest first. One query. */
function historyOf(timesheetId: string, allocationId: string): Promise<AuditLine[]> {
  return db
    .select(auditLine)
    .from(auditLog)
    .where(
      or(
        and(eq(auditLog.recordType, 'timesheet'), eq(auditLog.recordId, timesheetId)),
        and(
          eq(auditLog.recordType, 'allocation'),
          eq(auditLog.recordId, allocationId),
          inArray(auditLog.action, ['hours.allowExcess']),
        ),
      ),
    )
    .orderBy(desc(auditLog.at), asc(auditLog.id))
    .limit(50)
}
