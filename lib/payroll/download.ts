import { AppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { storage } from '@/lib/storage'
import { type PayrollFormat, sha256Of } from './file'
import { requireBatch } from './queries'

/**
 * A file of a batch, the very bytes that were made with it. Throws `not_found` for who does not run this
 * payroll, `unavailable` when the storage no longer has the file or has another one in its place: a changed
 * payroll file is never handed out.
 */
export async function readBatchFile(
  viewer: Viewer,
  batchId: string,
  format: PayrollFormat,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; name: string }> {
  const batch = await requireBatch(viewer, batchId)
  const stored = await storage().get(batch[`${format}Key`])
  const bytes = stored && new Uint8Array(await new Response(stored.stream).arrayBuffer())
  if (!bytes || sha256Of(bytes) !== batch[`${format}Sha256`])
    throw new AppError(
      'unavailable',
      'The file of this batch is missing or damaged in the file storage. Ask an admin to restore it from a backup.',
    )
  return { bytes, name: `payroll-${batch.paidOn}-${batch.position}-batch-${batch.number}.${format}` }
}
