import { and, inArray } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { db } from '@/db/client'
import { isMysql } from '@/db/columns'
import { allocations, hourAllowances, timesheetLines, timesheets } from '@/db/schema'
import { changeHours, endAllocation } from '@/lib/allocations/enrolment'
import { addDays, todayIn } from '@/lib/dates'
import { isAppError } from '@/lib/errors'
import { answerOffer } from '@/lib/offers/commands'
import { exportBatch } from '@/lib/payroll/commands'
import type { Viewer } from '@/lib/permissions'
import { allowExcess } from '@/lib/timesheets/allowance'
import { approveTimesheet, returnTimesheet } from '@/lib/timesheets/decide'
import { recordHours } from '@/lib/timesheets/record-hours'
import { ceilingOf, MOST_A_DAY } from '@/lib/timesheets/rules'
import { timesheetTransitions } from '@/lib/timesheets/states'
import type { Position, TimesheetState } from '@/lib/vocabulary'
import {
  makeAllocation,
  makeCourse,
  makePayday,
  makeTerm,
  makeUser,
  makeViewer,
  viewer,
} from '../../support/world'

/** A transaction costs a server more than a file; the rules are the same. */
const RUNS = isMysql ? 3 : 8
const STEPS = 60
const today = todayIn('Pacific/Auckland')

/** Two people; the first coordinates course 0 besides. Three allocations: that person in both courses, the other in one. */
const works = [
  { person: 0, course: 0, position: 'tutor' },
  { person: 0, course: 1, position: 'marker' },
  { person: 1, course: 0, position: 'tutor' },
] as const satisfies { person: number; course: number; position: Position }[]
const actors = ['first', 'second', 'tutorco', 'markerco', 'coordinator', 'admin', 'stranger'] as const
type Actor = (typeof actors)[number]

