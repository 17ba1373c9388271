import { spawn } from 'node:child_process'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { db, queryCount } from '@/db/client'
import { allocations, applications, assignmentRuns, auditLog } from '@/db/schema'
import { applyRun } from '@/lib/assignment-runs/apply'
import { loadData } from '@/lib/assignment-runs/store'
import { undoRun } from '@/lib/assignment-runs/undo'
import { makeSolvedRun } from '../../support/assignment-world'
import { makeApplication, makeCourse, makeTerm, makeUser, makeViewer } from '../../support/world'

/** A solved scenario of 12 people in three courses. */
async function world() {
  const viewer = await makeViewer('tutor_coordinator')
  const termId = await makeTerm()
  const courses = [1, 2, 3].map(() => makeCourse(termId, { availableQuarters: 160, needMarkers: false }))
  for (let i = 0; i < 12; i++)
    await makeApplication({ studentId: await makeUser(), termId, courses: await Promise.all(courses) })
  return { viewer, termId, id: await makeSolvedRun(viewer.id, termId, 'tutor') }
}
type World = Awaited<ReturnType<typeof world>>

const versionOf = async (id: string) =>
  (await db.select().from(assignmentRuns).where(eq(assignmentRuns.id, id)))[0]!.version

/** All that applying touches. */
const stateOf = async ({ termId, id }: World) => ({
  hours: (await db.select().from(allocations).where(eq(allocations.termId, termId)))
    .filter((row) => row.state === 'proposed')
    .map((row) => `${row.userId} ${row.courseId} ${row.quarters} ${row.state}`)
    .sort(),
  decisions: (await db.select().from(applications).where(eq(applications.termId, termId)))
    .map((row) => `${row.id} ${row.decision} ${row.version}`)
    .sort(),
  applied: (await db.select().from(assignmentRuns).where(eq(assignmentRuns.id, id))).some(
    (row) => row.appliedAt !== null && row.undoneAt === null,
  ),
  log: (await db.select().from(auditLog).where(eq(auditLog.termId, termId)))
    .map((row) => `${row.action} ${row.recordId}`)
    .sort(),
})

/** Applies in a process of its own that is killed before its statement of this number (0: when it is done). */
const applyKilled = async ({ viewer, id }: World, statement: number) => {
  const version = await versionOf(id)
  const child = spawn(
    process.execPath,
    [
      'scripts/run-ts.mjs',
      'tests/support/apply-process.ts',
      viewer.id,
      id,
      String(version),
      String(statement),
    ],
    { stdio: ['ignore', 'inherit', 'inherit'], env: process.env },
  )
  const end = await new Promise((ended) => child.once('exit', (code, signal) => ended(signal ?? code)))
  expect(end).toBe('SIGKILL')
}

test('killed at any moment of applying, a scenario is wholly applied or not at all, and can be applied then', async () => {
  const w = await world()
  const apply = async () => applyRun(w.viewer, { id: w.id, version: await versionOf(w.id) })
  const undo = async () => undoRun(w.viewer, { id: w.id, version: await versionOf(w.id) })
  // How many statements applying takes: told by the scenario itself, taken back after.
  await apply()
  await undo()
  const version = await versionOf(w.id)
  const before = queryCount()
  await applyRun(w.viewer, { id: w.id, version })
  const statements = queryCount() - before
  await undo()
  expect(statements).toBeGreaterThan(20)

  const untouched = await stateOf(w)
  // Among the hours that are given, and at the very last statement before the commit.
  const moments = [0.5, 1].map((share) => Math.floor(statements * share))
  await Promise.all(moments.map((moment) => applyKilled(w, moment)))
  expect(await stateOf(w)).toEqual(untouched)

  await applyKilled(w, 0)
  const { pairs } = await loadData(db, w.id)
  const applied = await stateOf(w)
  expect(applied.applied).toBe(true)
  expect(applied.hours).toHaveLength(pairs.length)
  const times = (log: string[]) => log.filter((line) => line.startsWith('assignment.apply')).length
  expect(times(applied.log)).toBe(times(untouched.log) + 1)

  await undo()
  await apply()
  expect((await stateOf(w)).hours).toEqual(applied.hours)
}, 120_000)
