import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { db, write } from '@/db/client'
import { assignmentRuns, endorsements } from '@/db/schema'
import { newId } from '@/db/sql'
import { solveAgain } from '@/lib/assignment-runs/again'
import { getAnalysis } from '@/lib/assignment-runs/analysis'
import { leftOutWords } from '@/lib/assignment-runs/base'
import { boardList, courseCard, courseCards, personLines } from '@/lib/assignment-runs/board'
import { deleteRun } from '@/lib/assignment-runs/commands'
import { compareRun } from '@/lib/assignment-runs/compare'
import { qualityWords } from '@/lib/assignment-runs/cost'
import { type EditAct, editRun, resetRun } from '@/lib/assignment-runs/edits'
import { lostFields, putBackForm } from '@/lib/assignment-runs/lost'
import { coursePanel, PEOPLE_A_LIST } from '@/lib/assignment-runs/panels'
import { putBack } from '@/lib/assignment-runs/put-back'
import { changesSince } from '@/lib/assignment-runs/since'
import { solveRun } from '@/lib/assignment-runs/work'
import { makeSolvedRun } from '../../support/assignment-world'
import { makeApplication, makeCourse, makeTerm, makeUser, makeViewer } from '../../support/world'

/** One applicant for one course of 40 h, solved for. */
async function world() {
  const viewer = await makeViewer('tutor_coordinator')
  const termId = await makeTerm()
  const courseId = await makeCourse(termId, { code: 'A 1', availableQuarters: 160, needMarkers: false })
  const userId = await makeUser('student', { name: 'Ingrid Novák' })
  await makeApplication({ studentId: userId, termId, courses: [courseId] })
  const id = await makeSolvedRun(viewer.id, termId, 'tutor')
  const give = async (quarters: number) => {
    const [row] = await db.select().from(assignmentRuns).where(eq(assignmentRuns.id, id))
    const edit = { act: 'hours' as const, userId, courseId, position: 0 as const, quarters }
    await editRun(viewer, { id, version: row!.version, edit })
  }
  const mark = async (act: EditAct, run = id) => {
    const [row] = await db.select().from(assignmentRuns).where(eq(assignmentRuns.id, run))
    return editRun(viewer, { id: run, version: row!.version, edit: { act, userId, courseId, position: 0 } })
  }
  return { viewer, id, userId, give, mark }
}

test('people of one name are told apart by their user names, and are found by them', async () => {
  const viewer = await makeViewer('tutor_coordinator')
  const termId = await makeTerm()
  const courseId = await makeCourse(termId, { code: 'B 1', availableQuarters: 160, needMarkers: false })
  for (const name of ['Kwame Adeyemi', 'Kwame Adeyemi', 'Mei Chen'])
    await makeApplication({ studentId: await makeUser('student', { name }), termId, courses: [courseId] })
  const analysis = await getAnalysis(viewer, await makeSolvedRun(viewer.id, termId, 'tutor'))
  const names = analysis.names.map(({ name }) => name).sort()
  expect(names).toEqual([
    expect.stringMatching(/^Kwame Adeyemi \(\w+\)$/),
    expect.stringMatching(/^Kwame Adeyemi \(\w+\)$/),
    'Mei Chen',
  ])
  expect(new Set(names).size).toBe(3)
})

