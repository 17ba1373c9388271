import { newId } from '@/db/sql'
import { type BulkAnswer, forEachRecord } from '@/lib/bulk'
import type { Viewer } from '@/lib/permissions'
import {
  acceptApplication,
  type Given,
  rejectApplication,
  reserveApplication,
  undoDecision,
} from './commands'
import type { Act } from './states'

export type BulkItem = { id: string; version: number | undefined; courses?: readonly Given[] }

/** `bulkId` names what was done, to take it back (`undoMany`). */
export type DecidedMany = BulkAnswer & { bulkId: string }

/** Decides on many applications, one by one. What was before is kept, so that all of it can be taken back at once. */
export async function decideMany(
  viewer: Viewer,
  act: Act,
  items: readonly BulkItem[],
  words: { note?: string | null; internalReason?: string | null } = {},
): Promise<DecidedMany> {
  const bulkId = newId()
  const answer = await forEachRecord(items, 'applications', ({ id, version, courses = [] }) => {
    const one = { id, version, bulkId, ...words }
    if (act === 'accept') return acceptApplication(viewer, { ...one, courses })
    if (act === 'reserve') return reserveApplication(viewer, one)
    if (act === 'reject') return rejectApplication(viewer, one)
    return undoDecision(viewer, one)
  })
  return { bulkId, ...answer }
}
