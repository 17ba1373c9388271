import { beforeAll, describe, expect, test } from 'vitest'
import { db, queryCount, write } from '@/db/client'
import { endorsements } from '@/db/schema'
import { newId } from '@/db/sql'
import { noMarks, pinnedOf, toInstance } from '@/lib/assignment-runs/base'
import { buildBase } from '@/lib/assignment-runs/build'
import { policyOf, runSettings } from '@/lib/assignment-runs/settings'
import { loadSource } from '@/lib/assignment-runs/source'
import type { AssignmentScope } from '@/lib/vocabulary'
import { makeAllocation, makeApplication, makeCourse, makeTerm, makeUser } from '../../support/world'

const settings = runSettings.parse({})
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const base = async (termId: string, scope: AssignmentScope, given: Record<string, unknown> = {}) =>
  buildBase(await loadSource(db, termId, scope, { visaCapHours: 25 }), runSettings.parse(given))
const instanceOf = (b: Awaited<ReturnType<typeof base>>) =>
  toInstance(b, policyOf(settings), pinnedOf(b, noMarks, []), noMarks)

/** A term of ten teaching weeks. */
const tenWeeks = () => makeTerm({ startsOn: day(30), endsOn: day(100) })

describe('hours of a course', () => {
  let termId: string
  beforeAll(async () => {
    termId = await tenWeeks()
    await makeCourse(termId, {
      code: 'COMPSCI 101',
      availableQuarters: 400,
      tutorQuarters: 240,
      markerQuarters: 160,
      wantedTutors: 3,
      markerWeeks: '0, 0, 0, 50, 50, 0, 0, 0, 0, 0',
    })
    await makeCourse(termId, { code: 'COMPSCI 102', availableQuarters: 400 })
    await makeCourse(termId, { code: 'COMPSCI 103', needMarkers: false, availableQuarters: 170 })
    await makeCourse(termId, { code: 'STATS 201', archivedAt: new Date() })
    await makeApplication({ studentId: await makeUser(), termId })
  })

  test('come from its split, where it has one', async () => {
    const [first] = instanceOf(await base(termId, 'both')).courses
    expect(first).toMatchObject({
      id: 'COMPSCI 101',
      level: 100,
      d: [{ hours: 60, maxPeople: 3 }, { hours: 40 }],
    })
    expect(first).not.toHaveProperty('shared')
  })
  test('bind both positions together, where it has one budget for both', async () => {
    const second = instanceOf(await base(termId, 'both')).courses[1]
    expect(second).toMatchObject({ d: [{ hours: 100 }, { hours: 100 }], shared: 100 })
  })
  test('are whole steps: a budget of 42.5 h gives 40 h to assign', async () => {
    expect(instanceOf(await base(termId, 'both')).courses[2]).toMatchObject({ d: [{ hours: 40 }, null] })
  })
  test('lie over the weeks as the course says, else evenly', async () => {
    const [first] = (await base(termId, 'both')).courses
    expect(first?.d[1]?.profile).toEqual([0, 0, 0, 50, 50, 0, 0, 0, 0, 0])
    expect(first?.d[0]?.profile).toEqual(Array.from({ length: 10 }, () => 10))
  })
  test('of an archived course are none, and of the position that is not assigned are left alone', async () => {
    const tutors = await base(termId, 'tutor')
    expect(tutors.courses.map((course) => course.code)).toEqual([
      'COMPSCI 101',
      'COMPSCI 102',
      'COMPSCI 103',
      'STATS 201',
    ])
    expect(tutors.courses[3]?.d).toEqual([null, null])
    expect(tutors.courses.every((course) => course.d[1] === null)).toBe(true)
    expect(tutors.courses[1]?.d[0]?.quarters).toBe(400)
  })
})

