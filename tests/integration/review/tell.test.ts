import { eq } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db, write } from '@/db/client'
import { allocations, auditLog, courses, emails, users } from '@/db/schema'
import type { BreachData } from '@/lib/allocations/change-set'
import { changeHours, endAllocation, enrolPerson } from '@/lib/allocations/enrolment'
import { offerProposals, toldWords } from '@/lib/allocations/tell'
import { getTelling } from '@/lib/allocations/telling'
import type { Viewer } from '@/lib/permissions'
import { refusal } from '../../support/refusal'
import { makeCourse, makeTerm, makeUser, makeViewer, viewer } from '../../support/world'

let termId: string
let courseId: string
let tc: Viewer
let mc: Viewer
let cc: Viewer

beforeAll(async () => {
  tc = await makeViewer('tutor_coordinator')
  mc = await makeViewer('marker_coordinator')
})
beforeEach(async () => {
  termId = await makeTerm()
  const ccId = await makeUser('course_coordinator')
  courseId = await makeCourse(termId, { canPreAssign: true, availableQuarters: 200, coordinators: [ccId] })
  cc = await viewer(ccId)
})

const position = 'tutor' as const
const asked = () => ({ courseId, position })
const seen = async () => (await getTelling(tc, asked())).people
const preAssign = async (quarters: number, given: object = {}) => {
  const userId = await makeUser('student', given)
  const { id } = await enrolPerson(cc, { ...asked(), userId, quarters })
  return { id, userId }
}
const allocation = async (id: string) =>
  (await db.select().from(allocations).where(eq(allocations.id, id)))[0]
const mailsTo = (userId: string) => db.select().from(emails).where(eq(emails.toUserId, userId))
const smaller = (availableQuarters: number) =>
  write((tx) => tx.update(courses).set({ availableQuarters }).where(eq(courses.id, courseId)))

