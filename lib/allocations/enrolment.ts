import { and, eq } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { uniqueViolation } from '@/db/errors'
import { allocations, courses, userRoles, users } from '@/db/schema'
import { invalid, notAllowed, notFound, stateError } from '@/lib/errors'
import { formatHours } from '@/lib/hours'
import { can, requireCan, requireCanOr, type Viewer } from '@/lib/permissions'
import { lockReserve, promoteReserve } from '@/lib/review/promote'
import { queueEnrolmentMails } from '@/lib/review/result-mail'
import { loadSettings } from '@/lib/settings/queries'
import type { Position } from '@/lib/vocabulary'
import { applyChanges, type Override } from './change-set'
import { committedQuarters } from './committed'
import { countedOf } from './counted'
import { isKnown } from './known'
import type { Change } from './plan'

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
 * @returns the new allocation's id, whether the person is told now, and who it is
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
): Promise<{ id: string; told: boolean; name: string }> {
  const settings = await loadSettings()
  try {
    return await write(async (tx) => {
      const course = await requireMembers(tx, viewer, input.courseId)
      if (input.userId === viewer.id)
        throw invalid({ userId: 'Nobody gives hours to themselves: a colleague has to.' })
      const told = can(viewer, 'applications.decide', { position: input.position }).allowed
      if (!told)
        requireCan(viewer, 'allocations.preAssign', {
          courseId: course.id,
          canPreAssign: course.canPreAssign,
        })
      const [student] = await tx
        .select({ name: users.name })
        .from(userRoles)
        .innerJoin(users, eq(users.id, userRoles.userId))
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
      return { id, told, name: student.name }
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
  if (!isKnown(viewer, found)) throw notFound('This allocation')
  if (found.userId === viewer.id) throw notAllowed('Nobody decides on their own hours: a colleague has to.')
  return found
}

/**
 * Changes the hours of a live allocation. Where offers need an answer, hours that the person knows of
 * become a new offer (SPEC 8). They never go below what was submitted, approved or paid.
 */
export async function changeHours(
  viewer: Viewer,
  input: {
    allocationId: string
    version: number
    quarters: number
    override?: Override | null
  },
): Promise<HoursOutcome> {
  const { allocationId, version, quarters } = input
  return changeMember(viewer, { kind: 'hours', allocationId, version, quarters }, input.override)
}

/** What became of a change of hours: `agreedQuarters` stand until the person accepts the new ones, null where none wait. */
export type HoursOutcome = {
  name: string
  before: { quarters: number; agreedQuarters: number | null }
  now: { quarters: number; agreedQuarters: number | null }
}

/** The same in a sentence. Pure. */
export function hoursWords({ name, before, now }: HoursOutcome): string {
  const hours = formatHours(now.quarters)
  const waits = now.agreedQuarters !== null
  if (before.quarters === now.quarters && before.agreedQuarters === now.agreedQuarters)
    return `Nothing changed: ${hours}${waits ? ' wait for an answer' : ''} in this course for ${name}.`
  if (!waits) return `Saved: ${hours} for ${name}.`
  return `${name} is asked by email to accept ${hours}. Until then ${formatHours(now.agreedQuarters ?? 0)} stand.`
}

/**
 * Ends an allocation. Hours recorded in it stay; a proposal that nobody was told of goes. `confirmed` false: refused on
 * its field where the person is told, which nothing takes back.
 */
export async function endAllocation(
  viewer: Viewer,
  input: { allocationId: string; version: number; reason?: string | null; confirmed?: boolean },
): Promise<{ name: string }> {
  const { allocationId, version, reason, confirmed = true } = input
  return changeMember(viewer, { kind: 'end', allocationId, version, reason }, null, confirmed)
}

async function changeMember(
  viewer: Viewer,
  change: Extract<Change, { allocationId: string }>,
  override?: Override | null,
  confirmed = true,
): Promise<HoursOutcome> {
  const settings = await loadSettings()
  return write(async (tx) => {
    const before = await lockMember(tx, viewer, change.allocationId)
    const { termId, position, state } = before
    if (!confirmed && state !== 'proposed')
      throw invalid({ confirmed: 'Tick the box: the person is told by email, and it cannot be undone.' })
    await applyChanges(tx, viewer, { termId, position, changes: [change], override }, settings)
    // Under the locks that recording takes as well.
    if (change.kind === 'hours' && change.quarters < countedOf(before)) await requireRecorded(tx, change)
    const [person] = await tx.select({ name: users.name }).from(users).where(eq(users.id, before.userId))
    const [now] = await tx.select().from(allocations).where(eq(allocations.id, change.allocationId))
    // A proposal that nobody was told of is gone when it is ended.
    return { name: person?.name ?? 'Unnamed', before, now: now ?? before }
  })
}

/** Refuses hours, with what was allowed beyond them, that are fewer than the ones submitted, approved or paid. */
async function requireRecorded(tx: Tx, change: { allocationId: string; quarters: number }): Promise<void> {
  const { recorded, least } = await committedQuarters(tx, change.allocationId)
  if (least <= change.quarters) return
  throw invalid({
    hours: `${formatHours(recorded)} are submitted, approved or paid already, so it cannot be fewer. Return what is not paid first, or end the allocation: its recorded hours stay.`,
  })
}
