import type { applications } from '@/db/schema'
import { type Before, beforeOf, type Proposal } from '@/lib/review/before'
import type { Decision, Position } from '@/lib/vocabulary'
import type { ApplicationChange } from './change-plan'

/** What applying a scenario did to one application, so that it can be undone exactly. */
export type AppliedApplication = {
  id: string
  userId: string
  position: Position
  before: Before
  /** Proposals as they were left: what an undo finds if nobody touched them since. */
  after: { decision: Decision | null; proposals: { courseId: string; quarters: number }[] }
}

export type AppliedRecord = {
  applications: AppliedApplication[]
  /**
   * Keys of the rules that going back breaks (`RowBreach`): what stood before stood by an override, or from
   * before a budget was lowered, so that an undo must be allowed to break them again, and no others.
   */
  broken: string[]
}

/** What is kept of one application: how it stood before, and as it was left. Pure. */
export function appliedOf(
  change: ApplicationChange,
  row: typeof applications.$inferSelect,
  before: readonly Proposal[],
  after: readonly Proposal[],
): AppliedApplication {
  const own = (rows: readonly Proposal[]) => rows.filter((one) => one.applicationId === change.id)
  return {
    id: change.id,
    userId: change.userId,
    position: change.position,
    before: beforeOf(row, own(before)),
    after: {
      decision: change.act === 'accept' ? 'accepted' : null,
      proposals: own(after).map(({ courseId, quarters }) => ({ courseId, quarters })),
    },
  }
}