test('who ranked a course first and missed it stands with the course, and in a view of people', async () => {
  const viewer = await makeViewer('tutor_coordinator')
  const termId = await makeTerm()
  const [wanted, other] = [
    await makeCourse(termId, { code: 'B 1', availableQuarters: 160, needMarkers: false, wantedTutors: 1 }),
    await makeCourse(termId, { code: 'B 2', availableQuarters: 160, needMarkers: false }),
  ]
  for (const [name, ranked] of [
    ['Ana', [wanted, other]],
    ['Ben', [wanted, other]],
    ['Cy', [wanted]],
  ] as const)
    await makeApplication({
      studentId: await makeUser('student', { name }),
      termId,
      courses: [...ranked],
      maxWeekQuarters: 40,
    })
  const analysis = await getAnalysis(viewer, await makeSolvedRun(viewer.id, termId, 'tutor'))
  const view = coursePanel(analysis, wanted)!
  const inIt = view.people.rows.map(({ name }) => name)
  expect(inIt).toHaveLength(1)
  const names = ['Ana', 'Ben', 'Cy'].filter((name) => !inIt.includes(name))
  expect(view.missed.map(({ name }) => name)).toEqual(names)
  expect(view.missed.map(({ instead }) => instead)).toContainEqual(
    expect.stringMatching(/^\d+ h in B 2 \(2nd preference\)$/),
  )
  expect(coursePanel(analysis, other)!.missed).toEqual([])
  const { lines } = personLines(analysis, boardList.parse({ load: 'missed' }))
  expect(lines.map(({ name, missed }) => [name, missed])).toEqual(names.map((name) => [name, 'B 1']))
})

test('a scenario solved again says what changed against the first one, as long as that one is there', async () => {
  const { viewer, id, give, mark } = await world()
  expect(await changesSince(viewer, await getAnalysis(viewer, id))).toBeNull()
  const again = await solveAgain(viewer, { id, name: 'Again', stayClose: 500 })
  expect(await solveRun(again)).toBe('done')
  const since = async () => changesSince(viewer, await getAnalysis(viewer, again))
  const nothing = { parentId: id, lead: '0 pairs changed by solving since Scenario tutor', rest: '' }
  expect(await since()).toEqual(nothing)
  await give(0)
  expect(await since(), 'against what it was to stay close to').toEqual(nothing)
  const hand = '1 pair changed by hand since it was solved: Ingrid Novák out of A 1'
  expect((await changesSince(viewer, await getAnalysis(viewer, id)))?.rest).toBe(hand)
  await mark('forbid', again)
  expect(await since()).toEqual({ ...nothing, rest: `; ${hand}` })
  await mark('restore', again)
  expect(await since()).toEqual(nothing)
  await deleteRun(viewer, id)
  expect(await since()).toBeNull()
})

test('a scenario solved again after somebody was kept out says who changed what', async () => {
  const { viewer, id, userId, mark } = await world()
  await mark('forbid')
  const again = await solveAgain(viewer, { id, name: 'Again', stayClose: 500 })
  expect(await solveRun(again)).toBe('done')
  expect(await changesSince(viewer, await getAnalysis(viewer, again))).toEqual({
    parentId: id,
    lead: '0 pairs changed by solving since Scenario tutor',
    rest: '; 1 pair changed by hand in Scenario tutor before: Ingrid Novák out of A 1',
  })
  const card = courseCard(await getAnalysis(viewer, again), 0)
  expect(card.keptOut, 'the hours can be given back here as well').toEqual([
    { userId, name: 'Ingrid Novák', wasQuarters: 160 },
  ])
})

test('an edited scenario says what the edits cost, in the list and on the board alike', async () => {
  const { viewer, id, give, mark } = await world()
  const told = async () => {
    const analysis = await getAnalysis(viewer, id)
    expect(analysis.row.figures?.cost).toEqual(analysis.cost)
    return qualityWords(analysis.row)
  }
  expect(qualityWords((await getAnalysis(viewer, id)).row)).toBe('Best possible')
  await give(130)
  expect(await told()).toBe(
    'Edited since it was solved: −7.5\u00a0h covered; average suitability ±0; 1 rule broken',
  )
  await mark('forbid')
  expect(await told()).toMatch(/^Edited since it was solved: −40\u00a0h covered; .*; no rule broken$/)
  const [row] = await db.select().from(assignmentRuns).where(eq(assignmentRuns.id, id))
  await resetRun(viewer, { id, version: row!.version })
  expect(qualityWords((await getAnalysis(viewer, id)).row)).toBe('Best possible')
  const { figures } = await compareRun(viewer, id, 'standing')
  expect(figures.after).toMatchObject({ broken: 0, quality: 'Best possible', asked: { none: 0 } })
  expect(figures.before).toMatchObject({ quality: '', asked: { got: 0, none: 1 } })
})

