import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { db, write } from '@/db/client'
import { allocations, applications, assignmentRuns, courses, emailBodies, emails } from '@/db/schema'
import { applyRun, type DriftData, previewApply } from '@/lib/assignment-runs/apply'
import { compareRun } from '@/lib/assignment-runs/compare'
import { editRun } from '@/lib/assignment-runs/edits'
import { loadSource } from '@/lib/assignment-runs/source'
import { undoRun } from '@/lib/assignment-runs/undo'
import { type AppError, isAppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { acceptApplication, rejectApplication } from '@/lib/review/commands'
import { endorseApplication } from '@/lib/review/endorse'
import { publishResults } from '@/lib/review/publish'
import { makeSolvedRun } from '../../support/assignment-world'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeTerm,
  makeUser,
  makeViewer,
  viewer,
} from '../../support/world'

/** A term with one course of 40 h for tutors, its coordinator, and one applicant who wants it. */
async function world() {
  const tc = await makeViewer('tutor_coordinator')
  const termId = await makeTerm()
  const coordinator = await makeUser('course_coordinator')
  const courseId = await makeCourse(termId, {
    availableQuarters: 160,
    needMarkers: false,
    coordinators: [coordinator],
  })
  const studentId = await makeUser()
  const id = await makeApplication({ studentId, termId, courses: [courseId] })
  return { tc, termId, courseId, studentId, id, cc: await viewer(coordinator) }
}
const version = async (id: string) =>
  (await db.select().from(assignmentRuns).where(eq(assignmentRuns.id, id)))[0]!.version
const apply = async (who: Viewer, id: string) => applyRun(who, { id, version: await version(id) })
const undo = async (who: Viewer, id: string) => undoRun(who, { id, version: await version(id) })
const application = async (id: string) =>
  (await db.select().from(applications).where(eq(applications.id, id)))[0]!
const proposals = async (termId: string) =>
  (await db.select().from(allocations).where(eq(allocations.termId, termId)))
    .map(({ userId, courseId, quarters, source, overrideReason }) => ({
      userId,
      courseId,
      quarters,
      source,
      overrideReason,
    }))
    .sort((a, b) => (`${a.userId}${a.courseId}` < `${b.userId}${b.courseId}` ? -1 : 1))
async function refusal(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => new Error('it was allowed'),
    (thrown: unknown) => thrown,
  )
  if (!isAppError(error)) throw error
  return error
}

describe('the words of an earlier decision', () => {
  test('are not told with the acceptance of a scenario, and come back with its undo', async () => {
    const w = await world()
    const words = { note: 'Unfortunately we have no place.', internalReason: 'Too few grades' }
    await rejectApplication(w.tc, { id: w.id, version: 1, ...words })
    const run = await makeSolvedRun(w.tc.id, w.termId, 'tutor', { withRejected: true })
    await apply(w.tc, run)
    const accepted = await application(w.id)
    expect(accepted).toMatchObject({ decision: 'accepted', noteToStudent: null, internalReason: null })
    await undo(w.tc, run)
    expect(await application(w.id)).toMatchObject({
      decision: 'rejected',
      noteToStudent: words.note,
      internalReason: words.internalReason,
    })
    await apply(w.tc, run)
    const { version: seen } = await application(w.id)
    const items = [{ id: w.id, version: seen }]
    await publishResults(w.tc, { termId: w.termId, position: 'tutor', items, requestKey: `key-${run}` })
    const [mail] = await db
      .select({ kind: emails.kind, props: emailBodies.props })
      .from(emails)
      .innerJoin(emailBodies, eq(emailBodies.emailId, emails.id))
      .where(eq(emails.applicationId, w.id))
    expect(mail).toMatchObject({ kind: 'accepted', props: { note: null } })
  })

  test('stay where the scenario leaves the decision as it is', async () => {
    const w = await world()
    await acceptApplication(w.tc, {
      id: w.id,
      version: 1,
      courses: [{ courseId: w.courseId, quarters: 40 }],
      note: 'Welcome back.',
    })
    await apply(w.tc, await makeSolvedRun(w.tc.id, w.termId, 'tutor'))
    expect(await application(w.id)).toMatchObject({ decision: 'accepted', noteToStudent: 'Welcome back.' })
  })
})

test('while a change of hours waits for its answer, the larger hours count, in a scenario as in budgets', async () => {
  const w = await world()
  await makeAllocation({
    userId: w.studentId,
    courseId: w.courseId,
    termId: w.termId,
    state: 'offered',
    quarters: 40,
    agreedQuarters: 120,
  })
  const source = await loadSource(db, w.termId, 'tutor', { visaCapHours: 25 })
  expect(source.held.map((row) => row.quarters)).toEqual([120])
  const run = await makeSolvedRun(w.tc.id, w.termId, 'tutor')
  const { lines, figures } = await compareRun(w.tc, run, 'standing')
  expect(figures.before.filledQuarters).toBe(120)
  expect(lines.filter((line) => line.before > 0 && line.before !== line.after)).toEqual([])
})

