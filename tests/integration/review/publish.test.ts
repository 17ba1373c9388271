import { and, eq, inArray } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/db/client'
import { allocations, applications, emailBodies, emails, outbox, publications } from '@/db/schema'
import { AppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { acceptApplication, rejectApplication, reserveApplication, undoDecision } from '@/lib/review/commands'
import { getProgress, getPublication, listLeftOut } from '@/lib/review/publications'
import { publishResults } from '@/lib/review/publish'
import { listReadyToPublish } from '@/lib/review/publish-queries'
import { totalsOf } from '@/lib/review/publish-totals'
import { saveSettings } from '@/lib/settings/commands'
import { refusal } from '../../support/refusal'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeTerm,
  makeUser,
  makeViewer,
} from '../../support/world'

let termId: string
let courseId: string
let tc: Viewer
let mc: Viewer
let key = 0
const nextKey = () => `request-key-${++key}`

beforeAll(async () => {
  tc = await makeViewer('tutor_coordinator')
  mc = await makeViewer('marker_coordinator')
})
// A term of its own per test: what is ready in one is not ready in another.
beforeEach(async () => {
  termId = await makeTerm()
  courseId = await makeCourse(termId, { availableQuarters: 4000 })
})

async function applied(given: Partial<Parameters<typeof makeApplication>[0]> = {}) {
  const studentId = given.studentId ?? (await makeUser('student'))
  const id = await makeApplication({ termId, courses: [courseId], ...given, studentId })
  return { id, studentId }
}

/** One accepted with 20 h, one rejected with a note, one on reserve. */
async function decided() {
  const [a, b, c] = [await applied(), await applied(), await applied()]
  await acceptApplication(tc, {
    id: a.id,
    version: 1,
    courses: [{ courseId, quarters: 80 }],
    note: 'Welcome',
  })
  await rejectApplication(tc, { id: b.id, version: 1, note: 'Next time', internalReason: 'Weak grades' })
  await reserveApplication(tc, { id: c.id, version: 1 })
  return { a, b, c, ids: [a.id, b.id, c.id], items: [a, b, c].map(({ id }) => ({ id, version: 2 })) }
}

const mailsOf = (applicationIds: string[]) =>
  db.select().from(emails).where(inArray(emails.applicationId, applicationIds))
const states = (ids: string[]) =>
  db
    .select({ id: applications.id, state: applications.state })
    .from(applications)
    .where(inArray(applications.id, ids))

describe('the preview of a publication', () => {
  it('lists what is decided with what each will be told, and nothing else', async () => {
    const { a, b, c } = await decided()
    await applied()
    await applied({ position: 'marker', decision: 'accepted' })
    const { rows } = await listReadyToPublish(tc, { termId, position: 'tutor' })
    expect(rows.map((row) => row.id).sort()).toEqual([a.id, b.id, c.id].sort())
    expect(rows.find((row) => row.id === a.id)).toMatchObject({
      decision: 'accepted',
      noteToStudent: 'Welcome',
      courses: [{ courseId, quarters: 80 }],
    })
    expect(totalsOf(rows)).toEqual({
      students: 3,
      accepted: 1,
      rejected: 1,
      reserve: 1,
      courses: 1,
      quarters: 80,
    })
  })

  it('says what stands against the work of somebody accepted, and of nobody else', async () => {
    const noVisa = { citizenOrResident: false, validVisa: false }
    const accepted = await applied({ ...noVisa, decision: 'accepted' })
    const rejected = await applied({ ...noVisa, decision: 'rejected' })
    const onVisa = await applied({ citizenOrResident: false, validVisa: true, decision: 'accepted' })
    const { rows } = await listReadyToPublish(tc, { termId, position: 'tutor' })
    const said = Object.fromEntries(rows.map((row) => [row.id, row.eligibility]))
    expect(said).toEqual({
      [accepted.id]: { label: 'No visa', tone: 'bad' },
      [rejected.id]: null,
      [onVisa.id]: null,
    })
  })

  it('is for the coordinator of the position alone', async () => {
    await decided()
    await expect(listReadyToPublish(mc, { termId, position: 'tutor' })).rejects.toThrow(AppError)
    expect((await listReadyToPublish(tc, { termId, position: 'tutor' })).rows).toHaveLength(3)
  })
})

