import { and, eq } from 'drizzle-orm'
import { write } from '@/db/client'
import { allocations, hourAllowances } from '@/db/schema'
import { lockRows } from '@/db/sql'
import { audit } from '@/lib/audit'
import { conflictError } from '@/lib/audit/conflict'
import { AppError, invalid } from '@/lib/errors'
import { formatHours } from '@/lib/hours'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { approveSubject, findHeld, requireKnown, requireTermNotArchived, sheetScope } from './load'

/**
 * Allows hours beyond an allocation, or takes that back with 0. By who approves the hours, with a reason.
 *
 * @param input.version of the allowance that was seen; 0 for none yet
 * @throws `invalid`, `conflict`, `not_found`, `not_allowed`, `state` for one's own hours
 */
export async function allowExcess(
  viewer: Viewer,
  input: { allocationId: string; version: number; quarters: number; reason: string },
  now: Date = new Date(),
): Promise<void> {
  const { timeZone } = await loadSettings()
  const reason = input.reason.trim()
  if (!reason) throw invalid({ why: 'Write why they are allowed.' })
  if (!Number.isInteger(input.quarters) || input.quarters < 0)
    throw invalid({ extra: 'Hours cannot be below 0.' })
  await write(async (tx) => {
    const held = await findHeld(tx, input.allocationId)
    requireKnown(viewer, held)
    requireCan(viewer, 'hours.approve', approveSubject(held))
    requireTermNotArchived(held)
    if (held.allocation.userId === viewer.id)
      throw new AppError('state', 'Nobody decides on their own hours: another approver has to.')
    await lockRows(tx, allocations, [held.allocation.id])
    const [present] = await tx
      .select()
      .from(hourAllowances)
      .where(eq(hourAllowances.allocationId, held.allocation.id))
    const record = {
      type: 'allocation',
      id: held.allocation.id,
      name: `${held.personName} in ${held.courseCode}`,
    }
    if ((present?.version ?? 0) !== input.version)
      throw await conflictError(
        tx,
        {
          ...record,
          name: `The hours allowed beyond the allocation of ${record.name}`,
          version: present?.version ?? 0,
        },
        [
          {
            field: 'Allowed beyond',
            yours: formatHours(input.quarters),
            theirs: formatHours(present?.quarters ?? 0),
          },
        ],
        timeZone,
      )
    const values = { quarters: input.quarters, reason, grantedBy: viewer.id, updatedAt: now }
    if (present)
      await tx
        .update(hourAllowances)
        .set({ ...values, version: present.version + 1 })
        .where(and(eq(hourAllowances.allocationId, held.allocation.id)))
    else await tx.insert(hourAllowances).values({ allocationId: held.allocation.id, ...values })
    await audit(tx, {
      actor: viewer,
      action: 'hours.allowExcess',
      record,
      scope: sheetScope(held),
      before: { allowedBeyond: (present?.quarters ?? 0) / 4 },
      after: { allowedBeyond: input.quarters / 4 },
      reason,
    })
  })
}
