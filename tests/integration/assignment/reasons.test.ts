import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { db, write } from '@/db/client'
import { applications, assignmentRuns, endorsements, preferredCourses } from '@/db/schema'
import { newId } from '@/db/sql'
import { acceptedLess, affectedBy, withReasons } from '@/lib/assignment-runs/accepted'
import { solveAgain } from '@/lib/assignment-runs/again'
import { getAnalysis } from '@/lib/assignment-runs/analysis'
import { applyRun } from '@/lib/assignment-runs/apply'
import { type EditAct, editRun, resetRun } from '@/lib/assignment-runs/edits'
import { exchangeFor, exchangesOnOpening } from '@/lib/assignment-runs/exchange'
import { coursePanel, personPanel } from '@/lib/assignment-runs/panels'
import { solveRun } from '@/lib/assignment-runs/work'
import { getReviewRecord } from '@/lib/review/record'
import { makeSolvedRun } from '../../support/assignment-world'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeTerm,
  makeUser,
  makeViewer,
} from '../../support/world'

type Grade = 'A+' | 'A' | 'B' | 'C-' | 'CPL'

/** A course of 40 h for one tutor at most, and applicants for it alone by their grades. */
async function world(people: Record<string, Grade>, course: Parameters<typeof makeCourse>[1] = {}) {
  const viewer = await makeViewer('tutor_coordinator')
  const termId = await makeTerm()
  const courseId = await makeCourse(termId, {
    code: 'COMPSCI 331',
    availableQuarters: 160,
    needMarkers: false,
    wantedTutors: 1,
    ...course,
  })
  const users: Record<string, string> = {}
  const ids: Record<string, string> = {}
  for (const [name, grade] of Object.entries(people)) {
    users[name] = await makeUser('student', { name })
    ids[name] = await makeApplication({
      studentId: users[name]!,
      termId,
      courses: [{ courseId, grade }],
    })
  }
  return { viewer, termId, courseId, users, ids }
}
type World = Awaited<ReturnType<typeof world>>

async function edit(
  { viewer, courseId, users }: World,
  id: string,
  name: string,
  act: EditAct,
  quarters?: number,
) {
  const [row] = await db.select().from(assignmentRuns).where(eq(assignmentRuns.id, id))
  const userId = users[name]!
  await editRun(viewer, { id, version: row!.version, edit: { act, userId, courseId, position: 0, quarters } })
}
async function whyNot({ viewer, users }: World, id: string, name: string): Promise<string[]> {
  const view = personPanel(await getAnalysis(viewer, id), users[name]!, undefined)!
  return view.wishes[0]!.whyNot.map((reason) => reason.words)
}
const open = async ({ viewer, courseId }: World, id: string) =>
  coursePanel(await getAnalysis(viewer, id), courseId)!.open[0]

const FULL =
  /^The only place is taken: Ingrid Novák 40 h\. Søren Kovács suits it [\d.]+ of 100; Ingrid Novák, who suits it least of those who are in, [\d.]+, above all for the grade\.$/

