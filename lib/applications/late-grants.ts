import { and, eq } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { lateGrants, terms } from '@/db/schema'
import { newId, upsert } from '@/db/sql'
import { audit } from '@/lib/audit'
import { endOfDay, formatInstant, isIsoDay, todayIn } from '@/lib/dates'
import { invalid, notFound } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import type { Position } from '@/lib/vocabulary'
import { studentOf } from './commands'

export type LateGrant = {
  studentId: string
  termId: string
  position: Position
  /** The last day, which ends at 23:59:59 of the institution's zone. */
  until: string
  reason?: string | null
}

/**
 * Lets a student submit and change after the deadlines of a term and position, until the end of a day.
 * A second grant replaces the first. Throws `invalid` for a day that is over, `not_allowed`, `not_found`.
 */
export async function grantLate(viewer: Viewer, grant: LateGrant): Promise<void> {
  requireCan(viewer, 'applications.grantLate', { position: grant.position })
  const { timeZone: zone } = await loadSettings()
  if (!isIsoDay(grant.until) || grant.until < todayIn(zone))
    throw invalid({ until: 'Choose today or a later day.' })
  const until = endOfDay(grant.until, zone)
  const reason = grant.reason?.trim().slice(0, 500) || null
  await write(async (tx) => {
    const { student, term, before } = await grantFacts(tx, grant)
    const now = new Date()
    const set = { until, reason, grantedBy: viewer.id, createdAt: now }
    const key = { studentId: grant.studentId, termId: grant.termId, position: grant.position }
    const target = [lateGrants.studentId, lateGrants.termId, lateGrants.position]
    await upsert(tx, lateGrants, { id: newId(), ...key, ...set }, target, set)
    await audit(tx, {
      actor: viewer,
      action: 'applications.grantLate',
      record: { type: 'user', id: student.id, name: student.name },
      scope: { termId: term.id, position: grant.position, subjectId: student.id },
      before: before && { until: formatInstant(before.until, zone) },
      after: { until: formatInstant(until, zone), term: term.name },
      reason,
    })
  })
}

/** Takes a late-submission grant back. Throws `not_found` when there is none. */
export async function revokeLate(
  viewer: Viewer,
  grant: Pick<LateGrant, 'studentId' | 'termId' | 'position'>,
): Promise<void> {
  requireCan(viewer, 'applications.grantLate', { position: grant.position })
  const { timeZone: zone } = await loadSettings()
  await write(async (tx) => {
    const { student, term, before } = await grantFacts(tx, grant)
    if (!before) throw notFound('This permission')
    await tx.delete(lateGrants).where(eq(lateGrants.id, before.id))
    await audit(tx, {
      actor: viewer,
      action: 'applications.revokeLate',
      record: { type: 'user', id: student.id, name: student.name },
      scope: { termId: term.id, position: grant.position, subjectId: student.id },
      before: { until: formatInstant(before.until, zone), term: term.name },
    })
  })
}

async function grantFacts(tx: Tx, grant: Pick<LateGrant, 'studentId' | 'termId' | 'position'>) {
  const student = await studentOf(tx, grant.studentId)
  const [term] = await tx.select().from(terms).where(eq(terms.id, grant.termId))
  if (!student) throw notFound('This student')
  if (!term) throw notFound('This term')
  const [before] = await tx
    .select()
    .from(lateGrants)
    .where(
      and(
        eq(lateGrants.studentId, grant.studentId),
        eq(lateGrants.termId, grant.termId),
        eq(lateGrants.position, grant.position),
      ),
    )
  return { student, term, before: before ?? null }
}