test('a rest that is less than a step calls for nobody and is not listed as open; a step does, and none is no rest', async () => {
  const { viewer, id, give } = await world()
  const rest = async (quarters: number) => {
    await give(quarters)
    const analysis = await getAnalysis(viewer, id)
    const { smallRest, restWords } = courseCard(analysis, 0).parts[0]!
    const listed = courseCards(analysis, boardList.parse({ show: 'gaps' })).total
    return { smallRest, restWords, listed }
  }
  expect(await rest(160)).toEqual({ smallRest: false, restWords: null, listed: 0 })
  const words = '1 h is less than one step of 5 h'
  expect(await rest(156)).toEqual({ smallRest: true, restWords: words, listed: 0 })
  const block = '5 h is less than the 10 h that a person is given at least'
  expect(await rest(140)).toEqual({ smallRest: false, restWords: block, listed: 1 })
  expect(await rest(120)).toEqual({ smallRest: false, restWords: null, listed: 1 })
})

test('a course names who is kept out of it, until they are let in again', async () => {
  const { viewer, id, userId, mark } = await world()
  const keptOut = async () => courseCard(await getAnalysis(viewer, id), 0).keptOut
  expect(await keptOut()).toEqual([])
  await mark('forbid')
  expect(await keptOut()).toEqual([{ userId, name: 'Ingrid Novák', wasQuarters: 160 }])
  await mark('unforbid')
  expect(await keptOut()).toEqual([])
})

test('keeping and taking somebody out are undone with hours and lock, once, and not over what was changed since', async () => {
  const { viewer, id, userId, give, mark } = await world()
  const board = async () => {
    const { pairs, marks } = (await getAnalysis(viewer, id)).data
    return { pairs, marks }
  }
  await mark('lock')
  const before = await board()
  expect(before.pairs).toHaveLength(1)
  expect(before.marks.locks).toHaveLength(1)
  expect((await mark('lock')).lost, 'a lock takes nothing').toBeNull()
  for (const act of ['forbid', 'remove'] as const) {
    const { lost } = await mark(act)
    const posted = putBackForm.parse(lostFields(id, lost!))
    expect(posted).toEqual({ id, ...lost })
    expect((await board()).pairs).toEqual([])
    expect(await putBack(viewer, posted)).toBe('Undone: Ingrid Novák is in A 1 as before')
    expect(await board()).toEqual(before)
    await expect(putBack(viewer, posted)).rejects.toThrow('changed in this course since')
  }
  const { lost } = await mark('forbid')
  await mark('unforbid')
  await give(40)
  await expect(putBack(viewer, { id, ...lost! })).rejects.toThrow('changed in this course since')
  expect((await board()).pairs[0]!.quarters).toBe(40)
  await mark('remove')
  const bare = await mark('forbid')
  expect(await putBack(viewer, { id, ...bare.lost! })).toBe('Undone: Ingrid Novák may be given A 1 again')
  expect(bare.lost!.userId).toBe(userId)
})

