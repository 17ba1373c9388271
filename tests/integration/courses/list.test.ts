import { beforeAll, describe, expect, test } from 'vitest'
import { queryCount } from '@/db/client'
import { shownColumns } from '@/lib/courses/columns'
import { courseList, exportCourses, listCourses } from '@/lib/courses/list'
import { courseListTable } from '@/lib/courses/list-export'
import { getCourse, getCoursePage } from '@/lib/courses/queries'
import { courseSearchText } from '@/lib/courses/search-text'
import type { Viewer } from '@/lib/permissions'
import { getTerm } from '@/lib/terms/queries'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeTerm,
  makeUser,
  makeViewer,
  viewer,
} from '../../support/world'

const clock = { now: new Date(), zone: 'Pacific/Auckland' }
let admin: Viewer
let student: Viewer
beforeAll(async () => {
  admin = await makeViewer('admin')
  student = await makeViewer('student')
})

async function list(who: Viewer, termId: string, query = '') {
  const term = (await getTerm(admin, termId))!
  return listCourses(who, term, courseList.parse(new URLSearchParams(query)))
}
const codes = async (...args: Parameters<typeof list>) => (await list(...args)).rows.map((row) => row.code)
const searchable = (course: { code: string; name: string; prerequisite?: string }) => ({
  ...course,
  searchText: courseSearchText({ prerequisite: null, ...course }),
})

describe('who sees which course', () => {
  test('a student sees the courses of an open term, and of a closed one only those they applied to or work in', async () => {
    const open = await makeTerm()
    const closed = await makeTerm({ open: false })
    await makeCourse(open, { code: 'OPEN 1' })
    const [applied, worked, proposed, other] = [
      await makeCourse(closed, { code: 'APPLIED' }),
      await makeCourse(closed, { code: 'WORKED' }),
      await makeCourse(closed, { code: 'PROPOSED' }),
      await makeCourse(closed, { code: 'OTHER' }),
    ]
    await makeApplication({ studentId: student.id, termId: closed, courses: [applied] })
    await makeAllocation({ userId: student.id, courseId: worked, termId: closed, state: 'offered' })
    await makeAllocation({ userId: student.id, courseId: proposed, termId: closed, state: 'proposed' })

    expect(await codes(student, open)).toEqual(['OPEN 1'])
    expect(await codes(student, closed)).toEqual(['APPLIED', 'WORKED'])
    expect(await codes(admin, closed)).toEqual(['APPLIED', 'OTHER', 'PROPOSED', 'WORKED'])
    for (const hidden of [proposed, other]) {
      expect(await getCourse(student, hidden)).toBeNull()
      expect(await getCoursePage(student, hidden, clock)).toBeNull()
      expect(await getCourse(admin, hidden)).not.toBeNull()
    }
    expect(await getCourse(student, worked)).not.toBeNull()
  })

  test('an archived course has left every list; staff find it by its filter, students only as their own', async () => {
    const term = await makeTerm()
    await makeCourse(term, { code: 'PRESENT' })
    const gone = await makeCourse(term, { code: 'GONE', archivedAt: new Date() })
    expect(await codes(admin, term)).toEqual(['PRESENT'])
    expect(await codes(admin, term, 'archived=1')).toEqual(['GONE'])
    expect(await codes(student, term, 'archived=1')).toEqual(['PRESENT'])
    expect(await getCourse(student, gone)).toBeNull()
    await makeAllocation({ userId: student.id, courseId: gone, termId: term, state: 'accepted' })
    expect(await getCourse(student, gone)).not.toBeNull()
  })
})

