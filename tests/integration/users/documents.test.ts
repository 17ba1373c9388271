import { eq } from 'drizzle-orm'
import { PDFDocument } from 'pdf-lib'
import { expect, test } from 'vitest'
import { db, write } from '@/db/client'
import { files, profiles, users } from '@/db/schema'
import { requireReadableFile } from '@/lib/files/queries'
import { removeOwnDocument, saveOwnDocument } from '@/lib/profile/document-commands'
import { getOwnProfile } from '@/lib/profile/queries'
import { storage } from '@/lib/storage'
import { deletePerson } from '@/lib/users/delete'
import { makeApplication, makeCourse, makeTerm, makeViewer } from '@/tests/support/world'

async function pdf(name = 'cv.pdf') {
  const document = await PDFDocument.create()
  document.addPage()
  return new File([Buffer.from(await document.save())], name, { type: 'application/pdf' })
}
const fileRow = async (id: string) => (await db.select().from(files).where(eq(files.id, id)))[0]!
const bytesOf = async (id: string) => storage().get((await fileRow(id)).storageKey)
const onFile = async (viewer: Parameters<typeof getOwnProfile>[0]) => (await getOwnProfile(viewer)).cv?.id

test('a document is put on file, replaced and removed; what nothing refers to is gone with its bytes', async () => {
  const viewer = await makeViewer('student')
  await saveOwnDocument(viewer, 'cv', await pdf('../../my cv.pdf'))
  const first = (await onFile(viewer))!
  expect((await getOwnProfile(viewer)).cv?.name).toBe('my cv.pdf')
  expect(await bytesOf(first)).not.toBeNull()
  await saveOwnDocument(viewer, 'cv', await pdf())
  const second = (await onFile(viewer))!
  expect(second).not.toBe(first)
  expect((await fileRow(first)).removedAt).not.toBeNull()
  await expect.poll(() => bytesOf(first)).toBeNull()
  await removeOwnDocument(viewer, 'cv')
  expect((await getOwnProfile(viewer)).cv).toBeNull()
  await expect.poll(() => bytesOf(second)).toBeNull()
})

test('what is no PDF is refused on its field and leaves the one on file', async () => {
  const viewer = await makeViewer('student')
  await saveOwnDocument(viewer, 'transcript', await pdf())
  const before = (await getOwnProfile(viewer)).transcript?.id
  for (const wrong of [
    new File([], ''),
    new File([], 'empty.pdf'),
    new File(['\x89PNG\r\n\x1a\n image'], 'image.pdf'),
    new File([new Uint8Array(11 * 1024 * 1024)], 'large.pdf'),
  ])
    await expect(saveOwnDocument(viewer, 'transcript', wrong)).rejects.toMatchObject({
      detail: { fields: { transcript: expect.any(String) } },
    })
  expect((await getOwnProfile(viewer)).transcript?.id).toBe(before)
})

test('a document on file is read by its owner and by those who may read the profile, by nobody else', async () => {
  const termId = await makeTerm()
  const student = await makeViewer('student')
  await saveOwnDocument(student, 'cv', await pdf())
  const id = (await onFile(student))!
  const [admin, tutorco, markerco, other] = await Promise.all([
    makeViewer('admin'),
    makeViewer('tutor_coordinator'),
    makeViewer('marker_coordinator'),
    makeViewer('student'),
  ])
  await expect(requireReadableFile(tutorco, id)).rejects.toMatchObject({ code: 'not_found' })
  await makeApplication({
    studentId: student.id,
    termId,
    position: 'tutor',
    courses: [await makeCourse(termId)],
  })
  for (const who of [student, admin, tutorco]) expect((await requireReadableFile(who, id)).id).toBe(id)
  for (const who of [markerco, other])
    await expect(requireReadableFile(who, id)).rejects.toMatchObject({ code: 'not_found' })
})

test('the files of a deleted person are gone from the storage, those of applications too', async () => {
  const admin = await makeViewer('admin')
  const student = await makeViewer('student')
  await saveOwnDocument(student, 'cv', await pdf('Mei Chen CV.pdf'))
  const id = (await onFile(student))!
  const termId = await makeTerm()
  await makeApplication({ studentId: student.id, termId, cvFileId: id, courses: [await makeCourse(termId)] })
  await write((tx) => tx.update(users).set({ state: 'deactivated' }).where(eq(users.id, student.id)))
  await deletePerson(admin, student.id, 'asked for')
  await expect.poll(() => bytesOf(id)).toBeNull()
  expect((await fileRow(id)).name).toBe('removed.pdf')
  await expect(requireReadableFile(admin, id)).rejects.toMatchObject({ code: 'not_found' })
  expect(await db.$count(profiles, eq(profiles.userId, student.id))).toBe(0)
})
