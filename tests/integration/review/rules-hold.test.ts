import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { db } from '@/db/client'
import { allocations, applications, courses } from '@/db/schema'
import { changeHours, endAllocation, enrolPerson } from '@/lib/allocations/enrolment'
import { isAppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { acceptApplication, rejectApplication, undoDecision } from '@/lib/review/commands'
import { liveAllocationStates } from '@/lib/vocabulary'
import { makeApplication, makeCourse, makeTerm, makeUser, makeViewer } from '../../support/world'

/**
 * Whatever coordinators do, in whatever order, some of it at the same moment: without an override no
 * course is given more than its budget or split, nobody more than their week or the visa cap, and nobody
 * a course twice in one position.
 */
let admin: Viewer
beforeAll(async () => {
  admin = await makeViewer('admin')
})

const WEEKS = 12
const positions = ['tutor', 'marker'] as const
const hours = fc.integer({ min: 1, max: 24 }).map((n) => n * 4)
const person = fc.nat({ max: 2 })
const course = fc.nat({ max: 2 })
const position = fc.constantFrom(...positions)
const step = fc.oneof(
  fc.record({
    do: fc.constant('accept' as const),
    person,
    position,
    given: fc.uniqueArray(fc.record({ course, quarters: hours }), {
      minLength: 1,
      maxLength: 2,
      selector: (one) => one.course,
    }),
  }),
  fc.record({ do: fc.constant('reject' as const), person, position }),
  fc.record({ do: fc.constant('undo' as const), person, position }),
  fc.record({ do: fc.constant('enrol' as const), person, position, course, quarters: hours }),
  fc.record({ do: fc.constant('hours' as const), which: fc.nat({ max: 50 }), quarters: hours }),
  fc.record({ do: fc.constant('end' as const), which: fc.nat({ max: 50 }) }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

async function world() {
  const termId = await makeTerm({ startsOn: '2027-03-01', endsOn: '2027-05-24', breakWeeks: 0 })
  const courseIds = [
    await makeCourse(termId, { availableQuarters: 200, tutorQuarters: 120, markerQuarters: 80 }),
    await makeCourse(termId, { availableQuarters: 160, tutorQuarters: null, markerQuarters: 60 }),
    await makeCourse(termId, { availableQuarters: 120 }),
  ]
  // Six hours a week; ten, but on a visa of 25; and no limit given.
  const answers = [
    { maxWeekQuarters: 24 },
    { maxWeekQuarters: 160, citizenOrResident: false, validVisa: true },
    { maxWeekQuarters: 40 },
  ]
  const people: { id: string; apps: Record<(typeof positions)[number], string> }[] = []
  for (const said of answers) {
    const id = await makeUser('student', { profile: said })
    const common = { studentId: id, termId, courses: courseIds, ...said }
    people.push({
      id,
      apps: {
        tutor: await makeApplication({ ...common, position: 'tutor' }),
        marker: await makeApplication({ ...common, position: 'marker' }),
      },
    })
  }
  return { termId, courseIds, people, answers }
}
type World = Awaited<ReturnType<typeof world>>

const versionOf = async (id: string) =>
  (await db.select({ version: applications.version }).from(applications).where(eq(applications.id, id)))[0]
    ?.version

async function run(w: World, s: Step): Promise<void> {
  if (s.do === 'hours' || s.do === 'end') {
    const rows = await db.select().from(allocations).where(eq(allocations.termId, w.termId))
    const row = rows[s.which % Math.max(1, rows.length)]
    if (!row) return
    const ref = { allocationId: row.id, version: row.version }
    if (s.do === 'hours') await changeHours(admin, { ...ref, quarters: s.quarters })
    else await endAllocation(admin, ref)
    return
  }
  const who = w.people[s.person]!
  if (s.do === 'enrol') {
    const { position, quarters } = s
    await enrolPerson(admin, { userId: who.id, courseId: w.courseIds[s.course]!, position, quarters })
    return
  }
  const id = who.apps[s.position]
  const version = await versionOf(id)
  if (s.do === 'reject') await rejectApplication(admin, { id, version })
  else if (s.do === 'undo') await undoDecision(admin, { id, version })
  else
    await acceptApplication(admin, {
      id,
      version,
      courses: s.given.map((one) => ({ courseId: w.courseIds[one.course]!, quarters: one.quarters })),
    })
}

/** Refusals are part of the play; anything else is a fault. */
const tolerant = async (work: Promise<void>) => {
  try {
    await work
  } catch (error) {
    if (!isAppError(error)) throw error
  }
}

async function check(w: World): Promise<number> {
  const rows = (await db.select().from(allocations).where(eq(allocations.termId, w.termId))).filter((row) =>
    (liveAllocationStates as readonly string[]).includes(row.state),
  )
  const sum = (some: typeof rows) => some.reduce((total, row) => total + row.quarters, 0)
  for (const row of await db.select().from(courses).where(eq(courses.termId, w.termId))) {
    const mine = rows.filter((one) => one.courseId === row.id)
    expect(sum(mine)).toBeLessThanOrEqual(row.availableQuarters)
    if (row.tutorQuarters !== null)
      expect(sum(mine.filter((one) => one.position === 'tutor'))).toBeLessThanOrEqual(row.tutorQuarters)
    if (row.markerQuarters !== null)
      expect(sum(mine.filter((one) => one.position === 'marker'))).toBeLessThanOrEqual(row.markerQuarters)
  }
  for (const [i, one] of w.people.entries()) {
    const mine = rows.filter((row) => row.userId === one.id)
    const said = w.answers[i]!
    const cap = Math.min(said.maxWeekQuarters, said.citizenOrResident === false ? 100 : 10_000)
    expect(sum(mine)).toBeLessThanOrEqual(cap * WEEKS)
    const keys = mine.map((row) => `${row.courseId}:${row.position}`)
    expect(new Set(keys).size).toBe(keys.length)
  }
  // A rejected or undecided application proposes nothing.
  for (const app of await db.select().from(applications).where(eq(applications.termId, w.termId)))
    if (app.decision !== 'accepted')
      expect(rows.filter((row) => row.applicationId === app.id && row.state === 'proposed')).toEqual([])
  return rows.length
}

it('no sequence of decisions, enrolments and changes breaks a budget, a split or a week', async () => {
  let placed = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 20 }), async (steps) => {
      const w = await world()
      for (const one of steps) await tolerant(run(w, one))
      placed += await check(w)
    }),
    { numRuns: 12 },
  )
  // The rules hold because they are kept, not because nothing happened.
  expect(placed).toBeGreaterThan(10)
})

it('nor do such steps at the same moment', async () => {
  let placed = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 20 }), async (steps) => {
      const w = await world()
      await Promise.all(steps.map((one) => tolerant(run(w, one))))
      placed += await check(w)
    }),
    { numRuns: 12 },
  )
  expect(placed).toBeGreaterThan(10)
})
