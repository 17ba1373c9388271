import { createHash } from 'node:crypto'
import { and, eq, isNull, or } from 'drizzle-orm'
import { afterCommit, type Tx, write } from '@/db/client'
import { applicationDrafts, applications, files, profiles } from '@/db/schema'
import { lockRows, newId } from '@/db/sql'
import { AppError, invalid } from '@/lib/errors'
import { log } from '@/lib/log'
import { storage } from '@/lib/storage'
import type { FileKind } from '@/lib/vocabulary'
import { safeFileName } from './file-name'
import { inspectPdf, PDF_MAX_BYTES } from './pdf'

export { PDF_MAX_BYTES } from './pdf'

export type FileRow = typeof files.$inferSelect
/** A file as a form hands it over. */
export type Upload = { name: string; size: number; arrayBuffer: () => Promise<ArrayBuffer> }

/** Files of one person that are opened or wait to be, at most: a CV and a transcript, and one chosen anew. */
const MOST_AT_ONCE = 3
const atOnce = new Map<string, number>()

/**
 * Checks a document by its content and keeps it: bytes in the storage, then its row. Files are opened one after the
 * other, so that nobody's stand in the way of everybody's. Throws `invalid` on the field of that kind with the reason of
 * a refusal, `limit` for more files at once than a form has. The caller has checked the permission.
 */
export async function storeFile(ownerId: string, kind: FileKind, upload: Upload): Promise<FileRow> {
  const others = atOnce.get(ownerId) ?? 0
  if (others >= MOST_AT_ONCE)
    throw new AppError(
      'limit',
      'Other files of yours are still being checked. Wait a moment, then try again.',
    )
  atOnce.set(ownerId, others + 1)
  try {
    return await checkAndKeep(ownerId, kind, upload)
  } finally {
    const left = (atOnce.get(ownerId) ?? 1) - 1
    if (left > 0) atOnce.set(ownerId, left)
    else atOnce.delete(ownerId)
  }
}

async function checkAndKeep(ownerId: string, kind: FileKind, upload: Upload): Promise<FileRow> {
  // Told by its size alone: a large one is not read into memory once more.
  if (upload.size > PDF_MAX_BYTES) throw invalid({ [kind]: tooLarge(upload.size) })
  const bytes = new Uint8Array(await upload.arrayBuffer())
  const inspected = await inspectPdf(bytes)
  if (!inspected.ok) throw invalid({ [kind]: inspected.message })
  const id = newId()
  const row: FileRow = {
    id,
    ownerId,
    kind,
    name: safeFileName(upload.name),
    mediaType: 'application/pdf',
    size: bytes.length,
    pages: inspected.pages,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    storageKey: `documents/${newId()}`,
    createdAt: new Date(),
    removedAt: null,
  }
  await storage().put(row.storageKey, bytes)
  try {
    await write((tx) => tx.insert(files).values(row))
  } catch (error) {
    await forget(row.storageKey)
    throw error
  }
  return row
}

/** Why a file of so many bytes is not taken. */
export function tooLarge(size: number): string {
  const mb = (size / 1024 / 1024).toFixed(1)
  return `This file has ${mb} MB; up to 10 MB are accepted. Export it with smaller images and choose that file.`
}

/**
 * Removes files of a person that nothing refers to any more: no application, no draft, no profile.
 * Others stay. The bytes go after the commit.
 */
export async function releaseFiles(
  ownerId: string,
  ids: readonly (string | null | undefined)[],
): Promise<void> {
  const wanted = [...new Set(ids.filter((id): id is string => Boolean(id)))]
  if (wanted.length === 0) return
  await write(async (tx) => {
    for (const file of await lockRows(tx, files, wanted)) {
      if (file.ownerId !== ownerId || file.removedAt || (await isReferred(tx, file))) continue
      await removeFile(tx, file)
    }
  })
}

/** Marks a file as removed, whatever refers to it. The bytes go after the commit, its name with them. */
export async function removeFile(
  tx: Tx,
  file: Pick<FileRow, 'id' | 'kind' | 'storageKey'>,
  now = new Date(),
): Promise<void> {
  await tx
    .update(files)
    .set({ removedAt: now, name: `${file.kind}.pdf` })
    .where(eq(files.id, file.id))
  afterCommit(() => void forget(file.storageKey))
}

/**
 * Removes all files of a person who is deleted, whatever refers to them; their names go with them. The
 * bytes go after the commit.
 */
export async function eraseFiles(tx: Tx, ownerId: string, now = new Date()): Promise<void> {
  const own = await tx
    .select({ key: files.storageKey })
    .from(files)
    .where(and(eq(files.ownerId, ownerId), isNull(files.removedAt)))
  await tx.update(files).set({ name: 'removed.pdf' }).where(eq(files.ownerId, ownerId))
  await tx
    .update(files)
    .set({ removedAt: now })
    .where(and(eq(files.ownerId, ownerId), isNull(files.removedAt)))
  for (const { key } of own) afterCommit(() => void forget(key))
}

async function isReferred(tx: Tx, file: FileRow): Promise<boolean> {
  const [application] = await tx
    .select({ id: applications.id })
    .from(applications)
    .where(or(eq(applications.cvFileId, file.id), eq(applications.transcriptFileId, file.id)))
    .limit(1)
  if (application) return true
  const [profile] = await tx
    .select({ id: profiles.userId })
    .from(profiles)
    .where(
      and(
        eq(profiles.userId, file.ownerId),
        or(eq(profiles.cvFileId, file.id), eq(profiles.transcriptFileId, file.id)),
      ),
    )
  if (profile) return true
  const drafts = await tx
    .select({ answers: applicationDrafts.answers })
    .from(applicationDrafts)
    .innerJoin(applications, eq(applications.id, applicationDrafts.applicationId))
    .where(eq(applications.studentId, file.ownerId))
  // Ids are unique words: one that stands anywhere in the answers is in use.
  return drafts.some((draft) => JSON.stringify(draft.answers).includes(file.id))
}

/** A file that could not be removed takes room but is seen by nobody: its row is gone. */
async function forget(key: string): Promise<void> {
  await storage()
    .remove(key)
    .catch((error: unknown) => log.warn({ err: error, key }, 'a file could not be removed from the storage'))
}
