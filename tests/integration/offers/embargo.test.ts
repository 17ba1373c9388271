import { and, eq, inArray, like } from 'drizzle-orm'
import { serve } from 'inngest/edge'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db, write } from '@/db/client'
import {
  allocations,
  applications,
  auditLog,
  emailBodies,
  emails,
  jobRuns,
  jobSteps,
  outbox,
  publicationSchedules,
  publications,
  scheduledResults,
  userRoles,
} from '@/db/schema'
import { functions } from '@/inngest'
import { inngest } from '@/inngest/client'
import { type Runner, startRunner } from '@/inngest/embedded/runner'
import { getOwnApplication } from '@/lib/applications/own'
import { dayIn, formatTime } from '@/lib/dates'
import { getOwnOffers } from '@/lib/offers/queries'
import type { Viewer } from '@/lib/permissions'
import { acceptApplication, rejectApplication, undoDecision } from '@/lib/review/commands'
import { publishResults } from '@/lib/review/publish'
import { listReadyToPublish } from '@/lib/review/publish-queries'
import { cancelSchedule, rescheduleResults, scheduleResults } from '@/lib/review/schedule'
import { getSchedule, listSchedules, scheduledFor } from '@/lib/review/schedule-queries'
import { findDueSchedules, runSchedule } from '@/lib/review/schedule-run'
import { refusal } from '../../support/refusal'
import { makeApplication, makeCourse, makeTerm, makeUser, makeViewer, viewer } from '../../support/world'

const DAY = 86_400_000
const zone = 'Pacific/Auckland'
let termId: string
let courseId: string
let tc: Viewer
let mc: Viewer
let key = 0
const nextKey = () => `embargo-${++key}`

beforeAll(async () => {
  tc = await makeViewer('tutor_coordinator')
  mc = await makeViewer('marker_coordinator')
})
const runners: Runner[] = []
beforeEach(async () => {
  termId = await makeTerm()
  courseId = await makeCourse(termId)
})
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop(2000)))
  await write(async (tx) => {
    for (const table of [jobSteps, jobRuns, outbox]) await tx.delete(table)
    await tx.update(publicationSchedules).set({ state: 'cancelled' })
  })
})

const application = async (id: string) =>
  (await db.select().from(applications).where(eq(applications.id, id)))[0]!
/** Accepted with 10 h, or rejected. */
async function decided(as: 'accepted' | 'rejected' = 'accepted') {
  const id = await makeApplication({ studentId: await makeUser('student'), termId, courses: [courseId] })
  if (as === 'accepted')
    await acceptApplication(tc, { id, version: 1, courses: [{ courseId, quarters: 40 }] })
  else await rejectApplication(tc, { id, version: 1 })
  return id
}
const items = async (ids: string[]) =>
  Promise.all(ids.map(async (id) => ({ id, version: (await application(id)).version })))
const at = (date: Date) => ({ day: dayIn(date, zone), time: formatTime(date, zone) })
const tomorrow = () => new Date(Date.now() + DAY)
const later = () => new Date(Date.now() + 3 * DAY)
const schedule = async (ids: string[], given: object = {}) =>
  scheduleResults(tc, {
    termId,
    position: 'tutor',
    items: await items(ids),
    requestKey: nextKey(),
    ...at(tomorrow()),
    ...given,
  })
const results = (ids: string[]) =>
  db
    .select({ id: emails.id, applicationId: emails.applicationId, kind: emails.kind })
    .from(emails)
    .where(inArray(emails.applicationId, ids))
const told = (id: string) =>
  db
    .select({ to: emails.toUserId, props: emailBodies.props })
    .from(emails)
    .innerJoin(emailBodies, eq(emailBodies.emailId, emails.id))
    .where(and(eq(emails.kind, 'scheduled_results'), like(emails.idempotencyKey, `schedule:${id}:%`)))

