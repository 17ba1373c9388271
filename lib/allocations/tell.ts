import { and, eq, inArray } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { allocations } from '@/db/schema'
import { inPieces } from '@/db/sql'
import { audit } from '@/lib/audit'
import { AppError, invalid, stateError } from '@/lib/errors'
import { formatHours } from '@/lib/hours'
import { can, type Viewer } from '@/lib/permissions'
import { lockReserve, promoteReserve } from '@/lib/review/promote'
import { queueEnrolmentMails } from '@/lib/review/result-mail'
import { loadSettings } from '@/lib/settings/queries'
import { requireNotArchived } from '@/lib/terms/commands'
import { type Position, positionNames } from '@/lib/vocabulary'
import { type BreachData, madeKnown, type Override } from './change-set'
import { type AllocationRow, loadFacts } from './facts'
import type { PlannedRow } from './plan'
import { isPreAssignment } from './pre-assigned'
import { breachesOf, inOrder, namedBreaches, planTelling, requireTelling, waitingOf } from './telling'

/**
 * Telling people of proposals that no application will publish (pre-assignments), by the coordinator of the
 * position: what a page lists with its versions is what is told, after the checks of SPEC 7 on what holds now.
 */

/** A proposal as the coordinator saw it. */
export type SeenProposal = { id: string; version: number; quarters: number }

export type Told = {
  told: number
  /** Those of the list who were not told, with the reason as the end of a sentence about them. */
  leftOut: { name: string; reason: string; already: boolean }[]
}

/**
 * Tells people of the proposals that were seen. One that changed since is not told, nor one of a person whose
 * account is not active; both are named with the reason, and so is one that was told already.
 *
 * @throws `limit` with `BreachData` where a proposal breaks a rule now that nobody overrode; `invalid`,
 *   `not_found`, `not_allowed`, `state`
 */
export async function offerProposals(
  viewer: Viewer,
  input: {
    courseId: string
    position: Position
    items: readonly SeenProposal[]
    override?: Override | null
  },
): Promise<Told> {
  const { courseId, position } = input
  const settings = await loadSettings()
  const seen = new Map(input.items.map((item) => [item.id, item]))
  return write(async (tx) => {
    const { course, term } = await requireTelling(tx, viewer, input)
    requireNotArchived(term)
    if (seen.size === 0) throw invalid({ item: 'Choose at least one person to tell.' })
    if (course.archivedAt) throw stateError(`${course.code} is archived: nobody is told of hours in it.`)

    // Applications are locked before people, courses and allocations. Whose an allocation is never changes.
    const reserves = await lockReserves(tx, [...seen.keys()], { courseId, position })
    const waiting = await waitingOf(tx, input)
    const asked = await inPieces([...seen.keys()], (ids) =>
      tx
        .select()
        .from(allocations)
        .where(
          and(
            inArray(allocations.id, ids),
            eq(allocations.courseId, courseId),
            eq(allocations.position, position),
          ),
        ),
    )
    const facts = await loadFacts(tx, {
      termId: course.termId,
      userIds: [...new Set([...waiting, ...asked].map((row) => row.userId))],
      courseIds: [courseId],
      allocationIds: [...new Set([...waiting, ...asked].map((row) => row.id))],
      position,
      lock: true,
    })
    const locked = [...facts.allocations.values()].filter(
      (row) => row.courseId === courseId && row.position === position,
    )
    const planned = planTelling(facts, inOrder(locked.filter(isPreAssignment)), settings)
    const gone = [...seen.keys()].filter((id) => !facts.allocations.has(id))
    const leftOut: Told['leftOut'] = gone.map(() => ({
      name: 'A proposal',
      reason: 'was taken back since you looked',
      already: false,
    }))
    const rows = locked.filter((row) => {
      const item = seen.get(row.id)
      // One's own was never on the page: it is not even named.
      if (!item || row.userId === viewer.id) return false
      const reason = refusalOf(row, item, planned.get(row.id))
      if (reason)
        leftOut.push({
          name: facts.people.get(row.userId)?.name ?? 'Unnamed',
          reason,
          already: row.state !== 'proposed',
        })
      return reason === null
    })
    if (rows.length === 0) return { told: 0, leftOut }
    const override = overridden(viewer, position, rows, planned, input.override ?? null)

    const at = new Date()
    const known = madeKnown(settings, at)
    for (const row of rows)
      await tx
        .update(allocations)
        .set({
          ...known,
          ...(override.has(row.id) ? { overrideReason: override.get(row.id) } : {}),
          version: row.version + 1,
          updatedAt: at,
        })
        .where(eq(allocations.id, row.id))
    await audit(
      tx,
      ...rows.map((row) => ({
        actor: viewer,
        action: 'allocations.offer' as const,
        record: { type: 'allocation', id: row.id, name: `${positionNames[position]} in ${course.code}` },
        scope: { termId: row.termId, courseId, position, subjectId: row.userId },
        before: { state: row.state },
        after: { state: known.state },
        reason: override.get(row.id) ?? null,
      })),
    )
    for (const row of rows) {
      const reserve = reserves.get(row.userId)
      if (reserve) await promoteReserve(tx, viewer, reserve, { code: course.code, quarters: row.quarters })
    }
    await queueEnrolmentMails(
      tx,
      rows.map((row) => row.id),
    )
    return { told: rows.length, leftOut }
  })
}

