import { and, eq } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import { db } from '@/db/client'
import { applications, auditLog, preferredCourses } from '@/db/schema'
import type { AppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { correctAnswers, getCorrection } from '@/lib/review/correct'
import { addNote } from '@/lib/review/notes'
import { getReviewRecord } from '@/lib/review/record'
import { makeApplication, makeCourse, makeTerm, makeUser, makeViewer, viewer } from '../../support/world'

let termId: string
let courseId: string
let tc: Viewer
let mc: Viewer
let cc: Viewer

beforeAll(async () => {
  // Closed, with deadlines long past: they bind students, not who corrects.
  termId = await makeTerm({ open: false, tutorDeadline: '2020-01-01', markerDeadline: '2020-01-01' })
  const ccId = await makeUser('course_coordinator')
  courseId = await makeCourse(termId, { coordinators: [ccId] })
  tc = await makeViewer('tutor_coordinator')
  mc = await makeViewer('marker_coordinator')
  cc = await viewer(ccId)
})

const applied = async (given: Partial<Parameters<typeof makeApplication>[0]> = {}) =>
  makeApplication({
    studentId: await makeUser('student'),
    termId,
    courses: [courseId],
    upi: 'abcd123',
    ...given,
  })
const form = async (id: string) => {
  const { application, answers } = await getCorrection(tc, id)
  return {
    id,
    version: application.version,
    identity: { name: answers.identity.name, email: answers.identity.email },
    eligibility: answers.eligibility,
    courses: {} as Parameters<typeof correctAnswers>[1]['courses'],
  }
}
const row = async (id: string) => (await db.select().from(applications).where(eq(applications.id, id)))[0]

it('a coordinator of the position corrects answers, recorded with before and after', async () => {
  const id = await applied()
  const input = await form(id)
  await correctAnswers(tc, {
    ...input,
    identity: { ...input.identity, name: 'Corrected Name' },
    eligibility: { ...input.eligibility, gpa: '6.5', maxHours: '12.5' },
    courses: {
      [courseId]: {
        completed: 'yes',
        grade: 'B-',
        whySuitable: '',
        experience: 'One year',
        workedBefore: false,
      },
    },
  })
  expect(await row(id)).toMatchObject({
    name: 'Corrected Name',
    gpaHundredths: 650,
    maxWeekQuarters: 50,
    preferredGpaHundredths: 400,
    version: 2,
    updatedBy: tc.id,
    state: 'submitted',
  })
  expect((await row(id))?.searchText).toContain('corrected name')
  const [wish] = await db.select().from(preferredCourses).where(eq(preferredCourses.applicationId, id))
  expect(wish).toMatchObject({ grade: 'B-', experience: 'One year', workedBefore: false, rank: 1 })
  const [log] = await db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.recordId, id), eq(auditLog.action, 'applications.correct')))
  expect(log?.before).toMatchObject({ GPA: '7.5' })
  expect(log?.after).toMatchObject({ GPA: '6.5', Name: 'Corrected Name' })
})

it('what is wrong is named on its field, and nothing is written', async () => {
  const id = await applied()
  const input = await form(id)
  const work = correctAnswers(tc, {
    ...input,
    identity: { ...input.identity, email: 'nonsense' },
    eligibility: { ...input.eligibility, gpa: '11', maxHours: '80' },
  })
  const error = (await work.catch((thrown) => thrown)) as AppError
  expect(error.code).toBe('invalid')
  expect(Object.keys(error.detail.fields ?? {}).sort()).toEqual(['email', 'gpa', 'maxHours'])
  expect((await row(id))?.version).toBe(1)
})

it('a change that somebody else made meanwhile is shown beside one’s own', async () => {
  const id = await applied()
  const [mine, theirs] = [await form(id), await form(id)]
  await correctAnswers(tc, { ...theirs, eligibility: { ...theirs.eligibility, gpa: '6' } })
  const work = correctAnswers(tc, { ...mine, eligibility: { ...mine.eligibility, gpa: '8' } })
  const error = (await work.catch((thrown) => thrown)) as AppError
  expect(error.code).toBe('conflict')
  expect(error.detail.conflict?.differences).toEqual([{ field: 'GPA', yours: '8', theirs: '6' }])
})

it('nobody else corrects: not the other coordinator, not a course coordinator, not after publishing', async () => {
  const id = await applied()
  const input = await form(id)
  await expect(correctAnswers(mc, input)).rejects.toMatchObject({ code: 'not_found' })
  await expect(correctAnswers(cc, input)).rejects.toMatchObject({ code: 'not_allowed' })
  await expect(getCorrection(mc, id)).rejects.toMatchObject({ code: 'not_found' })
  const published = await applied({ state: 'published', decision: 'rejected' })
  await expect(getCorrection(tc, published)).rejects.toMatchObject({ code: 'not_found' })
  await expect(correctAnswers(tc, { ...input, id: published })).rejects.toMatchObject({ code: 'state' })
})

it('notes are for those who decide on the position', async () => {
  const id = await applied()
  await addNote(tc, { applicationId: id, body: '  Ask for a reference  ' })
  expect((await getReviewRecord(tc, id)).notes.map((note) => note.body)).toEqual(['Ask for a reference'])
  expect((await getReviewRecord(cc, id)).notes).toEqual([])
  await expect(addNote(cc, { applicationId: id, body: 'Mine' })).rejects.toMatchObject({
    code: 'not_allowed',
  })
  await expect(addNote(mc, { applicationId: id, body: 'Mine' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(addNote(tc, { applicationId: id, body: ' ' })).rejects.toMatchObject({ code: 'invalid' })
})
