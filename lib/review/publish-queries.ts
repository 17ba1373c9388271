import { and, asc, eq, isNotNull } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, courses, publicationSchedules, scheduledResults } from '@/db/schema'
import { requireCan, type Viewer } from '@/lib/permissions'
import type { Decision, Position } from '@/lib/vocabulary'
import { eligibilityOf } from './eligibility'
import { eligibilityColumns } from './eligibility-sql'
import { byOthers } from './scope'

/** The most results that one publication takes: what one form can post without being cut. */
export const PUBLISH_LIMIT = 2000

export type Told = { courseId: string; code: string; quarters: number }

export type ReadyRow = {
  id: string
  version: number
  name: string
  upi: string | null
  decision: Decision
  noteToStudent: string | null
  /** What an accepted person will be offered: by this application, and pre-assigned in the same position. */
  courses: Told[]
  /** The student changed what they had submitted after the decision was made. */
  changedSince: boolean
  /** What stands against the work of somebody accepted; null when nothing does. */
  eligibility: { label: string; tone: 'bad' | 'warn' } | null
  /** It waits in a scheduled publication: when that is. */
  scheduledFor: Date | null
}

/** Decided, unpublished applications of a term and position with what each student will be told. Two queries. */
export async function listReadyToPublish(
  viewer: Viewer,
  input: { termId: string; position: Position },
): Promise<{ rows: ReadyRow[]; more: number }> {
  requireCan(viewer, 'results.publish', { position: input.position })
  const rows = await db
    .select({
      id: applications.id,
      version: applications.version,
      studentId: applications.studentId,
      name: applications.name,
      upi: applications.upi,
      decision: applications.decision,
      noteToStudent: applications.noteToStudent,
      decidedAt: applications.decidedAt,
      editedAt: applications.editedAt,
      ...eligibilityColumns,
      scheduledFor: publicationSchedules.dueAt,
    })
    .from(applications)
    .leftJoin(scheduledResults, eq(scheduledResults.applicationId, applications.id))
    .leftJoin(publicationSchedules, eq(publicationSchedules.id, scheduledResults.scheduleId))
    .where(and(ready(input), byOthers(viewer)))
    .orderBy(asc(applications.decision), asc(applications.sortName), asc(applications.id))
    .limit(PUBLISH_LIMIT + 1)
  const more = Math.max(0, rows.length - PUBLISH_LIMIT)
  const proposed = await proposedIn(input)
  const toTell = (row: { id: string; studentId: string; decision: Decision | null }) =>
    row.decision === 'accepted'
      ? (proposed.get(row.studentId) ?? []).filter(
          (one) => one.applicationId === row.id || one.applicationId === null,
        )
      : []
  return {
    more,
    rows: rows.slice(0, PUBLISH_LIMIT).map((row) => ({
      id: row.id,
      version: row.version,
      name: row.name ?? 'Unnamed',
      upi: row.upi,
      decision: row.decision as Decision,
      noteToStudent: row.noteToStudent,
      courses: toTell(row).map(({ courseId, code, quarters }) => ({ courseId, code, quarters })),
      changedSince: row.editedAt !== null && row.decidedAt !== null && row.editedAt > row.decidedAt,
      eligibility: row.decision === 'accepted' ? objectionTo(row) : null,
      scheduledFor: row.scheduledFor,
    })),
  }
}

function objectionTo(row: Parameters<typeof eligibilityOf>[0]): ReadyRow['eligibility'] {
  const { label, tone } = eligibilityOf(row)
  return tone === 'bad' || tone === 'warn' ? { label, tone } : null
}

const ready = ({ termId, position }: { termId: string; position: Position }) =>
  and(
    eq(applications.termId, termId),
    eq(applications.position, position),
    eq(applications.state, 'submitted'),
    isNotNull(applications.decision),
  )

async function proposedIn({ termId, position }: { termId: string; position: Position }) {
  const rows = await db
    .select({
      userId: allocations.userId,
      applicationId: allocations.applicationId,
      courseId: allocations.courseId,
      code: courses.code,
      quarters: allocations.quarters,
    })
    .from(allocations)
    .innerJoin(courses, eq(courses.id, allocations.courseId))
    .where(
      and(
        eq(allocations.termId, termId),
        eq(allocations.position, position),
        eq(allocations.state, 'proposed'),
      ),
    )
    .orderBy(asc(courses.code))
  return Map.groupBy(rows, (row) => row.userId)
}