describe('telling people of pre-assigned hours', () => {
  it('tells what was seen: hours that changed since are named with the difference and not told', async () => {
    const [kept, changed, gone] = [await preAssign(20), await preAssign(20), await preAssign(20)]
    const items = await seen()
    await changeHours(cc, { allocationId: changed.id, version: 1, quarters: 80 })
    await endAllocation(cc, { allocationId: gone.id, version: 1 })
    const name = items.find((item) => item.id === changed.id)!.name
    const done = await offerProposals(tc, { ...asked(), items })
    expect(done.told).toBe(1)
    expect(done.leftOut).toHaveLength(2)
    expect(done.leftOut).toContainEqual({
      name,
      reason: 'was changed since you looked: 5 h → 20 h',
      already: false,
    })
    expect(toldWords(done.told, done.leftOut)).toMatch(/^Told 1 person by email\. Left out: .*was taken back/)
    expect(await allocation(changed.id)).toMatchObject({ state: 'proposed', quarters: 80, version: 2 })
    expect(await mailsTo(changed.userId)).toEqual([])
    expect(await allocation(kept.id)).toMatchObject({ state: 'offered', quarters: 20 })
    expect(await mailsTo(kept.userId)).toHaveLength(1)
    // Looked at again, it is told as it is now.
    expect(await offerProposals(tc, { ...asked(), items: await seen() })).toEqual({ told: 1, leftOut: [] })
    expect(await mailsTo(changed.userId)).toHaveLength(1)
  })

  it('checks the rules again, and asks for the reason of the ones that break now and nobody overrode', async () => {
    const [first, second] = [await preAssign(20), await preAssign(40)]
    await smaller(40)
    const items = await seen()
    const broken = items.filter((item) => item.breaches.length > 0)
    expect(broken.map((item) => [item.id, item.breaches[0]?.code])).toEqual([[second.id, 'over_budget']])
    const error = await refusal(offerProposals(tc, { ...asked(), items }))
    expect(error.code).toBe('limit')
    const { breaches, mayOverride } = error.detail.data as BreachData
    expect(mayOverride).toBe(true)
    expect(breaches[0]?.message.startsWith(`${broken[0]!.name}: `)).toBe(true)
    expect(await mailsTo(first.userId)).toEqual([])
    // Without the one that breaks it, nothing is asked.
    const fitting = items.filter((item) => item.breaches.length === 0)
    expect((await offerProposals(tc, { ...asked(), items: fitting })).told).toBe(1)
    const keys = breaches.map((breach) => breach.key)
    const other = { ...asked(), items: broken, override: { reason: 'Agreed', keys: ['over_week:x'] } }
    expect((await refusal(offerProposals(tc, other))).code).toBe('limit')
    const override = { reason: 'Agreed with the head', keys }
    expect((await offerProposals(tc, { ...asked(), items: broken, override })).told).toBe(1)
    expect(await allocation(second.id)).toMatchObject({
      state: 'offered',
      overrideReason: 'Agreed with the head',
    })
    const log = await db.select().from(auditLog).where(eq(auditLog.recordId, second.id))
    expect(log.find((entry) => entry.action === 'allocations.offer')?.reason).toBe('Agreed with the head')
    expect(await mailsTo(second.userId)).toHaveLength(1)
  })

  it('does not ask again about what was overridden before, and keeps its reason', async () => {
    const { id } = await preAssign(40)
    const fits = await preAssign(20)
    await smaller(20)
    await write((tx) =>
      tx.update(allocations).set({ overrideReason: 'Large class' }).where(eq(allocations.id, id)),
    )
    const items = await seen()
    expect(items.find((item) => item.id === id)?.breaches).toHaveLength(1)
    // What was put over the budget with a reason does not make the one that fits look wrong.
    expect(items.find((item) => item.id === fits.id)?.breaches).toEqual([])
    expect((await offerProposals(tc, { ...asked(), items })).told).toBe(2)
    expect((await allocation(id))?.overrideReason).toBe('Large class')
  })

  it('leaves out who cannot be told, with the reason', async () => {
    const { id, userId } = await preAssign(20)
    const items = await seen()
    await write((tx) => tx.update(users).set({ state: 'deactivated' }).where(eq(users.id, userId)))
    expect((await seen())[0]?.problem).toMatch(/not active/)
    const done = await offerProposals(tc, { ...asked(), items })
    expect(done).toMatchObject({ told: 0, leftOut: [{ reason: 'has an account that is not active' }] })
    expect((await allocation(id))?.state).toBe('proposed')
  })

  it('by a button pressed twice tells once', async () => {
    const people = [await preAssign(20), await preAssign(20)]
    const items = await seen()
    const outcomes = await Promise.all([1, 2, 3].map(() => offerProposals(tc, { ...asked(), items })))
    expect(outcomes.map((one) => one.told).sort()).toEqual([0, 0, 2])
    const twin = outcomes.find((one) => one.told === 0)!
    expect(twin.leftOut.map((one) => one.already)).toEqual([true, true])
    expect(toldWords(0, twin.leftOut)).toMatch(/^Nobody gets another email\./)
    for (const { userId } of people) expect(await mailsTo(userId)).toHaveLength(1)
  })

  it('is of one who changes the hours at the same moment told as one of both', async () => {
    const { id } = await preAssign(20)
    const items = await seen()
    await Promise.allSettled([
      offerProposals(tc, { ...asked(), items }),
      changeHours(cc, { allocationId: id, version: 1, quarters: 80 }),
    ])
    const row = (await allocation(id))!
    expect([row.state, row.quarters].join()).toMatch(/^(offered,20|proposed,80)$/)
  })

  it('is the coordinator of the position’s alone, and of somebody', async () => {
    const { id } = await preAssign(20)
    const items = [{ id, version: 1, quarters: 20 }]
    for (const who of [mc, cc]) {
      expect((await refusal(getTelling(who, asked()))).code).toBe('not_allowed')
      expect((await refusal(offerProposals(who, { ...asked(), items }))).code).toBe('not_allowed')
    }
    const student = await makeViewer('student')
    expect((await refusal(getTelling(student, asked()))).code).toBe('not_found')
    const nobody = await refusal(offerProposals(tc, { ...asked(), items: [] }))
    expect(nobody.detail.fields).toHaveProperty('item')
    // Of the other position nothing is told, though the list of ids says so.
    const other = { courseId, position: 'marker' as const, items }
    expect((await offerProposals(mc, other)).told).toBe(0)
    expect((await allocation(id))?.state).toBe('proposed')
  })
})
