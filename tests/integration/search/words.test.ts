import { beforeAll, describe, expect, test } from 'vitest'
import { queryCount } from '@/db/client'
import { findStudents } from '@/lib/allocations/candidates'
import { staffingList } from '@/lib/allocations/members-list'
import { listStaffing } from '@/lib/allocations/staffing'
import { startApplication } from '@/lib/applications/commands'
import { getForm, listPickable } from '@/lib/applications/queries'
import type { Viewer } from '@/lib/permissions'
import { endorseList } from '@/lib/review/endorse-list'
import { listApplicants } from '@/lib/review/endorse-queries'
import { reviewList } from '@/lib/review/list'
import { listApplications } from '@/lib/review/queries'
import { searchEverything } from '@/lib/search/queries'
import { searchWords } from '@/lib/search/words'
import { makeApplication, makeCourse, makeTerm, makeUser, makeViewer, viewer } from '../../support/world'

let termId: string
let courseId: string
let mei: string
let applicationId: string
let tc: Viewer
let cc: Viewer

beforeAll(async () => {
  termId = await makeTerm({ name: '2031 Semester One' })
  const coordinator = await makeUser('course_coordinator')
  courseId = await makeCourse(termId, {
    code: 'COMPSCI 101',
    name: 'Principles of Programming',
    searchText: 'compsci 101 compsci101 principles of programming',
    coordinators: [coordinator],
  })
  await makeCourse(termId, { code: 'COMPSCI 110', name: 'Principles of Systems' })
  mei = await makeUser('student', { name: 'Mei Chen' })
  await makeUser('student', { name: 'Mei Tanaka' })
  applicationId = await makeApplication({ studentId: mei, termId, courses: [courseId] })
  tc = await makeViewer('tutor_coordinator')
  cc = await viewer(coordinator)
})

test('words are folded, in any order, and at most eight count', () => {
  expect(searchWords('  CHÉN  Mei ')).toEqual(['chen', 'mei'])
  expect(searchWords('a b c d e f g h i j')).toHaveLength(8)
  expect(searchWords(' ')).toEqual([])
})

describe('several words find what holds each of them, in any order', () => {
  const person = 'Chen MEI'
  const course = 'programming 101'

  test('in the review table', async () => {
    const scope = { termId, position: 'tutor' as const, tab: 'submitted' as const }
    const find = async (q: string) =>
      (await listApplications(tc, scope, reviewList.parse({ q }))).rows.map((row) => row.id)
    expect(await find(person)).toEqual([applicationId])
    expect(await find('Chen Tanaka')).toEqual([])
  })
  test('among the applicants of a course', async () => {
    const { rows } = await listApplicants(
      cc,
      { courseId, position: 'tutor' },
      endorseList.parse({ q: person }),
    )
    expect(rows).toHaveLength(1)
  })
  test('among students to add to a course', async () => {
    expect((await findStudents(person)).rows.map((row) => row.id)).toEqual([mei])
  })
  test('among the courses of enrolment', async () => {
    const { rows } = await listStaffing(tc, termId, staffingList.parse({ q: course }))
    expect(rows.map((row) => row.id)).toEqual([courseId])
  })
  test('among the courses to apply for', async () => {
    const student = await makeViewer('student')
    const { id } = await startApplication(student, { termId, position: 'tutor' })
    const { rows } = await listPickable(await getForm(student, id), { q: course, limit: 10 })
    expect(rows.map((row) => row.id)).toEqual([courseId])
  })
  test('in the search of everything: courses, people, applications and pages', async () => {
    const find = async (q: string) =>
      Object.fromEntries(
        (await searchEverything(tc, q)).map((group) => [group.label, group.items.map((item) => item.href)]),
      )
    expect(await find(course)).toEqual({ Courses: [`/courses/${courseId}`] })
    expect(await find(person)).toEqual({
      People: [`/users/${mei}`],
      Applications: [`/review/${applicationId}`],
    })
    expect(await find('log audit')).toEqual({ Pages: ['/audit'] })
  })
})

test('a student finds courses of open terms, and of closed ones those they take part in', async () => {
  const closed = await makeTerm({ open: false })
  const mine = await makeCourse(closed, { code: 'HIDDEN 101' })
  await makeCourse(closed, { code: 'HIDDEN 102' })
  const gone = await makeCourse(closed, { code: 'HIDDEN 103', archivedAt: new Date() })
  const applicant = await makeViewer('student')
  await makeApplication({ studentId: applicant.id, termId: closed, courses: [mine, gone] })
  const find = async (who: Viewer) =>
    (await searchEverything(who, 'hidden')).flatMap((group) => group.items.map((item) => item.label))
  expect(await find(applicant)).toEqual([expect.stringContaining('HIDDEN 101')])
  expect(await find(await makeViewer('student'))).toEqual([])
  expect(await find(tc)).toHaveLength(2)
})

describe('own applications in the search of everything', () => {
  const applicationsOf = async (who: Viewer, q: string) =>
    (await searchEverything(who, q)).flatMap((group) => (group.label === 'Applications' ? group.items : []))

  test('are found by their student by position, term and state, drafts too, and lead to their own page', async () => {
    const who = await viewer(mei)
    const draft = await startApplication(who, { termId, position: 'marker' })
    expect(await applicationsOf(who, 'application 2031')).toEqual([
      {
        label: 'Marker application',
        detail: '2031 Semester One, draft',
        href: `/applications/${draft.id}`,
      },
      {
        label: 'Tutor application',
        detail: '2031 Semester One, submitted',
        href: `/applications/${applicationId}`,
      },
    ])
    expect(await applicationsOf(who, 'tutor mei')).toHaveLength(1)
    expect(await applicationsOf(who, 'tutor 1999')).toEqual([])
  })

  test('of others are not found by a student, and none shows a decision before it is published', async () => {
    const other = await makeViewer('student', { name: 'Ann Other' })
    expect(await applicationsOf(other, 'application')).toEqual([])
    const id = await makeApplication({ studentId: other.id, termId, decision: 'accepted' })
    for (const q of ['accepted', 'accepted tutor', 'result'])
      expect(await applicationsOf(other, q)).toEqual([])
    expect(await applicationsOf(other, 'tutor')).toMatchObject([{ href: `/applications/${id}` }])
  })

  test('of a coordinator who has applied are theirs, not theirs to review', async () => {
    const both = await makeUser(['student', 'course_coordinator'])
    const own = await makeCourse(termId, { coordinators: [both] })
    const id = await makeApplication({ studentId: both, termId, courses: [own] })
    expect((await applicationsOf(await viewer(both), 'tutor')).map((item) => item.href)).toEqual([
      `/applications/${id}`,
    ])
  })

  test('that were withdrawn are found by those who review, and say so; one withdrawn as a draft was never theirs', async () => {
    const studentId = await makeUser('student', { name: 'Wanda Drawn' })
    const state = 'withdrawn' as const
    const id = await makeApplication({ studentId, termId, state })
    await makeApplication({ studentId, termId, state, submittedAt: null })
    expect(await applicationsOf(tc, 'drawn wanda')).toEqual([
      { label: 'Wanda Drawn', detail: 'Tutor, 2031 Semester One, withdrawn', href: `/review/${id}` },
    ])
  })

  test('cost the same number of queries whatever there is', async () => {
    const who = await makeViewer('student')
    const cost = async () => {
      const before = queryCount()
      await searchEverything(who, 'tutor')
      return queryCount() - before
    }
    const none = await cost()
    for (let i = 0; i < 3; i++) await makeApplication({ studentId: who.id, termId: await makeTerm() })
    expect(await cost()).toBe(none)
  })
})