describe('until its time', () => {
  it('a scheduled publication changes nothing that a student can read, and queues no mail', async () => {
    const id = await decided()
    const before = await application(id)
    const student = await viewer(before.studentId)
    const set = await schedule([id])
    expect(set).toMatchObject({ scheduled: 1, leftOut: [] })
    expect(await findDueSchedules(new Date())).toEqual({ due: 0 })
    expect(await runSchedule(set.id)).toBe('nothing')
    expect(await application(id)).toEqual(before)
    expect((await getOwnApplication(student, id)).result).toBeNull()
    expect(await getOwnOffers(student, new Date())).toMatchObject({ open: [], terms: [], past: [] })
    expect(await results([id])).toEqual([])
    const rows = await db.select().from(allocations).where(eq(allocations.applicationId, id))
    expect(rows.map((row) => row.state)).toEqual(['proposed'])
    expect(await db.select().from(publications).where(eq(publications.termId, termId))).toEqual([])
  })

  it('is shown to those who publish, and to nobody else', async () => {
    const id = await decided()
    const set = await schedule([id])
    expect(await listSchedules(tc, { termId, position: 'tutor' })).toMatchObject([
      { id: set.id, waiting: 1, state: 'waiting', createdByName: tc.name },
    ])
    expect(await getSchedule(tc, set.id)).toMatchObject({
      rows: [{ id, decision: 'accepted', leftOut: null }],
    })
    expect(await scheduledFor(tc, { id, position: 'tutor' })).toMatchObject({ scheduleId: set.id })
    expect((await listReadyToPublish(tc, { termId, position: 'tutor' })).rows[0]!.scheduledFor).not.toBeNull()
    expect((await refusal(getSchedule(mc, set.id))).code).toBe('not_found')
    expect((await refusal(listSchedules(mc, { termId, position: 'tutor' }))).code).toBe('not_allowed')
    expect((await refusal(cancelSchedule(mc, { id: set.id, version: 1 }))).code).toBe('not_found')
    expect((await refusal(scheduledFor(mc, { id, position: 'tutor' }))).code).toBe('not_allowed')
    const foreign = scheduleResults(mc, {
      termId,
      position: 'tutor',
      items: await items([id]),
      requestKey: nextKey(),
      ...at(later()),
    })
    expect((await refusal(foreign)).code).toBe('not_allowed')
  })

  it('can be moved and cancelled, by who saw it as it is', async () => {
    const id = await decided()
    const set = await schedule([id])
    const moved = await rescheduleResults(tc, { id: set.id, version: 1, ...at(later()) })
    expect((await refusal(cancelSchedule(tc, { id: set.id, version: 1 }))).code).toBe('state')
    expect(await runSchedule(set.id, tomorrow())).toBe('nothing')
    await cancelSchedule(tc, { id: set.id, version: 2 })
    expect(await runSchedule(set.id, moved)).toBe('nothing')
    expect((await application(id)).state).toBe('submitted')
    expect((await listReadyToPublish(tc, { termId, position: 'tutor' })).rows[0]!.scheduledFor).toBeNull()
    expect((await refusal(rescheduleResults(tc, { id: set.id, version: 3, ...at(later()) }))).code).toBe(
      'state',
    )
    const log = await db.select().from(auditLog).where(eq(auditLog.recordId, set.id))
    expect(log.map((entry) => entry.action).sort()).toEqual([
      'results.cancelSchedule',
      'results.reschedule',
      'results.schedule',
    ])
  })

  it('takes each application once: the same request does nothing, another one moves it', async () => {
    const id = await decided()
    const requestKey = nextKey()
    const first = await schedule([id], { requestKey })
    expect((await schedule([id], { requestKey })).id).toBe(first.id)
    const second = await schedule([id], at(later()))
    expect((await getSchedule(tc, first.id)).rows).toEqual([])
    expect((await getSchedule(tc, second.id)).rows).toHaveLength(1)
    expect(
      await db.select().from(scheduledResults).where(eq(scheduledResults.applicationId, id)),
    ).toHaveLength(1)
  })

  it('refuses a time that has passed, and what was changed since it was seen', async () => {
    const id = await decided()
    const past = await refusal(schedule([id], at(new Date(Date.now() - DAY))))
    expect(Object.values(past.detail.fields ?? {})).toEqual([
      'This time has passed. Choose a later one, or publish now.',
    ])
    expect((await refusal(schedule([id], { items: [{ id, version: 1 }] }))).code).toBe('state')
  })
})

