import { and, eq, inArray } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { applications } from '@/db/schema'
import { inPieces } from '@/db/sql'
import type { Change } from '@/lib/allocations/plan'
import { positionOf } from '@/lib/assignment/types'
import type { Proposal } from '@/lib/review/before'
import type { Position } from '@/lib/vocabulary'
import type { ApplyTotals } from './apply-words'
import { pairKey } from './base'
import type { Run } from './store'

/** What applying a scenario means for one application. */
export type ApplicationChange = {
  id: string
  userId: string
  position: Position
  /** `undo`: accepted before and given nothing here, so undecided again. */
  act: 'accept' | 'undo'
  given: { courseId: string; quarters: number }[]
}

/** What a scenario gives by application; what stands already (fixed) is no change. Pure. */
export function givenBy(run: Pick<Run, 'data'>): Map<string, ApplicationChange> {
  const { base, pairs } = run.data
  const fixed = new Set(base.fixed.map(pairKey))
  const changes = new Map<string, ApplicationChange>()
  for (const pair of pairs) {
    if (fixed.has(pairKey(pair))) continue
    const person = base.people[pair.person]!
    const id = person.applications[pair.position]
    // The board refuses such pairs; a file cannot bring them in either.
    if (!id) continue
    const change = changes.get(id) ?? {
      id,
      userId: person.userId,
      position: positionOf(pair.position),
      act: 'accept' as const,
      given: [],
    }
    change.given.push({ courseId: base.courses[pair.course]!.id, quarters: pair.quarters })
    changes.set(id, change)
  }
  return changes
}

/**
 * Applications that applying changes: those that are given hours, and accepted ones of the scenario that are
 * given none any more.
 */
export async function applicationChanges(
  from: Db | Tx,
  run: Pick<Run, 'data'>,
): Promise<ApplicationChange[]> {
  const changes = givenBy(run)
  const ids = run.data.base.people.flatMap((person) => person.applications.filter((id) => id !== null))
  const accepted = await inPieces(ids, (piece) =>
    from
      .select({ id: applications.id, userId: applications.studentId, position: applications.position })
      .from(applications)
      .where(
        and(
          inArray(applications.id, piece),
          eq(applications.state, 'submitted'),
          eq(applications.decision, 'accepted'),
        ),
      ),
  )
  const holds = new Set(
    run.data.base.fixed.map(
      (pair) => `${run.data.base.people[pair.person]!.userId}:${positionOf(pair.position)}`,
    ),
  )
  for (const row of accepted) {
    // Accepted on a pre-assignment alone: it stands, and so does the decision.
    if (changes.has(row.id) || holds.has(`${row.userId}:${row.position}`)) continue
    changes.set(row.id, { ...row, act: 'undo', given: [] })
  }
  return [...changes.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The change set that makes the proposals of these applications exactly what they are given. Pure. */
export function changeSetOf(changes: readonly ApplicationChange[], proposals: readonly Proposal[]): Change[] {
  const standing = Map.groupBy(proposals, (row) => row.applicationId ?? '')
  const set: Change[] = []
  for (const change of changes) {
    const wanted = new Map(change.given.map((one) => [one.courseId, one.quarters]))
    for (const row of standing.get(change.id) ?? []) {
      const quarters = wanted.get(row.courseId)
      wanted.delete(row.courseId)
      if (quarters === undefined)
        set.push({
          kind: 'end',
          allocationId: row.id,
          version: row.version,
          reason: 'Automatic assignment gives other hours',
        })
      else if (quarters !== row.quarters)
        set.push({ kind: 'hours', allocationId: row.id, version: row.version, quarters })
    }
    for (const [courseId, quarters] of wanted)
      set.push({
        kind: 'add',
        userId: change.userId,
        courseId,
        position: change.position,
        quarters,
        source: 'automatic',
        applicationId: change.id,
        state: 'proposed',
      })
  }
  return set
}

/** How many applications are accepted, get other hours, become undecided again or stand so already. Pure. */
export function totalsOf(
  changes: readonly ApplicationChange[],
  set: readonly Change[],
  proposals: readonly Proposal[],
  stood: (applicationId: string) => boolean,
): ApplyTotals {
  const applicationOf = new Map(proposals.map((row) => [row.id, row.applicationId]))
  const touched = new Set(
    set.map((change) =>
      change.kind === 'add' ? change.applicationId : applicationOf.get(change.allocationId),
    ),
  )
  const accepts = changes.filter((change) => change.act === 'accept')
  const before = accepts.filter((change) => stood(change.id))
  const changed = before.filter((change) => touched.has(change.id)).length
  return {
    newly: accepts.length - before.length,
    changed,
    undone: changes.length - accepts.length,
    unchanged: before.length - changed,
  }
}