describe('hours left', () => {
  test('are the budget less published work for a student, less all live work for staff', async () => {
    const term = await makeTerm()
    const course = await makeCourse(term, { code: 'HOURS', availableQuarters: 400 })
    const give = async (
      state: 'proposed' | 'offered' | 'accepted' | 'declined' | 'ended',
      quarters: number,
    ) => makeAllocation({ userId: await makeUser(), courseId: course, termId: term, state, quarters })
    await give('proposed', 200)
    await give('offered', 100)
    await give('accepted', 40)
    await give('declined', 80)
    await give('ended', 80)
    const left = async (who: Viewer) => (await list(who, term)).rows[0]!.leftQuarters
    expect(await left(student)).toBe(400 - 140)
    expect(await left(admin)).toBe(400 - 340)
    const page = (await getCoursePage(student, course, clock))!
    expect(page).toMatchObject({ published: { tutor: 140, marker: 0 }, live: null, applicants: null })
    expect((await getCoursePage(admin, course, clock))!.live).toEqual({ tutor: 340, marker: 0 })
  })

  test('filter and order tell a student nothing of proposals', async () => {
    const term = await makeTerm()
    const [a, b] = [
      await makeCourse(term, { code: 'A', availableQuarters: 100 }),
      await makeCourse(term, { code: 'B', availableQuarters: 100 }),
    ]
    await makeCourse(term, { code: 'C', availableQuarters: 0 })
    await makeAllocation({
      userId: await makeUser(),
      courseId: a,
      termId: term,
      state: 'proposed',
      quarters: 100,
    })
    await makeAllocation({
      userId: await makeUser(),
      courseId: b,
      termId: term,
      state: 'offered',
      quarters: 60,
    })
    expect(await codes(student, term, 'left=1')).toEqual(['A', 'B'])
    expect(await codes(student, term, 'sort=left&dir=desc')).toEqual(['A', 'B', 'C'])
    expect(await codes(admin, term, 'left=1')).toEqual(['B'])
    expect((await list(admin, term, 'left=1')).total).toBe(1)
    expect(await codes(admin, term, 'sort=left&dir=desc')).toEqual(['B', 'A', 'C'])
  })

  test('of a position count its own split as well', async () => {
    const term = await makeTerm()
    const course = await makeCourse(term, { code: 'SPLIT', availableQuarters: 400, tutorQuarters: 100 })
    await makeAllocation({
      userId: await makeUser(),
      courseId: course,
      termId: term,
      state: 'accepted',
      quarters: 100,
    })
    expect(await codes(admin, term, 'left=1')).toEqual(['SPLIT'])
    expect(await codes(admin, term, 'left=1&position=tutor')).toEqual([])
    expect(await codes(admin, term, 'left=1&position=marker')).toEqual(['SPLIT'])
    const left = async (query: string) => (await list(admin, term, query)).rows.map((row) => row.leftQuarters)
    expect(await left('')).toEqual([300])
    expect(await left('position=tutor')).toEqual([0])
    // Without a split of their own markers have what is left of the whole budget.
    expect(await left('position=marker')).toEqual([300])
  })
})

describe('search and order', () => {
  test('find by code without its space, by name without accents, by prerequisite, by words in any order', async () => {
    const term = await makeTerm()
    await makeCourse(term, searchable({ code: 'COMPSCI 101', name: 'Principles of Programming' }))
    await makeCourse(
      term,
      searchable({ code: 'MĀORI 100', name: 'Te Ao Māori', prerequisite: 'COMPSCI 101' }),
    )
    await makeCourse(term, searchable({ code: 'STATS 100', name: '100% of_statistics' }))
    expect(await codes(student, term, 'q=compsci101')).toEqual(['COMPSCI 101'])
    expect(await codes(student, term, 'q=programming+101')).toEqual(['COMPSCI 101'])
    expect(await codes(student, term, 'q=maori')).toEqual(['MĀORI 100'])
    expect(await codes(student, term, 'q=compsci')).toEqual(['COMPSCI 101', 'MĀORI 100'])
    expect(await codes(student, term, 'q=0%25+of_')).toEqual(['STATS 100'])
    expect(await codes(student, term, 'q=%25programming')).toEqual([])
  })

  test('deadlines are the course’s own, else the term’s, none for a position not needed, and order so', async () => {
    const term = await makeTerm({ tutorDeadline: '2027-02-10', markerDeadline: null })
    await makeCourse(term, { code: 'TERM' })
    await makeCourse(term, { code: 'LATE', tutorDeadline: '2027-02-20' })
    await makeCourse(term, { code: 'EARLY', tutorDeadline: '2027-02-01' })
    await makeCourse(term, { code: 'NONE', needTutors: false, tutorDeadline: '2027-01-01' })
    expect(await codes(student, term, 'sort=tutorDeadline')).toEqual(['EARLY', 'TERM', 'LATE', 'NONE'])
    expect(await codes(student, term, 'sort=tutorDeadline&dir=desc')).toEqual([
      'LATE',
      'TERM',
      'EARLY',
      'NONE',
    ])
    const { rows } = await list(student, term)
    expect(rows.map((row) => [row.code, row.deadlines.tutor, row.deadlines.marker])).toEqual([
      ['EARLY', '2027-02-01', null],
      ['LATE', '2027-02-20', null],
      ['NONE', null, null],
      ['TERM', '2027-02-10', null],
    ])
  })

  test('each sort and filter works, and pages hold every course once', async () => {
    const term = await makeTerm()
    for (let i = 0; i < 60; i++)
      await makeCourse(term, { name: 'Same name', currentStudents: i % 7 || null, needMarkers: i % 2 === 0 })
    for (const sort of ['code', 'name', 'available', 'left', 'students', 'tutorDeadline', 'markerDeadline']) {
      const seen = new Set<string>()
      for (const page of [1, 2, 3])
        for (const row of (await list(admin, term, `sort=${sort}&dir=desc&size=25&page=${page}`)).rows)
          seen.add(row.id)
      expect([sort, seen.size]).toEqual([sort, 60])
    }
    expect((await list(student, term, 'position=marker')).total).toBe(30)
  })
})

