import type { Decision, Position } from '@/lib/vocabulary'

/** What applying a scenario did to one application, so that it can be undone exactly. */
export type AppliedApplication = {
  id: string
  userId: string
  position: Position
  before: {
    decision: Decision | null
    noteToStudent: string | null
    internalReason: string | null
    decidedAt: number | null
    decidedBy: string | null
    /** Proposals that stood by this application. */
    proposals: {
      courseId: string
      quarters: number
      source: 'application' | 'pre_assignment' | 'automatic'
    }[]
  }
  /** Proposals as they were left: what an undo finds if nobody touched them since. */
  after: { decision: Decision | null; proposals: { courseId: string; quarters: number }[] }
}

export type AppliedRecord = { applications: AppliedApplication[] }
