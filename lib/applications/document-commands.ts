import { db } from '@/db/client'
import { invalid, stateError } from '@/lib/errors'
import { releaseFiles, storeFile, type Upload } from '@/lib/files/commands'
import type { Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import type { FileKind } from '@/lib/vocabulary'
import { loadForm } from './load'
import { requireOwnApplication } from './policy'
import { requireTransition } from './states'
import { type Saved, saveStep } from './step-commands'

/** The files that a person used last, which the form offers again. */
export const profileColumn = { cv: 'cvFileId', transcript: 'transcriptFileId' } as const

/**
 * Keeps an uploaded document and puts it into the form in the place of the one that was there. Throws
 * `invalid` on the field of its kind when it is no PDF that everybody can open, `not_found`, `state`.
 */
export async function attachDocument(
  viewer: Viewer,
  id: string,
  kind: FileKind,
  upload: Upload,
): Promise<Saved & { fileId: string }> {
  const application = await requireOwnApplication(viewer, id)
  // Asked before the file is opened and kept; the transaction below asks again.
  requireTransition(application, application.state === 'draft' ? 'submit' : 'change')
  const { timeZone: zone } = await loadSettings()
  if (!(await loadForm(db, application, { now: new Date(), zone })).editable)
    throw stateError('The deadline has passed: what you submitted stands and can no longer be changed.')
  const file = await storeFile(application.studentId, kind, upload)
  try {
    return { ...(await putDocument(viewer, id, kind, file.id)), fileId: file.id }
  } catch (error) {
    await releaseFiles(application.studentId, [file.id])
    throw error
  }
}

/** Takes the file of that kind that the student used last. Throws `invalid` when there is none any more. */
export async function takeLastDocument(viewer: Viewer, id: string, kind: FileKind): Promise<Saved> {
  const application = await requireOwnApplication(viewer, id)
  const { timeZone: zone } = await loadSettings()
  const { profile, context } = await loadForm(db, application, { now: new Date(), zone })
  const fileId = profile?.[profileColumn[kind]] ?? null
  if (!fileId || context.files.get(fileId)?.removed !== false)
    throw invalid({ [kind]: 'The file that you used last is no longer there: choose one.' })
  return putDocument(viewer, id, kind, fileId)
}

/** Takes a document out of the form. */
export function removeDocument(viewer: Viewer, id: string, kind: FileKind): Promise<Saved> {
  return putDocument(viewer, id, kind, null)
}

/** Keeps the step as visited, for "Save and continue" without a new file. */
export function saveDocuments(viewer: Viewer, id: string): Promise<Saved> {
  return saveStep(viewer, id, 'documents', (answers) => answers)
}

async function putDocument(
  viewer: Viewer,
  id: string,
  kind: FileKind,
  fileId: string | null,
): Promise<Saved> {
  let before: string | null = null
  let ownerId = ''
  const saved = await saveStep(viewer, id, 'documents', (answers, { application }) => {
    before = answers.documents[kind]
    ownerId = application.studentId
    return { ...answers, documents: { ...answers.documents, [kind]: fileId } }
  })
  if (before !== fileId) await releaseFiles(ownerId, [before])
  return saved
}
