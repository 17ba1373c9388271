import { type ChildProcess, spawn } from 'node:child_process'
import { eq } from 'drizzle-orm'
import { serve } from 'inngest/edge'
import { afterEach, expect, test } from 'vitest'
import { db, queryCount, write } from '@/db/client'
import { assignmentRuns, outbox } from '@/db/schema'
import { functions } from '@/inngest'
import { inngest } from '@/inngest/client'
import { type Runner, startRunner } from '@/inngest/embedded/runner'
import { solveAgain } from '@/lib/assignment-runs/again'
import { getAnalysis } from '@/lib/assignment-runs/analysis'
import { cancelRun, deleteRun, startRun } from '@/lib/assignment-runs/commands'
import { compareRun } from '@/lib/assignment-runs/compare'
import { type Edit, editRun, resetRun } from '@/lib/assignment-runs/edits'
import { exportRun } from '@/lib/assignment-runs/export'
import { takeImport, uploadImport } from '@/lib/assignment-runs/import'
import { lookBefore } from '@/lib/assignment-runs/look'
import { getRunProgress, listRuns } from '@/lib/assignment-runs/queries'
import { withNames } from '@/lib/assignment-runs/reasons'
import { runSettings } from '@/lib/assignment-runs/settings'
import { loadData } from '@/lib/assignment-runs/store'
import { triedView } from '@/lib/assignment-runs/tried'
import { solveRun } from '@/lib/assignment-runs/work'
import { isAppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { makeSolvedRun } from '../../support/assignment-world'
import { makeApplication, makeCourse, makeTerm, makeUser, makeViewer } from '../../support/world'

const runners: Runner[] = []
const children: ChildProcess[] = []
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await Promise.all(runners.splice(0).map((runner) => runner.stop(2000)))
  await write((tx) => tx.update(outbox).set({ deliveredAt: new Date() }))
})

async function until<T>(ask: () => T | Promise<T>, maxMs = 60_000): Promise<NonNullable<T>> {
  const end = Date.now() + maxMs
  for (;;) {
    const answer = await ask()
    if (answer) return answer as NonNullable<T>
    if (Date.now() > end) throw new Error('waited in vain')
    await new Promise((done) => setTimeout(done, 20))
  }
}

/** A term with so many people, each wanting three of the courses. */
async function world(people: number, courseCount = 3) {
  const viewer = await makeViewer('tutor_coordinator')
  const termId = await makeTerm()
  const courses = await Promise.all(
    Array.from({ length: courseCount }, () =>
      makeCourse(termId, { availableQuarters: 240, needMarkers: false, wantedTutors: 4 }),
    ),
  )
  const grades = ['A+', 'A', 'B+', 'A-', 'B']
  for (let i = 0; i < people; i++)
    await makeApplication({
      studentId: await makeUser(),
      termId,
      gpaHundredths: 500 + ((i * 37) % 400),
      maxWeekQuarters: 20 + ((i * 7) % 5) * 12,
      courses: [0, 1, 2]
        .map((n) => ({
          courseId: courses[(i * 5 + n * (1 + (i % 3))) % courseCount]!,
          grade: grades[(i + n * 2) % grades.length],
          workedBefore: (i + n) % 4 === 0,
        }))
        .filter((one, n, all) => all.findIndex((other) => other.courseId === one.courseId) === n),
    })
  return { viewer, termId, courses }
}
const row = async (id: string) =>
  (await db.select().from(assignmentRuns).where(eq(assignmentRuns.id, id)))[0]!
const start = (viewer: Viewer, termId: string, given: Record<string, unknown> = {}) =>
  startRun(viewer, {
    termId,
    scope: 'tutor',
    name: 'Mine',
    settings: runSettings.parse({ timeLimit: 30, ...given }),
  })
const edit = async (viewer: Viewer, id: string, change: Edit) =>
  editRun(viewer, { id, version: (await row(id)).version, edit: change })

