import { eq } from 'drizzle-orm'
import { serve } from 'inngest/edge'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db, write } from '@/db/client'
import { applications, emailBodies, emails, jobRuns, jobSteps, lateGrants, outbox, terms } from '@/db/schema'
import { newId } from '@/db/sql'
import { functions } from '@/inngest'
import { inngest } from '@/inngest/client'
import { type Runner, startRunner } from '@/inngest/embedded/runner'
import { findDueDrafts, remindOfDraft } from '@/lib/applications/draft-reminders'
import { addDays, endOfDay, localInstant, todayIn } from '@/lib/dates'
import { listEmails } from '@/lib/emails/queries'
import { emailList } from '@/lib/emails/schema'
import {
  makeApplication,
  makeCourse,
  makeReadyDraft,
  makeTerm,
  makeUser,
  makeViewer,
  viewer,
} from '../../support/world'

const zone = 'Pacific/Auckland'
const today = todayIn(zone)
const deadline = addDays(today, 10)
/** 09:00 three days before the deadline, and a moment before. */
const due = localInstant(addDays(deadline, -3), '09:00', zone)
const early = new Date(due.getTime() - 1000)
let termId: string
let courseId: string
let runner: Runner | undefined

beforeAll(async () => {
  termId = await makeTerm()
})
beforeEach(async () => {
  termId = await makeTerm({ tutorDeadline: deadline, markerDeadline: deadline })
  courseId = await makeCourse(termId)
})
afterEach(async () => {
  await runner?.stop(2000)
  runner = undefined
  await write(async (tx) => {
    for (const table of [jobSteps, jobRuns, outbox]) await tx.delete(table)
    // The drafts of one test are not due in the next.
    await tx.update(terms).set({ open: false, archivedAt: new Date() })
  })
})

const draft = async (given: Partial<Parameters<typeof makeReadyDraft>[0]> = {}) =>
  makeReadyDraft({ studentId: await makeUser('student'), termId, courseIds: [courseId], ...given })
const mails = (applicationId: string) =>
  db.select().from(emails).where(eq(emails.applicationId, applicationId))

describe('the mail "draft not submitted"', () => {
  it('goes out from 09:00 three days before the deadline, once, whatever overlaps or restarts', async () => {
    const id = await draft()
    expect(await findDueDrafts(early)).toEqual({ due: 0 })
    expect(await remindOfDraft(id, early)).toBe(false)
    expect(await findDueDrafts(due)).toEqual({ due: 1 })
    expect(await findDueDrafts(due)).toEqual({ due: 1 })
    const outcomes = await Promise.all([remindOfDraft(id, due), remindOfDraft(id, due)])
    expect(outcomes).toContain(true)
    expect(await remindOfDraft(id, new Date(due.getTime() + 86_400_000))).toBe(true)
    expect(await mails(id)).toMatchObject([{ kind: 'draft_not_submitted' }])
    expect(await findDueDrafts(due)).toEqual({ due: 0 })
    // What was found twice is done by the jobs without a second mail.
    runner = await startRunner({
      handler: serve({ client: inngest, functions: functions.filter((fn) => /draft/.test(fn.id())) }),
      backoff: () => 0,
      pollMs: 50,
    })
    expect(await runner.idle(20_000)).toBe(true)
    expect(await mails(id)).toHaveLength(1)
    const [body] = await db
      .select()
      .from(emailBodies)
      .where(eq(emailBodies.emailId, (await mails(id))[0]!.id))
    expect(body!.props).toMatchObject({ deadline: endOfDay(deadline, zone).toISOString() })
  })

  it('is for drafts alone: not for what is submitted or withdrawn, passed, closed, or begun only now', async () => {
    const studentId = await makeUser('student')
    const submitted = await makeApplication({ studentId, termId, courses: [courseId] })
    const withdrawn = await makeApplication({ studentId, termId, position: 'marker', state: 'withdrawn' })
    const fresh = await draft()
    await write((tx) =>
      tx
        .update(applications)
        .set({ createdAt: new Date(due.getTime() + 1) })
        .where(eq(applications.id, fresh)),
    )
    const gone = await draft({ studentId: await makeUser('student', { state: 'deactivated' }) })
    expect(await findDueDrafts(due)).toEqual({ due: 1 })
    for (const id of [submitted, withdrawn, fresh, gone]) {
      expect(await remindOfDraft(id, due)).toBe(false)
      expect(await mails(id)).toEqual([])
    }
    const over = new Date(endOfDay(deadline, zone).getTime() + 1000)
    const late = await draft()
    expect(await remindOfDraft(late, over)).toBe(false)
    await write((tx) => tx.update(terms).set({ open: false }).where(eq(terms.id, termId)))
    expect(await remindOfDraft(late, due)).toBe(false)
    expect(await findDueDrafts(due)).toEqual({ due: 0 })
    expect(await remindOfDraft(newId(), due)).toBe(false)
  })

  it('counts from the deadline of the chosen courses, and again from one that was put off', async () => {
    const own = await makeCourse(termId, { markerDeadline: addDays(deadline, 5) })
    const id = await draft({ courseIds: [own] })
    expect(await remindOfDraft(id, due)).toBe(false)
    const later = localInstant(addDays(deadline, 2), '09:00', zone)
    expect(await findDueDrafts(later)).toEqual({ due: 1 })
    expect(await remindOfDraft(id, later)).toBe(true)
    const other = await draft()
    expect(await remindOfDraft(other, due)).toBe(true)
    await write((tx) =>
      tx
        .update(terms)
        .set({ markerDeadline: addDays(deadline, 7) })
        .where(eq(terms.id, termId)),
    )
    expect(await remindOfDraft(other, due)).toBe(false)
    expect(await remindOfDraft(other, localInstant(addDays(deadline, 4), '09:00', zone))).toBe(true)
    expect(await mails(other)).toHaveLength(2)
  })

  it('counts from the end of a late grant for who has one', async () => {
    const studentId = await makeUser('student')
    const id = await draft({ studentId })
    await write((tx) =>
      tx.insert(lateGrants).values({
        id: newId(),
        studentId,
        termId,
        position: 'marker',
        until: endOfDay(addDays(deadline, 6), zone),
        grantedBy: studentId,
        createdAt: new Date(),
      }),
    )
    expect(await remindOfDraft(id, due)).toBe(false)
    const later = localInstant(addDays(deadline, 3), '09:00', zone)
    expect(await findDueDrafts(later)).toEqual({ due: 1 })
    expect(await remindOfDraft(id, later)).toBe(true)
  })

  it('is in the log of its student and of no coordinator, who is not to know of drafts', async () => {
    const studentId = await makeUser('student')
    const id = await draft({ studentId })
    await remindOfDraft(id, due)
    const params = emailList.parse({ application: id })
    expect((await listEmails(await viewer(studentId), params)).total).toBe(1)
    expect((await listEmails(await makeViewer('marker_coordinator'), params)).total).toBe(0)
    expect((await listEmails(await makeViewer('admin'), params)).total).toBe(1)
  })
})