describe('why somebody is not in a course', () => {
  test('names who holds its places and hours, everything that binds, and what would change', async () => {
    const w = await world({ 'Ingrid Novák': 'A+', 'Søren Kovács': 'B', 'Tom Late': 'C-' })
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    expect(await whyNot(w, id, 'Søren Kovács')).toEqual([
      expect.stringMatching(FULL),
      'All its 40 h are taken.',
    ])
    expect(await whyNot(w, id, 'Tom Late')).toEqual([
      expect.stringMatching(/^The grade C- is below the minimum of B for tutors/),
      expect.stringMatching(/^The only place is taken: Ingrid Novák 40 h\./),
      'All its 40 h are taken.',
    ])
    const analysis = await getAnalysis(w.viewer, id)
    const who = (name: string) => analysis.personAt.get(w.users[name]!)!
    expect(await exchangeFor(analysis, who('Tom Late'), w.courseId)).toBeNull()
    expect(await exchangeFor(analysis, who('Søren Kovács'), w.courseId)).toMatchObject({
      need: null,
      reason: expect.stringMatching(
        /^For Søren Kovács to have 40 h here, Ingrid Novák \(suits it [\d.]+ of 100, against [\d.]+\) would lose 40 h here and may work in no other course\. The hours that change hands would suit people less \([\d.]+ of 100 on average, now [\d.]+\)\.$/,
      ),
      lead: expect.stringMatching(/^Possible, but the proposal would be .* worse\.$/),
      points: expect.stringMatching(
        /^By the sliders −[\d,]+ points: suitability −[\d,]+, open hours ±0, spread ±0\.$/,
      ),
      changes: ['Søren Kovács 40 h in COMPSCI 331', 'Ingrid Novák nothing in COMPSCI 331 (now 40 h)'],
      open: '',
    })
    // Nobody less suited is in: the reason is known without.
    const rows = personPanel(analysis, w.users['Søren Kovács']!, undefined)!.wishes
    expect(await exchangesOnOpening(analysis, who('Søren Kovács'), rows)).toEqual(new Map())
  })

  test('where somebody less suited has the hours, what an exchange would cost is the reason, without being asked for', async () => {
    const w = await world({ 'Mei Lin': 'A+', 'Tom Ford': 'B' })
    const other = await makeCourse(w.termId, {
      code: 'COMPSCI 210',
      availableQuarters: 160,
      needMarkers: false,
      wantedTutors: 1,
    })
    await write((tx) =>
      tx.insert(preferredCourses).values({
        id: newId(),
        applicationId: w.ids['Mei Lin']!,
        courseId: other,
        rank: 2,
        completed: true,
        grade: 'A+',
      }),
    )
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor', { maxCourses: 1 })
    const analysis = await getAnalysis(w.viewer, id)
    const { line, wishes } = personPanel(analysis, w.users['Mei Lin']!, undefined)!
    expect(wishes.map(({ code, quarters, undecided }) => [code, quarters, undecided])).toEqual([
      ['COMPSCI 331', 0, true],
      ['COMPSCI 210', 160, false],
    ])
    const told = await exchangesOnOpening(analysis, line.index, wishes)
    expect(told.get(w.courseId)?.reason).toMatch(
      /^For Mei Lin to have 40 h here, Tom Ford \(suits it [\d.]+ of 100, against [\d.]+\) would lose 40 h here and may work in no other course; Mei Lin would give up 40 h in COMPSCI 210\. 40 h more would stay open in COMPSCI 210\./,
    )
    // Worked out once for each version.
    expect((await exchangesOnOpening(analysis, line.index, wishes)).get(w.courseId)).toBe(
      told.get(w.courseId),
    )
    expect(await exchangeFor(analysis, line.index, w.courseId)).toBe(told.get(w.courseId))
  })

  test('the place in the order of the coordinator, which counts for nothing by itself', async () => {
    const w = await world({ 'Mei Lin': 'A+', 'Tom Ford': 'A' })
    const coordinatorId = await makeUser('course_coordinator')
    for (const [name, place] of [
      ['Mei Lin', 2],
      ['Tom Ford', 1],
    ] as const)
      await write((tx) =>
        tx.insert(endorsements).values({
          id: newId(),
          applicationId: w.ids[name]!,
          courseId: w.courseId,
          coordinatorId,
          verdict: 'yes',
          place,
          updatedAt: new Date(),
        }),
      )
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    expect((await whyNot(w, id, 'Tom Ford'))[0]).toMatch(
      /Tom Ford suits it .*; Mei Lin, who suits it least of those who are in, .* The course coordinator’s order has Tom Ford 1st and Mei Lin 2nd, but no slider counts it\.$/,
    )
    const { wishes } = personPanel(await getAnalysis(w.viewer, id), w.users['Mei Lin']!, undefined)!
    expect(wishes[0]!.reason).toContain('endorsed by the course coordinator, 2nd in their order')
  })

  test('a rest below a step is told as on the board', async () => {
    const w = await world({ 'Ingrid Novák': 'A+' }, { availableQuarters: 170 })
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    expect((await open(w, id))?.words).toBe('2.5 h of 42.5 h stay open. 2.5 h is less than one step of 5 h.')
  })

  test('stays true after edits: taken out, kept out, let in again, and room for others', async () => {
    const w = await world({ 'Ingrid Novák': 'A+', 'Søren Kovács': 'B' })
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    const took = 'You took this person out of the course after it was solved; there is room for 40 h.'
    await edit(w, id, 'Ingrid Novák', 'remove')
    expect(await whyNot(w, id, 'Ingrid Novák')).toEqual([took])
    expect(await whyNot(w, id, 'Søren Kovács')).toEqual([
      'There is room for 40 h since the board was changed after it was solved. Give them hours, or solve again.',
    ])
    expect((await open(w, id))?.words).toBe(
      '40 h of 40 h stay open. You took hours out of it after it was solved: Ingrid Novák 40 h.',
    )
    await edit(w, id, 'Ingrid Novák', 'forbid')
    expect(await whyNot(w, id, 'Ingrid Novák')).toEqual([
      'You have kept this person out of this course since it was solved; there is room for 40 h.',
    ])
    expect((await open(w, id))?.words).toBe(
      '40 h of 40 h stay open. 1 person is kept out by you: Ingrid Novák 40 h.',
    )
    await edit(w, id, 'Ingrid Novák', 'unforbid')
    expect(await whyNot(w, id, 'Ingrid Novák')).toEqual([took])
    // Somebody else has the place by hand, with fewer hours.
    await edit(w, id, 'Søren Kovács', 'hours', 80)
    const [first, second] = await whyNot(w, id, 'Ingrid Novák')
    expect(first).toBe('You took this person out of the course after it was solved, where they had 40 h.')
    expect(second).toMatch(/^The only place is taken: Søren Kovács 20 h\..*You put them there\.$/)
    expect((await open(w, id))?.words).toMatch(/^20 h of 40 h stay open\. /)
  })

  test('tells who works there already and takes no part, and which need to raise', async () => {
    const w = await world({ 'Ingrid Novák': 'A+' })
    for (const [name, quarters] of [
      ['Ana One', 60],
      ['Bo Two', 40],
    ] as const)
      await makeAllocation({
        userId: await makeUser('student', { name }),
        courseId: w.courseId,
        termId: w.termId,
        quarters,
      })
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    expect(await whyNot(w, id, 'Ingrid Novák')).toEqual([
      '2 tutors work there already (Ana One 15 h and Bo Two 10 h), 1 is wanted; 15 h stay open unless more people are wanted.',
    ])
    expect(await open(w, id)).toEqual({
      words: '15 h of 40 h stay open. 2 tutors work there already, 1 is wanted.',
      need: true,
    })
    const analysis = await getAnalysis(w.viewer, id)
    expect(await exchangeFor(analysis, 0, w.courseId)).toMatchObject({
      need: 'This takes a larger need of COMPSCI 331 first: 3 tutors instead of 1.',
      reason:
        'For Ingrid Novák to have 15 h here, nobody would lose hours. The proposal would be better with that larger need.',
      changes: ['Ingrid Novák 15 h in COMPSCI 331'],
      open: '15 h fewer would stay open.',
    })
  })

  test('and where they have all of its hours', async () => {
    const w = await world({ 'Ingrid Novák': 'A+' })
    await makeAllocation({
      userId: await makeUser('student', { name: 'Ana One' }),
      courseId: w.courseId,
      termId: w.termId,
      quarters: 160,
    })
    await makeCourse(w.termId, { code: 'OTHER 1', needMarkers: false })
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    expect(await whyNot(w, id, 'Ingrid Novák')).toEqual(['1 tutor has all its 40 h already (Ana One 40 h).'])
  })

  test('says that staying close kept somebody, by the name that its scenario had', async () => {
    const w = await world({ 'Ingrid Novák': 'A+', 'Søren Kovács': 'B' })
    const first = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    await edit(w, first, 'Ingrid Novák', 'remove')
    await edit(w, first, 'Søren Kovács', 'hours', 160)
    const id = await solveAgain(w.viewer, { id: first, name: 'Again', stayClose: 5000 })
    expect(await solveRun(id)).toBe('done')
    expect((await whyNot(w, id, 'Ingrid Novák'))[0]).toMatch(
      /Søren Kovács, who is in, [\d.]+\. Kept as in Scenario tutor, to stay close to it\.$/,
    )
  })

  test('grades without a value, and work that is only told', async () => {
    const w = await world({ 'Ingrid Novák': 'CPL' })
    const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
    const reason = personPanel(await getAnalysis(w.viewer, id), w.users['Ingrid Novák']!, undefined)!
      .wishes[0]!.reason
    expect(reason).toMatch(/^1st preference, grade CPL, counted like reasons without a grade/)
  })
})

