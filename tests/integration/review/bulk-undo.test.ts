import { and, eq, inArray } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { db, write } from '@/db/client'
import { allocations, applications, auditLog, bulkDecided, courses, users } from '@/db/schema'
import { changeHours } from '@/lib/allocations/enrolment'
import { withdrawApplication } from '@/lib/applications/commands'
import { isAppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { lastDecidedTogether, removeKeptDecisions } from '@/lib/review/bulk-kept'
import { undoMany, undoneInWords } from '@/lib/review/bulk-undo'
import { acceptApplication, rejectApplication, reserveApplication } from '@/lib/review/commands'
import { decideMany } from '@/lib/review/decide-many'
import { publishResults } from '@/lib/review/publish'
import type { Act } from '@/lib/review/states'
import { deletePerson } from '@/lib/users/delete'
import { makeApplication, makeCourse, makeTerm, makeUser, makeViewer, viewer } from '../../support/world'

let termId: string
let tc: Viewer
let other: Viewer
let mc: Viewer
beforeAll(async () => {
  termId = await makeTerm()
  tc = await makeViewer('tutor_coordinator')
  other = await makeViewer('tutor_coordinator')
  mc = await makeViewer('marker_coordinator')
})

const application = async (id: string) =>
  (await db.select().from(applications).where(eq(applications.id, id)))[0]!
const version = async (id: string) => (await application(id)).version
/** All that an undo has to bring back, but for the marks of each write. */
async function standing(ids: readonly string[]) {
  const rows = await db
    .select()
    .from(applications)
    .where(inArray(applications.id, [...ids]))
  const held = await db
    .select()
    .from(allocations)
    .where(inArray(allocations.applicationId, [...ids]))
  return {
    decisions: Object.fromEntries(
      rows.map(({ id, decision, noteToStudent, internalReason, decidedAt, decidedBy }) => [
        id,
        { decision, noteToStudent, internalReason, decidedAt, decidedBy },
      ]),
    ),
    hours: held
      .map(
        (one) => `${one.applicationId} ${one.courseId} ${one.quarters} ${one.source} ${one.overrideReason}`,
      )
      .sort(),
  }
}
async function refusal(work: Promise<unknown>) {
  const error = await work.then(
    () => new Error('it was allowed'),
    (thrown: unknown) => thrown,
  )
  if (!isAppError(error)) throw error
  return error
}

/** Applicants for one course of 100 h; all are submitted and undecided. */
async function applicants(n: number, course: Parameters<typeof makeCourse>[1] = {}) {
  const courseId = await makeCourse(termId, { availableQuarters: 400, ...course })
  const ids: string[] = []
  for (let i = 0; i < n; i++)
    ids.push(
      await makeApplication({
        studentId: await makeUser('student', { name: `Applicant ${'ABCDEFG'[i]}` }),
        termId,
        courses: [courseId],
      }),
    )
  return { courseId, ids }
}
async function decideAll(
  who: Viewer,
  act: Act,
  ids: readonly string[],
  courseId?: string,
  words: Parameters<typeof decideMany>[3] = {},
) {
  const items = []
  for (const id of ids)
    items.push({
      id,
      version: await version(id),
      ...(act === 'accept' && courseId ? { courses: [{ courseId, quarters: 40 }] } : {}),
    })
  const answer = await decideMany(who, act, items, words)
  expect(answer).toMatchObject({ done: ids.length, failed: [] })
  return answer.bulkId
}

describe('a decision on many is taken back at once', () => {
  it('as each stood before: undecided, or with its decision, words, hours and the reason of an override', async () => {
    const { courseId, ids } = await applicants(4)
    const [a, b, c, d] = ids as [string, string, string, string]
    await reserveApplication(other, { id: b, version: 1, note: 'Second', internalReason: 'Few hours' })
    await acceptApplication(tc, {
      id: c,
      version: 1,
      courses: [{ courseId, quarters: 80 }],
      note: 'Welcome',
    })
    const keys = [`over_budget:${courseId}:${(await application(d)).studentId}:tutor`]
    await acceptApplication(tc, {
      id: d,
      version: 1,
      courses: [{ courseId, quarters: 400 }],
      override: { reason: 'The school pays.', keys },
    })
    const before = await standing(ids)
    expect(before.hours).toHaveLength(2)
    const bulk = await decideAll(tc, 'reject', ids, undefined, { note: 'Sorry' })
    expect((await standing(ids)).hours).toEqual([])
    expect((await application(a)).noteToStudent).toBe('Sorry')

    expect(await undoMany(tc, bulk)).toEqual({ takenBack: 4, stay: [] })
    expect(await standing(ids)).toEqual(before)
    const log = await db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.recordId, c), eq(auditLog.action, 'applications.undo')))
    expect(log).toMatchObject([{ actorId: tc.id, position: 'tutor', reason: 'Undo of a decision on many' }])
    expect(log[0]?.before).toMatchObject({ decision: 'rejected', noteToStudent: 'Sorry', hours: null })
    expect(log[0]?.after).toMatchObject({ decision: 'accepted', noteToStudent: 'Welcome' })
    expect(Object.values(log[0]?.after?.hours as object)).toEqual([20])
  })

  it('proposals that it made go, and their hours are free again', async () => {
    const { courseId, ids } = await applicants(3, { availableQuarters: 120 })
    const bulk = await decideAll(tc, 'accept', ids, courseId)
    expect(await undoMany(tc, bulk)).toEqual({ takenBack: 3, stay: [] })
    expect(await standing(ids)).toMatchObject({ hours: [] })
    await acceptApplication(tc, { id: ids[0]!, version: 3, courses: [{ courseId, quarters: 120 }] })
  })

  it('also an undo of many, and a second press says that it is done', async () => {
    const { courseId, ids } = await applicants(2)
    await decideAll(tc, 'accept', ids, courseId)
    const before = await standing(ids)
    const bulk = await decideAll(tc, 'undo', ids)
    await undoMany(tc, bulk)
    expect(await standing(ids)).toEqual(before)
    expect((await refusal(undoMany(tc, bulk))).message).toBe('These decisions are taken back already.')
    expect(await standing(ids)).toEqual(before)
  })

  it('hours that stood although a budget was lowered below them come back, whatever the order', async () => {
    const { courseId, ids } = await applicants(3)
    await decideAll(tc, 'accept', ids, courseId)
    await write((tx) =>
      tx.update(courses).set({ availableQuarters: 50, version: 2 }).where(eq(courses.id, courseId)),
    )
    const before = await standing(ids)
    const bulk = await decideAll(tc, 'reserve', ids.toReversed())
    expect(await undoMany(tc, bulk)).toEqual({ takenBack: 3, stay: [] })
    expect(await standing(ids)).toEqual(before)
  })
})

