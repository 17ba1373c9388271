import { eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { userRoles, users } from '@/db/schema'
import { lockRows } from '@/db/sql'
import { audit } from '@/lib/audit'
import { notFound, stateError } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import { type Role, roles } from '@/lib/vocabulary'
import { accountRecord, touched } from './accounts'
import { mailRolesChanged } from './mails'

/**
 * Gives a role to an active person as part of another change, in its transaction; the person is told by
 * mail. Says whether it was given: false when they hold it already. The caller has seen to it that the
 * viewer may know of the person. Throws `not_allowed`, `state`, `not_found`.
 */
export async function giveRole(
  tx: Tx,
  viewer: Viewer,
  userId: string,
  role: Role,
  reason: string,
): Promise<boolean> {
  const [user] = await lockRows(tx, users, [userId])
  if (!user) throw notFound('This person')
  if (user.state !== 'active') throw stateError(`The account of ${user.name} is not active.`)
  const rows = await tx.select({ role: userRoles.role }).from(userRoles).where(eq(userRoles.userId, userId))
  const held = roles.filter((one) => rows.some((row) => row.role === one))
  if (held.includes(role)) return false
  requireCan(viewer, 'roles.grant', { ownerId: userId, role, targetRoles: held })
  const now = new Date()
  await tx.insert(userRoles).values({ userId, role, grantedBy: viewer.id, createdAt: now })
  await tx.update(users).set(touched(now)).where(eq(users.id, userId))
  await mailRolesChanged(tx, user, { granted: [role], removed: [], byName: viewer.name })
  await audit(tx, {
    actor: viewer,
    action: 'roles.change',
    ...accountRecord(user),
    before: { roles: held },
    after: { roles: roles.filter((one) => one === role || held.includes(one)) },
    reason,
  })
  return true
}
