import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { db, write } from '@/db/client'
import { applications, files, profiles } from '@/db/schema'
import { blankCourse } from '@/lib/applications/answers'
import {
  deleteDraft,
  discardChanges,
  startApplication,
  withdrawApplication,
} from '@/lib/applications/commands'
import {
  attachDocument,
  removeDocument,
  saveDocuments,
  takeLastDocument,
} from '@/lib/applications/document-commands'
import { getForm } from '@/lib/applications/queries'
import { saveStep } from '@/lib/applications/step-commands'
import { submitApplication } from '@/lib/applications/submission'
import { addDays, todayIn } from '@/lib/dates'
import { type AppError, type ErrorCode, isAppError } from '@/lib/errors'
import { requireReadableFile } from '@/lib/files/queries'
import type { Viewer } from '@/lib/permissions'
import { storage } from '@/lib/storage'
import { makeApplication, makeCourse, makeFile, makeTerm, makeViewer } from '../../support/world'
import { encryptedPdf, wholePdf } from '../../unit/files/pdfs'

let term: string
let course: string
let pdf: Uint8Array

beforeAll(async () => {
  term = await makeTerm()
  course = await makeCourse(term)
  pdf = await wholePdf(2)
})

const upload = (bytes: Uint8Array, name = 'cv.pdf') => new File([Uint8Array.from(bytes)], name)

const refusal = async (work: Promise<unknown>, code: ErrorCode): Promise<AppError> => {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  )
  if (!isAppError(error, code)) throw new Error(`expected ${code}, got ${String(error)}`)
  return error
}

const start = async (viewer: Viewer) =>
  (await startApplication(viewer, { termId: term, position: 'tutor' })).id
const fileOf = async (id: string) => (await db.select().from(files).where(eq(files.id, id)))[0]
const filesOf = (owner: string) => db.select().from(files).where(eq(files.ownerId, owner))

async function submittable(viewer: Viewer): Promise<string> {
  const id = await start(viewer)
  await saveStep(viewer, id, 'courses', (answers) => ({
    ...answers,
    courses: [{ ...blankCourse(course), completed: 'yes', grade: 'A', experience: 'Some' }],
  }))
  return id
}

describe('uploading', () => {
  test('a PDF is kept under a random key, with its pages and a safe name, and stands in the form', async () => {
    const viewer = await makeViewer('student')
    const id = await start(viewer)
    const { fileId } = await attachDocument(viewer, id, 'cv', upload(pdf, '../../etc/évil "cv".pdf'))
    const file = (await fileOf(fileId))!
    expect(file).toMatchObject({
      ownerId: viewer.id,
      kind: 'cv',
      pages: 2,
      size: pdf.length,
      mediaType: 'application/pdf',
    })
    expect(file.name).toBe('évil _cv_.pdf')
    expect(file.storageKey).toMatch(/^documents\/[0-9a-f-]{36}$/)
    const stored = await storage().get(file.storageKey)
    expect(new Uint8Array(await new Response(stored?.stream).arrayBuffer())).toEqual(Uint8Array.from(pdf))
    expect((await getForm(viewer, id)).answers.documents.cv).toBe(fileId)
  })

  test('a name of 300 characters is cut and keeps its ending', async () => {
    const viewer = await makeViewer('student')
    const { fileId } = await attachDocument(
      viewer,
      await start(viewer),
      'cv',
      upload(pdf, `${'ü'.repeat(300)}.pdf`),
    )
    const { name } = (await fileOf(fileId))!
    expect(name.length).toBeLessThanOrEqual(120)
    expect(name).toMatch(/ü\.pdf$/)
  })

  test('a renamed image, an encrypted PDF, 0 bytes and 11 MB are refused on their field and leave nothing', async () => {
    const viewer = await makeViewer('student')
    const id = await start(viewer)
    const bad: [Uint8Array, RegExp][] = [
      [Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), /PNG/],
      [await encryptedPdf('secret'), /password|encrypted/],
      [new Uint8Array(), /empty/],
      [new Uint8Array(11 * 1024 * 1024), /11\.0 MB/],
    ]
    for (const [bytes, why] of bad) {
      const error = await refusal(
        attachDocument(viewer, id, 'transcript', upload(bytes, 'transcript.pdf')),
        'invalid',
      )
      expect(error.detail.fields?.transcript).toMatch(why)
    }
    expect(await filesOf(viewer.id)).toEqual([])
    expect((await getForm(viewer, id)).answers.documents.transcript).toBeNull()
  })

  test('nobody uploads into another’s application, nor after it is closed', async () => {
    const viewer = await makeViewer('student')
    const id = await start(viewer)
    for (const role of ['student', 'tutor_coordinator', 'course_coordinator'] as const)
      await refusal(attachDocument(await makeViewer(role), id, 'cv', upload(pdf)), 'not_found')
    const closed = await makeTerm({ tutorDeadline: addDays(todayIn('Pacific/Auckland'), -1) })
    const late = await makeApplication({
      studentId: viewer.id,
      termId: closed,
      courses: [await makeCourse(closed)],
    })
    const before = await filesOf(viewer.id)
    await refusal(attachDocument(viewer, late, 'cv', upload(pdf)), 'state')
    expect(await filesOf(viewer.id)).toEqual(before)
  })

  test('a replaced or removed document of a draft is gone from the storage', async () => {
    const viewer = await makeViewer('student')
    const id = await start(viewer)
    const first = (await fileOf((await attachDocument(viewer, id, 'cv', upload(pdf))).fileId))!
    const second = (await fileOf((await attachDocument(viewer, id, 'cv', upload(pdf))).fileId))!
    expect((await fileOf(first.id))?.removedAt).toBeInstanceOf(Date)
    await expect.poll(() => storage().get(first.storageKey)).toBeNull()
    await removeDocument(viewer, id, 'cv')
    await expect.poll(() => storage().get(second.storageKey)).toBeNull()
    await refusal(requireReadableFile(viewer, second.id), 'not_found')
  })

  test('a deleted draft takes its documents with it, but not those on the profile', async () => {
    const viewer = await makeViewer('student')
    const id = await start(viewer)
    const onProfile = await makeFile(viewer.id, 'transcript')
    await write((tx) =>
      tx.update(profiles).set({ transcriptFileId: onProfile }).where(eq(profiles.userId, viewer.id)),
    )
    await takeLastDocument(viewer, id, 'transcript')
    const { fileId } = await attachDocument(viewer, id, 'cv', upload(pdf))
    await deleteDraft(viewer, id)
    expect((await fileOf(fileId))?.removedAt).toBeInstanceOf(Date)
    expect((await fileOf(onProfile))?.removedAt).toBeNull()
  })

  test('discarding changes removes the new document; what was submitted stays whole', async () => {
    const viewer = await makeViewer('student')
    const id = await makeApplication({ studentId: viewer.id, termId: term, courses: [course] })
    const [row] = await db.select().from(applications).where(eq(applications.id, id))
    const { fileId } = await attachDocument(viewer, id, 'cv', upload(pdf))
    expect((await fileOf(row!.cvFileId!))?.removedAt).toBeNull()
    await discardChanges(viewer, id)
    expect((await fileOf(fileId))?.removedAt).toBeInstanceOf(Date)
    expect((await fileOf(row!.cvFileId!))?.removedAt).toBeNull()
  })

  test('the files used last are offered to the next application and taken by one click', async () => {
    const viewer = await makeViewer('student')
    const first = await submittable(viewer)
    const cv = (await attachDocument(viewer, first, 'cv', upload(pdf))).fileId
    const transcript = (await attachDocument(viewer, first, 'transcript', upload(pdf))).fileId
    await submitApplication(viewer, first)
    const next = (await startApplication(viewer, { termId: term, position: 'marker' })).id
    const form = await getForm(viewer, next)
    expect(form.answers.documents).toEqual({ cv: null, transcript: null })
    expect(form.files.get(cv)).toBeDefined()
    await takeLastDocument(viewer, next, 'cv')
    await takeLastDocument(viewer, next, 'transcript')
    expect((await getForm(viewer, next)).answers.documents).toEqual({ cv, transcript })
    await removeDocument(viewer, next, 'cv')
    expect((await fileOf(cv))?.removedAt).toBeNull()
    const fresh = await makeViewer('student')
    await refusal(takeLastDocument(fresh, await start(fresh), 'cv'), 'invalid')
  })

  test('saving the step without a file marks it as begun', async () => {
    const viewer = await makeViewer('student')
    const id = await start(viewer)
    expect((await getForm(viewer, id)).marks.documents).toBe('untouched')
    await saveDocuments(viewer, id)
    expect((await getForm(viewer, id)).marks.documents).toBe('working')
  })
})