describe('who takes part', () => {
  test('undecided and accepted applications do by default; rejected, reserve, published, withdrawn and drafts do not', async () => {
    const termId = await tenWeeks()
    const course = await makeCourse(termId)
    const make = async (given: Partial<Parameters<typeof makeApplication>[0]>) => {
      const studentId = await makeUser()
      await makeApplication({ studentId, termId, courses: [course], ...given })
      return studentId
    }
    const undecided = await make({})
    const accepted = await make({ decision: 'accepted' })
    await make({ decision: 'rejected' })
    const reserve = await make({ decision: 'reserve' })
    await make({ state: 'published', decision: 'accepted' })
    await make({ state: 'withdrawn' })
    await make({ state: 'draft', submittedAt: null })
    await make({ citizenOrResident: false, validVisa: false })
    await make({ overseas: true, returning: false })
    const found = await base(termId, 'tutor')
    expect(found.people.map((person) => person.userId)).toEqual([undecided, accepted].sort())
    expect(found.leftOut).toEqual({ rejected: 1, reserve: 1, published: 1, no_visa: 1, overseas: 1 })
    const wider = await base(termId, 'tutor', { withReserve: 'on', withAccepted: false })
    expect(wider.people.map((person) => person.userId)).toEqual([undecided, reserve].sort())
  })

  test('a person’s limits are the smaller of weekly maximum and visa cap over the term, less what they hold elsewhere', async () => {
    const termId = await tenWeeks()
    const course = await makeCourse(termId)
    const studentId = await makeUser()
    await makeApplication({
      studentId,
      termId,
      courses: [course],
      citizenOrResident: false,
      validVisa: true,
      maxWeekQuarters: 30 * 4,
    })
    await makeAllocation({ userId: studentId, courseId: course, termId, position: 'marker', quarters: 200 })
    const [person] = instanceOf(await base(termId, 'tutor')).applicants
    // 25 h × 10 weeks − 50 h; 5 h a week are taken.
    expect(person).toMatchObject({ maxTerm: 200, visaWeek: 20, maxWeek: 25, roles: 1 })
  })

  test('what is published or pre-assigned stays with its person and counts; a proposal of an open application does not', async () => {
    const termId = await tenWeeks()
    const course = await makeCourse(termId, { tutorQuarters: 400, wantedTutors: 4 })
    const other = await makeCourse(termId)
    const open = await makeUser()
    const applicationId = await makeApplication({
      studentId: open,
      termId,
      decision: 'accepted',
      courses: [course, other],
    })
    await makeAllocation({ userId: open, courseId: other, termId, state: 'proposed', applicationId })
    await makeAllocation({
      userId: open,
      courseId: course,
      termId,
      state: 'proposed',
      source: 'pre_assignment',
      quarters: 50,
    })
    await makeAllocation({ userId: await makeUser(), courseId: course, termId, quarters: 120 })
    const found = await base(termId, 'tutor')
    const at = found.courses.findIndex((one) => one.id === course)
    expect(found.fixed).toEqual([{ person: 0, course: at, position: 0, quarters: 50, why: 'pre_assigned' }])
    expect(found.courses[at]?.d[0]).toMatchObject({ quarters: 400, takenQuarters: 120, takenPeople: 1 })
    const instance = instanceOf(found)
    // 12.5 h are fixed as 15 h; of the 57.5 h left 55 h can be given in steps of 5 h.
    expect(instance.pins).toEqual([[0, at, 0, 15]])
    expect(instance.courses[at]?.d[0]).toMatchObject({ hours: 70, maxPeople: 3 })
  })
})