test('people of a course stand by suitability, then by name; those who may not work there come last', async () => {
  const viewer = await makeViewer('tutor_coordinator')
  const termId = await makeTerm()
  const courseId = await makeCourse(termId, {
    code: 'A 1',
    availableQuarters: 80,
    wantedTutors: 2,
    needMarkers: false,
  })
  for (const [name, grade] of [
    ['Zara Best', 'A+'],
    ['Bo Able', 'A-'],
    ['Ann Able', 'A-'],
    ['Cy Fair', 'B'],
    ['Al Weak', 'C-'],
    ['Di Able', 'A-'],
  ] as const)
    await makeApplication({
      studentId: await makeUser('student', { name }),
      termId,
      courses: [{ courseId, grade }],
    })
  const id = await makeSolvedRun(viewer.id, termId, 'tutor', { minChunk: 10 })
  const view = coursePanel(await getAnalysis(viewer, id), courseId)!
  const inIt = view.people.rows.map((row) => row.name)
  expect(inIt[0]).toBe('Zara Best')
  const able = ['Ann Able', 'Bo Able', 'Di Able'].filter((name) => !inIt.includes(name))
  expect(view.notChosen.rows.map((row) => row.name)).toEqual([...able, 'Cy Fair', 'Al Weak'])
  const scores = view.notChosen.rows.map((row) => row.suitability)
  expect(scores).toEqual(scores.toSorted((a, b) => b - a))
})

test('those who are left out are counted in the singular and the plural', () => {
  expect(leftOutWords('published', 1)).toBe('1 result published already')
  expect(leftOutWords('published', 112)).toBe('112 results published already')
  expect(leftOutWords('inactive', 2)).toBe('2 accounts not active')
  expect(leftOutWords('reserve', 2)).toBe('2 on reserve')
})

test('a chip of somebody whom the course coordinator advised against says so, in that course alone', async () => {
  const viewer = await makeViewer('tutor_coordinator')
  const termId = await makeTerm()
  const ids: string[] = []
  for (const code of ['A 1', 'B 2'])
    ids.push(await makeCourse(termId, { code, availableQuarters: 80, needMarkers: false }))
  const studentId = await makeUser('student', { name: 'Mei Chen' })
  const applicationId = await makeApplication({ studentId, termId, maxWeekQuarters: 80, courses: ids })
  const coordinatorId = await makeUser('course_coordinator')
  await write((tx) =>
    tx.insert(endorsements).values({
      id: newId(),
      applicationId,
      courseId: ids[0]!,
      coordinatorId,
      verdict: 'no',
      updatedAt: new Date(),
    }),
  )
  const id = await makeSolvedRun(viewer.id, termId, 'tutor')
  const analysis = await getAnalysis(viewer, id)
  const advised = (at: number) => courseCard(analysis, at).chips.map((chip) => chip.advised)
  expect([advised(0), advised(1)]).toEqual([[true], [false]])
})

test('the panel of a course holds a page of its people, whose reasons do not name again who is in it', async () => {
  const viewer = await makeViewer('tutor_coordinator')
  const termId = await makeTerm()
  const courseId = await makeCourse(termId, {
    code: 'COMPSCI 331',
    availableQuarters: 160,
    needMarkers: false,
    wantedTutors: 1,
  })
  for (let n = 1; n <= 12; n++)
    await makeApplication({
      studentId: await makeUser('student', { name: `Person ${n}` }),
      termId,
      courses: [{ courseId, grade: n === 1 ? 'A+' : 'B' }],
    })
  const analysis = await getAnalysis(viewer, await makeSolvedRun(viewer.id, termId, 'tutor'))
  const first = coursePanel(analysis, courseId)!
  expect(first.people).toMatchObject({ total: 1, page: 1, rows: [{ name: 'Person 1' }] })
  expect(first.notChosen).toMatchObject({ total: 11, page: 1 })
  expect(first.notChosen.rows).toHaveLength(PEOPLE_A_LIST)
  expect(first.notChosen.rows[0]!.whyNot[0]!.words).toMatch(
    /^The only place is taken\. Person \d+ suits it [\d.]+ of 100; Person 1, who suits it least of those who are in, /,
  )
  const second = coursePanel(analysis, courseId, { notChosen: 2 })!.notChosen
  expect(second).toMatchObject({ total: 11, page: 2 })
  expect(second.rows).toHaveLength(1)
  expect(coursePanel(analysis, courseId, { notChosen: 9 })!.notChosen.page).toBe(2)
})
