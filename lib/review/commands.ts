import { and, eq, inArray } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { uniqueViolation } from '@/db/errors'
import { allocations, applications, courses } from '@/db/schema'
import { applyChanges, type Change, type Override } from '@/lib/allocations/change-set'
import { audit, difference } from '@/lib/audit'
import { conflictError } from '@/lib/audit/conflict'
import { type Difference, invalid, stateError } from '@/lib/errors'
import { formatHours } from '@/lib/hours'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import type { Settings } from '@/lib/settings/schema'
import { upperFirst } from '@/lib/text'
import { type Decision, decisionNames } from '@/lib/vocabulary'
import { keepForUndo } from './bulk-kept'
import { type ApplicationRow, lockReviewable } from './scope'
import { type Act, decisionOf, refusalOf, wordsFor } from './states'

export type Given = { courseId: string; quarters: number }

type Decide = {
  id: string
  /** The version that the coordinator saw; `undefined` only for scripts that make sample data. */
  version: number | undefined
  /** Told to the student with the result. Undefined leaves what stands by this decision (`wordsFor`), null clears it. */
  note?: string | null
  /** For coordinators only. Undefined leaves what stands by this decision, null clears it. */
  internalReason?: string | null
  /** The decision on many that it is part of; what was before is kept under it (`undoMany`). */
  bulkId?: string
}

/** What was done: the name on the application, what was decided before, and the version that stands now. */
export type Decided = { name: string; was: Decision | null; version: number }

/**
 * Accepts an application with hours per course, or changes the courses and hours of one that is accepted.
 * The proposed allocations become exactly `courses`: the others of this application go.
 *
 * @throws `limit` with the broken rules (see applyChanges), `conflict`, `state`, `not_found`, `not_allowed`
 */
export function acceptApplication(
  viewer: Viewer,
  input: Decide & { courses: readonly Given[]; override?: Override | null },
): Promise<Decided> {
  return decide(viewer, 'accept', input, input.courses, input.override ?? null)
}

/** Puts an application on the waiting list; what was proposed for it is given back. */
export const reserveApplication = (viewer: Viewer, input: Decide) =>
  decide(viewer, 'reserve', input, [], null)

/** Rejects an application; what was proposed for it is given back. */
export const rejectApplication = (viewer: Viewer, input: Decide) => decide(viewer, 'reject', input, [], null)

/** Makes a decided, unpublished application undecided again, with neither note nor allocations. */
export const undoDecision = (viewer: Viewer, input: Pick<Decide, 'id' | 'version' | 'bulkId'>) =>
  decide(viewer, 'undo', { ...input, note: null, internalReason: null }, [], null)

async function decide(
  viewer: Viewer,
  act: Act,
  input: Decide,
  given: readonly Given[],
  override: Override | null,
): Promise<Decided> {
  const settings = await loadSettings()
  try {
    return await write((tx) => decideIn(tx, viewer, act, input, given, override, settings))
  } catch (error) {
    if (uniqueViolation(error))
      throw stateError('Somebody else has just given one of these courses to the same person.')
    throw error
  }
}

async function decideIn(
  tx: Tx,
  viewer: Viewer,
  act: Act,
  input: Decide,
  given: readonly Given[],
  override: Override | null,
  settings: Settings,
): Promise<Decided> {
  const application = await lockReviewable(tx, viewer, input.id)
  requireCan(viewer, 'applications.decide', { position: application.position })
  const standing = await standingOf(tx, application)
  const decision = decisionOf[act]
  if (input.version !== undefined && input.version !== application.version)
    throw await decisionConflict(tx, application, standing, decision, given, settings)
  const refusal = refusalOf(act, application)
  if (refusal) throw stateError(refusal)
  if (act === 'accept' && given.length === 0 && standing.others.length === 0)
    throw invalid({ courses: 'Give hours in at least one course.' })

  await applyChanges(
    tx,
    viewer,
    {
      termId: application.termId,
      position: application.position,
      changes: changesFor(application, standing.own, given),
      override,
    },
    settings,
  )

  const at = new Date()
  const standingWords = wordsFor(decision, application)
  const change = {
    decision,
    noteToStudent: input.note === undefined ? standingWords.noteToStudent : input.note?.trim() || null,
    internalReason:
      input.internalReason === undefined
        ? standingWords.internalReason
        : input.internalReason?.trim() || null,
  }
  await tx
    .update(applications)
    .set({
      ...change,
      decidedAt: decision ? at : null,
      decidedBy: decision ? viewer.id : null,
      version: application.version + 1,
      updatedAt: at,
      updatedBy: viewer.id,
    })
    .where(eq(applications.id, application.id))
  const after = await standingOf(tx, application)
  if (input.bulkId)
    await keepForUndo(
      tx,
      viewer,
      input.bulkId,
      application,
      { before: standing.own, left: after.own, at },
      settings,
    )
  await audit(tx, {
    actor: viewer,
    action: `applications.${act}`,
    record: applicationRecord(application),
    scope: applicationScope(application),
    ...difference(
      {
        decision: application.decision,
        noteToStudent: application.noteToStudent,
        internalReason: application.internalReason,
        hours: hoursByCourse(standing.own),
      },
      { ...change, hours: hoursByCourse(after.own) },
    ),
    reason: override?.reason.trim() || change.internalReason,
  })
  return {
    name: application.name ?? 'Unnamed',
    was: application.decision,
    version: application.version + 1,
  }
}

