import { eq } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { db } from '@/db/client'
import { applicationDrafts, auditLog } from '@/db/schema'
import {
  deleteDraft,
  discardChanges,
  startApplication,
  withdrawApplication,
} from '@/lib/applications/commands'
import { getApplicant } from '@/lib/applications/openings'
import { listOwnApplications } from '@/lib/applications/own'
import { getForm } from '@/lib/applications/queries'
import { saveEligibility } from '@/lib/applications/step-commands'
import { isAppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { makeApplication, makeCourse, makeTerm, makeUser, makeViewer, viewer } from '../../support/world'

let termId: string
let admin: Viewer

beforeAll(async () => {
  termId = await makeTerm()
  await makeCourse(termId)
  admin = await makeViewer('admin')
})

const actionsOn = async (id: string) =>
  (await db.select().from(auditLog).where(eq(auditLog.recordId, id))).map((row) => [row.action, row.actorId])
const notFound = async (work: Promise<unknown>) => {
  const error = await work.catch((thrown: unknown) => thrown)
  if (!isAppError(error, 'not_found')) throw new Error(`expected not_found, got ${String(error)}`)
}

test('an admin starts an application for a student, finds it among theirs, and takes it back; each is recorded', async () => {
  const studentId = await makeUser()
  const { id } = await startApplication(admin, { termId, position: 'tutor', studentId })
  const listed = await listOwnApplications(admin, studentId)
  expect(listed.map((row) => [row.id, row.state])).toEqual([[id, 'draft']])
  expect(await listOwnApplications(await viewer(studentId))).toEqual(listed)
  expect(await listOwnApplications(admin)).toEqual([])
  expect(await deleteDraft(admin, id)).toBe(studentId)
  const submitted = await makeApplication({ studentId, termId, position: 'marker' })
  expect(await withdrawApplication(admin, submitted)).toBe(studentId)
  expect(await actionsOn(id)).toEqual([
    ['applications.start', admin.id],
    ['applications.deleteDraft', admin.id],
  ])
})

test('nobody else lists a student’s applications and drafts', async () => {
  const studentId = await makeUser()
  await startApplication(await viewer(studentId), { termId, position: 'tutor' })
  for (const role of ['student', 'tutor_coordinator', 'marker_coordinator', 'course_coordinator'] as const)
    await notFound(listOwnApplications(await makeViewer(role), studentId))
})

test('only an active student can be applied for, and the page knows it beforehand', async () => {
  const student = await makeUser()
  expect(await getApplicant(admin, student)).toMatchObject({ id: student, canApply: true })
  for (const other of [
    admin.id,
    await makeUser('course_coordinator'),
    await makeUser('student', { state: 'deactivated' }),
  ]) {
    expect((await getApplicant(admin, other)).canApply).toBe(false)
    await notFound(startApplication(admin, { termId, position: 'tutor', studentId: other }))
  }
  await notFound(getApplicant(await makeViewer('student'), student))
})

test('discarding changes that were not submitted is recorded with who did it, and only when there are any', async () => {
  const studentId = await makeUser()
  const id = await makeApplication({ studentId, termId, courses: [await makeCourse(termId)] })
  await discardChanges(admin, id)
  expect(await actionsOn(id)).toEqual([])
  const { answers } = await getForm(admin, id)
  await saveEligibility(admin, {
    id,
    values: { ...answers.eligibility, enrolmentDetails: 'BSc, third year' },
  })
  expect(
    await db.select().from(applicationDrafts).where(eq(applicationDrafts.applicationId, id)),
  ).toHaveLength(1)
  await discardChanges(admin, id)
  expect(await db.select().from(applicationDrafts).where(eq(applicationDrafts.applicationId, id))).toEqual([])
  expect((await actionsOn(id)).filter(([action]) => action === 'applications.discardChanges')).toEqual([
    ['applications.discardChanges', admin.id],
  ])
})