describe('applicants', () => {
  test('are counted for those who may know of them: by own position, in own courses, never for students', async () => {
    const term = await makeTerm()
    const coordinatorId = await makeUser('course_coordinator')
    const own = await makeCourse(term, { code: 'OWN', coordinators: [coordinatorId] })
    const other = await makeCourse(term, { code: 'OTHER' })
    for (const [position, state] of [
      ['tutor', 'submitted'],
      ['tutor', 'published'],
      ['tutor', 'draft'],
      ['tutor', 'withdrawn'],
      ['marker', 'submitted'],
    ] as const)
      await makeApplication({
        studentId: await makeUser(),
        termId: term,
        position,
        state,
        courses: [own, other],
      })
    const counts = async (who: Viewer) =>
      Object.fromEntries((await list(who, term)).rows.map((row) => [row.code, row.applicants]))
    expect(await counts(admin)).toEqual({ OWN: { tutor: 2, marker: 1 }, OTHER: { tutor: 2, marker: 1 } })
    expect(await counts(await makeViewer('tutor_coordinator'))).toEqual({
      OWN: { tutor: 2 },
      OTHER: { tutor: 2 },
    })
    expect(await counts(await viewer(coordinatorId))).toEqual({ OWN: { tutor: 2, marker: 1 }, OTHER: null })
    expect(await counts(student)).toEqual({ OWN: null, OTHER: null })
  })
})

