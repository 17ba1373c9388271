import { eq, inArray } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { db, write } from '@/db/client'
import {
  allocations,
  applications,
  assignmentRuns,
  auditLog,
  courses,
  emails,
  publications,
} from '@/db/schema'
import { isPreAssignment } from '@/lib/allocations/pre-assigned'
import { getCourseMembers } from '@/lib/allocations/queries'
import { offerProposals } from '@/lib/allocations/tell'
import { withdrawApplication } from '@/lib/applications/commands'
import { applyRun, type DriftData, previewApply } from '@/lib/assignment-runs/apply'
import { appliedWords, applyWords, byPerson, droppedWords } from '@/lib/assignment-runs/apply-words'
import { rebaseRun } from '@/lib/assignment-runs/commands'
import { editRun } from '@/lib/assignment-runs/edits'
import { publishedOf, publishedWords } from '@/lib/assignment-runs/published'
import { listRuns } from '@/lib/assignment-runs/queries'
import { loadData } from '@/lib/assignment-runs/store'
import { standingNames, standingOf } from '@/lib/assignment-runs/tables'
import { undoRun } from '@/lib/assignment-runs/undo'
import { removeCourse, restoreCourse, updateCourse } from '@/lib/courses/commands'
import { isAppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { acceptApplication } from '@/lib/review/commands'
import { publishResults } from '@/lib/review/publish'
import { makeSolvedRun } from '../../support/assignment-world'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeTerm,
  makeUser,
  makeViewer,
} from '../../support/world'

/** A term with two courses of 40 h and three applicants who want the first, then the second. */
async function world(given: { people?: number } = {}) {
  const viewer = await makeViewer('tutor_coordinator')
  const termId = await makeTerm()
  const first = await makeCourse(termId, { availableQuarters: 160, needMarkers: false })
  const second = await makeCourse(termId, { availableQuarters: 160, needMarkers: false })
  const students: string[] = []
  const ids: string[] = []
  for (let i = 0; i < (given.people ?? 3); i++) {
    const studentId = await makeUser()
    students.push(studentId)
    ids.push(await makeApplication({ studentId, termId, courses: [first, second] }))
  }
  return { viewer, termId, first, second, students, ids }
}
const run = async (id: string) =>
  (await db.select().from(assignmentRuns).where(eq(assignmentRuns.id, id)))[0]!
const apply = async (viewer: Viewer, id: string) => applyRun(viewer, { id, version: (await run(id)).version })
const undo = async (viewer: Viewer, id: string) => undoRun(viewer, { id, version: (await run(id)).version })
const standing = async (termId: string) => {
  const rows = await db.select().from(allocations).where(eq(allocations.termId, termId))
  return rows.map((row) => `${row.userId} ${row.courseId} ${row.quarters} ${row.state} ${row.source}`).sort()
}
const decisions = async (termId: string) => {
  const rows = await db.select().from(applications).where(eq(applications.termId, termId))
  return rows.map((row) => `${row.id} ${row.state} ${row.decision}`).sort()
}
const refused = async (work: Promise<unknown>) => {
  try {
    await work
  } catch (error) {
    if (isAppError(error)) return error
    throw error
  }
  throw new Error('was not refused')
}

