/**
 * Two terms with all that figures are made of: applications in every state, allocations in every state,
 * timesheets in every state, a course over its hours, an archived one, people over their maximum, things
 * of another term that must not count. The same numbers at every run.
 */
import { eq } from 'drizzle-orm'
import { db, write } from '@/db/client'
import { allocations, endorsements, paydays, timesheets } from '@/db/schema'
import { newId } from '@/db/sql'
import type { AllocationState, Position, TimesheetState } from '@/lib/vocabulary'
import { makePayrollBatch } from './payroll-world'
import { makeAllocation, makeApplication, makeCourse, makeTerm, makeUser } from './world'

export const dayFromNow = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** A payday so many days from now, with its cut-off three days before. */
export async function makePayday(termId: string, days: number): Promise<string> {
  const id = newId()
  await write((tx) =>
    tx.insert(paydays).values({
      id,
      termId,
      paidOn: dayFromNow(days),
      cutoffAt: new Date(Date.now() + (days - 3) * 86_400_000),
      reminderDays: [7, 3, 1],
      createdAt: new Date(),
    }),
  )
  return id
}

export async function makeTimesheet(given: {
  allocationId: string
  paydayId: string
  userId: string
  courseId: string
  termId: string
  state: TimesheetState
  quarters: number
}): Promise<string> {
  const id = newId()
  const now = new Date()
  const submittedAt = given.state === 'draft' ? null : now
  const [held] = await db
    .select({ position: allocations.position })
    .from(allocations)
    .where(eq(allocations.id, given.allocationId))
  if (!held) throw new Error('no such allocation')
  await write((tx) =>
    tx.insert(timesheets).values({ id, ...given, ...held, submittedAt, createdAt: now, updatedAt: now }),
  )
  if (given.state === 'exported') await makePayrollBatch(id, given.quarters)
  return id
}

/** Small whole numbers, the same in every run. */
function numbers(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}

const allocationStates: AllocationState[] = [
  'proposed',
  'offered',
  'accepted',
  'declined',
  'expired',
  'ended',
]
const sheetStates: TimesheetState[] = ['draft', 'submitted', 'returned', 'approved', 'exported']

export type Scene = {
  termId: string
  earlierTermId: string
  coordinatorId: string
  /** By code, with the scene's prefix: A, B (of the coordinator), C, D, OVER, SPLIT, GONE (archived). */
  courses: Record<string, string>
  students: string[]
  paydays: string[]
}

/** Scenes of this process, each with student IDs of its own. */
let scenes = 0

/** @param prefix of the courses' codes and the people's names, so that two scenes can stand side by side */
export async function makeScene(prefix: string, people = 12): Promise<Scene> {
  const pick = numbers(20_261_124)
  const scene = ++scenes
  const earlierTermId = await makeTerm({ startsOn: dayFromNow(-400), endsOn: dayFromNow(-300), open: false })
  const termId = await makeTerm({ startsOn: dayFromNow(-30), endsOn: dayFromNow(54), breakWeeks: 1 })
  const coordinatorId = await makeUser('course_coordinator', { name: `${prefix} Coordinator` })
  const own = { coordinators: [coordinatorId] }
  const make = (name: string, given: Parameters<typeof makeCourse>[1] = {}) =>
    makeCourse(termId, { code: `${prefix} ${name}`, ...given })
  const courses = {
    A: await make('A', { ...own, availableQuarters: 4000 }),
    B: await make('B', { ...own, availableQuarters: 4000, needMarkers: false }),
    C: await make('C', { availableQuarters: 4000, needTutors: false }),
    D: await make('D', { availableQuarters: 4000, tutorQuarters: 1200 }),
    OVER: await make('OVER', { availableQuarters: 40 }),
    SPLIT: await make('SPLIT', { availableQuarters: 4000, markerQuarters: 20 }),
    GONE: await make('GONE', { archivedAt: new Date() }),
  }
  const before = await makeCourse(earlierTermId, { code: `${prefix} BEFORE`, ...own })
  const days = [-16, -2, 12, 26]
  const paydayIds: string[] = []
  for (const day of days) paydayIds.push(await makePayday(termId, day))
  const earlierPayday = await makePayday(earlierTermId, -320)
  const students: string[] = []
  const present = Object.values(courses).slice(0, 6)
  for (let n = 0; n < people; n++) {
    const citizen = n % 3 !== 0
    const userId = await makeUser('student', {
      name: `${prefix} Student ${String(n).padStart(2, '0')}`,
      profile: {
        auid: `00${String(1_000_000 + scene * 1000 + n)}`,
        maxWeekQuarters: n % 4 === 0 ? null : 20 + n,
        citizenOrResident: citizen,
      },
    })
    students.push(userId)
    for (const [p, position] of (['tutor', 'marker'] as const).entries()) {
      if ((n + p) % 3 === 2) continue
      const applicationId = await applicationOf({
        n: n + p * 5,
        userId,
        termId,
        position,
        citizen,
        present,
        pick,
      })
      if (n % 2 === 0)
        await write((tx) =>
          tx.insert(endorsements).values({
            id: newId(),
            applicationId,
            courseId: courses.A,
            coordinatorId,
            verdict: 'yes',
            updatedAt: new Date(),
          }),
        )
    }
    for (let k = 0; k < 3; k++)
      await allocationOf({ n: n + k, userId, termId, courseId: present[(n + k) % 6]!, paydayIds, pick })
    if (n % 2 === 1) {
      const allocationId = await makeAllocation({
        userId,
        courseId: before,
        termId: earlierTermId,
        state: 'accepted',
        quarters: 80,
      })
      const work = { allocationId, userId, courseId: before, termId: earlierTermId, paydayId: earlierPayday }
      await makeTimesheet({ ...work, state: 'exported', quarters: 33 })
    }
  }
  return { termId, earlierTermId, coordinatorId, courses, students, paydays: paydayIds }
}