describe('at its time', () => {
  it('it is published once, by however many jobs and instances, in the name of who set it', async () => {
    const ids = [await decided(), await decided('rejected')]
    const set = await schedule(ids)
    // The time has come.
    await write((tx) =>
      tx
        .update(publicationSchedules)
        .set({ dueAt: new Date(Date.now() - 1000) })
        .where(eq(publicationSchedules.id, set.id)),
    )
    for (let i = 0; i < 3; i++) expect(await findDueSchedules(new Date())).toEqual({ due: 1 })
    const chosen = functions.filter((fn) => !/send-email|clean-up/.test(fn.id()))
    for (let i = 0; i < 2; i++)
      runners.push(
        await startRunner({
          handler: serve({ client: inngest, functions: chosen }),
          backoff: () => 0,
          pollMs: 50,
        }),
      )
    for (const runner of runners) expect(await runner.idle(20_000)).toBe(true)
    expect(await findDueSchedules(new Date())).toEqual({ due: 0 })
    const published = await db.select().from(publications).where(eq(publications.termId, termId))
    expect(published).toMatchObject([{ accepted: 1, rejected: 1, publishedBy: tc.id, quarters: 40 }])
    expect((await results(ids)).map((mail) => mail.kind).sort()).toEqual(['accepted', 'rejected'])
    expect((await application(ids[0]!)).state).toBe('published')
    const [offer] = await db.select().from(allocations).where(eq(allocations.applicationId, ids[0]!))
    expect(offer).toMatchObject({ state: 'offered' })
    expect(offer!.answerBy!.getTime()).toBeGreaterThan(Date.now() + 6 * DAY)
    expect(await getSchedule(tc, set.id)).toMatchObject({
      state: 'published',
      publicationId: published[0]!.id,
      rows: [],
    })
    expect(await told(set.id)).toMatchObject([{ to: tc.id, props: { published: 2, leftOut: [] } }])
    // Long after, delivered again.
    expect(await runSchedule(set.id, later())).toBe('nothing')
    expect(await results(ids)).toHaveLength(2)
  })

  it('two runs at the same moment publish once', async () => {
    const id = await decided()
    const set = await schedule([id])
    const outcomes = await Promise.all([1, 2, 3].map(() => runSchedule(set.id, later())))
    expect(outcomes.filter((outcome) => outcome === 'published')).toHaveLength(1)
    expect(await results([id])).toHaveLength(1)
  })

  it('decisions go out as they stand then; what cannot be published is left out and told', async () => {
    const [changed, undone, withdrawn, byHand, edited, fine] = [
      await decided(),
      await decided(),
      await decided(),
      await decided(),
      await decided(),
      await decided('rejected'),
    ]
    const set = await schedule([changed, undone, withdrawn, byHand, edited, fine])
    await rejectApplication(tc, { id: changed, version: 2 })
    await undoDecision(tc, { id: undone, version: 2 })
    await write(async (tx) => {
      await tx
        .update(applications)
        .set({ state: 'withdrawn', liveKey: null })
        .where(eq(applications.id, withdrawn))
      await tx
        .update(applications)
        .set({ editedAt: new Date(Date.now() + 1000), version: 3 })
        .where(eq(applications.id, edited))
    })
    await publishResults(tc, {
      termId,
      position: 'tutor',
      items: await items([byHand]),
      requestKey: nextKey(),
    })
    const { rows } = await getSchedule(tc, set.id)
    expect(rows.find((row) => row.id === changed)).toMatchObject({ decidedAgain: true, leftOut: null })
    expect(
      rows
        .filter((row) => row.leftOut)
        .map((row) => row.id)
        .sort(),
    ).toEqual([undone, withdrawn, edited].sort())
    expect(await runSchedule(set.id, later())).toBe('published')
    expect(await application(changed)).toMatchObject({ state: 'published', decision: 'rejected' })
    expect((await application(fine)).state).toBe('published')
    for (const id of [undone, edited]) expect((await application(id)).state).toBe('submitted')
    expect(await results([changed, undone, withdrawn, edited, fine, byHand])).toHaveLength(3)
    const [mail] = await told(set.id)
    const leftOut = mail!.props.leftOut as { reason: string }[]
    expect(leftOut.map((one) => one.reason).sort()).toEqual([
      'has answers that the student changed after the decision',
      'is no longer decided',
      'was withdrawn by the student',
    ])
  })

  it('nothing is published when nothing can be, or when who set it may no longer; they are told why', async () => {
    const id = await decided()
    const set = await schedule([id])
    await undoDecision(tc, { id, version: 2 })
    expect(await runSchedule(set.id, later())).toBe('failed')
    expect(await told(set.id)).toMatchObject([{ to: tc.id, props: { published: 0 } }])
    expect(await runSchedule(set.id, later())).toBe('nothing')
    expect((await getSchedule(tc, set.id)).failure).toMatch(/none of the 1/)

    const gone = await makeViewer('tutor_coordinator')
    const other = await decided()
    const theirs = await scheduleResults(gone, {
      termId,
      position: 'tutor',
      items: await items([other]),
      requestKey: nextKey(),
      ...at(tomorrow()),
    })
    await write((tx) => tx.delete(userRoles).where(eq(userRoles.userId, gone.id)))
    expect(await runSchedule(theirs.id, later())).toBe('failed')
    expect((await application(other)).state).toBe('submitted')
    expect((await listReadyToPublish(tc, { termId, position: 'tutor' })).rows[0]!.scheduledFor).toBeNull()
  })

  it('a cancel at the same moment has one outcome', async () => {
    const id = await decided()
    const set = await schedule([id])
    const [run, cancel] = await Promise.allSettled([
      runSchedule(set.id, later()),
      cancelSchedule(tc, { id: set.id, version: 1 }),
    ])
    const { state } = await getSchedule(tc, set.id)
    expect(state === 'published' ? (run as { value: string }).value : cancel.status).toBe(
      state === 'published' ? 'published' : 'fulfilled',
    )
    expect((await application(id)).state).toBe(state === 'published' ? 'published' : 'submitted')
    expect(await results([id])).toHaveLength(state === 'published' ? 1 : 0)
  })
})