test('a scenario is solved in the background and says how far it is', async () => {
  const w = await world(8)
  const id = await start(w.viewer, w.termId)
  expect(await getRunProgress(w.viewer, id)).toMatchObject({ state: 'queued' })
  runners.push(await startRunner({ handler: serve({ client: inngest, functions }), pollMs: 100 }))
  await until(async () => (await row(id)).state === 'done')
  const done = await row(id)
  expect(done.activeKey).toBeNull()
  expect(done.progress.objective).not.toBeNull()
  expect(done.progress.gap).toBeLessThanOrEqual(0.001)
  expect(done.figures?.filledQuarters).toBeGreaterThan(0)
  const analysis = await getAnalysis(w.viewer, id)
  expect(analysis.breaches).toEqual([])
  expect(analysis.figures.objective).toBe(done.progress.objective)
})

test('the same data gives the same answer', async () => {
  const w = await world(8)
  const [a, b] = [
    await makeSolvedRun(w.viewer.id, w.termId, 'tutor'),
    await makeSolvedRun(w.viewer.id, w.termId, 'tutor'),
  ]
  expect((await loadData(db, a)).pairs).toEqual((await loadData(db, b)).pairs)
})

test('one scenario of a coordinator, term and positions is solved at a time; another coordinator has their own', async () => {
  const w = await world(3)
  const id = await start(w.viewer, w.termId)
  await expect(start(w.viewer, w.termId)).rejects.toThrow('being solved')
  const rival = await makeViewer('tutor_coordinator')
  await start(rival, w.termId)
  await cancelRun(w.viewer, id)
  await start(w.viewer, w.termId)
})

test('cancelled while it waits it ends at once and is never solved', async () => {
  const w = await world(3)
  const id = await start(w.viewer, w.termId)
  await cancelRun(w.viewer, id)
  expect(await solveRun(id)).toBe('cancelled')
  expect(await row(id)).toMatchObject({ state: 'cancelled', activeKey: null })
  await deleteRun(w.viewer, id)
  expect(await row(id)).toBeUndefined()
})

test('cancelled while it is solved it ends before its time limit', async () => {
  const w = await world(90, 15)
  const id = await start(w.viewer, w.termId, { prove: true, timeLimit: 300 })
  const solving = solveRun(id)
  await until(async () => (await row(id)).state === 'solving')
  await cancelRun(w.viewer, id)
  expect(['done', 'cancelled']).toContain(await solving)
  expect(await row(id)).toMatchObject({ activeKey: null })
}, 120_000)

test('a process that is killed while it solves leaves the scenario to the next one, which begins again and says so', async () => {
  const w = await world(45, 8)
  const child = spawn(process.execPath, ['scripts/run-ts.mjs', 'tests/support/job-process.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: process.env,
  })
  children.push(child)
  await new Promise<void>((ready, fail) => {
    child.stdout?.once('data', () => ready())
    child.once('exit', (code) => fail(new Error(`ended with ${code}`)))
  })
  const id = await start(w.viewer, w.termId, { prove: true, timeLimit: 15 })
  await until(async () => (await row(id)).state === 'solving')
  child.removeAllListeners('exit')
  child.kill('SIGKILL')
  await new Promise((gone) => child.once('exit', gone))
  expect(await row(id)).toMatchObject({ state: 'solving', tries: 1 })
  runners.push(
    await startRunner({ handler: serve({ client: inngest, functions }), pollMs: 100, leaseMs: 3000 }),
  )
  await until(async () => (await row(id)).state === 'done', 100_000)
  expect(await row(id)).toMatchObject({ state: 'done', tries: 2, activeKey: null })
}, 180_000)

test('locked pairs stay and people kept out stay out when it is solved again, and most of the rest stays', async () => {
  const w = await world(10)
  const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
  const { pairs, base } = await loadData(db, id)
  const [kept, out] = [pairs[0]!, pairs.find((pair) => pair.person !== pairs[0]!.person)!]
  const at = (pair: typeof kept) => ({
    userId: base.people[pair.person]!.userId,
    courseId: base.courses[pair.course]!.id,
    position: pair.position,
  })
  await edit(w.viewer, id, { act: 'hours', ...at(kept), quarters: kept.quarters + 10 })
  await edit(w.viewer, id, { act: 'lock', ...at(kept) })
  await edit(w.viewer, id, { act: 'forbid', ...at(out) })
  const again = await solveAgain(w.viewer, { id, name: 'Again', stayClose: 500 })
  expect(await solveRun(again)).toBe('done')
  const after = await loadData(db, again)
  const found = (pair: typeof kept) =>
    after.pairs.find((one) => one.person === pair.person && one.course === pair.course)
  // 2.5 h more than a step: what is locked keeps its very hours.
  expect(found(kept)?.quarters).toBe(kept.quarters + 10)
  expect(found(out)).toBeUndefined()
  const compared = await compareRun(w.viewer, again, id)
  expect(compared.name).toBe('Scenario tutor')
  expect(compared.lines.length).toBeLessThan(pairs.length)
  expect(compared.kept).toBeGreaterThan(0)
})

