import { eq } from 'drizzle-orm'
import { write } from '@/db/client'
import { files, profiles } from '@/db/schema'
import { audit } from '@/lib/audit'
import { invalid } from '@/lib/errors'
import { releaseFiles, storeFile, type Upload } from '@/lib/files/commands'
import { requireCan, type Viewer } from '@/lib/permissions'
import { accountRecord } from '@/lib/users/accounts'
import type { FileKind } from '@/lib/vocabulary'
import { holdProfile } from './commands'

const column = { cv: 'cvFileId', transcript: 'transcriptFileId' } as const

/**
 * Puts a document on file in the place of the one before, which goes unless an application has it.
 * Throws `invalid` on the field of its kind when it is no PDF that everybody can open.
 */
export async function saveOwnDocument(viewer: Viewer, kind: FileKind, upload: Upload): Promise<void> {
  requireCan(viewer, 'profile.edit', { ownerId: viewer.id })
  // What a browser posts when no file was chosen.
  if (upload.size === 0 && upload.name === '') throw invalid({ [kind]: 'Choose a file first.' })
  const file = await storeFile(viewer.id, kind, upload)
  try {
    await putOnFile(viewer, kind, file)
  } catch (error) {
    await releaseFiles(viewer.id, [file.id])
    throw error
  }
}

/** Takes a document off file. Applications keep theirs. */
export async function removeOwnDocument(viewer: Viewer, kind: FileKind): Promise<void> {
  requireCan(viewer, 'profile.edit', { ownerId: viewer.id })
  await putOnFile(viewer, kind, null)
}

async function putOnFile(
  viewer: Viewer,
  kind: FileKind,
  file: { id: string; name: string } | null,
): Promise<void> {
  const key = column[kind]
  const replaced = await write(async (tx) => {
    const now = new Date()
    const { user, profile } = await holdProfile(tx, viewer.id, now)
    const before = profile[key]
    const [old] = before ? await tx.select().from(files).where(eq(files.id, before)) : []
    await tx
      .update(profiles)
      .set({ [key]: file?.id ?? null, updatedAt: now })
      .where(eq(profiles.userId, user.id))
    await audit(tx, {
      actor: viewer,
      action: file ? 'profile.saveDocument' : 'profile.removeDocument',
      ...accountRecord(user),
      before: { [kind]: old?.name ?? null },
      after: { [kind]: file?.name ?? null },
    })
    return before
  })
  await releaseFiles(viewer.id, [replaced])
}
