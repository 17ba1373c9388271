import { and, asc, eq, inArray } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { applications, courses, endorsements, preferredCourses, users } from '@/db/schema'
import { lockRows, newId } from '@/db/sql'
import { audit, difference } from '@/lib/audit'
import { conflictError } from '@/lib/audit/conflict'
import { notFound, stateError } from '@/lib/errors'
import { requireCanOr, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { type Position, type Verdict, verdictNames } from '@/lib/vocabulary'
import { applicationRecord, applicationScope } from './commands'
import { lockReviewable } from './scope'

/** Verdicts that put a person on the coordinator's list of those they want. */
export const wanting = ['strong', 'yes'] as const satisfies readonly Verdict[]
const wants = (verdict: Verdict | null) => verdict === 'strong' || verdict === 'yes'

/**
 * Records what a coordinator thinks of an applicant for one course they wished for. Each coordinator has
 * an own verdict, comment and order; none of them binds. A wanted person goes to the end of the order.
 *
 * @param input.version of the coordinator's own endorsement as they saw it, 0 where there was none
 * @returns whose application it is
 */
export async function endorseApplication(
  viewer: Viewer,
  input: {
    applicationId: string
    courseId: string
    verdict: Verdict | null
    /** Undefined leaves what stands, null clears it. */
    comment?: string | null
    version: number | undefined
  },
): Promise<{ name: string }> {
  const settings = await loadSettings()
  const { applicationId, courseId, verdict } = input
  return write(async (tx) => {
    const application = await lockReviewable(tx, viewer, applicationId)
    requireCanOr(notFound('This application'), viewer, 'applications.endorse', { courseId })
    const [wish] = await tx
      .select({ code: courses.code })
      .from(preferredCourses)
      .innerJoin(courses, eq(courses.id, preferredCourses.courseId))
      .where(and(eq(preferredCourses.applicationId, applicationId), eq(preferredCourses.courseId, courseId)))
    if (!wish) throw notFound('This application')
    if (application.state !== 'submitted')
      throw stateError(
        application.state === 'published'
          ? 'The result is published; endorsing is over.'
          : 'The student has withdrawn this application.',
      )
    // One coordinator in two windows: their own list is changed by one of them at a time.
    await lockRows(tx, users, [viewer.id])
    const [before] = await tx
      .select()
      .from(endorsements)
      .where(
        and(
          eq(endorsements.applicationId, applicationId),
          eq(endorsements.courseId, courseId),
          eq(endorsements.coordinatorId, viewer.id),
        ),
      )
    const word = (v: Verdict | null | undefined) => (v ? verdictNames[v] : 'None')
    if (input.version !== undefined && input.version !== (before?.version ?? 0))
      throw await conflictError(
        tx,
        { ...applicationRecord(application), version: before?.version ?? 0 },
        [{ field: `Endorsement for ${wish.code}`, yours: word(verdict), theirs: word(before?.verdict) }],
        settings.timeZone,
      )

    const comment = input.comment === undefined ? (before?.comment ?? null) : input.comment?.trim() || null
    const own = await ownOrder(tx, viewer.id, courseId, application.position)
    const place = !wants(verdict)
      ? null
      : (before?.place ?? Math.max(0, ...own.map((row) => row.place ?? 0)) + 1)
    const updatedAt = new Date()
    if (!before)
      await tx.insert(endorsements).values({
        id: newId(),
        applicationId,
        courseId,
        coordinatorId: viewer.id,
        verdict,
        comment,
        place,
        updatedAt,
      })
    else
      await tx
        .update(endorsements)
        .set({ verdict, comment, place, version: before.version + 1, updatedAt })
        .where(eq(endorsements.id, before.id))
    const changed = difference({ verdict: before?.verdict, comment: before?.comment }, { verdict, comment })
    if (Object.keys(changed.after).length > 0)
      await audit(tx, {
        actor: viewer,
        action: 'applications.endorse',
        record: applicationRecord(application),
        scope: { ...applicationScope(application), courseId },
        ...changed,
      })
    return { name: application.name ?? 'Unnamed' }
  })
}

type OwnRow = { id: string; applicationId: string; name: string | null; place: number | null }

/** The viewer's wanted people of a course and position, in their order. */
async function ownOrder(tx: Tx, viewerId: string, courseId: string, position: Position): Promise<OwnRow[]> {
  const rows = await tx
    .select({
      id: endorsements.id,
      applicationId: endorsements.applicationId,
      name: applications.name,
      place: endorsements.place,
    })
    .from(endorsements)
    .innerJoin(applications, eq(applications.id, endorsements.applicationId))
    .where(
      and(
        eq(endorsements.courseId, courseId),
        eq(endorsements.coordinatorId, viewerId),
        inArray(endorsements.verdict, [...wanting]),
        eq(applications.position, position),
        inArray(applications.state, ['submitted', 'published']),
      ),
    )
    .orderBy(asc(endorsements.place), asc(endorsements.id))
  return rows
}

/** Puts the viewer's wanted people of a course in this order; those not named follow as they stood. */
export async function orderEndorsed(
  viewer: Viewer,
  input: { courseId: string; position: Position; applicationIds: readonly string[] },
): Promise<void> {
  await reorder(viewer, input, (own) => {
    const byId = new Map(own.map((row) => [row.applicationId, row]))
    const named = [...new Set(input.applicationIds)].flatMap((id) => byId.get(id) ?? [])
    const rest = own.filter((row) => !named.includes(row))
    return [...named, ...rest]
  })
}

/** Moves one wanted person one place up or down, or to the top. */
export async function moveEndorsed(
  viewer: Viewer,
  input: { courseId: string; position: Position; applicationId: string; to: 'up' | 'down' | 'top' },
): Promise<void> {
  await reorder(viewer, input, (own) => {
    const at = own.findIndex((row) => row.applicationId === input.applicationId)
    if (at < 0) throw notFound('This endorsement')
    const next = [...own]
    const [row] = next.splice(at, 1)
    const to = input.to === 'top' ? 0 : Math.min(Math.max(at + (input.to === 'up' ? -1 : 1), 0), next.length)
    next.splice(to, 0, row!)
    return next
  })
}

async function reorder(
  viewer: Viewer,
  { courseId, position }: { courseId: string; position: Position },
  arrange: (own: OwnRow[]) => OwnRow[],
): Promise<void> {
  requireCanOr(notFound('This course'), viewer, 'applications.endorse', { courseId })
  await write(async (tx) => {
    await lockRows(tx, users, [viewer.id])
    const [course] = await tx
      .select({ id: courses.id, code: courses.code, termId: courses.termId })
      .from(courses)
      .where(eq(courses.id, courseId))
    if (!course) throw notFound('This course')
    const own = await ownOrder(tx, viewer.id, courseId, position)
    const next = arrange(own)
    const at = new Date()
    let moved = false
    for (const [i, row] of next.entries()) {
      if (row.place === i + 1) continue
      moved = true
      await tx
        .update(endorsements)
        .set({ place: i + 1, updatedAt: at })
        .where(eq(endorsements.id, row.id))
    }
    if (!moved) return
    const names = (rows: OwnRow[]) => rows.map((row) => row.name ?? 'Unnamed')
    await audit(tx, {
      actor: viewer,
      action: 'applications.orderEndorsed',
      record: { type: 'course', id: course.id, name: course.code },
      scope: { termId: course.termId, courseId, position },
      before: { order: names(own) },
      after: { order: names(next) },
    })
  })
}