describe('wishes', () => {
  test('keep their rank, grade, reason and experience, also from earlier terms', async () => {
    const past = await makeTerm()
    const old = await makeCourse(past, { code: 'COMPSCI 220' })
    const termId = await tenWeeks()
    const codes = ['COMPSCI 210', 'COMPSCI 215', 'COMPSCI 220', 'COMPSCI 225', 'COMPSCI 230']
    const ids = await Promise.all(codes.map((code) => makeCourse(termId, { code })))
    const studentId = await makeUser()
    await makeAllocation({ userId: studentId, courseId: old, termId: past })
    const row = (n: number, given: object) => ({ courseId: ids[n]!, workedBefore: false, ...given })
    await makeApplication({
      studentId,
      termId,
      gpaHundredths: null,
      preferredGpaHundredths: 620,
      courses: [
        row(4, { grade: 'A+' }),
        row(2, { completed: false, grade: null, whySuitable: 'I taught it.' }),
        row(0, { grade: 'CPL' }),
        row(1, { grade: 'Fail' }),
        row(3, { grade: 'C-', workedBefore: true }),
      ],
    })
    const [person] = (await base(termId, 'tutor')).people
    expect(person).toMatchObject({ degree: 'PG', gpa: 6.2, gpaOfPreferred: true })
    expect(person?.prefs).toEqual([
      [4, 0, 0, 1],
      [2, -1, 1, 2],
      [0, -1, 1, 1],
      [1, -1, 0, 1],
      [3, 8, 0, 2],
    ])
    // The record shows one of the courses; of the other only the student says it.
    expect(person?.prefWords).toEqual([null, null, { grade: 'CPL' }, null, { says: true }])
  })

  test('of two applications are merged by the better rank, each course for the positions it is wanted in', async () => {
    const termId = await tenWeeks()
    const [a, b, c] = await Promise.all(
      ['COMPSCI 310', 'COMPSCI 320', 'COMPSCI 330'].map((code) => makeCourse(termId, { code })),
    )
    const studentId = await makeUser()
    await makeApplication({ studentId, termId, position: 'tutor', courses: [a!, b!], maxWeekQuarters: 60 })
    await makeApplication({ studentId, termId, position: 'marker', courses: [c!, b!], maxWeekQuarters: 40 })
    const merged = await base(termId, 'both')
    const [person] = merged.people
    // Nobody is given a course in a position in which they did not ask for it.
    expect(instanceOf(merged).only).toEqual([
      [0, 0, 0],
      [0, 2, 1],
    ])
    expect(person?.prefs.map(([course]) => course)).toEqual([0, 2, 1])
    expect(person?.prefRoles).toEqual([1, 2, 3])
    expect(person?.maxWeekQuarters).toBe(40)
  })

  test('endorsements count as most of the course’s coordinators say', async () => {
    const termId = await tenWeeks()
    const [liked, disliked, torn, wanted] = await Promise.all(
      ['COMPSCI 410', 'COMPSCI 420', 'COMPSCI 430', 'COMPSCI 440'].map((code) =>
        makeCourse(termId, { code }),
      ),
    )
    const [one, two] = [await makeUser('course_coordinator'), await makeUser('course_coordinator')]
    const applicationId = await makeApplication({
      studentId: await makeUser(),
      termId,
      courses: [liked!, disliked!, torn!, wanted!],
    })
    const say = (courseId: string, coordinatorId: string, verdict: 'strong' | 'yes' | 'no') =>
      write((tx) =>
        tx
          .insert(endorsements)
          .values({ id: newId(), applicationId, courseId, coordinatorId, verdict, updatedAt: new Date() }),
      )
    await say(liked!, one, 'strong')
    await say(liked!, two, 'no')
    await say(disliked!, one, 'no')
    await say(torn!, one, 'yes')
    await say(torn!, two, 'no')
    await say(wanted!, one, 'strong')
    await say(wanted!, two, 'yes')
    const { endorse, strong } = await base(termId, 'tutor')
    expect(endorse).toEqual([
      [0, 0, 1],
      [0, 1, -1],
      [0, 3, 1],
    ])
    expect(strong, 'strongly by one, and by nobody against').toEqual([[0, 3]])
  })
})

test('the term’s data is read with the same number of queries for one and for many applications, in the same order each time', async () => {
  const termId = await tenWeeks()
  const course = await makeCourse(termId)
  const count = async () => {
    const before = queryCount()
    await loadSource(db, termId, 'both', { visaCapHours: 25 })
    return queryCount() - before
  }
  await makeApplication({ studentId: await makeUser(), termId, courses: [course] })
  const one = await count()
  for (let i = 0; i < 12; i++)
    await makeApplication({ studentId: await makeUser(), termId, courses: [course] })
  expect(await count()).toBe(one)
  expect(one).toBe(7)
  const [a, b] = [await base(termId, 'both'), await base(termId, 'both')]
  expect(JSON.stringify(a)).toBe(JSON.stringify(b))
  const ids = a.people.map((person) => person.userId)
  expect(ids).toEqual([...ids].sort())
})
