import { type BulkAnswer, forEachRecord } from '@/lib/bulk'
import { invalid } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { approveTimesheet, type One, returnTimesheet } from './decide'

/** Approves or returns many timesheets, each as `approveTimesheet` and `returnTimesheet` do; the reason is for all. */
export async function decideManyTimesheets(
  viewer: Viewer,
  act: 'approve' | 'return',
  items: readonly One[],
  reason: string | null = null,
): Promise<BulkAnswer> {
  if (act === 'return' && !reason?.trim())
    throw invalid({ reason: 'Write the reason: the students read it.' })
  return forEachRecord(items, 'timesheets', (item) =>
    act === 'approve' ? approveTimesheet(viewer, item) : returnTimesheet(viewer, { ...item, reason }),
  )
}
