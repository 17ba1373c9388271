import { and, desc, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { assignmentRuns, terms, users } from '@/db/schema'
import { checkBefore, type Shortage } from '@/lib/assignment/before'
import type { Instance } from '@/lib/assignment/types'
import type { Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import type { AssignmentScope } from '@/lib/vocabulary'
import { type Base, noMarks, pinnedOf, toInstance } from './base'
import { buildBase } from './build'
import { figuresOfPairs } from './figures'
import { policyOf, type RunSettings } from './settings'
import { loadSource } from './source'
import { getRunRow, type RunRow, requireRunScope, scopesOf } from './store'

export type RunLine = Omit<RunRow, 'settings'> & { creator: string }

/** The most scenarios that a list shows; older ones are deleted by people or not looked at. */
export const RUNS_SHOWN = 50

/** Scenarios of a term that the viewer may see, newest first. One query, nothing of their data. */
export async function listRuns(viewer: Viewer, termId: string): Promise<RunLine[]> {
  const rows = await db
    .select({ run: assignmentRuns, creator: users.name })
    .from(assignmentRuns)
    .innerJoin(users, eq(users.id, assignmentRuns.createdBy))
    .where(and(eq(assignmentRuns.termId, termId), inArray(assignmentRuns.scope, scopesOf(viewer))))
    .orderBy(desc(assignmentRuns.createdAt), desc(assignmentRuns.id))
    .limit(RUNS_SHOWN)
  return rows.map(({ run: { settings: _, ...run }, creator }) => ({ ...run, creator }))
}

export type LookBefore = {
  people: number
  applications: number
  courses: number
  demandQuarters: number
  fixed: { pairs: number; quarters: number }
  taken: { people: number; quarters: number }
  remarks: string[]
  leftOut: Base['leftOut']
  shortages: Shortage[]
}

/**
 * What would go into a scenario made now, and which courses could not be filled whatever the solver does
 * (SPEC 10, "infeasibility check before solving"). Nothing is written.
 */
export async function lookBefore(
  viewer: Viewer,
  termId: string,
  scope: AssignmentScope,
  settings: RunSettings,
): Promise<LookBefore> {
  requireRunScope(viewer, scope)
  const source = await loadSource(db, termId, scope, await getSettings())
  const base = buildBase(source, settings)
  const instance = toInstance(base, policyOf(settings), pinnedOf(base, noMarks, []), noMarks)
  const demands = base.courses.flatMap((course) => course.d.filter((d) => d !== null))
  const sum = (of: readonly { quarters: number }[]) => of.reduce((total, one) => total + one.quarters, 0)
  return {
    people: base.people.length,
    applications: base.people.reduce((n, person) => n + person.applications.filter(Boolean).length, 0),
    courses: base.courses.filter((course) => course.d.some(Boolean)).length,
    demandQuarters: figuresOfPairs(base, []).demandQuarters,
    fixed: { pairs: base.fixed.length, quarters: sum(base.fixed) },
    taken: {
      people: demands.reduce((total, d) => total + d.takenPeople, 0),
      quarters: demands.reduce((total, d) => total + d.takenQuarters, 0),
    },
    remarks: base.remarks,
    leftOut: base.leftOut,
    shortages: trulyShort(base, instance),
  }
}

/**
 * Courses that cannot be filled. Where both positions share one budget, a position that nobody wants is no
 * shortage as long as the other can use all of it.
 */
function trulyShort(base: Base, instance: Instance): Shortage[] {
  const { shortages } = checkBefore(instance)
  const missing = new Map(shortages.map((one) => [`${one.course}:${one.position}`, one.missing]))
  return shortages.filter((one) => {
    const { shared, d } = instance.courses[one.course]!
    if (shared === undefined || base.courses[one.course]!.sharedQuarters === null) return true
    const possible = ([0, 1] as const).reduce<number>(
      (sum, position) => sum + (d[position]?.hours ?? 0) - (missing.get(`${one.course}:${position}`) ?? 0),
      0,
    )
    return possible < shared
  })
}

/** How far a scenario is, for its page to follow. Not found unless its positions are the viewer's. */
export async function getRunProgress(viewer: Viewer, id: string) {
  const row = await getRunRow(viewer, id)
  return {
    state: row.state,
    progress: row.progress,
    tries: row.tries,
    cancelAsked: row.cancelAskedAt !== null,
    /** Seconds since it was begun, for a clock that goes on between two looks. */
    seconds: row.startedAt ? Math.max(0, Math.round((Date.now() - row.startedAt.getTime()) / 1000)) : 0,
  }
}
export type RunProgressView = Awaited<ReturnType<typeof getRunProgress>>

/** The term of a scenario, for headings. One query. */
export async function termNameOf(termId: string): Promise<string> {
  const [row] = await db.select({ name: terms.name }).from(terms).where(eq(terms.id, termId))
  return row?.name ?? ''
}