describe('what is not as it was left stays', () => {
  it('changed, published and withdrawn ones, by name; the others go back', async () => {
    const { courseId, ids } = await applicants(5)
    const [a, b, c, d, e] = ids as [string, string, string, string, string]
    const bulk = await decideAll(tc, 'accept', ids, courseId)
    await rejectApplication(other, { id: b, version: 2 })
    const [held] = await db.select().from(allocations).where(eq(allocations.applicationId, c))
    await changeHours(other, { allocationId: held!.id, version: held!.version, quarters: 60 })
    const items = [{ id: d, version: 2 }]
    await publishResults(tc, { termId, position: 'tutor', items, requestKey: `between-${d}` })
    await withdrawApplication(await viewer((await application(e)).studentId), e)
    const left = await standing([b, c, d, e])

    const answer = await undoMany(tc, bulk)
    expect(answer.takenBack).toBe(1)
    expect(undoneInWords(answer)).toBe(
      '1 taken back. 2 were changed since and stay: Applicant B, Applicant C. 1 is published and stays: Applicant D. 1 was withdrawn by its student: Applicant E.',
    )
    expect(await application(a)).toMatchObject({ decision: null, version: 3 })
    expect(await standing([b, c, d, e])).toEqual(left)
  })

  it('who finds no room any more stays, and nobody else', async () => {
    const { courseId, ids } = await applicants(2, { availableQuarters: 80 })
    await decideAll(tc, 'accept', ids, courseId)
    const bulk = await decideAll(tc, 'reject', ids)
    const next = await makeApplication({ studentId: await makeUser(), termId, courses: [courseId] })
    await acceptApplication(tc, { id: next, version: 1, courses: [{ courseId, quarters: 40 }] })
    const answer = await undoMany(tc, bulk)
    expect(answer).toMatchObject({ takenBack: 1, stay: [{ why: 'rule', name: 'Applicant A' }] })
    expect(undoneInWords(answer)).toContain('has 0 h left of 20 h')
    const sum = await db.select().from(allocations).where(eq(allocations.courseId, courseId))
    expect(sum.map((row) => row.quarters)).toEqual([40, 40])
  })

  it('nothing to take back is said, and nothing is written', async () => {
    const { ids } = await applicants(1)
    const bulk = await decideAll(tc, 'reserve', ids)
    await rejectApplication(tc, { id: ids[0]!, version: 2 })
    const error = await refusal(undoMany(tc, bulk))
    expect(error.code).toBe('state')
    expect(error.message).toBe('Nothing was taken back. 1 was changed since and stays: Applicant A.')
    expect(await version(ids[0]!)).toBe(3)
  })
})