describe('who reads a document', () => {
  const may = async (viewer: Viewer, id: string) =>
    requireReadableFile(viewer, id).then(
      () => true,
      (error: unknown) => {
        if (isAppError(error, 'not_found')) return false
        throw error
      },
    )

  test('of a draft: the student and an admin, nobody else', async () => {
    const viewer = await makeViewer('student')
    const coordinator = await makeViewer('course_coordinator')
    const { fileId } = await attachDocument(viewer, await start(viewer), 'cv', upload(pdf))
    expect(await may(viewer, fileId)).toBe(true)
    expect(await may(await makeViewer('admin'), fileId)).toBe(true)
    for (const other of [
      await makeViewer('student'),
      await makeViewer('tutor_coordinator'),
      await makeViewer('marker_coordinator'),
      coordinator,
    ])
      expect(await may(other, fileId)).toBe(false)
  })

  test('of a submission: also the coordinators of its position and of its courses, until it is withdrawn', async () => {
    const viewer = await makeViewer('student')
    const mine = await makeViewer('course_coordinator')
    const own = await makeCourse(term, { coordinators: [mine.id] })
    const { viewer: viewerOf } = await import('../../support/world')
    const cc = await viewerOf(mine.id)
    const stranger = await makeViewer('course_coordinator')
    await makeCourse(term, { coordinators: [stranger.id] })
    const id = await makeApplication({ studentId: viewer.id, termId: term, courses: [own] })
    const [row] = await db.select().from(applications).where(eq(applications.id, id))
    const file = row!.cvFileId!
    const tc = await makeViewer('tutor_coordinator')
    const readers: [Viewer, boolean][] = [
      [viewer, true],
      [tc, true],
      [cc, true],
      [await makeViewer('marker_coordinator'), false],
      [await viewerOf(stranger.id), false],
      [await makeViewer('student'), false],
    ]
    for (const [who, allowed] of readers)
      expect([who.roles, await may(who, file)]).toEqual([who.roles, allowed])
    await withdrawApplication(viewer, id)
    expect([await may(viewer, file), await may(tc, file), await may(cc, file)]).toEqual([true, false, false])
  })

  test('on the profile: who may read the person’s profile, from their first submission on', async () => {
    const viewer = await makeViewer('student')
    const file = await makeFile(viewer.id, 'cv')
    await write((tx) => tx.update(profiles).set({ cvFileId: file }).where(eq(profiles.userId, viewer.id)))
    const tc = await makeViewer('tutor_coordinator')
    const mc = await makeViewer('marker_coordinator')
    expect(await may(tc, file)).toBe(false)
    await makeApplication({ studentId: viewer.id, termId: term, courses: [course] })
    expect([await may(tc, file), await may(mc, file), await may(viewer, file)]).toEqual([true, false, true])
  })
})
