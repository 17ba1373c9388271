import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { db, queryCount, write } from '@/db/client'
import { allocations, applications, courses, users } from '@/db/schema'
import { getAnalysis } from '@/lib/assignment-runs/analysis'
import { editRun } from '@/lib/assignment-runs/edits'
import { findLeftOut } from '@/lib/assignment-runs/left-out'
import { lookBefore } from '@/lib/assignment-runs/look'
import { markOf } from '@/lib/assignment-runs/mark'
import { runSettings } from '@/lib/assignment-runs/settings'
import { loadSource } from '@/lib/assignment-runs/source'
import { endorseApplication } from '@/lib/review/endorse'
import { makeSolvedRun } from '../../support/assignment-world'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeTerm,
  makeUser,
  makeViewer,
} from '../../support/world'

const settings = { visaCapHours: 25 }

async function world() {
  const viewer = await makeViewer('tutor_coordinator')
  const termId = await makeTerm()
  const courseId = await makeCourse(termId, { availableQuarters: 160, needMarkers: false })
  const studentId = await makeUser()
  const applicationId = await makeApplication({ studentId, termId, courses: [courseId] })
  return { viewer, termId, courseId, studentId, applicationId }
}
const look = (w: Awaited<ReturnType<typeof world>>, given: Record<string, unknown> = {}) =>
  lookBefore(w.viewer, w.termId, 'tutor', runSettings.parse(given))

describe('the look before solving', () => {
  test('is worked out once while nothing changes, and sliders do not change it', async () => {
    const w = await world()
    await look(w)
    const count = async (given: Record<string, unknown>) => {
      const before = queryCount()
      await look(w, given)
      return queryCount() - before
    }
    expect(await count({ coverage: 9 })).toBeLessThan(await count({ minChunk: 15 }))
  })

  test('what is needed is what the budgets leave beside the other position, and what nobody has is left of it', async () => {
    const w = await world()
    const shared = await makeCourse(w.termId, { availableQuarters: 160 })
    const give = async (courseId: string, position: 'tutor' | 'marker', quarters: number) =>
      makeAllocation({ userId: await makeUser(), courseId, termId: w.termId, position, quarters })
    await give(shared, 'marker', 40)
    await give(shared, 'tutor', 20)
    expect(await look(w)).toMatchObject({ demandQuarters: 160 + 120, leftQuarters: 160 + 100 })
    // One course over its hours takes none of another's.
    await give(w.courseId, 'tutor', 200)
    expect(await look(w)).toMatchObject({ demandQuarters: 160 + 120, leftQuarters: 100 })
    const both = await lookBefore(await makeViewer('admin'), w.termId, 'both', runSettings.parse({}))
    expect((await look(w)).plannedQuarters, 'as home counts it').toBe(160 + 160)
    expect(both.plannedQuarters).toBe(160 + 160)
    expect(both, 'one budget for both').toMatchObject({ demandQuarters: 160 + 160, leftQuarters: 100 })
  })

  const changes: [string, (w: Awaited<ReturnType<typeof world>>) => Promise<unknown>][] = [
    [
      'an application comes in',
      async (w) => makeApplication({ studentId: await makeUser(), termId: w.termId, courses: [w.courseId] }),
    ],
    [
      'an application is changed',
      async (w) =>
        write((tx) =>
          tx
            .update(applications)
            .set({ version: 2, maxWeekQuarters: 20 })
            .where(eq(applications.id, w.applicationId)),
        ),
    ],
    [
      'an application is withdrawn',
      async (w) =>
        write((tx) =>
          tx
            .update(applications)
            .set({ version: 2, state: 'withdrawn', liveKey: null })
            .where(eq(applications.id, w.applicationId)),
        ),
    ],
    [
      'the hours of a course change',
      async (w) =>
        write((tx) =>
          tx.update(courses).set({ version: 2, availableQuarters: 40 }).where(eq(courses.id, w.courseId)),
        ),
    ],
    ['a course is added', async (w) => makeCourse(w.termId)],
    [
      'an account is closed',
      async (w) =>
        write((tx) =>
          tx.update(users).set({ version: 2, state: 'deactivated' }).where(eq(users.id, w.studentId)),
        ),
    ],
    [
      'hours are given',
      async (w) =>
        makeAllocation({ userId: await makeUser(), courseId: w.courseId, termId: w.termId, quarters: 40 }),
    ],
    [
      'an applicant has worked in an earlier term',
      async (w) => {
        const earlier = await makeTerm()
        const courseId = await makeCourse(earlier)
        await makeAllocation({ userId: w.studentId, courseId, termId: earlier, quarters: 40 })
      },
    ],
    [
      'an applicant is endorsed',
      async (w) => {
        const admin = await makeViewer('admin')
        await endorseApplication(admin, {
          applicationId: w.applicationId,
          courseId: w.courseId,
          verdict: 'strong',
          comment: null,
          version: 0,
        })
      },
    ],
  ]
  for (const [what, change] of changes)
    test(`${what}: the mark of the term's data differs and the look is taken anew`, async () => {
      const w = await world()
      const mark = () => markOf(db, w.termId, 'tutor', settings)
      const first = await mark()
      expect(await mark()).toBe(first)
      await change(w)
      expect(await mark()).not.toBe(first)
    })

  test('shows at once what a change makes of it', async () => {
    const w = await world()
    expect(await look(w)).toMatchObject({ people: 1, demandQuarters: 160 })
    await write((tx) =>
      tx.update(courses).set({ version: 2, availableQuarters: 40 }).where(eq(courses.id, w.courseId)),
    )
    await makeApplication({ studentId: await makeUser(), termId: w.termId, courses: [w.courseId] })
    expect(await look(w)).toMatchObject({ people: 2, demandQuarters: 40 })
  })
})