describe('the table offers the last one for a day', () => {
  const last = (who: Viewer, term: string, now?: Date) =>
    lastDecidedTogether(who, { termId: term, position: 'tutor' }, now)

  it('to who made it, as far as it stands', async () => {
    const term = await makeTerm()
    const make = async () => makeApplication({ studentId: await makeUser(), termId: term })
    const first = [await make(), await make()]
    const second = [await make(), await make(), await make()]
    expect(await last(tc, term)).toBeNull()
    const a = await decideAll(tc, 'reject', first)
    const b = await decideAll(tc, 'reserve', second)
    expect(await last(tc, term)).toMatchObject({ bulkId: b, n: 3, decision: 'reserve' })
    expect(await last(other, term)).toBeNull()
    expect((await refusal(last(mc, term))).code).toBe('not_allowed')
    expect(await last(tc, term, new Date(Date.now() + 25 * 3_600_000))).toBeNull()

    await rejectApplication(other, { id: second[0]!, version: 2 })
    await write((tx) =>
      tx.update(applications).set({ state: 'published' }).where(eq(applications.id, second[1]!)),
    )
    expect(await last(tc, term)).toMatchObject({ bulkId: b, n: 1 })
    await undoMany(tc, b)
    expect(await last(tc, term)).toMatchObject({ bulkId: a, n: 2, decision: 'rejected' })
    await undoMany(tc, a)
    expect(await last(tc, term)).toBeNull()
  })
})

describe('who may', () => {
  it('a coordinator of the position; for others it is not there', async () => {
    const { ids } = await applicants(2)
    const bulk = await decideAll(tc, 'reject', ids)
    expect((await refusal(undoMany(mc, bulk))).code).toBe('not_found')
    expect((await refusal(undoMany(await makeViewer('course_coordinator'), bulk))).code).toBe('not_found')
    expect((await refusal(undoMany(tc, 'no-such-bulk'))).code).toBe('not_found')
    expect((await undoMany(other, bulk)).takenBack).toBe(2)
  })

  it('nobody takes back, or hears of, a decision on their own application', async () => {
    const both = await makeUser(['student', 'tutor_coordinator'], { name: 'Both Roles' })
    const { ids } = await applicants(1)
    const own = await makeApplication({ studentId: both, termId, courses: [] })
    const bulk = await decideAll(tc, 'reject', [...ids, own])
    expect(await undoMany(await viewer(both), bulk)).toEqual({ takenBack: 1, stay: [] })
    expect((await application(own)).decision).toBe('rejected')
    expect(await undoMany(tc, bulk)).toEqual({ takenBack: 1, stay: [] })
  })
})