type Held = Pick<
  typeof allocations.$inferSelect,
  'id' | 'courseId' | 'quarters' | 'version' | 'state' | 'source' | 'overrideReason'
> & { code: string }

/** What the person is to get by this application, and what else is proposed to them in the position. */
async function standingOf(tx: Tx, application: ApplicationRow): Promise<{ own: Held[]; others: Held[] }> {
  const rows = await tx
    .select({
      id: allocations.id,
      courseId: allocations.courseId,
      code: courses.code,
      quarters: allocations.quarters,
      version: allocations.version,
      state: allocations.state,
      source: allocations.source,
      overrideReason: allocations.overrideReason,
      applicationId: allocations.applicationId,
    })
    .from(allocations)
    .innerJoin(courses, eq(courses.id, allocations.courseId))
    .where(
      and(
        eq(allocations.userId, application.studentId),
        eq(allocations.termId, application.termId),
        eq(allocations.position, application.position),
        inArray(allocations.state, ['proposed', 'offered', 'accepted']),
      ),
    )
    .orderBy(courses.code)
  return {
    own: rows.filter((row) => row.applicationId === application.id),
    others: rows.filter((row) => row.applicationId !== application.id),
  }
}

function changesFor(application: ApplicationRow, own: readonly Held[], given: readonly Given[]): Change[] {
  const wanted = new Map(given.map((one) => [one.courseId, one.quarters]))
  if (wanted.size !== given.length) throw invalid({ courses: 'Each course can be chosen once.' })
  const changes: Change[] = []
  for (const held of own) {
    const quarters = wanted.get(held.courseId)
    wanted.delete(held.courseId)
    if (quarters === undefined)
      changes.push({ kind: 'end', allocationId: held.id, version: held.version, reason: 'Decision changed' })
    else if (quarters !== held.quarters)
      changes.push({ kind: 'hours', allocationId: held.id, version: held.version, quarters })
  }
  for (const [courseId, quarters] of wanted)
    changes.push({
      kind: 'add',
      userId: application.studentId,
      courseId,
      position: application.position,
      quarters,
      source: 'application',
      applicationId: application.id,
      state: 'proposed',
    })
  return changes
}

async function decisionConflict(
  tx: Tx,
  application: ApplicationRow,
  standing: { own: Held[] },
  decision: Decision | null,
  given: readonly Given[],
  settings: Settings,
) {
  const word = (d: Decision | null) => (d ? decisionNames[d] : 'Undecided')
  const differences: Difference[] = []
  if (decision !== application.decision)
    differences.push({ field: 'Decision', yours: word(decision), theirs: word(application.decision) })
  const mine = new Map(given.map((one) => [one.courseId, one.quarters]))
  const theirs = new Map(standing.own.map((held) => [held.courseId, held]))
  const codes = new Map(standing.own.map((held) => [held.courseId, held.code]))
  const missing = [...mine.keys()].filter((id) => !codes.has(id))
  if (missing.length > 0) {
    const found = await tx
      .select({ id: courses.id, code: courses.code })
      .from(courses)
      .where(inArray(courses.id, missing))
    for (const course of found) codes.set(course.id, course.code)
  }
  for (const courseId of new Set([...mine.keys(), ...theirs.keys()])) {
    const a = mine.get(courseId) ?? 0
    const b = theirs.get(courseId)?.quarters ?? 0
    if (a !== b)
      differences.push({
        field: `Hours in ${codes.get(courseId) ?? 'a course'}`,
        yours: a ? formatHours(a) : 'None',
        theirs: b ? formatHours(b) : 'None',
      })
  }
  if (application.state !== 'submitted')
    differences.push({ field: 'State', yours: 'Submitted', theirs: upperFirst(application.state) })
  else if (differences.length === 0)
    differences.push({ field: 'Answers or notes', yours: 'As you saw them', theirs: 'Changed since' })
  return conflictError(
    tx,
    { ...applicationRecord(application), version: application.version },
    differences,
    settings.timeZone,
  )
}

/** Hours as the audit log keeps them; null for none. */
export const hoursByCourse = (held: readonly { code: string; quarters: number }[]) =>
  held.length > 0 ? Object.fromEntries(held.map((one) => [one.code, one.quarters / 4])) : null

export const applicationRecord = (application: Pick<ApplicationRow, 'id' | 'name' | 'position'>) => ({
  type: 'application',
  id: application.id,
  name: `${application.name ?? 'Unnamed'}, ${application.position}`,
})

export const applicationScope = (application: ApplicationRow) => ({
  termId: application.termId,
  position: application.position,
  subjectId: application.studentId,
})
