import { asc, eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { db, queryCount, write } from '@/db/client'
import { auditLog, courses, paydays, terms, timesheets } from '@/db/schema'
import { newId } from '@/db/sql'
import { localInstant } from '@/lib/dates'
import type { Viewer } from '@/lib/permissions'
import { createTerm, removeTerm, restoreTerm, updateTerm } from '@/lib/terms/commands'
import { getTermPage, listTerms, termList } from '@/lib/terms/list'
import { generateTermPaydays, savePaydays } from '@/lib/terms/payday-commands'
import { effectsText } from '@/lib/terms/payday-effects'
import { generateInput, newTermInput, paydaysInput, termInput } from '@/lib/terms/schema'
import { inboxList } from '@/lib/timesheets/inbox-list'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeTerm,
  makeTimesheet,
  makeUser,
  makeViewer,
} from '../../support/world'

let admin: Viewer
let other: Viewer
beforeAll(async () => {
  admin = await makeViewer('admin', { name: 'Ada Admin' })
  other = await makeViewer('tutor_coordinator', { name: 'Tara Coordinator' })
})

let n = 0
const form = (given: Record<string, string> = {}) => ({
  name: `New term ${++n}`,
  startsOn: '2027-03-01',
  endsOn: '2027-06-25',
  breakWeeks: '2',
  tutorLimit: 'one',
  markerLimit: 'setting',
  everyDays: '14',
  cutoffDays: '3',
  cutoffTime: '17:00',
  reminders: '7, 3, 1',
  ...given,
})
const create = (given: Record<string, string> = {}) => createTerm(admin, newTermInput.parse(form(given)))
const load = async (id: string) => (await getTermPage(admin, id))!
const errorsOf = (given: Record<string, string>) =>
  Object.fromEntries(
    (newTermInput.safeParse(form(given)).error?.issues ?? []).map((issue) => [
      issue.path.join('.'),
      issue.message,
    ]),
  )
const auditOf = (id: string) =>
  db.select().from(auditLog).where(eq(auditLog.recordId, id)).orderBy(asc(auditLog.id))

describe('a new term', () => {
  test('keeps all its fields and its paydays, with one entry in the audit log', async () => {
    const id = await create({
      open: 'on',
      tutorDeadline: '12/02/2027',
      tutorResultsOn: '2027-02-20',
      firstPayday: '2027-03-10',
    })
    const { term, paydays: days } = await load(id)
    expect(term).toMatchObject({
      startsOn: '2027-03-01',
      endsOn: '2027-06-25',
      breakWeeks: 2,
      open: true,
      tutorLimit: 'one',
      markerLimit: 'setting',
      tutorDeadline: '2027-02-12',
      markerDeadline: null,
      tutorResultsOn: '2027-02-20',
    })
    expect(days).toHaveLength(9)
    expect(days[0]).toMatchObject({ paidOn: '2027-03-10', reminderDays: [7, 3, 1], hasHours: false })
    // 17:00 of Auckland, which is 13 hours ahead in March.
    expect(days[0]!.cutoffAt.toISOString()).toBe('2027-03-07T04:00:00.000Z')
    const log = await auditOf(id)
    expect(log).toHaveLength(1)
    expect(log[0]).toMatchObject({ action: 'terms.create', actorId: admin.id, termId: id })
  })

  test('is refused on the field that is wrong', () => {
    expect(errorsOf({ name: ' ' })).toHaveProperty('name')
    expect(errorsOf({ endsOn: '2027-03-01' })).toHaveProperty('endsOn')
    expect(errorsOf({ endsOn: '2037-06-25' })).toHaveProperty('endsOn')
    expect(errorsOf({ startsOn: '31/02/2027' })).toHaveProperty('startsOn')
    expect(errorsOf({ breakWeeks: '17' })).toHaveProperty('breakWeeks')
    expect(errorsOf({ breakWeeks: '16' })).toEqual({})
    expect(errorsOf({ breakWeeks: 'two' })).toHaveProperty('breakWeeks')
    expect(errorsOf({ tutorLimit: 'two' })).toHaveProperty('tutorLimit')
    expect(errorsOf({ tutorDeadline: '2027-06-26' })).toHaveProperty('tutorDeadline')
    expect(errorsOf({ markerDeadline: '2027-02-12', markerResultsOn: '2027-02-11' })).toHaveProperty(
      'markerResultsOn',
    )
    expect(errorsOf({ firstPayday: '2027-02-11' })).toHaveProperty('firstPayday')
    expect(errorsOf({ reminders: 'often' })).toHaveProperty('reminders')
    expect(errorsOf({ cutoffTime: '5pm' })).toHaveProperty('cutoffTime')
  })

  test('cannot have the name of another, whatever its case and spacing', async () => {
    await create({ name: '2027 Semester One' })
    await expect(create({ name: '2027  semester ONE' })).rejects.toMatchObject({
      code: 'invalid',
      detail: { fields: { name: expect.stringContaining('2027 Semester One') } },
    })
  })

  test('two of the same name at once: one is made', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 6 }, () => create({ name: 'Raced' })))
    expect(answers.filter((a) => a.status === 'fulfilled')).toHaveLength(1)
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'invalid' })
  })

  test('is not for course coordinators or students', async () => {
    for (const role of ['course_coordinator', 'student'] as const)
      await expect(createTerm(await makeViewer(role), newTermInput.parse(form()))).rejects.toMatchObject({
        code: 'not_allowed',
      })
  })
})