async function applicationOf(given: {
  n: number
  userId: string
  termId: string
  position: Position
  citizen: boolean
  present: string[]
  pick: (below: number) => number
}): Promise<string> {
  const { n, userId, termId, position, citizen, present, pick } = given
  const decision = ([null, 'accepted', 'rejected', 'reserve'] as const)[n % 4]
  const state = (['submitted', 'published', 'submitted', 'draft', 'withdrawn'] as const)[n % 5] ?? 'submitted'
  return makeApplication({
    studentId: userId,
    termId,
    position,
    state,
    decision: state === 'published' ? (decision ?? 'rejected') : state === 'submitted' ? decision : null,
    citizenOrResident: citizen,
    maxWeekQuarters: 20 + pick(60),
    submittedAt: state === 'draft' ? null : new Date(Date.now() - pick(20) * 86_400_000 - 1000 * n),
    courses: [present[n % 6]!, present[(n + 1) % 6]!],
  })
}

async function allocationOf(given: {
  n: number
  userId: string
  termId: string
  courseId: string
  paydayIds: string[]
  pick: (below: number) => number
}): Promise<void> {
  const { n, userId, termId, courseId, paydayIds, pick } = given
  const state = allocationStates[pick(10) % 6]!
  const quarters = 20 + 4 * pick(120)
  const allocationId = await makeAllocation({
    userId,
    courseId,
    termId,
    position: n % 2 === 0 ? 'tutor' : 'marker',
    state,
    quarters,
    agreedQuarters: state === 'offered' && n % 2 === 0 ? quarters + 12 : null,
    answerBy: state === 'offered' ? new Date(Date.now() + (n % 3 === 0 ? -1 : 5) * 86_400_000) : null,
  })
  if (state !== 'accepted' && state !== 'ended') return
  for (const [i, paydayId] of paydayIds.slice(0, 3).entries())
    if ((n + i) % 4 !== 3)
      await makeTimesheet({
        allocationId,
        paydayId,
        userId,
        courseId,
        termId,
        state: sheetStates[pick(5)]!,
        quarters: 4 + pick(30),
      })
}

type Held = { id: string; state: string; quarters: number; agreedQuarters: number | null }
/** Hours agreed to: of work that has ended those recorded until then. */
export const agreedWith = (sheets: { allocationId: string; quarters: number }[]) => (row: Held) => {
  if (row.state === 'accepted') return row.quarters
  if (row.state === 'offered') return row.agreedQuarters ?? 0
  if (row.state !== 'ended') return 0
  const own = sheets.filter((sheet) => sheet.allocationId === row.id)
  return own.reduce((total, sheet) => total + sheet.quarters, 0)
}