test('what is edited is checked at once, and the solver’s answer can be brought back', async () => {
  const w = await world(6)
  const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
  const { pairs, base } = await loadData(db, id)
  const [pair] = pairs
  const place = {
    userId: base.people[pair!.person]!.userId,
    courseId: base.courses[pair!.course]!.id,
    position: pair!.position,
  }
  await edit(w.viewer, id, { act: 'hours', ...place, quarters: 800 })
  const analysis = await getAnalysis(w.viewer, id)
  expect(analysis.breaches.map((breach) => breach.message).join(' ')).toMatch(
    /More hours than the course has/,
  )
  await edit(w.viewer, id, {
    act: 'move',
    ...place,
    toCourseId: w.courses.find((one) => one !== place.courseId)!,
  })
  await expect(editRun(w.viewer, { id, version: 1, edit: { act: 'remove', ...place } })).rejects.toSatisfy(
    (error) => isAppError(error, 'conflict'),
  )
  await resetRun(w.viewer, { id, version: (await row(id)).version })
  expect((await loadData(db, id)).pairs).toEqual(pairs)
})

test('an export that is edited and imported again changes just the rows that were edited', async () => {
  const w = await world(6)
  const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
  for (const format of ['csv', 'xlsx'] as const) {
    const { bytes, name } = await exportRun(w.viewer, id, format)
    await uploadImport(w.viewer, { id, version: (await row(id)).version, fileName: name, bytes })
    const { imported, pairs } = await loadData(db, id)
    expect(imported?.rows.map((one) => one.state)).toEqual(pairs.map(() => 'same'))
  }
  const { bytes } = await exportRun(w.viewer, id, 'csv')
  const lines = new TextDecoder()
    .decode(bytes)
    .replace(/^\ufeff/, '')
    .trim()
    .split('\r\n')
  const cells = lines.map((line) => line.split(','))
  const hours = cells[0]!.indexOf('Hours')
  cells[1]![hours] = '12.5'
  const mended = [
    ...cells.slice(0, -1).map((row) => row.join(',')),
    '999999999,,Nobody,Tutor,COMPSCI 999,5,N,N,,',
  ]
  const { pairs } = await loadData(db, id)
  await uploadImport(w.viewer, {
    id,
    version: (await row(id)).version,
    fileName: 'edited.csv',
    bytes: new TextEncoder().encode(mended.join('\r\n')),
  })
  const states = (await loadData(db, id)).imported!.rows.map((one) => one.state).sort()
  expect(states.filter((state) => state !== 'same')).toEqual(['changed', 'error', 'removed'])
  const version = (await row(id)).version
  await expect(takeImport(w.viewer, { id, version, leaveOutErrors: false })).rejects.toThrow('have errors')
  expect((await loadData(db, id)).pairs).toEqual(pairs)
  await takeImport(w.viewer, { id, version, leaveOutErrors: true })
  const after = (await loadData(db, id)).pairs
  expect(after).toHaveLength(pairs.length - 1)
  expect(after.some((pair) => pair.quarters === 50)).toBe(true)
})