describe('the course page', () => {
  test('shows colleagues name and email only, only to people with published work in it, and of published work only', async () => {
    const term = await makeTerm()
    const course = await makeCourse(term)
    const [me, mate, proposed, applicant] = [
      await makeViewer('student', { name: 'Me Myself' }),
      await makeUser('student', { name: 'Mate One' }),
      await makeUser('student', { name: 'Proposed One' }),
      await makeViewer('student', { name: 'Applicant One' }),
    ]
    await makeAllocation({ userId: me.id, courseId: course, termId: term, state: 'offered' })
    await makeAllocation({ userId: mate, courseId: course, termId: term, state: 'accepted' })
    await makeAllocation({
      userId: mate,
      courseId: course,
      termId: term,
      state: 'accepted',
      position: 'marker',
    })
    await makeAllocation({ userId: proposed, courseId: course, termId: term, state: 'proposed' })
    await makeApplication({ studentId: applicant.id, termId: term, courses: [course] })
    const mine = (await getCoursePage(me, course, clock))!
    expect(mine.colleagues!.map((person) => person.name)).toEqual(['Mate One'])
    expect(Object.keys(mine.colleagues![0]!).sort()).toEqual(['email', 'id', 'name'])
    expect((await getCoursePage(applicant, course, clock))!.colleagues).toBeNull()
    expect((await getCoursePage(await viewer(proposed), course, clock))!.colleagues).toBeNull()
    expect((await getCoursePage(await viewer(mate), course, clock))!.colleagues!.map((p) => p.name)).toEqual([
      'Me Myself',
    ])
  })

  test('hides notes from students and from coordinators of other courses', async () => {
    const term = await makeTerm()
    const coordinatorId = await makeUser('course_coordinator', { email: 'cc@example.test' })
    const course = await makeCourse(term, { notes: 'Between us', coordinators: [coordinatorId] })
    const notes = async (who: Viewer) => (await getCoursePage(who, course, clock))!.course.notes
    expect(await notes(admin)).toBe('Between us')
    expect(await notes(await viewer(coordinatorId))).toBe('Between us')
    expect(await notes(await makeViewer('course_coordinator'))).toBeNull()
    expect(await notes(student)).toBeNull()
    expect((await getCoursePage(student, course, clock))!.coordinators).toMatchObject([
      { email: 'cc@example.test' },
    ])
  })

  test('says what a student can do, and a proposal changes none of it', async () => {
    const term = await makeTerm({ tutorDeadline: '2020-01-01', markerDeadline: null })
    const states = async (course: string, who = student) => (await getCoursePage(who, course, clock))!.apply
    const both = await makeCourse(term)
    expect(await states(both)).toEqual({ tutor: { kind: 'passed' }, marker: { kind: 'open' } })
    const marker = await makeUser()
    await makeAllocation({
      userId: marker,
      courseId: both,
      termId: term,
      position: 'marker',
      quarters: 400,
      state: 'proposed',
    })
    expect((await states(both))!.marker).toEqual({ kind: 'open' })
    expect((await states(both, await viewer(marker)))!.marker).toEqual({ kind: 'open' })
    const full = await makeCourse(term, { availableQuarters: 40, needTutors: false })
    const worker = await makeUser()
    await makeAllocation({
      userId: worker,
      courseId: full,
      termId: term,
      position: 'marker',
      quarters: 40,
      state: 'offered',
    })
    expect(await states(full)).toEqual({ tutor: { kind: 'not_needed' }, marker: { kind: 'no_hours' } })
    expect((await states(full, await viewer(worker)))!.marker).toEqual({ kind: 'held' })
    const applicant = await makeViewer('student')
    const applicationId = await makeApplication({ studentId: applicant.id, termId: term, position: 'marker' })
    expect((await states(both, applicant))!.marker).toEqual({
      kind: 'applied',
      applicationId,
      state: 'submitted',
    })
  })
})

describe('the export', () => {
  test('holds all pages of what is shown, with the columns chosen, and never more for a student', async () => {
    const term = await makeTerm()
    for (let i = 0; i < 30; i++) await makeCourse(term)
    const full = (await getTerm(admin, term))!
    const { rows } = await exportCourses(
      student,
      full,
      courseList.parse(new URLSearchParams('size=25&page=2')),
    )
    expect(rows).toHaveLength(30)
    const columns = shownColumns(['applicants', 'left'], false)
    expect(columns.map((column) => column.id)).toEqual(['code', 'left'])
    const table = courseListTable(columns, rows, 'Courses')
    expect(Object.keys(table.rows[0]!)).toEqual(['code', 'left'])
  })
})

test('the list costs the same queries with 1 and with 50 courses, plain, filtered and sorted', async () => {
  const term = await makeTerm()
  const add = async () => {
    const course = await makeCourse(term, { coordinators: [await makeUser('course_coordinator')] })
    await makeAllocation({ userId: await makeUser(), courseId: course, termId: term, quarters: 4 })
    await makeApplication({ studentId: await makeUser(), termId: term, courses: [course] })
  }
  const measure = async (query: string) => {
    const before = queryCount()
    const { rows } = await list(admin, term, `size=100&${query}`)
    return { rows: rows.length, queries: queryCount() - before }
  }
  const queries = ['', 'left=1', 'sort=left', 'sort=students', 'q=course']
  await add()
  const few = []
  for (const query of queries) few.push(await measure(query))
  for (let i = 0; i < 49; i++) await add()
  for (const [i, query] of queries.entries()) {
    const many = await measure(query)
    expect(many.rows).toBe(50)
    expect(few[i]!.rows).toBe(1)
    expect(many.queries).toBe(few[i]!.queries)
  }
  expect(few[0]!.queries).toBeLessThanOrEqual(6)
})
