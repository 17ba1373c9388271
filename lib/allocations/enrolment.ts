import { and, eq, inArray } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { uniqueViolation } from '@/db/errors'
import { allocations, courses, userRoles } from '@/db/schema'
import { lockRows } from '@/db/sql'
import { audit } from '@/lib/audit'
import { invalid, notFound, stateError } from '@/lib/errors'
import { can, requireCan, requireCanOr, type Viewer } from '@/lib/permissions'
import { lockReserve, promoteReserve } from '@/lib/review/promote'
import { queueEnrolmentMails } from '@/lib/review/result-mail'
import { loadSettings } from '@/lib/settings/queries'
import { type Position, positionNames } from '@/lib/vocabulary'
import { applyChanges, type Override, offerTerms } from './change-set'

/**
 * Members of a course (SPEC 8). The coordinator of a position enrols people directly, and they are told
 * at once; a course coordinator, where the course allows it, pre-assigns: a proposal that is told when
 * the coordinator of the position publishes the person's application or offers it.
 */

/** Not found unless the viewer may see the members of the course. */
async function requireMembers(tx: Tx, viewer: Viewer, courseId: string) {
  const [course] = await tx.select().from(courses).where(eq(courses.id, courseId))
  if (!course) throw notFound('This course')
  requireCanOr(notFound('This course'), viewer, 'members.read', { courseId })
  return course
}

/**
 * Gives a student hours in a course.
 *
 * @returns the new allocation's id and whether the person is told now
 * @throws `limit` with the broken rules, `invalid`, `not_found`, `not_allowed`, `state`
 */
export async function enrolPerson(
  viewer: Viewer,
  input: {
    courseId: string
    userId: string
    position: Position
    quarters: number
    override?: Override | null
  },
): Promise<{ id: string; told: boolean }> {
  const settings = await loadSettings()
  try {
    return await write(async (tx) => {
      const course = await requireMembers(tx, viewer, input.courseId)
      const told = can(viewer, 'applications.decide', { position: input.position }).allowed
      if (!told)
        requireCan(viewer, 'allocations.preAssign', {
          courseId: course.id,
          canPreAssign: course.canPreAssign,
        })
      const [student] = await tx
        .select({ id: userRoles.userId })
        .from(userRoles)
        .where(and(eq(userRoles.userId, input.userId), eq(userRoles.role, 'student')))
      if (!student) throw invalid({ userId: 'Choose a person with the role of student.' })
      const reserve = told ? await lockReserve(tx, { ...input, termId: course.termId }) : null
      const state = !told ? 'proposed' : settings.offersNeedAnswer ? 'offered' : 'accepted'
      const applied = await applyChanges(
        tx,
        viewer,
        {
          termId: course.termId,
          position: input.position,
          changes: [
            {
              kind: 'add',
              userId: input.userId,
              courseId: course.id,
              position: input.position,
              quarters: input.quarters,
              source: 'pre_assignment',
              state,
            },
          ],
          override: input.override,
        },
        settings,
      )
      const id = applied.added[0]!.id
      if (reserve) await promoteReserve(tx, viewer, reserve, { code: course.code, quarters: input.quarters })
      if (told) await queueEnrolmentMails(tx, [id])
      return { id, told }
    })
  } catch (error) {
    if (uniqueViolation(error))
      throw stateError('Somebody else has just given this course to the same person.')
    throw error
  }
}

/** The allocation locked, if the viewer may see the members of its course. */
async function lockMember(tx: Tx, viewer: Viewer, id: string) {
  const [found] = await tx.select().from(allocations).where(eq(allocations.id, id))
  if (!found) throw notFound('This allocation')
  await requireMembers(tx, viewer, found.courseId)
  return found
}

/**
 * Changes the hours of a live allocation. Where offers need an answer, hours that the person knows of
 * become a new offer (SPEC 8).
 */