const anyone = fc.constantFrom(...actors)
/** Mostly those who may. */
const recorder = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Actor>('first', 'second') },
  { weight: 1, arbitrary: anyone },
)
const approver = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Actor>('tutorco', 'markerco', 'coordinator', 'admin') },
  { weight: 1, arbitrary: anyone },
)
const work = fc.nat(works.length - 1)
const payday = fc.nat(1)
/** Of the version that is shown: now and then an old one. */
const stale = fc.nat(7).map((n) => n === 0)
const quarters = fc.oneof(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 97 }))

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      op: fc.constant('record' as const),
      actor: recorder,
      work,
      payday,
      stale,
      submit: fc.boolean(),
      lines: fc.array(fc.tuple(fc.nat(2), quarters), { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      op: fc.constant('decide' as const),
      act: fc.constantFrom('approve' as const, 'return' as const),
      actor: approver,
      work,
      payday,
      stale,
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('export' as const), work, payday }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('hours' as const),
      actor: approver,
      work,
      quarters: fc.integer({ min: 10, max: 160 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('answer' as const),
      actor: recorder,
      work,
      accept: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant('allow' as const),
      actor: approver,
      work,
      quarters: fc.integer({ min: 0, max: 60 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('end' as const), actor: approver, work }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
type OneOrTwo = Step[]

/** Each sequence begins with a correction of exported hours; where it goes from there is left to chance. */
const place = { work: 1, payday: 1, stale: false }
const beginning: OneOrTwo[] = [
  [{ op: 'record', actor: 'first', ...place, submit: false, lines: [[0, 8]] }],
  [{ op: 'record', actor: 'first', ...place, submit: true, lines: [[0, 12]] }],
  [{ op: 'decide', act: 'approve', actor: 'markerco', ...place }],
  [{ op: 'export', work: 1, payday: 1 }],
  [{ op: 'decide', act: 'return', actor: 'admin', ...place }],
]

const people = {} as Record<Exclude<Actor, 'first' | 'second' | 'coordinator'>, Viewer>
let nextKey = 0

beforeAll(async () => {
  people.tutorco = await makeViewer('tutor_coordinator')
  people.markerco = await makeViewer('marker_coordinator')
  people.admin = await makeViewer('admin')
  people.stranger = await makeViewer('student')
})

async function makeWorld() {
  const termId = await makeTerm({ startsOn: addDays(today, -28), endsOn: addDays(today, 40) })
  const firstId = await makeUser(['student', 'course_coordinator'])
  const secondId = await makeUser('student')
  const coordinatorId = await makeUser('course_coordinator')
  const courseIds = [
    await makeCourse(termId, { availableQuarters: 4000, coordinators: [firstId, coordinatorId] }),
    await makeCourse(termId, { availableQuarters: 4000 }),
  ]
  const cutoff = (days: number) => new Date(Date.now() + days * 86_400_000)
  const paydayIds = [
    await makePayday(termId, { paidOn: addDays(today, -7), cutoffAt: cutoff(-10) }),
    await makePayday(termId, { paidOn: addDays(today, 13), cutoffAt: cutoff(10) }),
  ]
  const allocationIds: string[] = []
  for (const { person, course, position } of works)
    allocationIds.push(
      await makeAllocation({
        userId: [firstId, secondId][person]!,
        courseId: courseIds[course]!,
        termId,
        position,
        quarters: 120,
      }),
    )
  const who: Record<Actor, Viewer> = {
    ...people,
    first: await viewer(firstId),
    second: await viewer(secondId),
    coordinator: await viewer(coordinatorId),
  }
  return { who, paydayIds, allocationIds }
}
type World = Awaited<ReturnType<typeof makeWorld>>

/** Three days of each period. */
const dayOf = (period: number, n: number) => addDays(today, period === 0 ? -14 - n : -1 - n)

/** All that the steps may change, with the work and payday of each timesheet. */
async function look({ allocationIds, paydayIds }: World) {
  const [held, allowed, sheets] = await Promise.all([
    db.select().from(allocations).where(inArray(allocations.id, allocationIds)),
    db.select().from(hourAllowances).where(inArray(hourAllowances.allocationId, allocationIds)),
    db
      .select()
      .from(timesheets)
      .where(and(inArray(timesheets.allocationId, allocationIds), inArray(timesheets.paydayId, paydayIds)))
      // Two looks are compared whole; a server gives rows in any order.
      .orderBy(timesheets.id),
  ])
  const lines = await db
    .select()
    .from(timesheetLines)
    .where(inArray(timesheetLines.timesheetId, [...sheets.map((sheet) => sheet.id), '']))
    .orderBy(timesheetLines.id)
  const rows = sheets.map((sheet) => ({
    ...sheet,
    work: allocationIds.indexOf(sheet.allocationId),
    payday: paydayIds.indexOf(sheet.paydayId),
    lines: lines
      .filter((line) => line.timesheetId === sheet.id)
      .map(({ day, quarters: q }) => `${day} ${q}`)
      .sort(),
  }))
  const of = allocationIds.map((id, i) => {
    const allocation = held.find((row) => row.id === id)!
    const allowance = allowed.find((row) => row.allocationId === id)
    const mine = rows.filter((row) => row.work === i)
    const sum = (some: typeof mine) => some.reduce((total, row) => total + row.quarters, 0)
    return {
      allocation,
      allowance,
      ceiling: ceilingOf(allocation, allowance?.quarters ?? 0),
      recorded: sum(mine),
      approved: sum(mine.filter((row) => row.state === 'approved' || row.state === 'exported')),
    }
  })
  const perDay = new Map<string, number>()
  for (const row of rows)
    for (const line of lines.filter((one) => one.timesheetId === row.id)) {
      const key = `${works[row.work]!.person} ${line.day}`
      perDay.set(key, (perDay.get(key) ?? 0) + line.quarters)
    }
  return { of, rows, perDay }
}
type Seen = Awaited<ReturnType<typeof look>>

const sheetOf = (seen: Seen, one: { work: number; payday: number }) =>
  seen.rows.find((row) => row.work === one.work && row.payday === one.payday)

/** By the table of SPEC 3, written out: who records and who approves the hours of a work. */
const owner = (n: number): Actor => (works[n]!.person === 0 ? 'first' : 'second')
const staffOf = (n: number): Actor[] => [works[n]!.position === 'tutor' ? 'tutorco' : 'markerco', 'admin']
const records = (actor: Actor, n: number) => actor === owner(n) || staffOf(n).includes(actor)
const approves = (actor: Actor, n: number) =>
  actor !== owner(n) &&
  (staffOf(n).includes(actor) || (works[n]!.course === 0 && (actor === 'coordinator' || actor === 'first')))

function mayAtAll(one: Step): boolean {
  if (one.op === 'record') return records(one.actor, one.work)
  if (one.op === 'decide' || one.op === 'allow') return approves(one.actor, one.work)
  if (one.op === 'answer') return one.actor === owner(one.work)
  return true
}

/** Does one step with what was seen; true when it was done, false when it was refused in words. */
async function attempt({ who, paydayIds, allocationIds }: World, seen: Seen, one: Step): Promise<boolean> {
  const { allocation, allowance } = seen.of[one.work]!
  const allocationId = allocationIds[one.work]!
  const at = { allocationId, version: allocation.version }
  try {
    if (one.op === 'export') {
      const { position } = works[one.work]!
      const requestKey = `hours-sequence-${++nextKey}`
      await exportBatch(people.admin, { paydayId: paydayIds[one.payday]!, position, requestKey })
    } else if (one.op === 'record') {
      const version = (sheetOf(seen, one)?.version ?? 0) - (one.stale ? 1 : 0)
      const lines = one.lines.map(([n, q]) => ({
        day: dayOf(one.payday, n),
        quarters: q,
        activity: 'lab' as const,
        note: null,
      }))
      const paydayId = paydayIds[one.payday]!
      await recordHours(who[one.actor], { allocationId, paydayId, version, lines, submit: one.submit })
    } else if (one.op === 'decide') {
      const sheet = sheetOf(seen, one)
      if (!sheet) return false
      const input = { id: sheet.id, version: sheet.version - (one.stale ? 1 : 0) }
      if (one.act === 'approve') await approveTimesheet(who[one.actor], input)
      else await returnTimesheet(who[one.actor], { ...input, reason: 'Please check the days.' })
    } else if (one.op === 'hours') await changeHours(who[one.actor], { ...at, quarters: one.quarters })
    else if (one.op === 'end') await endAllocation(who[one.actor], { ...at, reason: 'Moved abroad' })
    else if (one.op === 'answer')
      await answerOffer(who[one.actor], {
        ...at,
        ...(one.accept ? { act: 'accept' } : { act: 'decline', reason: 'Too many hours' }),
      })
    else
      await allowExcess(who[one.actor], {
        allocationId,
        version: allowance?.version ?? 0,
        quarters: one.quarters,
        reason: 'A stream was added',
      })
    return true
  } catch (error) {
    if (!isAppError(error)) throw error
    return false
  }
}

const moves = (from: TimesheetState | undefined): (TimesheetState | undefined)[] =>
  from === undefined
    ? ['draft', 'submitted']
    : timesheetTransitions.filter((row) => row.from === from).map((row) => row.to)

/** What holds between any two looks, whatever was done in between by whom. */
function compare(before: Seen, after: Seen, steps: OneOrTwo, done: boolean[]): void {
  for (const [key, sum] of after.perDay) expect(sum, `a day of person ${key}`).toBeLessThanOrEqual(MOST_A_DAY)
  for (const [n, now] of after.of.entries()) {
    const was = before.of[n]!
    const most = Math.max(was.ceiling, now.ceiling)
    if (now.recorded > was.recorded) expect(now.recorded, `hours of work ${n}`).toBeLessThanOrEqual(most)
    if (now.approved > was.approved) expect(now.approved, `approved of work ${n}`).toBeLessThanOrEqual(most)
  }
  for (const row of after.rows) {
    expect(row.lines.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0)).toBe(row.quarters)
    const was = sheetOf(before, row)
    const mine = steps.filter((one) => 'payday' in one && one.work === row.work && one.payday === row.payday)
    if (row.lines.join() !== was?.lines.join())
      expect(
        mine.some((one) => one.op === 'record' && records(one.actor, one.work) && done[steps.indexOf(one)]),
        `lines of work ${row.work} were written by ${JSON.stringify(mine)}`,
      ).toBe(true)
    if (row.state === was?.state) continue
    const inOne = moves(was?.state)
    const inTwo = steps.length > 1 ? inOne.flatMap(moves) : []
    expect([...inOne, ...inTwo]).toContain(row.state)
    if (row.state === 'approved' || row.state === 'returned')
      expect(mine.some((one) => 'actor' in one && approves(one.actor, one.work))).toBe(true)
    if (was?.state === 'exported' && steps.length === 1) expect(row.lines).toEqual(was.lines)
  }
  // A timesheet never goes away.
  for (const was of before.rows) expect(sheetOf(after, was)).toBeDefined()
  if (done.every((one) => !one)) expect(after).toEqual(before)
}

describe('any sequence of recording, deciding, exporting and changing the work', () => {
  it('passes neither an allocation nor a day, and touches nobody else’s hours', async () => {
    const reached = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            { weight: 5, arbitrary: step.map((one): OneOrTwo => [one]) },
            // Two at the same moment.
            { weight: 1, arbitrary: fc.tuple(step, step) },
          ),
          { minLength: STEPS, maxLength: STEPS },
        ),
        async (steps) => {
          const world = await makeWorld()
          let seen = await look(world)
          for (const together of [...beginning, ...steps]) {
            const done = await Promise.all(together.map((one) => attempt(world, seen, one)))
            for (const [i, one] of together.entries()) {
              if (!mayAtAll(one)) expect(done[i], `${JSON.stringify(one)} was done`).toBe(false)
              if (done[i])
                reached.add(
                  one.op === 'decide' ? one.act : one.op === 'record' && one.submit ? 'submit' : one.op,
                )
            }
            const after = await look(world)
            compare(seen, after, together, done)
            seen = after
          }
        },
      ),
      { numRuns: RUNS, endOnFailure: true },
    )
    for (const op of ['approve', 'export', 'record', 'return', 'submit']) expect(reached).toContain(op)
  }, 180_000)
})
