import { and, asc, desc, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { applicationNotes, applications, auditLog, terms, users } from '@/db/schema'
import { type AuditLine, auditLine } from '@/lib/audit/queries'
import { can, type Viewer } from '@/lib/permissions'
import type { Position } from '@/lib/vocabulary'
import { type ApplicationRow, reviewable } from './scope'

/** What those who decide read of an application's past. The caller has asked for the permission. */

export type Note = { id: string; author: string; body: string; createdAt: Date }

export type EarlierApplication = {
  id: string
  term: string
  position: Position
  state: string
  decision: string | null
}

/** Internal notes, the oldest first. One query. */
export async function notesOf(applicationId: string): Promise<Note[]> {
  return db
    .select({
      id: applicationNotes.id,
      author: users.name,
      body: applicationNotes.body,
      createdAt: applicationNotes.createdAt,
    })
    .from(applicationNotes)
    .innerJoin(users, eq(users.id, applicationNotes.authorId))
    .where(eq(applicationNotes.applicationId, applicationId))
    .orderBy(asc(applicationNotes.createdAt), asc(applicationNotes.id))
}

/** The latest entries of the audit log, the newest first. One query. */
export async function auditOf(applicationId: string): Promise<AuditLine[]> {
  return db
    .select(auditLine)
    .from(auditLog)
    .where(and(eq(auditLog.recordType, 'application'), eq(auditLog.recordId, applicationId)))
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(100)
}

/** Other applications of the same student in positions that the viewer decides on. One query. */
export async function earlierApplicationsOf(
  viewer: Viewer,
  application: ApplicationRow,
): Promise<EarlierApplication[]> {
  const positions = (['tutor', 'marker'] as const).filter(
    (position) => can(viewer, 'applications.decide', { position }).allowed,
  )
  const rows = await db
    .select({
      id: applications.id,
      term: terms.name,
      position: applications.position,
      state: applications.state,
      decision: applications.decision,
    })
    .from(applications)
    .innerJoin(terms, eq(terms.id, applications.termId))
    .where(
      and(
        eq(applications.studentId, application.studentId),
        inArray(applications.position, positions),
        reviewable,
      ),
    )
    .orderBy(desc(terms.startsOn), asc(applications.position), desc(applications.id))
    .limit(50)
  return rows.filter((row) => row.id !== application.id)
}
