import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { allocations, applications } from '@/db/schema'
import { inPieces } from '@/db/sql'
import type { Change } from '@/lib/allocations/plan'
import type { Viewer } from '@/lib/permissions'
import type { AllocationSource, Decision, Position } from '@/lib/vocabulary'
import type { ApplicationRow } from './scope'

/** How an application stood before something decided on it, as it is kept for an exact undo. */
export type Before = {
  decision: Decision | null
  noteToStudent: string | null
  internalReason: string | null
  /** Milliseconds. */
  decidedAt: number | null
  decidedBy: string | null
  /** Proposals that stood by this application. */
  proposals: {
    courseId: string
    quarters: number
    source: AllocationSource
    /** Why it stood although it broke a rule. */
    overrideReason: string | null
  }[]
}

/** Proposals that stand by these applications: what a decision takes the place of. One query per 500. */
export async function proposalsOf(from: Db | Tx, applicationIds: readonly string[]) {
  return inPieces(applicationIds, (ids) =>
    from
      .select({
        id: allocations.id,
        version: allocations.version,
        userId: allocations.userId,
        courseId: allocations.courseId,
        position: allocations.position,
        quarters: allocations.quarters,
        source: allocations.source,
        overrideReason: allocations.overrideReason,
        applicationId: allocations.applicationId,
      })
      .from(allocations)
      .where(and(inArray(allocations.applicationId, ids), eq(allocations.state, 'proposed')))
      .orderBy(asc(allocations.id)),
  )
}
export type Proposal = Awaited<ReturnType<typeof proposalsOf>>[number]

/** A proposal as far as going back from it needs to know it. */
export type Standing = Pick<Proposal, 'id' | 'version' | 'courseId' | 'quarters'>

/** What is to be kept of an application and its proposals. Pure. */
export const beforeOf = (
  row: Pick<ApplicationRow, 'decision' | 'noteToStudent' | 'internalReason' | 'decidedAt' | 'decidedBy'>,
  proposals: readonly Before['proposals'][number][],
): Before => ({
  decision: row.decision,
  noteToStudent: row.noteToStudent,
  internalReason: row.internalReason,
  decidedAt: row.decidedAt?.getTime() ?? null,
  decidedBy: row.decidedBy,
  proposals: proposals.map(({ courseId, quarters, source, overrideReason }) => ({
    courseId,
    quarters,
    source,
    overrideReason,
  })),
})

/** The changes that bring an application's proposals back to what they were. Pure. */
export function backTo(
  one: { id: string; userId: string; position: Position; before: Before },
  proposals: readonly Standing[],
): Change[] {
  const before = new Map(one.before.proposals.map((proposal) => [proposal.courseId, proposal]))
  const changes: Change[] = []
  for (const row of proposals) {
    const was = before.get(row.courseId)
    before.delete(row.courseId)
    if (!was) changes.push({ kind: 'end', allocationId: row.id, version: row.version, reason: 'Undone' })
    else if (was.quarters !== row.quarters)
      changes.push({
        kind: 'hours',
        allocationId: row.id,
        version: row.version,
        quarters: was.quarters,
        overrideReason: was.overrideReason,
      })
  }
  for (const was of before.values())
    changes.push({
      kind: 'add',
      userId: one.userId,
      courseId: was.courseId,
      position: one.position,
      quarters: was.quarters,
      source: was.source,
      applicationId: one.id,
      state: 'proposed',
      overrideReason: was.overrideReason,
    })
  return changes
}

/** Writes the decision and the words that stood before into an application that is locked. */
export async function bringBack(
  tx: Tx,
  viewer: Viewer,
  row: Pick<ApplicationRow, 'id' | 'version'>,
  before: Before,
  at: Date,
): Promise<void> {
  const { decision, noteToStudent, internalReason, decidedAt, decidedBy } = before
  await tx
    .update(applications)
    .set({
      decision,
      noteToStudent,
      internalReason,
      decidedBy,
      decidedAt: decidedAt === null ? null : new Date(decidedAt),
      version: row.version + 1,
      updatedAt: at,
      updatedBy: viewer.id,
    })
    .where(eq(applications.id, row.id))
}
