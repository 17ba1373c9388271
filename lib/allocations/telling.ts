import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import { type Db, db, type Tx } from '@/db/client'
import { allocations, applications, courses, terms } from '@/db/schema'
import { inPieces } from '@/db/sql'
import { notFound } from '@/lib/errors'
import { can, requireCan, requireCanOr, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import type { Settings } from '@/lib/settings/schema'
import type { Position } from '@/lib/vocabulary'
import { type BreachData, madeKnown } from './change-set'
import { countedOf } from './counted'
import { type AllocationRow, type Facts, previewFacts } from './facts'
import { type PlannedRow, planChanges } from './plan'

/**
 * Whom a coordinator of a position can tell of proposals that no application will publish (pre-assignments), and what
 * the rules say of each now: what the page lists, and what telling (lib/allocations/tell.ts) checks again.
 */

export type Telling = {
  course: { id: string; code: string; name: string }
  termId: string
  termName: string
  position: Position
  people: {
    id: string
    version: number
    quarters: number
    name: string
    /** The rules that the hours break now. */
    breaches: BreachData['breaches']
    /** Why rules were overridden for them before; those are not asked about again. */
    overrideReason: string | null
    /** On the reserve list: telling them accepts their application. */
    onReserve: boolean
    /** Why they cannot be told; null when they can. */
    problem: string | null
  }[]
  /** Last instant of the answers if they are told now; null where offers need none. */
  answerBy: Date | null
  mayOverride: boolean
}

/**
 * Whom the viewer may tell of pre-assigned hours of a course in a position, and what is to be said of each.
 * Not found for a course whose members the viewer may not see.
 */
export async function getTelling(
  viewer: Viewer,
  { courseId, position }: { courseId: string; position: Position },
): Promise<Telling> {
  const { course, term } = await requireTelling(db, viewer, { courseId, position })
  const settings = await loadSettings()
  const waiting = await waitingOf(db, { courseId, position })
  const userIds = waiting.map((row) => row.userId)
  const facts = await previewFacts({ termId: course.termId, userIds, courseIds: [courseId], position })
  const planned = planTelling(facts, waiting, settings)
  const reserves = await inPieces(userIds, (ids) =>
    db
      .select({ userId: applications.studentId })
      .from(applications)
      .where(
        and(
          inArray(applications.studentId, ids),
          eq(applications.termId, course.termId),
          eq(applications.position, position),
          eq(applications.state, 'published'),
          eq(applications.decision, 'reserve'),
        ),
      ),
  )
  const onReserve = new Set(reserves.map((row) => row.userId))
  return {
    course,
    termId: term.id,
    termName: term.name,
    position,
    people: waiting
      .filter((row) => row.userId !== viewer.id)
      .map((row) => {
        const plan = planned.get(row.id)!
        return {
          id: row.id,
          version: row.version,
          quarters: row.quarters,
          name: plan.person?.name ?? 'Unnamed',
          breaches: breachesOf(plan),
          overrideReason: row.overrideReason,
          onReserve: onReserve.has(row.userId),
          problem: plan.problem?.message ?? null,
        }
      })
      .sort((a, b) => a.name.localeCompare(b.name)),
    answerBy: madeKnown(settings, new Date()).answerBy,
    mayOverride: can(viewer, 'allocations.override', { position }).allowed,
  }
}

/** The course with its term, for who decides on the position and may see the members. */
export async function requireTelling(
  from: Db | Tx,
  viewer: Viewer,
  { courseId, position }: { courseId: string; position: Position },
) {
  const [found] = await from
    .select({ course: courses, term: terms })
    .from(courses)
    .innerJoin(terms, eq(terms.id, courses.termId))
    .where(eq(courses.id, courseId))
  if (!found) throw notFound('This course')
  requireCanOr(notFound('This course'), viewer, 'members.read', { courseId })
  requireCan(viewer, 'applications.decide', { position })
  return found
}

/** Pre-assignments of a course in a position, the viewer's own included: they take their part of the budget. */
export async function waitingOf(
  from: Db | Tx,
  { courseId, position }: { courseId: string; position: Position },
): Promise<AllocationRow[]> {
  const rows = await from
    .select()
    .from(allocations)
    .where(
      and(
        eq(allocations.courseId, courseId),
        eq(allocations.position, position),
        eq(allocations.state, 'proposed'),
        isNull(allocations.applicationId),
      ),
    )
    .orderBy(asc(allocations.createdAt), asc(allocations.id))
  return inOrder(rows)
}

/**
 * Those who needed no override first, each group by age: what was put over a budget with a reason must not
 * make the ones that fit look as if they broke it.
 */
export const inOrder = (rows: readonly AllocationRow[]) =>
  [...rows].sort(
    (a, b) =>
      Number(a.overrideReason !== null) - Number(b.overrideReason !== null) ||
      a.createdAt.getTime() - b.createdAt.getTime() ||
      a.id.localeCompare(b.id),
  )

/**
 * What the rules say today of proposals that stand: as if all of them were taken out and given again, so that
 * the answer about one does not depend on who else is chosen.
 */
export function planTelling(
  facts: Facts,
  rows: readonly AllocationRow[],
  settings: Settings,
): Map<string, PlannedRow> {
  const ids = new Set(rows.map((row) => row.id))
  const courses = new Map(
    [...facts.courses].map(([id, course]) => {
      const used = { ...course.used }
      for (const row of rows) if (row.courseId === id) used[row.position] -= countedOf(row)
      return [id, { ...course, used }]
    }),
  )
  const people = new Map(
    [...facts.people].map(([id, person]) => [
      id,
      { ...person, held: person.held.filter((held) => !ids.has(held.id)) },
    ]),
  )
  const plan = planChanges(
    { ...facts, courses, people },
    rows.map((row) => ({
      kind: 'add',
      userId: row.userId,
      courseId: row.courseId,
      position: row.position,
      quarters: row.quarters,
      source: row.source,
      state: 'offered',
    })),
    { visaCapQuarters: settings.visaCapHours * 4, changesNeedAnswer: settings.offersNeedAnswer },
  )
  return new Map(rows.map((row, i) => [row.id, plan.rows[i]!]))
}

export const breachesOf = (plan: PlannedRow): BreachData['breaches'] =>
  plan.breaches.map((breach) => ({
    ...breach,
    row: 0,
    userId: plan.person?.userId ?? '',
    courseId: plan.course?.id ?? '',
    course: plan.course?.code ?? '',
  }))

/** Broken rules of several people are told apart by the name before each. */
export const namedBreaches = (name: string, breaches: BreachData['breaches']): BreachData['breaches'] =>
  breaches.map((breach) => ({ ...breach, message: `${name}: ${breach.message}` }))
