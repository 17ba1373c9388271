import { and, eq } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { lateGrants, terms, users } from '@/db/schema'
import { lockRows, newId, upsert } from '@/db/sql'
import { audit } from '@/lib/audit'
import { conflictError } from '@/lib/audit/conflict'
import { endOfDay, formatInstant, isIsoDay, todayIn } from '@/lib/dates'
import { invalid, notAllowed, notFound } from '@/lib/errors'
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
  /** Of the grant that was seen (`grantVersion`). */
  version: number
}

/** What a grant is known by in forms: when it was given; `noGrant` while there is none. */
export const grantVersion = (grant: { createdAt: Date } | null | undefined): number =>
  grant ? grant.createdAt.getTime() : noGrant
export const noGrant = 1

/**
 * Lets a student submit and change after the deadlines of a term and position, until the end of a day.
 * A second grant replaces the first, if it was made knowing of it. Throws `invalid` for a day that is over,
 * `conflict` when the grant changed since it was seen, `not_allowed`, `not_found`.
 */
export async function grantLate(viewer: Viewer, grant: LateGrant): Promise<void> {
  requireCan(viewer, 'applications.grantLate', { position: grant.position })
  const { timeZone: zone } = await loadSettings()
  if (!isIsoDay(grant.until) || grant.until < todayIn(zone))
    throw invalid({ until: 'Choose today or a later day.' })
  const until = endOfDay(grant.until, zone)
  const reason = grant.reason?.trim().slice(0, 500) || null
  await write(async (tx) => {
    const { student, term, before } = await grantFacts(tx, viewer, grant)
    await requireSeen(tx, before, grant, { student, zone, yours: formatInstant(until, zone) })
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

/** Takes a late-submission grant back. Throws `not_found` when there is none, `conflict` when it changed since. */
export async function revokeLate(
  viewer: Viewer,
  grant: Pick<LateGrant, 'studentId' | 'termId' | 'position' | 'version'>,
): Promise<void> {
  requireCan(viewer, 'applications.grantLate', { position: grant.position })
  const { timeZone: zone } = await loadSettings()
  await write(async (tx) => {
    const { student, term, before } = await grantFacts(tx, viewer, grant)
    if (!before) throw notFound('This permission')
    await requireSeen(tx, before, grant, { student, zone, yours: 'Taken back' })
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

type Grant = typeof lateGrants.$inferSelect

/** Throws `conflict` when the grant is not the one that the viewer saw. */
async function requireSeen(
  tx: Tx,
  before: Grant | null,
  { version }: Pick<LateGrant, 'version'>,
  { student, zone, yours }: { student: { id: string; name: string }; zone: string; yours: string },
): Promise<void> {
  if (grantVersion(before) === version) return
  const name = `The late submission of ${student.name}`
  throw await conflictError(
    tx,
    { type: 'user', id: student.id, name, version: grantVersion(before), actions: grantActions },
    [{ field: 'Until', yours, theirs: before ? formatInstant(before.until, zone) : 'Taken back' }],
    zone,
  )
}
const grantActions = ['applications.grantLate', 'applications.revokeLate']

/** Student, term and the grant as it stands; the student's account is locked, so that grants follow each other. */
async function grantFacts(
  tx: Tx,
  viewer: Viewer,
  grant: Pick<LateGrant, 'studentId' | 'termId' | 'position'>,
) {
  if (grant.studentId === viewer.id)
    throw notAllowed('Nobody does this for their own application: a colleague has to.')
  await lockRows(tx, users, [grant.studentId])
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