describe('applying', () => {
  test('accepts and proposes what the scenario gives, in one step, by the automatic source, and the log names it', async () => {
    const w = await world()
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    const { pairs, base } = await loadData(db, id)
    expect(pairs.length).toBeGreaterThan(1)
    const preview = await previewApply(w.viewer, id)
    expect(preview.drift.total).toBe(0)
    const done = await apply(w.viewer, id)
    const all = new Set(pairs.map((pair) => pair.person)).size
    expect(done).toMatchObject({ newly: all, changed: 0, undone: 0, unchanged: 0 })
    expect(await standing(w.termId)).toEqual(
      pairs
        .map(
          (pair) =>
            `${base.people[pair.person]!.userId} ${base.courses[pair.course]!.id} ${pair.quarters} proposed automatic`,
        )
        .sort(),
    )
    const log = await db.select().from(auditLog).where(eq(auditLog.termId, w.termId))
    expect(log.filter((row) => row.action === 'assignment.apply')).toHaveLength(1)
    const accepted = log.filter((row) => row.action === 'applications.accept')
    expect(accepted).toHaveLength(done.newly)
    expect(accepted.every((row) => row.reason?.includes('Scenario tutor'))).toBe(true)
  })

  test('proposes nothing that could be told before its publication, not even as a pre-assignment', async () => {
    const w = await world()
    await apply(w.viewer, await makeSolvedRun(w.viewer.id, w.termId, 'tutor'))
    for (const courseId of [w.first, w.second]) {
      const { members } = await getCourseMembers(w.viewer, courseId)
      expect(members.filter(isPreAssignment)).toEqual([])
      if (members.length === 0) continue
      const { told } = await offerProposals(w.viewer, { courseId, position: 'tutor', items: members })
      expect(told).toBe(0)
    }
    const rows = await db.select().from(allocations).where(eq(allocations.termId, w.termId))
    expect(rows.length).toBeGreaterThan(1)
    expect(rows.every((row) => row.state === 'proposed')).toBe(true)
    expect(await db.select().from(emails).where(inArray(emails.toUserId, w.students))).toEqual([])
  })

  test('changes an acceptance that stands to what the scenario gives, and takes back one that gets nothing', async () => {
    const w = await world({ people: 1 })
    const other = await makeUser()
    const poor = await makeApplication({ studentId: other, termId: w.termId, courses: [w.first] })
    await acceptApplication(w.viewer, {
      id: poor,
      version: 1,
      courses: [{ courseId: w.first, quarters: 20 }],
    })
    await acceptApplication(w.viewer, {
      id: w.ids[0]!,
      version: 1,
      courses: [{ courseId: w.second, quarters: 40 }],
    })
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    const edit = async (act: 'hours' | 'remove', userId: string, courseId: string, quarters?: number) =>
      editRun(w.viewer, {
        id,
        version: (await run(id)).version,
        edit: { act, userId, courseId, position: 0, quarters },
      })
    for (const pair of (await loadData(db, id)).pairs) {
      const { base } = await loadData(db, id)
      await edit('remove', base.people[pair.person]!.userId, base.courses[pair.course]!.id)
    }
    await edit('hours', w.students[0]!, w.first, 60)
    const before = [await standing(w.termId), await decisions(w.termId)]
    const { totals, dropped, plan } = await previewApply(w.viewer, id)
    expect(totals).toMatchObject({ newly: 0, changed: 1, undone: 1, unchanged: 0 })
    expect(applyWords(totals)).toBe('change 1 application, drop 1')
    expect([...dropped.ids]).toEqual([poor])
    const names = byPerson(plan.rows).map((row) => row.person!.name)
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')))
    expect(dropped.names.every((name) => names.includes(name))).toBe(true)
    expect(await apply(w.viewer, id), 'what the preview says').toEqual({
      newly: 0,
      changed: 1,
      undone: 1,
      unchanged: 0,
      quarters: 60,
    })
    expect(await standing(w.termId)).toEqual([`${w.students[0]} ${w.first} 60 proposed automatic`])
    expect(await decisions(w.termId)).toEqual(
      [`${w.ids[0]} submitted accepted`, `${poor} submitted null`].sort(),
    )
    await undo(w.viewer, id)
    expect([await standing(w.termId), await decisions(w.termId)]).toEqual(before)
  })

  test('never touches what is published, which counts against the budget', async () => {
    const w = await world({ people: 2 })
    const old = await makeUser()
    await makeAllocation({ userId: old, courseId: w.first, termId: w.termId, quarters: 120 })
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    await apply(w.viewer, id)
    const rows = await db.select().from(allocations).where(eq(allocations.courseId, w.first))
    expect(rows.find((row) => row.userId === old)).toMatchObject({ quarters: 120, state: 'accepted' })
    expect(rows.reduce((sum, row) => sum + row.quarters, 0)).toBeLessThanOrEqual(160)
  })

  test('is refused where a rule of section 7 would be broken, with every breach, and nothing is applied', async () => {
    const w = await world({ people: 2 })
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    await editRun(w.viewer, {
      id,
      version: (await run(id)).version,
      edit: { act: 'hours', userId: w.students[0]!, courseId: w.first, position: 0, quarters: 400 },
    })
    const before = await standing(w.termId)
    const error = await refused(apply(w.viewer, id))
    expect(error.code).toBe('limit')
    expect(await standing(w.termId)).toEqual(before)
    const { plan } = await previewApply(w.viewer, id)
    const keys = plan.rows.flatMap((row) => row.breaches.map((breach) => breach.key))
    await applyRun(w.viewer, {
      id,
      version: (await run(id)).version,
      override: { reason: 'The school pays for more.', keys },
    })
    expect((await standing(w.termId)).some((row) => row.includes(' 400 proposed'))).toBe(true)
  })

  test('by two coordinators at once has one winner; the other is told and nothing is half applied', async () => {
    const w = await world()
    const rival = await makeViewer('tutor_coordinator')
    const one = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    const two = await makeSolvedRun(rival.id, w.termId, 'tutor', { fairness: 0, coverage: 10 })
    const results = await Promise.allSettled([apply(w.viewer, one), apply(rival, two)])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    const loser = results.find((result) => result.status === 'rejected')!
    expect(isAppError(loser.reason, 'conflict')).toBe(true)
    const winner = results[0].status === 'fulfilled' ? one : two
    const { pairs } = await loadData(db, winner)
    expect(await standing(w.termId)).toHaveLength(pairs.length)
    expect((await run(winner === one ? two : one)).appliedAt).toBeNull()
  })

  test('the same scenario twice is applied once', async () => {
    const w = await world()
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    const { version } = await run(id)
    const results = await Promise.allSettled([
      applyRun(w.viewer, { id, version }),
      applyRun(w.viewer, { id, version }),
    ])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('applying while the term changes', () => {
  const changes: [string, (w: Awaited<ReturnType<typeof world>>) => Promise<unknown>, RegExp][] = [
    [
      'an application is withdrawn',
      async (w) => {
        const [row] = await db.select().from(applications).where(eq(applications.id, w.ids[0]!))
        const { viewer } = await import('../../support/world')
        await withdrawApplication(await viewer(row!.studentId), w.ids[0]!)
      },
      /withdrawn/,
    ],
    [
      'a budget is lowered',
      async (w) => {
        const [row] = await db.select().from(courses).where(eq(courses.id, w.first))
        await updateCourse(w.viewer, { ...row!, availableQuarters: 40 } as never)
      },
      /was changed/,
    ],
    [
      'a course is archived',
      async (w) => {
        const [row] = await db.select().from(courses).where(eq(courses.id, w.first))
        await removeCourse(w.viewer, { id: w.first, version: row!.version })
      },
      /was archived/,
    ],
  ]
  for (const [what, change, words] of changes) {
    test(`${what}: refused with what changed; once that is taken in, the scenario fits and can be applied`, async () => {
      const w = await world()
      const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
      await change(w)
      const before = [await standing(w.termId), await decisions(w.termId)]
      const error = await refused(apply(w.viewer, id))
      expect(error.code).toBe('conflict')
      expect((error.detail.data as DriftData).drift.lines.join(' ')).toMatch(words)
      expect([await standing(w.termId), await decisions(w.termId)]).toEqual(before)
      await rebaseRun(w.viewer, { id, version: (await run(id)).version })
      expect((await previewApply(w.viewer, id)).drift.total).toBe(0)
      // What no longer fits is on the board as a broken rule; taken out there, the rest applies.
      const { plan } = await previewApply(w.viewer, id)
      if (plan.rows.every((row) => row.breaches.length === 0)) await apply(w.viewer, id)
      else expect((await refused(apply(w.viewer, id))).code).toBe('limit')
    })

    test(`${what} in the same moment: applied before or refused after, never in between`, async () => {
      const w = await world()
      const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
      const { pairs } = await loadData(db, id)
      const [applied, changed] = await Promise.allSettled([apply(w.viewer, id), change(w)])
      const rows = await standing(w.termId)
      if (applied.status === 'rejected') {
        expect(isAppError(applied.reason)).toBe(true)
        expect(rows).toEqual([])
      } else {
        // The change came after: a withdrawal takes its own proposals away, the others were refused or allowed as ever.
        expect((await run(id)).appliedAt).not.toBeNull()
        const gone = changed.status === 'fulfilled' && what.includes('withdrawn')
        const mine = pairs.filter((pair) => pair.quarters > 0).length
        expect(rows.length).toBeLessThanOrEqual(mine)
        if (!gone) expect(rows).toHaveLength(mine)
      }
    })
  }
})

test('two people of one name who changed since are told apart', async () => {
  const w = await world({ people: 1 })
  for (const name of ['Jing Chen', 'Jing Chen'])
    await makeApplication({
      studentId: await makeUser('student', { name }),
      termId: w.termId,
      courses: [w.first],
    })
  const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
  await write((tx) => tx.update(applications).set({ version: 2 }).where(eq(applications.name, 'Jing Chen')))
  const { drift } = await previewApply(w.viewer, id)
  expect(drift.total).toBe(2)
  expect(new Set(drift.lines).size).toBe(2)
  for (const line of drift.lines)
    expect(line).toMatch(/^Jing Chen \(\w+\)’s tutor application was changed or decided\.$/)
})

test('undoing into a course that is archived by now says which, and works once it is restored', async () => {
  const w = await world({ people: 1 })
  await acceptApplication(w.viewer, {
    id: w.ids[0]!,
    version: 1,
    courses: [{ courseId: w.second, quarters: 40 }],
  })
  const before = [await standing(w.termId), await decisions(w.termId)]
  const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
  await editRun(w.viewer, {
    id,
    version: (await run(id)).version,
    edit: { act: 'remove', userId: w.students[0]!, courseId: w.second, position: 0 },
  })
  await apply(w.viewer, id)
  const [course] = await db.select().from(courses).where(eq(courses.id, w.second))
  await removeCourse(w.viewer, { id: w.second, version: course!.version })
  const error = await refused(undo(w.viewer, id))
  expect(error.message).toBe(
    `Undoing gives back hours in ${course!.code}, archived by now. Nothing was undone; restore that course first.`,
  )
  const [archived] = await db.select().from(courses).where(eq(courses.id, w.second))
  await restoreCourse(w.viewer, { id: w.second, version: archived!.version })
  await undo(w.viewer, id)
  expect([await standing(w.termId), await decisions(w.termId)]).toEqual(before)
})

test('what applying does is said in words that fit one and many', () => {
  expect(applyWords({ newly: 5, changed: 2, undone: 1 })).toBe('accept 5 applications, change 2, drop 1')
  expect(applyWords({ newly: 0, changed: 0, undone: 0 })).toBeNull()
  expect(appliedWords({ newly: 23, changed: 2, undone: 1, unchanged: 118 })).toBe(
    'Applied: 23 applications accepted, 2 changed, 1 undecided again, 118 left as they were.',
  )
  expect(appliedWords({ newly: 0, changed: 1, undone: 0, unchanged: 1 })).toBe(
    'Applied: 1 application changed, 1 left as it was.',
  )
  expect(droppedWords(['Ana'])).toBe(
    'Ana was accepted before, gets no hours here and becomes undecided again.',
  )
  expect(droppedWords(['Ana', 'Bo', 'Cy', 'Di'])).toBe(
    'Ana, Bo, Cy and 1 more were accepted before, get no hours here and become undecided again.',
  )
})

describe('undoing', () => {
  test('brings back decisions, hours and notes as they were, and the scenario can be applied again', async () => {
    const w = await world()
    await acceptApplication(w.viewer, {
      id: w.ids[1]!,
      version: 1,
      courses: [{ courseId: w.second, quarters: 60 }],
      note: 'Welcome.',
      internalReason: 'Known well.',
    })
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    const before = [await standing(w.termId), await decisions(w.termId)]
    await apply(w.viewer, id)
    const after = await standing(w.termId)
    await undo(w.viewer, id)
    expect([await standing(w.termId), await decisions(w.termId)]).toEqual(before)
    const [kept] = await db.select().from(applications).where(eq(applications.id, w.ids[1]!))
    expect(kept).toMatchObject({ noteToStudent: 'Welcome.', internalReason: 'Known well.' })
    await apply(w.viewer, id)
    expect((await standing(w.termId)).map((row) => row.replace(/ \w+$/, ''))).toEqual(
      after.map((row) => row.replace(/ \w+$/, '')),
    )
  })

  test('ends when results of it are published, and publishing makes offers of what was applied', async () => {
    const w = await world()
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    expect(await publishedOf(await run(id))).toBeNull()
    const { newly: accepted } = await apply(w.viewer, id)
    expect(await publishedOf(await run(id))).toEqual({ published: 0, of: accepted })
    expect((await listRuns(w.viewer, w.termId)).map(standingOf)).toEqual(['applied'])
    // A result that the scenario did not decide is none of its own.
    await makeApplication({
      studentId: await makeUser(),
      termId: w.termId,
      courses: [w.first],
      state: 'published',
    })
    const rows = (await db.select().from(applications).where(eq(applications.termId, w.termId))).filter(
      (row) => row.state === 'submitted',
    )
    const items = rows
      .filter((row) => row.decision === 'accepted')
      .slice(0, 1)
      .map(({ id: application, version }) => ({ id: application, version }))
    await publishResults(w.viewer, { termId: w.termId, position: 'tutor', items, requestKey: `key-${id}` })
    expect(await db.select().from(publications).where(eq(publications.termId, w.termId))).toHaveLength(1)
    const offered = await db.select().from(allocations).where(eq(allocations.applicationId, items[0]!.id))
    expect(offered.every((row) => row.state === 'offered' && row.source === 'automatic')).toBe(true)
    const error = await refused(undo(w.viewer, id))
    expect(error.message).toMatch(/published/)
    const part = (await publishedOf(await run(id)))!
    expect(part).toEqual({ published: 1, of: accepted })
    expect(publishedWords(part)).toBe(`1 of its ${accepted} results is published`)
    expect(publishedWords({ published: 2, of: 2 })).toBe('All 2 of its results are published')
    const state = async () => {
      const listed = (await listRuns(w.viewer, w.termId)).find((one) => one.id === id)!
      return standingNames[standingOf(listed)]
    }
    expect(await state()).toBe('Applied, partly published')
    await write((tx) =>
      tx.update(applications).set({ state: 'published' }).where(eq(applications.termId, w.termId)),
    )
    expect(await state()).toBe('Applied and published')
  })

  test('is refused when a decision of it was changed by hand since, and nothing is undone', async () => {
    const w = await world()
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    await apply(w.viewer, id)
    const [row] = (await db.select().from(applications).where(eq(applications.termId, w.termId))).filter(
      (one) => one.decision === 'accepted',
    )
    await acceptApplication(w.viewer, {
      id: row!.id,
      version: row!.version,
      courses: [{ courseId: w.second, quarters: 20 }],
    })
    const before = await standing(w.termId)
    expect((await refused(undo(w.viewer, id))).message).toMatch(/decided otherwise since/)
    expect(await standing(w.termId)).toEqual(before)
  })

  test('passes over an application that its student has withdrawn in the meantime', async () => {
    const w = await world()
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    await apply(w.viewer, id)
    const [row] = (await db.select().from(applications).where(eq(applications.termId, w.termId))).filter(
      (one) => one.decision === 'accepted',
    )
    const { viewer } = await import('../../support/world')
    await withdrawApplication(await viewer(row!.studentId), row!.id)
    await undo(w.viewer, id)
    expect(await standing(w.termId)).toEqual([])
    expect((await decisions(w.termId)).some((line) => line.includes('accepted'))).toBe(false)
    expect(await decisions(w.termId)).toContain(`${row!.id} withdrawn null`)
  })
})

test('a scenario of one position is not found by the coordinator of the other, and an applied one is not edited', async () => {
  const w = await world({ people: 1 })
  const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
  const marker = await makeViewer('marker_coordinator')
  expect((await refused(apply(marker, id))).code).toBe('not_found')
  await apply(w.viewer, id)
  const error = await refused(
    editRun(w.viewer, {
      id,
      version: (await run(id)).version,
      edit: { act: 'lock', userId: w.students[0]!, courseId: w.first, position: 0 },
    }),
  )
  expect(error.code).toBe('state')
})