describe('publishing', () => {
  it('marks results published, makes proposals offers and queues one mail each, all at once', async () => {
    const { a, b, c, ids, items } = await decided()
    const done = await publishResults(tc, { termId, position: 'tutor', items, requestKey: nextKey() })
    expect(done).toMatchObject({ already: false, published: 3, leftOut: [] })
    expect((await states(ids)).map((row) => row.state)).toEqual(['published', 'published', 'published'])
    const [allocation] = await db.select().from(allocations).where(eq(allocations.applicationId, a.id))
    expect(allocation).toMatchObject({ state: 'offered', quarters: 80 })
    expect(allocation?.answerBy?.getTime()).toBeGreaterThan(Date.now() + 6 * 86_400_000)

    const mails = await mailsOf(ids)
    expect(mails.map((mail) => [mail.applicationId, mail.kind]).sort()).toEqual(
      [
        [a.id, 'accepted'],
        [b.id, 'rejected'],
        [c.id, 'reserve'],
      ].sort(),
    )
    for (const mail of mails) expect(mail.publicationId).toBe(done.publicationId)
    const bodies = await db
      .select()
      .from(emailBodies)
      .where(
        inArray(
          emailBodies.emailId,
          mails.map((mail) => mail.id),
        ),
      )
    const text = JSON.stringify(bodies.map((body) => body.props))
    expect(text).toContain('Next time')
    // The internal reason is for coordinators: it must not even be near the mail.
    expect(text).not.toContain('Weak grades')
    const events = await db.select().from(outbox).where(eq(outbox.name, 'mail/queued'))
    const queued = events.map((event) => event.data.emailId)
    for (const mail of mails) expect(queued.filter((id) => id === mail.id)).toHaveLength(1)

    const publication = await getPublication(tc, done.publicationId)
    expect(publication).toMatchObject({ accepted: 1, rejected: 1, reserve: 1, quarters: 80 })
    expect(await getProgress(tc, done.publicationId)).toMatchObject({ total: 3, waiting: 3, finished: false })
  })

  it('needs no answer where offers need none', async () => {
    const admin = await makeViewer('admin')
    await saveSettings(admin, { offersNeedAnswer: false })
    try {
      const { a, items } = await decided()
      await publishResults(tc, { termId, position: 'tutor', items, requestKey: nextKey() })
      const [allocation] = await db.select().from(allocations).where(eq(allocations.applicationId, a.id))
      expect(allocation).toMatchObject({ state: 'accepted', answerBy: null })
    } finally {
      await saveSettings(admin, { offersNeedAnswer: true })
    }
  })

  it('the same request again answers the same and does nothing', async () => {
    const { ids, items } = await decided()
    const request = { termId, position: 'tutor' as const, items, requestKey: nextKey() }
    const first = await publishResults(tc, request)
    const second = await publishResults(tc, request)
    expect(second).toEqual({ ...first, already: true })
    expect(await mailsOf(ids)).toHaveLength(3)
  })

  it('a double click at the same moment publishes once', async () => {
    const { ids, items } = await decided()
    const request = { termId, position: 'tutor' as const, items, requestKey: nextKey() }
    const answers = await Promise.all([1, 2, 3, 4].map(() => publishResults(tc, request)))
    expect(new Set(answers.map((answer) => answer.publicationId)).size).toBe(1)
    expect(answers.filter((answer) => !answer.already)).toHaveLength(1)
    expect(await mailsOf(ids)).toHaveLength(3)
    const rows = await db.select().from(publications).where(eq(publications.termId, termId))
    expect(rows).toHaveLength(1)
  })

  it('two coordinators who publish the same results at once tell nobody twice', async () => {
    const other = await makeViewer('tutor_coordinator')
    const { ids, items } = await decided()
    const outcomes = await Promise.allSettled(
      [tc, other, tc, other].map((who) =>
        publishResults(who, { termId, position: 'tutor', items, requestKey: nextKey() }),
      ),
    )
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect((outcome.reason as AppError).code).toBe('state')
    expect(await mailsOf(ids)).toHaveLength(3)
  })

  it('what was withdrawn, undone or changed meanwhile is left out and named', async () => {
    const { a, b, c, items } = await decided()
    const { write } = await import('@/db/client')
    await write((tx) =>
      tx.update(applications).set({ state: 'withdrawn', liveKey: null }).where(eq(applications.id, a.id)),
    )
    await undoDecision(tc, { id: b.id, version: 2 })
    await reserveApplication(tc, { id: c.id, version: 2, note: 'Third on the list' })
    const rest = await applied()
    await rejectApplication(tc, { id: rest.id, version: 1 })
    const done = await publishResults(tc, {
      termId,
      position: 'tutor',
      items: [...items, { id: rest.id, version: 2 }],
      requestKey: nextKey(),
    })
    expect(done.published).toBe(1)
    expect(done.leftOut.map((one) => one.id).sort()).toEqual([a.id, b.id, c.id].sort())
    for (const one of done.leftOut) expect(one.name).toMatch(/^Person/)
    expect(await mailsOf([a.id, b.id, c.id])).toEqual([])
    const publication = await getPublication(tc, done.publicationId)
    const named = await listLeftOut(tc, publication, [a.id, b.id, c.id, rest.id])
    expect(named.map((one) => one.id).sort()).toEqual([a.id, b.id, c.id].sort())
  })

  it('never publishes the other position or another term with it', async () => {
    const { items } = await decided()
    const marker = await applied({ position: 'marker', decision: 'rejected' })
    const elsewhere = await makeTerm()
    const away = await makeApplication({
      studentId: await makeUser('student'),
      termId: elsewhere,
      decision: 'rejected',
    })
    const done = await publishResults(tc, {
      termId,
      position: 'tutor',
      items: [...items, { id: marker.id, version: 1 }, { id: away, version: 1 }],
      requestKey: nextKey(),
    })
    expect(done).toMatchObject({ published: 3, leftOut: [] })
    expect((await states([marker.id, away])).map((row) => row.state)).toEqual(['submitted', 'submitted'])
    expect(
      (
        await refusal(
          publishResults(tc, {
            termId,
            position: 'marker',
            items: [{ id: marker.id, version: 1 }],
            requestKey: nextKey(),
          }),
        )
      ).code,
    ).toBe('not_allowed')
    expect((await states([marker.id]))[0]?.state).toBe('submitted')
  })

  it('tells an accepted person of their pre-assignment in the same position, and of no other', async () => {
    const { id, studentId } = await applied()
    const pre = await makeCourse(termId)
    const asMarker = await makeCourse(termId)
    const common = {
      userId: studentId,
      termId,
      state: 'proposed' as const,
      source: 'pre_assignment' as const,
    }
    const mine = await makeAllocation({ ...common, courseId: pre, quarters: 20 })
    const other = await makeAllocation({ ...common, courseId: asMarker, position: 'marker' })
    await acceptApplication(tc, { id, version: 1, courses: [{ courseId, quarters: 40 }] })
    await publishResults(tc, {
      termId,
      position: 'tutor',
      items: [{ id, version: 2 }],
      requestKey: nextKey(),
    })
    const rows = await db
      .select({ id: allocations.id, state: allocations.state })
      .from(allocations)
      .where(eq(allocations.userId, studentId))
    expect(rows.find((row) => row.id === mine)?.state).toBe('offered')
    expect(rows.find((row) => row.id === other)?.state).toBe('proposed')
    const [mail] = await mailsOf([id])
    const [body] = await db.select().from(emailBodies).where(eq(emailBodies.emailId, mail!.id))
    expect((body!.props.courses as { quarters: number }[]).map((one) => one.quarters).sort()).toEqual([
      20, 40,
    ])
  })

  it('a rejected person’s pre-assignment stays a proposal', async () => {
    const { id, studentId } = await applied()
    await makeAllocation({ userId: studentId, termId, courseId, state: 'proposed', source: 'pre_assignment' })
    await rejectApplication(tc, { id, version: 1 })
    await publishResults(tc, {
      termId,
      position: 'tutor',
      items: [{ id, version: 2 }],
      requestKey: nextKey(),
    })
    const rows = await db
      .select()
      .from(allocations)
      .where(and(eq(allocations.userId, studentId), eq(allocations.state, 'proposed')))
    expect(rows).toHaveLength(1)
  })

  it('another coordinator’s publication is not found by those of the other position', async () => {
    const { items } = await decided()
    const done = await publishResults(tc, { termId, position: 'tutor', items, requestKey: nextKey() })
    expect((await refusal(getPublication(mc, done.publicationId))).code).toBe('not_found')
    expect((await refusal(getProgress(mc, done.publicationId))).code).toBe('not_found')
    expect((await getPublication(tc, done.publicationId)).id).toBe(done.publicationId)
  })

  it('300 results are published in a fixed number of statements per hundred', async () => {
    const items: { id: string; version: number }[] = []
    for (let i = 0; i < 300; i++) {
      const { id } = await applied({
        decision: 'rejected',
        cvFileId: null,
        transcriptFileId: null,
        courses: [],
      })
      items.push({ id, version: 1 })
    }
    const { queryCount } = await import('@/db/client')
    const before = queryCount()
    const done = await publishResults(tc, { termId, position: 'tutor', items, requestKey: nextKey() })
    expect(done.published).toBe(300)
    expect(queryCount() - before).toBeLessThan(60)
    expect(await mailsOf(items.map((item) => item.id))).toHaveLength(300)
  })
})
