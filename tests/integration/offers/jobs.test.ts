import { and, eq, like } from 'drizzle-orm'
import { serve } from 'inngest/edge'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db, write } from '@/db/client'
import { allocations, auditLog, emails, jobRuns, jobSteps, outbox } from '@/db/schema'
import { functions } from '@/inngest'
import { inngest } from '@/inngest/client'
import { type Runner, startRunner } from '@/inngest/embedded/runner'
import { changeHours } from '@/lib/allocations/enrolment'
import { expireOffer, remindOfOffer } from '@/lib/offers/commands'
import { findDueOffers } from '@/lib/offers/due'
import type { Viewer } from '@/lib/permissions'
import { saveSettings } from '@/lib/settings/commands'
import { makeAllocation, makeCourse, makeTerm, makeUser, makeViewer } from '../../support/world'

const DAY = 86_400_000
let termId: string
let courseId: string
let studentId: string
let tc: Viewer
let admin: Viewer

beforeAll(async () => {
  tc = await makeViewer('tutor_coordinator')
  admin = await makeViewer('admin')
})
const runners: Runner[] = []
beforeEach(async () => {
  termId = await makeTerm()
  courseId = await makeCourse(termId)
  studentId = await makeUser('student')
})
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop(2000)))
  await write(async (tx) => {
    for (const table of [jobSteps, jobRuns, outbox]) await tx.delete(table)
    // What one test leaves open is not due in the next.
    await tx
      .update(allocations)
      .set({ state: 'ended', liveKey: null })
      .where(eq(allocations.state, 'offered'))
  })
})

/** Two runners at once, as two instances of the app have; the mails themselves are not sent here. */
async function runTwice(): Promise<void> {
  const offers = functions.filter((fn) => !/send-email|clean-up/.test(fn.id()))
  for (let i = 0; i < 2; i++)
    runners.push(
      await startRunner({
        handler: serve({ client: inngest, functions: offers }),
        backoff: () => 0,
        pollMs: 50,
      }),
    )
  for (const runner of runners) expect(await runner.idle(20_000)).toBe(true)
}
const offered = (given: object = {}) =>
  makeAllocation({
    userId: studentId,
    courseId,
    termId,
    state: 'offered',
    quarters: 160,
    offeredAt: new Date(Date.now() - 10 * DAY),
    answerBy: new Date(Date.now() - 5000),
    ...given,
  })
const row = async (id: string) => (await db.select().from(allocations).where(eq(allocations.id, id)))[0]!
const mails = (id: string) =>
  db
    .select({ kind: emails.kind, to: emails.toUserId })
    .from(emails)
    .where(like(emails.idempotencyKey, `%${id}%`))

describe('expiry', () => {
  it('happens once, however often it is looked for and however many instances run', async () => {
    const id = await offered()
    const change = await offered({
      userId: await makeUser('student'),
      quarters: 120,
      agreedQuarters: 160,
    })
    const open = await offered({
      userId: await makeUser('student'),
      answerBy: new Date(Date.now() + DAY),
      remindedAt: new Date(),
    })
    for (let i = 0; i < 3; i++) expect((await findDueOffers(new Date())).ended).toBe(2)
    await runTwice()
    expect((await findDueOffers(new Date())).ended).toBe(0)
    expect(await row(id)).toMatchObject({ state: 'expired', liveKey: null, version: 2 })
    expect(await row(change)).toMatchObject({ state: 'accepted', quarters: 160, agreedQuarters: null })
    expect(await row(open)).toMatchObject({ state: 'offered', version: 1 })
    expect((await mails(id)).map((mail) => mail.to).sort()).toEqual([studentId, tc.id].sort())
    expect(await mails(change)).toHaveLength(2)
    const log = await db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.recordId, id), eq(auditLog.action, 'offers.expire')))
    expect(log).toMatchObject([{ actorId: null, actorName: 'MTMS' }])
  })

  it('goes on after a restart: what was found before it is done after it, once', async () => {
    const id = await offered()
    await findDueOffers(new Date())
    // The process ends here; another one starts and looks again itself.
    await findDueOffers(new Date())
    await runTwice()
    expect((await row(id)).state).toBe('expired')
    expect(await mails(id)).toHaveLength(2)
    // The same event delivered again, long after.
    expect(await expireOffer({ allocationId: id, version: 1 })).toBe('nothing')
    expect(await mails(id)).toHaveLength(2)
  })

  it('does not touch an offer that got a new term meanwhile, nor any where offers need no answer', async () => {
    const id = await offered()
    await changeHours(tc, { allocationId: id, version: 1, quarters: 120 })
    expect(await expireOffer({ allocationId: id, version: 1 })).toBe('nothing')
    expect(await expireOffer({ allocationId: id, version: 2 })).toBe('nothing')
    const over = await offered({ userId: await makeUser('student') })
    await saveSettings(admin, { offersNeedAnswer: false })
    try {
      expect(await findDueOffers(new Date())).toEqual({ reminders: 0, ended: 0 })
      expect(await expireOffer({ allocationId: over, version: 1 })).toBe('nothing')
    } finally {
      await saveSettings(admin, { offersNeedAnswer: true })
    }
    expect((await row(over)).state).toBe('offered')
  })
})

describe('the reminder', () => {
  const soon = () => new Date(Date.now() + DAY)

  it('goes out once for each version of an offer, whatever overlaps', async () => {
    const id = await offered({ answerBy: soon() })
    for (let i = 0; i < 3; i++) expect((await findDueOffers(new Date())).reminders).toBe(1)
    await runTwice()
    expect(await mails(id)).toEqual([{ kind: 'offer_reminder', to: studentId }])
    expect((await findDueOffers(new Date())).reminders).toBe(0)
    expect((await row(id)).remindedAt).not.toBeNull()
    // Other hours are a new offer with a time of its own.
    await changeHours(tc, { allocationId: id, version: 1, quarters: 120 })
    expect((await row(id)).remindedAt).toBeNull()
    expect(await remindOfOffer({ allocationId: id, version: 2 })).toBe(false)
    expect(await remindOfOffer({ allocationId: id, version: 2 }, new Date(Date.now() + 6.5 * DAY))).toBe(true)
    expect((await mails(id)).map((mail) => mail.kind).sort()).toEqual([
      'offer_changed',
      'offer_reminder',
      'offer_reminder',
    ])
  })

  it('is not sent for what is answered, over, or was told a moment ago', async () => {
    const answered = await offered({ answerBy: soon(), state: 'accepted' })
    const fresh = await offered({
      userId: await makeUser('student'),
      answerBy: soon(),
      offeredAt: new Date(),
    })
    const over = await offered({ userId: await makeUser('student') })
    expect((await findDueOffers(new Date())).reminders).toBe(0)
    for (const id of [answered, fresh, over])
      expect(await remindOfOffer({ allocationId: id, version: 1 })).toBe(false)
  })
})