export async function changeHours(
  viewer: Viewer,
  input: {
    allocationId: string
    version: number
    quarters: number
    override?: Override | null
  },
): Promise<void> {
  const settings = await loadSettings()
  await write(async (tx) => {
    const found = await lockMember(tx, viewer, input.allocationId)
    const { allocationId, version, quarters } = input
    await applyChanges(
      tx,
      viewer,
      {
        termId: found.termId,
        position: found.position,
        changes: [{ kind: 'hours', allocationId, version, quarters }],
        override: input.override,
      },
      settings,
    )
  })
}

/** Ends an allocation. Hours recorded in it stay; a proposal that nobody was told of goes. */
export async function endAllocation(
  viewer: Viewer,
  input: { allocationId: string; version: number; reason?: string | null },
): Promise<void> {
  const settings = await loadSettings()
  await write(async (tx) => {
    const found = await lockMember(tx, viewer, input.allocationId)
    const { allocationId, version, reason } = input
    await applyChanges(
      tx,
      viewer,
      {
        termId: found.termId,
        position: found.position,
        changes: [{ kind: 'end', allocationId, version, reason }],
      },
      settings,
    )
  })
}

/**
 * Tells people of proposals that no application will publish (pre-assignments), by the coordinator of
 * the position. Those told already are passed over.
 *
 * @returns how many were told
 */
export async function offerProposals(
  viewer: Viewer,
  input: { courseId: string; allocationIds: readonly string[] },
): Promise<number> {
  const settings = await loadSettings()
  return write(async (tx) => {
    const course = await requireMembers(tx, viewer, input.courseId)
    const reserves = await lockReserves(tx, input.allocationIds)
    const rows = (await lockRows(tx, allocations, input.allocationIds)).filter(
      (row) => row.courseId === course.id && row.state === 'proposed' && row.source !== 'application',
    )
    for (const row of rows) requireCan(viewer, 'applications.decide', { position: row.position })
    if (rows.length === 0) return 0
    const ids = rows.map((row) => row.id)
    const at = new Date()
    const state = settings.offersNeedAnswer ? ('offered' as const) : ('accepted' as const)
    for (const row of rows)
      await tx
        .update(allocations)
        .set({
          state,
          offeredAt: at,
          answeredAt: state === 'accepted' ? at : null,
          ...offerTerms(settings, at),
          version: row.version + 1,
          updatedAt: at,
        })
        .where(inArray(allocations.id, [row.id]))
    await audit(
      tx,
      ...rows.map((row) => ({
        actor: viewer,
        action: 'allocations.offer',
        record: {
          type: 'allocation',
          id: row.id,
          name: `${positionNames[row.position]} in ${course.code}`,
        },
        scope: { termId: row.termId, courseId: course.id, position: row.position, subjectId: row.userId },
        before: { state: row.state },
        after: { state },
      })),
    )
    for (const row of rows) {
      const reserve = reserves.get(`${row.userId}:${row.position}`)
      if (!reserve) continue
      await promoteReserve(tx, viewer, reserve, { code: course.code, quarters: row.quarters })
      reserves.delete(`${row.userId}:${row.position}`)
    }
    await queueEnrolmentMails(tx, ids)
    return rows.length
  })
}

/** Applications of the reserve list whose people are about to be told of hours, locked before the allocations. */
async function lockReserves(tx: Tx, allocationIds: readonly string[]) {
  const found = new Map<string, NonNullable<Awaited<ReturnType<typeof lockReserve>>>>()
  if (allocationIds.length === 0) return found
  const people = await tx
    .select({ userId: allocations.userId, termId: allocations.termId, position: allocations.position })
    .from(allocations)
    .where(and(inArray(allocations.id, [...allocationIds]), eq(allocations.state, 'proposed')))
    .orderBy(allocations.userId)
  for (const one of people) {
    const reserve = await lockReserve(tx, one)
    if (reserve) found.set(`${one.userId}:${one.position}`, reserve)
  }
  return found
}