test('while a change of hours waits for its answer, the larger of both counts against the course', async () => {
  const w = await world()
  const id = await makeAllocation({
    userId: await makeUser(),
    courseId: w.courseId,
    termId: w.termId,
    quarters: 120,
  })
  await write((tx) =>
    tx
      .update(allocations)
      .set({ quarters: 40, agreedQuarters: 120, state: 'offered' })
      .where(eq(allocations.id, id)),
  )
  const { held } = await loadSource(db, w.termId, 'tutor', settings)
  expect(held.map((row) => row.quarters)).toEqual([120])
})

test('the second look at a board costs one query, the first one after an edit two', async () => {
  const w = await world()
  const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
  const count = async () => {
    const before = queryCount()
    const analysis = await getAnalysis(w.viewer, id)
    return { queries: queryCount() - before, analysis }
  }
  const { analysis } = await count()
  expect((await count()).queries).toBe(1)
  await editRun(w.viewer, {
    id,
    version: analysis.row.version,
    edit: { act: 'lock', userId: w.studentId, courseId: w.courseId, position: 0 },
  })
  const after = await count()
  expect(after.queries).toBe(2)
  expect(after.analysis.locked.size).toBe(1)
})

test('a search names who applied and takes no part, and why', async () => {
  const w = await world()
  const names = ['Hana Reserve', 'Hana Withdrawn', 'Hana Draft', 'Hana Inside']
  const ids: string[] = []
  for (const name of names) {
    const studentId = await makeUser('student', { name })
    ids.push(await makeApplication({ studentId, termId: w.termId, courses: [w.courseId] }))
  }
  const set = (at: number, change: Partial<typeof applications.$inferInsert>) =>
    write((tx) => tx.update(applications).set(change).where(eq(applications.id, ids[at]!)))
  await set(0, { decision: 'reserve' })
  await set(1, { state: 'withdrawn', liveKey: null })
  await set(2, { state: 'draft' })
  const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
  const analysis = await getAnalysis(w.viewer, id)
  const found = await findLeftOut(analysis, 'HANA')
  expect(found.map((one) => `${one.name}: ${one.why}`)).toEqual([
    'Hana Draft: not submitted',
    'Hana Reserve: on reserve',
    'Hana Withdrawn: withdrawn',
  ])
  expect(await findLeftOut(analysis, '')).toEqual([])
})