describe('at the same moment', () => {
  it('two who take the same back do it once', async () => {
    const { courseId, ids } = await applicants(4)
    const bulk = await decideAll(tc, 'accept', ids, courseId)
    const outcomes = await Promise.allSettled([tc, other, tc].map((who) => undoMany(who, bulk)))
    expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    for (const id of ids) expect(await application(id)).toMatchObject({ decision: null, version: 3 })
  })

  it('publishing, another decision and new hours win or lose whole, application by application', async () => {
    for (let round = 0; round < 4; round++) {
      const { courseId, ids } = await applicants(6)
      const bulk = await decideAll(tc, 'accept', ids, courseId)
      const [a, b, c] = ids as [string, string, string]
      const [held] = await db.select().from(allocations).where(eq(allocations.applicationId, c))
      const [undone, published, rejected, changed] = await Promise.allSettled([
        undoMany(tc, bulk),
        publishResults(other, {
          termId,
          position: 'tutor',
          items: [{ id: a, version: 2 }],
          requestKey: `race-${a}`,
        }),
        rejectApplication(other, { id: b, version: 2 }),
        changeHours(other, { allocationId: held!.id, version: held!.version, quarters: 60 }),
      ])
      if (undone.status === 'rejected') throw undone.reason
      const names = new Set(undone.value.stay.map((one) => one.name))
      expect(undone.value.takenBack + names.size).toBe(6)
      expect(names.has('Applicant A')).toBe(published.status === 'fulfilled')
      expect(names.has('Applicant B')).toBe(rejected.status === 'fulfilled')
      expect(names.has('Applicant C')).toBe(changed.status === 'fulfilled')
      for (const [i, id] of ids.entries()) {
        const row = await application(id)
        const { hours } = await standing([id])
        const stays = names.has(`Applicant ${'ABCDEF'[i]}`)
        if (!stays) expect([row.state, row.decision, hours.length]).toEqual(['submitted', null, 0])
        else if (id === a)
          expect([row.state, row.decision, hours.length]).toEqual(['published', 'accepted', 1])
        else if (id === b) expect([row.decision, hours.length]).toEqual(['rejected', 0])
        else expect(hours[0]).toContain(` ${courseId} 60 `)
      }
    }
  })
})

it('what can be taken back no more is removed after a day, the rest stays', async () => {
  const { ids } = await applicants(3)
  const undone = await decideAll(tc, 'reject', [ids[0]!])
  await undoMany(tc, undone)
  const changed = await decideAll(tc, 'reject', [ids[1]!])
  await reserveApplication(tc, { id: ids[1]!, version: 2 })
  const open = await decideAll(tc, 'reject', [ids[2]!])
  const left = async () =>
    (
      await db
        .select({ bulkId: bulkDecided.bulkId })
        .from(bulkDecided)
        .where(inArray(bulkDecided.applicationId, ids))
    ).map((row) => row.bulkId)
  await removeKeptDecisions(new Date())
  expect((await left()).sort()).toEqual([undone, changed, open].sort())
  await removeKeptDecisions(new Date(Date.now() + 25 * 3_600_000))
  expect(await left()).toEqual([open])
  expect((await undoMany(tc, open)).takenBack).toBe(1)
})

it('what was kept of a person goes with their account, and the others can still be taken back', async () => {
  const { ids } = await applicants(2)
  const [a, b] = ids as [string, string]
  await rejectApplication(tc, { id: a, version: 1, internalReason: 'Private words' })
  const bulk = await decideAll(tc, 'reserve', ids)
  const { studentId } = await application(a)
  await write((tx) => tx.update(users).set({ state: 'deactivated' }).where(eq(users.id, studentId)))
  await deletePerson(await makeViewer('admin'), studentId, null)
  const rows = await db.select().from(bulkDecided).where(eq(bulkDecided.bulkId, bulk))
  expect(rows.map((row) => row.applicationId)).toEqual([b])
  expect(await undoMany(tc, bulk)).toEqual({ takenBack: 1, stay: [] })
})
