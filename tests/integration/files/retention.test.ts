import { and, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { db, write } from '@/db/client'
import { applicationDrafts, auditLog, files, profiles } from '@/db/schema'
import { blankAnswers } from '@/lib/applications/answers'
import { removeUnsuccessfulFiles } from '@/lib/applications/retention'
import { addMonths, todayIn } from '@/lib/dates'
import { getReviewRecord } from '@/lib/review/record'
import { saveSettings } from '@/lib/settings/commands'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeFile,
  makeTerm,
  makeUser,
  makeViewer,
} from '@/tests/support/world'

const now = new Date()
const today = todayIn('Pacific/Auckland', now)
/** A term that ended so many months ago, and a bit. */
const termOf = async (months: number, given: object = {}) =>
  makeTerm({ startsOn: addMonths(today, -months - 5), endsOn: addMonths(today, -months - 1), ...given })
const removed = async (id: string | null) =>
  (
    await db
      .select()
      .from(files)
      .where(eq(files.id, id ?? ''))
  )[0]?.removedAt !== null
const filesOf = async (applicationId: string) => {
  const [row] = await db.query.applications.findMany({ where: (t, { eq }) => eq(t.id, applicationId) })
  return [row!.cvFileId, row!.transcriptFileId]
}

const old = await termOf(24)
const course = await makeCourse(old)
const recent = await termOf(3)
const tc = await makeViewer('tutor_coordinator')

test('files of people without work in a term go so many months after it, once, recorded; the application says so', async () => {
  const studentId = await makeUser()
  const id = await makeApplication({ studentId, termId: old, state: 'published', decision: 'rejected' })
  const own = await filesOf(id)
  await write((tx) => tx.update(profiles).set({ cvFileId: own[0] }).where(eq(profiles.userId, studentId)))
  expect(await removeUnsuccessfulFiles(now)).toEqual({ removed: 2 })
  for (const file of own) expect(await removed(file)).toBe(true)
  const [profile] = await db.select().from(profiles).where(eq(profiles.userId, studentId))
  expect(profile?.cvFileId).toBeNull()
  const record = await getReviewRecord(tc, id)
  expect(record).toMatchObject({ files: { cv: null, transcript: null }, retentionMonths: 24 })
  expect([...record.removedFiles].sort()).toEqual(['cv', 'transcript'])
  expect(await removeUnsuccessfulFiles(now)).toEqual({ removed: 0 })
  const log = await db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.recordId, id), eq(auditLog.action, 'applications.removeFiles')))
  expect(log).toMatchObject([
    {
      actorId: null,
      subjectId: studentId,
      before: { files: 'CV, Transcript' },
      reason: 'Without work in the term, 24 months after its end',
    },
  ])
})

test('files of people with work, of later terms, and what something newer uses stay', async () => {
  const worked = await makeUser()
  const working = await makeApplication({ studentId: worked, termId: old, courses: [course] })
  await makeAllocation({ userId: worked, courseId: course, termId: old, state: 'ended' })
  const later = await makeApplication({ studentId: await makeUser(), termId: recent })
  const again = await makeUser()
  const cvFileId = await makeFile(again, 'cv')
  const first = await makeApplication({ studentId: again, termId: old, cvFileId })
  await makeApplication({ studentId: again, termId: recent, cvFileId })
  const drafting = await makeUser()
  const typed = await makeFile(drafting, 'transcript')
  const before = await makeApplication({ studentId: drafting, termId: old, transcriptFileId: typed })
  const draft = await makeApplication({ studentId: drafting, termId: recent, state: 'draft', cvFileId: null })
  await write((tx) =>
    tx.insert(applicationDrafts).values({
      applicationId: draft,
      answers: { ...blankAnswers(), documents: { cv: null, transcript: typed } },
      updatedAt: now,
    }),
  )
  // The transcript of the one, the CV of the other.
  expect(await removeUnsuccessfulFiles(now)).toEqual({ removed: 2 })
  for (const id of [working, later])
    for (const file of await filesOf(id)) expect(await removed(file)).toBe(false)
  expect(await removed(cvFileId)).toBe(false)
  expect(await removed((await filesOf(first))[1] ?? null)).toBe(true)
  expect(await removed(typed)).toBe(false)
  expect(await removed((await filesOf(before))[0] ?? null)).toBe(true)
})

test('files of a draft that was never submitted go as well', async () => {
  const studentId = await makeUser()
  const cv = await makeFile(studentId, 'cv')
  const id = await makeApplication({
    studentId,
    termId: old,
    state: 'draft',
    cvFileId: null,
    transcriptFileId: null,
  })
  await write((tx) =>
    tx.insert(applicationDrafts).values({
      applicationId: id,
      answers: { ...blankAnswers(), documents: { cv, transcript: null } },
      updatedAt: now,
    }),
  )
  expect(await removeUnsuccessfulFiles(now)).toEqual({ removed: 1 })
  expect(await removed(cv)).toBe(true)
})

test('the months are the institution’s setting', async () => {
  const id = await makeApplication({ studentId: await makeUser(), termId: await termOf(10) })
  expect(await removeUnsuccessfulFiles(now)).toEqual({ removed: 0 })
  await saveSettings(await makeViewer('admin'), { retentionMonths: 10 })
  expect(await removeUnsuccessfulFiles(now)).toEqual({ removed: 2 })
  expect(await removed((await filesOf(id))[0] ?? null)).toBe(true)
})