describe('a change of a term', () => {
  const change = (id: string, version: number, given: Record<string, string>) =>
    termInput.parse({ ...form(), id, version, ...given })

  test('saves what changed, clears what is blank and records before and after', async () => {
    const id = await create({ name: 'Cleared', tutorDeadline: '2027-02-12' })
    await updateTerm(admin, change(id, 1, { name: 'Cleared', breakWeeks: '3', tutorDeadline: '' }))
    expect((await load(id)).term).toMatchObject({ breakWeeks: 3, tutorDeadline: null, version: 2 })
    expect((await auditOf(id))[1]).toMatchObject({
      action: 'terms.update',
      before: { breakWeeks: 2, tutorDeadline: '2027-02-12' },
      after: { breakWeeks: 3, tutorDeadline: null },
    })
  })

  test('of its days is refused when recorded hours would lie outside their pay period, with a link to them', async () => {
    const given = { firstPayday: '2027-03-10', name: 'Worked in' }
    const id = await create(given)
    const days = (await load(id)).paydays
    const work = async (paydayId: string, day: string, state: 'draft' | 'exported') =>
      makeTimesheet({
        allocationId: await makeAllocation({
          userId: await makeUser(),
          courseId: await makeCourse(id),
          termId: id,
        }),
        paydayId,
        state,
        lines: [{ day, quarters: 8 }],
      })
    await work(days[0]!.id, '2027-03-01', 'exported')
    await work(days[0]!.id, '2027-03-02', 'exported')
    await work(days.at(-1)!.id, '2027-07-03', 'draft')
    const to = (more: Record<string, string>) => updateTerm(admin, change(id, 1, { ...given, ...more }))
    const late = await to({ startsOn: '2027-03-02' }).catch((error) => error)
    expect(late.detail.fields).toEqual({
      startsOn:
        '1 line of 1 timesheet would lie outside the pay period: choose Mon 1 Mar 2027 or an earlier day.',
    })
    const [link] = late.detail.data.outside
    expect(inboxList.parse(new URL(link.href, 'http://mtms').searchParams).filters).toMatchObject({
      term: id,
      tab: 'exported',
      payday: [days[0]!.id],
      workedFrom: '2027-03-01',
      workedTo: '2027-03-01',
    })
    expect((await load(id)).term).toMatchObject({ startsOn: '2027-03-01', version: 1 })
    // The last period runs to the last payday, which is later than the term's end: that end can move.
    const last = days.at(-1)!.paidOn
    expect(last > '2027-06-25').toBe(true)
    expect(await to({ endsOn: '2027-06-20' })).toEqual({ paydaysBefore: 0 })
    const longer = termInput.parse({ ...form(), ...given, id, version: 2, endsOn: '2027-08-20' })
    await updateTerm(admin, longer)
    await work(days.at(-1)!.id, '2027-08-10', 'draft')
    await expect(updateTerm(admin, { ...longer, version: 3, endsOn: '2027-08-09' })).rejects.toMatchObject({
      detail: {
        fields: {
          endsOn:
            '1 line of 1 timesheet would lie outside the pay period: choose Tue 10 Aug 2027 or a later day.',
        },
      },
    })
    // Nothing of the days changes: what else does is saved.
    await updateTerm(admin, { ...longer, version: 3, breakWeeks: 3 })
    expect((await load(id)).term).toMatchObject({ endsOn: '2027-08-20', breakWeeks: 3 })
  })

  test('of its first day says how many paydays it leaves behind', async () => {
    const given = { firstPayday: '2027-03-10', name: 'Begun later' }
    const id = await create(given)
    const done = await updateTerm(admin, change(id, 1, { ...given, startsOn: '2027-03-25' }))
    expect(done).toEqual({ paydaysBefore: 2 })
    // The last one runs to the end of the term, wherever it lies: hours can be recorded for it.
    const alone = await create({ ...given, name: 'Begun last', everyDays: '92' })
    const [one, ...rest] = (await load(alone)).paydays
    for (const day of rest) await write((tx) => tx.delete(paydays).where(eq(paydays.id, day.id)))
    expect(one!.paidOn).toBe('2027-03-10')
    const later = { name: 'Begun last', startsOn: '2027-03-25', endsOn: '2027-06-25' }
    expect(await updateTerm(admin, change(alone, 1, later))).toEqual({ paydaysBefore: 0 })
  })

  test('of a version that is gone is refused with who changed what, and "keep mine" saves over that one', async () => {
    const id = await create({ name: 'Contested' })
    await updateTerm(other, change(id, 1, { name: 'Contested', breakWeeks: '3' }))
    const mine = { name: 'Contested', breakWeeks: '4' }
    await expect(updateTerm(admin, change(id, 1, mine))).rejects.toMatchObject({
      code: 'conflict',
      detail: {
        conflict: {
          by: 'Tara Coordinator',
          differences: [{ field: 'Break weeks', yours: '4', theirs: '3' }],
        },
        data: { version: 2 },
      },
    })
    expect((await load(id)).term.breakWeeks).toBe(3)
    await updateTerm(admin, change(id, 1, { ...mine, conflict: 'mine', conflictVersion: '2' }))
    expect((await load(id)).term.breakWeeks).toBe(4)
    await expect(
      updateTerm(other, change(id, 1, { ...mine, breakWeeks: '5', conflict: 'mine', conflictVersion: '2' })),
    ).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('paydays', () => {
  const save = (id: string, version: number, rows: Record<string, string>[]) =>
    savePaydays(
      admin,
      paydaysInput.parse({
        id,
        version,
        paydays: rows.map((row) => ({ cutoffTime: '17:00', reminders: '7, 3, 1', ...row })),
      }),
    )

  async function recordHours(termId: string, paydayId: string): Promise<string> {
    const userId = await makeUser()
    const courseId = await makeCourse(termId)
    const allocationId = await makeAllocation({ userId, courseId, termId })
    const id = newId()
    const now = new Date()
    await write((tx) =>
      tx.insert(timesheets).values({
        id,
        allocationId,
        paydayId,
        userId,
        courseId,
        termId,
        position: 'tutor',
        state: 'submitted',
        quarters: 24,
        createdAt: now,
        updatedAt: now,
      }),
    )
    return id
  }

  test('are added, changed, swapped and removed in one save; recorded hours stay with theirs', async () => {
    const id = await create({ firstPayday: '2027-03-10' })
    const before = (await load(id)).paydays
    const sheet = await recordHours(id, before[0]!.id)
    const summary = await save(id, 1, [
      { id: before[0]!.id, paidOn: '2027-03-10', cutoffOn: '2027-03-08' },
      { id: before[1]!.id, paidOn: before[2]!.paidOn },
      { id: before[2]!.id, paidOn: before[1]!.paidOn },
      { id: before[3]!.id, paidOn: before[3]!.paidOn, remove: 'on' },
      { paidOn: '2027-07-02' },
      {},
    ])
    expect(summary).toMatchObject({ added: 1, changed: 3, removed: 1 })
    const after = (await load(id)).paydays
    expect(after.map((p) => p.paidOn)).toEqual([
      '2027-03-10',
      '2027-03-24',
      '2027-04-07',
      '2027-05-05',
      '2027-05-19',
      '2027-06-02',
      '2027-06-16',
      '2027-06-30',
      '2027-07-02',
    ])
    expect(after.find((p) => p.paidOn === '2027-03-24')!.id).toBe(before[2]!.id)
    const [hours] = await db.select().from(timesheets).where(eq(timesheets.id, sheet))
    expect(hours).toMatchObject({ paydayId: before[0]!.id, quarters: 24, state: 'submitted' })
    expect((await auditOf(id)).at(-1)).toMatchObject({ action: 'terms.paydays' })
  })

  test('with hours are neither moved nor removed, and then nothing else of the save happens', async () => {
    const id = await create({ firstPayday: '2027-03-10' })
    const days = (await load(id)).paydays
    await recordHours(id, days[0]!.id)
    const move = save(id, 1, [{ id: days[0]!.id, paidOn: '2027-03-11' }, { paidOn: '2027-07-02' }])
    await expect(move).rejects.toMatchObject({
      detail: { fields: { 'paydays[0].paidOn': expect.any(String) } },
    })
    const remove = save(id, 1, [{ id: days[0]!.id, paidOn: '2027-03-10', remove: 'on' }])
    await expect(remove).rejects.toMatchObject({
      detail: { fields: { 'paydays[0].remove': expect.any(String) } },
    })
    expect((await load(id)).paydays).toMatchObject(days.map(({ hasHours: _, ...day }) => day))
  })

  test('whose cut-off comes to lie in the past is saved only once that is confirmed, and says who is late', async () => {
    const id = await create({ firstPayday: '2027-03-10' })
    const [first, second] = (await load(id)).paydays
    const at = localInstant('2027-03-20', '12:00', 'Pacific/Auckland')
    const work = async (
      state: 'draft' | 'submitted' | null,
      firstAcceptedAt = new Date('2027-02-20T00:00:00Z'),
    ) => {
      const allocationId = await makeAllocation({
        userId: await makeUser(),
        courseId: await makeCourse(id),
        termId: id,
        firstAcceptedAt,
      })
      if (state)
        await makeTimesheet({
          allocationId,
          paydayId: second!.id,
          state,
          lines: [
            { day: '2027-03-12', quarters: 8 },
            { day: '2027-03-19', quarters: 8 },
          ],
        })
    }
    for (const state of ['draft', 'submitted', null] as const) await work(state)
    // Accepted after the period has ended by then: owes nothing.
    await work(null, new Date('2027-03-19T00:00:00Z'))
    const rows = (cutoffOn: string) => [{ id: second!.id, paidOn: second!.paidOn, cutoffOn }]
    const input = (cutoffOn: string, version: number, more = {}) =>
      paydaysInput.parse({
        id,
        version,
        paydays: rows(cutoffOn).map((row) => ({ cutoffTime: '17:00', reminders: '7, 3, 1', ...row })),
        ...more,
      })
    expect(second!.cutoffAt > at).toBe(true)
    const refused = await savePaydays(admin, input('2027-03-18', 1), at).catch((error) => error)
    expect(refused).toMatchObject({ code: 'invalid' })
    expect(refused.detail.fields.pastCutoff).toBe(
      'The cut-off of Wed 24 Mar 2027 would lie in the past. 2 timesheets that are not submitted count as late then. Tick the box to save it like that.',
    )
    expect((await load(id)).paydays).toMatchObject([
      { id: first!.id },
      { cutoffAt: second!.cutoffAt },
      {},
      {},
      {},
      {},
      {},
      {},
      {},
    ])
    const sure = { pastCutoff: 'on', hoursOutside: 'on' }
    const done = await savePaydays(admin, input('2027-03-18', 1, sure), at)
    expect(done).toMatchObject({
      changed: 1,
      passed: [{ paidOn: '2027-03-24', open: 2 }],
      outside: [{ paidOn: '2027-03-24', lines: 2, sheets: 2 }],
    })
    expect(effectsText(done)).toBe(
      'The cut-off of Wed 24 Mar 2027 has passed now: 2 timesheets that are not submitted count as late. 2 lines of 2 timesheets of Wed 24 Mar 2027 lie outside its period now and stay as recorded.',
    )
    // What was in the past before is no news, and neither is a cut-off that is put off again.
    const again = await savePaydays(admin, input('2027-03-17', 2), at)
    expect(again).toMatchObject({ changed: 1, passed: [], outside: [] })
    expect(effectsText(await savePaydays(admin, input('2027-03-22', 3), at))).toBe('')
  })

  test('that would leave recorded lines outside their period are saved only once that is confirmed', async () => {
    const id = await create({ firstPayday: '2027-03-10' })
    const at = localInstant('2027-03-01', '12:00', 'Pacific/Auckland')
    const [first, second] = (await load(id)).paydays
    for (const state of ['submitted', 'approved', 'approved'] as const)
      await makeTimesheet({
        allocationId: await makeAllocation({
          userId: await makeUser(),
          courseId: await makeCourse(id),
          termId: id,
        }),
        paydayId: first!.id,
        state,
        lines: [
          { day: '2027-03-02', quarters: 8 },
          { day: '2027-03-05', quarters: 8 },
          { day: '2027-03-06', quarters: 8 },
        ],
      })
    const input = (more = {}) =>
      paydaysInput.parse({
        id,
        version: 1,
        paydays: [
          {
            id: first!.id,
            paidOn: first!.paidOn,
            cutoffOn: '2027-03-04',
            cutoffTime: '17:00',
            reminders: '',
          },
        ],
        ...more,
      })
    const refused = await savePaydays(admin, input(), at).catch((error) => error)
    expect(refused.detail.fields).toEqual({
      hoursOutside:
        '6 lines of 3 timesheets would lie outside the pay period of Wed 10 Mar 2027. They stay as recorded and are paid on that payday. Tick the box to save it like that.',
    })
    const [link, ...rest] = refused.detail.data.outside
    expect(rest).toEqual([])
    expect(link.label).toBe(
      'Payday Wed 10 Mar 2027: 6 lines of 3 timesheets, Fri 5 Mar 2027 to Sat 6 Mar 2027',
    )
    expect(inboxList.parse(new URL(link.href, 'http://mtms').searchParams)).toMatchObject({
      filters: {
        term: id,
        tab: 'approved',
        payday: [first!.id],
        workedFrom: '2027-03-05',
        workedTo: '2027-03-06',
      },
    })
    expect((await load(id)).paydays.map((day) => day.cutoffAt)[0]).toEqual(first!.cutoffAt)
    // A payday between two others takes days from the one after it: asked of as well, when they are generated.
    const between = generateInput.parse({
      id,
      version: 1,
      firstPayday: '2027-03-08',
      everyDays: '60',
      cutoffDays: '3',
      cutoffTime: '17:00',
      reminders: '',
    })
    await expect(generateTermPaydays(admin, between, at)).rejects.toMatchObject({
      detail: { fields: { hoursOutside: expect.stringContaining('6 lines of 3 timesheets') } },
    })
    const done = await savePaydays(admin, input({ hoursOutside: 'on' }), at)
    expect(done).toMatchObject({ changed: 1, outside: [{ lines: 6, sheets: 3 }] })
    // They lie outside now, which another change does not ask of again; and the next payday holds no hours.
    const rows = [{ id: second!.id, paidOn: second!.paidOn, cutoffOn: '2027-03-20' }]
    expect(await save(id, 2, rows)).toMatchObject({ changed: 1, outside: [] })
  })

  test('of another term cannot be changed through this one', async () => {
    const [mine, foreign] = [await create(), await create({ firstPayday: '2027-03-10' })]
    const [day] = (await load(foreign)).paydays
    await expect(save(mine, 1, [{ id: day!.id, paidOn: '2027-05-01' }])).rejects.toMatchObject({
      code: 'invalid',
    })
    expect((await load(foreign)).paydays[0]).toEqual(day)
  })

  test('generated twice are there once', async () => {
    const id = await create()
    const input = (version: number) =>
      generateInput.parse({
        id,
        version,
        firstPayday: '2027-03-10',
        everyDays: '14',
        cutoffDays: '3',
        cutoffTime: '17:00',
        reminders: '',
      })
    expect(await generateTermPaydays(admin, input(1))).toMatchObject({ added: 9, changed: 0, removed: 0 })
    await expect(generateTermPaydays(admin, input(2))).rejects.toMatchObject({ code: 'invalid' })
    await expect(generateTermPaydays(admin, input(1))).rejects.toMatchObject({ code: 'conflict' })
    expect((await load(id)).paydays).toHaveLength(9)
  })
})

describe('a term that is taken away', () => {
  test('is deleted with its courses and paydays when nobody has used it', async () => {
    const id = await create({ firstPayday: '2027-03-10' })
    const coordinator = await makeUser('course_coordinator')
    await makeCourse(id, { coordinators: [coordinator] })
    expect(await removeTerm(admin, { id, version: 1 })).toBe('deleted')
    expect(await getTermPage(admin, id)).toBeNull()
    expect(await db.select().from(courses).where(eq(courses.termId, id))).toEqual([])
    expect(await db.select().from(paydays).where(eq(paydays.termId, id))).toEqual([])
    expect((await auditOf(id)).at(-1)).toMatchObject({
      action: 'terms.delete',
      before: { courses: 1, paydays: 9 },
    })
  })

  test('is archived, closed and unchangeable when it has an application, and comes back with all of it', async () => {
    const id = await create({ open: 'on' })
    const course = await makeCourse(id)
    await makeApplication({ studentId: await makeUser(), termId: id, state: 'draft', courses: [course] })
    expect(await removeTerm(admin, { id, version: 1 })).toBe('archived')
    const { term } = await load(id)
    expect(term).toMatchObject({ open: false, version: 2 })
    expect(term.archivedAt).not.toBeNull()
    const archivedIds = async (archived: string) =>
      (await listTerms(admin, termList.parse({ archived, size: '100' }))).rows.map((row) => row.id)
    expect(await archivedIds('1')).toContain(id)
    expect(await archivedIds('0')).not.toContain(id)
    await expect(updateTerm(admin, termInput.parse({ ...form(), id, version: 2 }))).rejects.toMatchObject({
      code: 'state',
    })
    await expect(
      savePaydays(
        admin,
        paydaysInput.parse({ id, version: 2, paydays: [{ paidOn: '2027-05-01', cutoffTime: '17:00' }] }),
      ),
    ).rejects.toMatchObject({ code: 'state' })
    await restoreTerm(admin, { id, version: 2 })
    expect((await load(id)).term).toMatchObject({ archivedAt: null, open: false })
    expect((await load(id)).use).toMatchObject({ courses: 1, applications: 1 })
  })
})

test('the list of terms costs the same queries with 1 and with 50 terms', async () => {
  const measure = async () => {
    const before = queryCount()
    const { rows } = await listTerms(admin, termList.parse({ size: '100' }))
    return { rows: rows.length, queries: queryCount() - before }
  }
  await db.select({ id: terms.id }).from(terms)
  const few = await measure()
  for (let i = 0; i < 50; i++) await makeTerm()
  const many = await measure()
  expect(many.rows).toBe(few.rows + 50)
  expect(many.queries).toBe(few.queries)
  expect(many.queries).toBeLessThanOrEqual(5)
})