describe('endorsements that change after solving', () => {
  const endorse = (w: Awaited<ReturnType<typeof world>>, given: object) =>
    endorseApplication(w.cc, {
      applicationId: w.id,
      courseId: w.courseId,
      verdict: 'yes',
      version: undefined,
      ...given,
    })

  test('refuse applying, with whose they are: given, changed and taken back', async () => {
    const w = await world()
    const fresh = () => makeSolvedRun(w.tc.id, w.termId, 'tutor')
    for (const verdict of ['yes', 'no', null] as const) {
      const run = await fresh()
      await endorse(w, { verdict })
      const error = await refusal(apply(w.tc, run))
      expect(error.code).toBe('conflict')
      const { name } = await application(w.id)
      expect((error.detail.data as DriftData).drift).toEqual({
        lines: [`The endorsements of ${name} as tutor were changed.`],
        total: 1,
      })
      expect(await proposals(w.termId)).toEqual([])
    }
    await apply(w.tc, await fresh())
  })

  test('do not where only a comment was written, which the scenario does not read', async () => {
    const w = await world()
    await endorse(w, {})
    const run = await makeSolvedRun(w.tc.id, w.termId, 'tutor')
    await endorse(w, { comment: 'Reliable.' })
    expect((await previewApply(w.tc, run)).drift.total).toBe(0)
    await apply(w.tc, run)
  })
})

describe('what stood by an override before a scenario was applied', () => {
  /** Two accepted people: one within the budget, one beyond it with a reason. */
  async function overridden() {
    const w = await world()
    const other = await makeUser()
    const second = await makeApplication({ studentId: other, termId: w.termId, courses: [w.courseId] })
    await acceptApplication(w.tc, {
      id: w.id,
      version: 1,
      courses: [{ courseId: w.courseId, quarters: 140 }],
    })
    const input = { id: second, version: 1, courses: [{ courseId: w.courseId, quarters: 80 }] }
    const { detail } = await refusal(acceptApplication(w.tc, input))
    const { breaches } = detail.data as { breaches: { key: string }[] }
    const override = { reason: 'The school pays.', keys: breaches.map((one) => one.key) }
    await acceptApplication(w.tc, { ...input, override })
    const run = await makeSolvedRun(w.tc.id, w.termId, 'tutor')
    for (const [userId, quarters] of [
      [w.studentId, 60],
      [other, 40],
    ] as const)
      await editRun(w.tc, {
        id: run,
        version: await version(run),
        edit: { act: 'hours', userId, courseId: w.courseId, position: 0, quarters },
      })
    return { ...w, run, other }
  }

  test('stands again after its undo, with the reason', async () => {
    const w = await overridden()
    const before = await proposals(w.termId)
    expect(before.map((row) => row.overrideReason).sort()).toEqual(['The school pays.', null].sort())
    await apply(w.tc, w.run)
    expect((await proposals(w.termId)).map((row) => row.quarters).sort()).toEqual([40, 60])
    await undo(w.tc, w.run)
    expect(await proposals(w.termId)).toEqual(before)
  })

  test('carries no undo that would break a rule which was not broken then', async () => {
    const w = await overridden()
    await apply(w.tc, w.run)
    const elsewhere = await makeCourse(w.termId, { availableQuarters: 4000 })
    await makeAllocation({ userId: w.other, courseId: elsewhere, termId: w.termId, quarters: 4000 })
    const left = await proposals(w.termId)
    const error = await refusal(undo(w.tc, w.run))
    expect(error.code).toBe('limit')
    const { breaches } = error.detail.data as { breaches: { code: string }[] }
    expect(breaches.map((one) => one.code)).toContain('over_week')
    expect(await proposals(w.termId)).toEqual(left)
  })

  test('stands again where a budget had been lowered below it without anybody overriding', async () => {
    const w = await world()
    await acceptApplication(w.tc, {
      id: w.id,
      version: 1,
      courses: [{ courseId: w.courseId, quarters: 140 }],
    })
    await write((tx) =>
      tx.update(courses).set({ availableQuarters: 100, version: 2 }).where(eq(courses.id, w.courseId)),
    )
    const before = await proposals(w.termId)
    const run = await makeSolvedRun(w.tc.id, w.termId, 'tutor')
    await apply(w.tc, run)
    expect((await proposals(w.termId))[0]!.quarters).toBeLessThanOrEqual(100)
    await undo(w.tc, run)
    expect(await proposals(w.termId)).toEqual(before)
  })
})