test('who is accepted now and loses hours is told with the reason, until the scenario is applied', async () => {
  const w = await world({ 'Ingrid Novák': 'A+', 'Søren Kovács': 'B' })
  const applicationId = w.ids['Søren Kovács']!
  await write((tx) =>
    tx.update(applications).set({ decision: 'accepted' }).where(eq(applications.id, applicationId)),
  )
  await makeAllocation({
    userId: w.users['Søren Kovács']!,
    courseId: w.courseId,
    termId: w.termId,
    quarters: 140,
    state: 'proposed',
    applicationId,
  })
  const id = await makeSolvedRun(w.viewer.id, w.termId, 'tutor')
  const analysis = await getAnalysis(w.viewer, id)
  const less = await acceptedLess(analysis)
  expect(withReasons(analysis, less)).toMatchObject([
    {
      name: 'Søren Kovács',
      code: 'COMPSCI 331',
      rank: 1,
      quarters: 140,
      is: 0,
      reason: expect.stringMatching(FULL),
    },
  ])
  const soren = { userId: w.users['Søren Kovács'], name: 'Søren Kovács' }
  expect(affectedBy(analysis, less)).toEqual({
    nothing: [{ ...soren, lost: 'COMPSCI 331: 35 h' }],
    fewer: [],
  })
  await edit(w, id, 'Søren Kovács', 'hours', 40)
  const cut = await getAnalysis(w.viewer, id)
  expect(affectedBy(cut, await acceptedLess(cut))).toEqual({
    nothing: [],
    fewer: [{ ...soren, lost: 'COMPSCI 331: 35 h, here 10 h' }],
  })
  await resetRun(w.viewer, { id, version: cut.row.version })
  const [row] = await db.select().from(assignmentRuns).where(eq(assignmentRuns.id, id))
  await applyRun(w.viewer, { id, version: row!.version })
  expect(await acceptedLess(await getAnalysis(w.viewer, id))).toEqual([])
  // Their record names the scenario and why, and nobody else.
  const [line] = (await getReviewRecord(w.viewer, applicationId)).audit
  expect(line).toMatchObject({
    action: 'applications.undo',
    before: { decision: 'accepted', hours: { 'COMPSCI 331': 35 } },
    reason:
      'Automatic assignment “Scenario tutor”: nothing in COMPSCI 331 instead of 35 h. The only place is taken.',
  })
})