const NAMED = 4

/** What telling has done, in the one line shown afterwards. */
export function toldWords(told: number, leftOut: Told['leftOut']): string {
  const done =
    told > 0
      ? `Told ${told} ${told === 1 ? 'person' : 'people'} by email.`
      : leftOut.length > 0 && leftOut.every((one) => one.already)
        ? 'Nobody gets another email.'
        : 'Nobody was told.'
  if (leftOut.length === 0) return told > 0 ? done : 'Nobody was told: no proposal is waiting any more.'
  const named = leftOut.slice(0, NAMED).map((one) => `${one.name} ${one.reason}`)
  const more = leftOut.length - named.length
  return `${done} Left out: ${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`
}

/** Why a proposal on the list is not told, as the end of a sentence about the person; null when it is. */
function refusalOf(row: AllocationRow, item: SeenProposal, plan: PlannedRow | undefined): string | null {
  if (row.state !== 'proposed') return 'was told already'
  if (!plan) return 'is told with the result of their application'
  if (row.quarters !== item.quarters)
    return `was changed since you looked: ${formatHours(item.quarters)} → ${formatHours(row.quarters)}`
  if (row.version !== item.version) return 'was changed since you looked'
  if (plan.person && !plan.person.active) return 'has an account that is not active'
  return plan.problem ? plan.problem.message : null
}

/** The new reason of each row that breaks a rule which nobody overrode; refused where it is not given. */
function overridden(
  viewer: Viewer,
  position: Position,
  rows: readonly AllocationRow[],
  planned: ReadonlyMap<string, PlannedRow>,
  override: Override | null,
): Map<string, string> {
  const asked = rows.filter(
    (row) => row.overrideReason === null && (planned.get(row.id)?.breaches.length ?? 0) > 0,
  )
  if (asked.length === 0) return new Map()
  const breaches = asked.flatMap((row, index) => {
    const plan = planned.get(row.id)!
    return namedBreaches(plan.person?.name ?? '', breachesOf(plan)).map((one) => ({ ...one, row: index }))
  })
  const mayOverride =
    breaches.every((breach) => breach.overridable) &&
    can(viewer, 'allocations.override', { position }).allowed
  const reason = override?.reason.trim() ?? ''
  const keys = new Set(override?.keys)
  if (mayOverride && reason && breaches.every((breach) => keys.has(breach.key)))
    return new Map(asked.map((row) => [row.id, reason]))
  const data: BreachData = { breaches, mayOverride }
  throw new AppError('limit', breaches[0]!.message, { data })
}

/** Applications of the reserve list whose people are about to be told of hours, by person, locked. */
async function lockReserves(
  tx: Tx,
  allocationIds: readonly string[],
  { courseId, position }: { courseId: string; position: Position },
) {
  const found = new Map<string, NonNullable<Awaited<ReturnType<typeof lockReserve>>>>()
  const people = await inPieces(allocationIds, (ids) =>
    tx
      .select({ userId: allocations.userId, termId: allocations.termId, position: allocations.position })
      .from(allocations)
      .where(
        and(
          inArray(allocations.id, ids),
          eq(allocations.courseId, courseId),
          eq(allocations.position, position),
          eq(allocations.state, 'proposed'),
        ),
      )
      .orderBy(allocations.userId),
  )
  for (const one of people) {
    const reserve = await lockReserve(tx, one)
    if (reserve) found.set(one.userId, reserve)
  }
  return found
}