test('a row with wrong hours takes nothing out, and one that mixes up two people is refused', async () => {
  const w = await world(8)
  const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
  const { bytes } = await exportRun(w.viewer, id, 'csv')
  const lines = new TextDecoder()
    .decode(bytes)
    .replace(/^\ufeff/, '')
    .trim()
    .split('\r\n')
  const [head, ...cells] = lines.map((line) => line.split(','))
  const [studentId, upi, name, hours] = ['Student ID', 'UPI', 'Name', 'Hours'].map((one) =>
    head!.indexOf(one),
  )
  const of = (n: number, column: number | undefined) => cells[n]![column!]!
  const others = cells.findIndex((row) => row[studentId!] !== of(0, studentId))
  const last = cells.length - 1
  const twice = [...cells[last]!]
  const before = [of(0, upi), of(others, name)] as const
  cells[0]![hours!] = 'twelve'
  cells[others]![upi!] = before[0]
  const { pairs } = await loadData(db, id)
  const upload = async () => {
    const text = [head, ...cells, twice].map((row) => row!.join(',')).join('\r\n')
    await uploadImport(w.viewer, {
      id,
      version: (await row(id)).version,
      fileName: 'edited.csv',
      bytes: new TextEncoder().encode(text),
    })
    const rows = (await loadData(db, id)).imported!.rows
    return rows.filter(({ state }) => state !== 'same').map(({ message }) => message)
  }
  expect(await upload()).toEqual([
    expect.stringMatching(/ h stay as they are\.$/),
    expect.stringMatching(/^The student ID and the UPI are not of one person\. [\d.]+ h stay as they are\.$/),
    `This person, course and position stand in the file twice; row ${last + 2} counts.`,
  ])
  cells[others]![upi!] = ''
  cells[others]![name!] = 'Nobody Else'
  expect((await upload())[1]).toMatch(/^The ID is of .+, the name is another/)
  cells[others]![name!] = before[1]
  expect(await upload()).toHaveLength(2)
  await takeImport(w.viewer, { id, version: (await row(id)).version, leaveOutErrors: true })
  expect((await loadData(db, id)).pairs).toEqual(pairs)
})

test('the list and the look before solving cost the same number of queries whatever the number of rows', async () => {
  const w = await world(2)
  const settings = runSettings.parse({})
  const count = async () => {
    const before = queryCount()
    await listRuns(w.viewer, w.termId)
    await lookBefore(w.viewer, w.termId, 'tutor', settings)
    return queryCount() - before
  }
  const first = await count()
  for (let i = 0; i < 8; i++)
    await makeApplication({ studentId: await makeUser(), termId: w.termId, courses: [w.courses[0]!] })
  await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
  await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
  expect(await count()).toBe(first)
})

test('a stale edit is told what it tried, what stands of it, who was quicker and what they did', async () => {
  const w = await world(3)
  const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
  const rival = await makeViewer('tutor_coordinator')
  const { pairs, base } = await loadData(db, id)
  const at = {
    userId: base.people[pairs[0]!.person]!.userId,
    courseId: base.courses[pairs[0]!.course]!.id,
    position: pairs[0]!.position,
  }
  const seen = (await row(id)).version
  await edit(rival, id, { act: 'hours', ...at, quarters: 60 })
  await edit(rival, id, { act: 'lock', ...at })
  const tried = { version: seen, edit: { act: 'hours', ...at, quarters: 100 } satisfies Edit }
  await expect(editRun(w.viewer, { id, ...tried })).rejects.toSatisfy((error) =>
    isAppError(error, 'conflict'),
  )
  const view = await triedView(w.viewer, await getAnalysis(w.viewer, id), tried, 'Pacific/Auckland')
  expect(view).toMatchObject({ by: rival.name, at: 'just now' })
  expect(view?.tried).toMatch(/25 h as tutor/)
  expect(view?.stands).toEqual([expect.stringMatching(/: 15 h, locked$/)])
  expect(view?.since.map((one) => one.said)).toEqual([
    expect.stringMatching(/is locked/),
    expect.stringMatching(/15 h as tutor/),
  ])
})

test('what is locked beyond a limit leaves no answer, and the reason names people', async () => {
  const w = await world(3)
  const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor', { maxCourses: 1 })
  const userId = (await loadData(db, id)).base.people[0]!.userId
  for (const courseId of w.courses.slice(0, 2)) {
    const at = { userId, courseId, position: 0 } as const
    await edit(w.viewer, id, { act: 'hours', ...at, quarters: 40 })
    await edit(w.viewer, id, { act: 'lock', ...at })
  }
  const again = await solveAgain(w.viewer, { id, name: 'Again', stayClose: 500 })
  expect(await solveRun(again)).toBe('failed')
  const analysis = await getAnalysis(w.viewer, again)
  const { name } = analysis.names[analysis.personAt.get(userId)!]!
  expect(withNames(analysis, (await row(again)).error!)).toMatch(
    new RegExp(`breaks a rule by itself: ${name} is fixed in 2 courses`),
  )
})
