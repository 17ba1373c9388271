import { bool, id, index, instant, int, json, oneOf, table, uniqueIndex, varchar } from '@/db/columns'
import { assignmentScopes, assignmentStates } from '@/lib/vocabulary'
import { terms } from './courses'
import { users } from './users'

/** How far the solver is; points of the model, the gap a fraction (0 is proven). */
export type RunProgress = {
  seconds: number
  objective: number | null
  bound: number | null
  gap: number | null
  /** How it ended: `SolveStatus` of lib/assignment/types.ts; null while it works. */
  status: string | null
}

/** The figures that the list of scenarios shows; hours in quarters. */
export type RunFigures = {
  demandQuarters: number
  filledQuarters: number
  people: number
  applicants: number
  pairs: number
  /** People with hours in their first choice, and in one of their first three. */
  first: number
  firstThree: number
  /**
   * What the coordinator's edits made of the solver's answer: hours covered (in quarters) and average suitability (in
   * tenths of a point of 100) more or less than it, and the rules that are broken now.
   */
  cost?: { quarters: number; suitability: number; broken: number }
}

/**
 * One scenario of automatic assignment: what was asked, how far it is, and what became of it. What it works
 * on stands in `assignment_data`, so that lists of scenarios stay light.
 */
export const assignmentRuns = table(
  'assignment_runs',
  {
    id: id().primaryKey(),
    termId: id()
      .notNull()
      .references(() => terms.id, { onDelete: 'cascade' }),
    scope: oneOf(assignmentScopes).notNull(),
    name: varchar(120).notNull(),
    state: oneOf(assignmentStates).notNull(),
    /** Sliders and rules, as `lib/assignment-runs/settings.ts` reads them. */
    settings: json<unknown>().notNull(),
    /** `coordinator:term:scope` while queued or solving, else null: one at a time for each. */
    activeKey: varchar(120),
    /** The scenario that this one was made from ("solve again"). */
    basedOnId: id(),
    progress: json<RunProgress>().notNull(),
    figures: json<RunFigures>(),
    /** Times that solving has begun: more than one after a restart. */
    tries: int().notNull().default(0),
    cancelAskedAt: instant(),
    error: varchar(1000),
    /** Pairs were changed by hand since the solver gave them. */
    edited: bool().notNull().default(false),
    appliedAt: instant(),
    appliedBy: id().references(() => users.id),
    undoneAt: instant(),
    createdBy: id()
      .notNull()
      .references(() => users.id),
    startedAt: instant(),
    finishedAt: instant(),
    version: int().notNull().default(1),
    /** Moves on when the term's data is taken in anew: `base` of `assignment_data` is the same for the same number. */
    baseVersion: int().notNull().default(1),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('assignment_runs_active').on(t.activeKey),
    index('assignment_runs_list').on(t.termId, t.scope, t.createdAt, t.id),
    index('assignment_runs_state').on(t.state, t.updatedAt),
  ],
)

/** What a scenario works on and what came of it; each may be megabytes for a large term. */
export const assignmentData = table('assignment_data', {
  runId: id()
    .primaryKey()
    .references(() => assignmentRuns.id, { onDelete: 'cascade' }),
  /** `Base` of lib/assignment-runs/base.ts: people, courses, wishes and limits as they were. */
  base: json<unknown>().notNull(),
  /** Versions of the records that `base` was made from. */
  stamps: json<unknown>().notNull(),
  /** Pairs as the solver gave them; null before. */
  solved: json<unknown>(),
  /** Pairs as they stand with the coordinator's edits. */
  pairs: json<unknown>().notNull(),
  /** Locked pairs and forbidden ones. */
  marks: json<unknown>().notNull(),
  /** Rows of an uploaded file between preview and use. */
  imported: json<unknown>(),
  /** What applying changed, for its undo. */
  applied: json<unknown>(),
})
