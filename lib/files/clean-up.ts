import { and, gt, inArray, isNull, lt } from 'drizzle-orm'
import { db } from '@/db/client'
import { files } from '@/db/schema'
import { log } from '@/lib/log'
import { storage } from '@/lib/storage'
import { releaseFiles } from './commands'

const day = 86_400_000
/** An upload may belong to a form that is still open. */
const unusedDays = 7
/** Bytes come before their row; a crash between the two leaves bytes that nobody knows. */
const strayMs = day
const piece = 500

/**
 * Removes uploads that nothing has referred to for a week, and bytes in the storage that no row tells
 * of and that are older than a day. Gives how many of each. One pass over the rows and over the storage.
 */
export async function removeOrphanedFiles(now: Date): Promise<{ unused: number; stray: number }> {
  return { unused: await removeUnused(now), stray: await removeStray(now) }
}

async function removeUnused(now: Date): Promise<number> {
  const before = new Date(now.getTime() - unusedDays * day)
  let removed = 0
  let last = ''
  for (;;) {
    const rows = await db
      .select({ id: files.id, ownerId: files.ownerId })
      .from(files)
      .where(and(isNull(files.removedAt), lt(files.createdAt, before), gt(files.id, last)))
      .orderBy(files.id)
      .limit(piece)
    if (rows.length === 0) return removed
    last = rows.at(-1)?.id ?? last
    const byOwner = Map.groupBy(rows, (row) => row.ownerId)
    for (const [ownerId, own] of byOwner) {
      const ids = own.map((row) => row.id)
      await releaseFiles(ownerId, ids)
      const left = await db
        .select({ id: files.id })
        .from(files)
        .where(and(inArray(files.id, ids), isNull(files.removedAt)))
      removed += ids.length - left.length
    }
  }
}

async function removeStray(now: Date): Promise<number> {
  let removed = 0
  let batch: string[] = []
  const flush = async () => {
    const known = await db
      .select({ key: files.storageKey })
      .from(files)
      .where(and(inArray(files.storageKey, batch), isNull(files.removedAt)))
    const live = new Set(known.map((row) => row.key))
    for (const key of batch.filter((candidate) => !live.has(candidate))) {
      await storage().remove(key)
      removed++
    }
    batch = []
  }
  for await (const { key, changedAt } of storage().list('documents/')) {
    if (now.getTime() - changedAt.getTime() < strayMs) continue
    batch.push(key)
    if (batch.length >= piece) await flush()
  }
  if (batch.length > 0) await flush()
  if (removed > 0) log.info({ removed }, 'bytes without a file were removed from the storage')
  return removed
}
