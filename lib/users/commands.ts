import { and, eq, inArray } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { profiles, userRoles, users } from '@/db/schema'
import { lockRows, newId } from '@/db/sql'
import { audit } from '@/lib/audit'
import { conflictError } from '@/lib/audit/conflict'
import { issueToken, voidTokens } from '@/lib/auth/tokens'
import { type Difference, invalid, notFound, stateError } from '@/lib/errors'
import { can, requireCan, requireCanOr, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { type Role, roleNames, roles } from '@/lib/vocabulary'
import { accountRecord, asTaken, endSessions, requireFree, touched } from './accounts'
import { mailAccountAdded, mailRolesChanged } from './mails'
import { searchColumns } from './search-text'

type UserRow = typeof users.$inferSelect

/**
 * The account as it is now, locked, with its roles. Throws notFound for one outside the viewer's scope:
 * who may not list it does not learn that it exists.
 */
export async function holdAccount(
  tx: Tx,
  viewer: Viewer,
  id: string,
): Promise<{ user: UserRow; held: Role[] }> {
  const [user] = await lockRows(tx, users, [id])
  if (!user) throw notFound('This person')
  const rows = await tx.select({ role: userRoles.role }).from(userRoles).where(eq(userRoles.userId, id))
  const held = roles.filter((role) => rows.some((row) => row.role === role))
  requireCanOr(notFound('This person'), viewer, 'users.list', { targetRoles: held })
  return { user, held }
}

export function refuseDeleted(user: UserRow): void {
  if (user.state === 'deleted') throw stateError('This account has been deleted.')
}

export const accountConflict = (tx: Tx, user: UserRow, differences: Difference[], zone: string) =>
  conflictError(
    tx,
    { type: 'user', id: user.id, name: `The account of ${user.name}`, version: user.version },
    differences,
    zone,
  )

/**
 * Somebody must be left who can make admins. Locks the accounts of all active admins, in the order of
 * their ids, so that two admins who remove each other at the same moment do so one after the other.
 */
async function requireOtherAdmin(tx: Tx, exceptId: string): Promise<void> {
  const admins = () =>
    tx
      .select({ id: users.id })
      .from(userRoles)
      .innerJoin(users, eq(users.id, userRoles.userId))
      .where(and(eq(userRoles.role, 'admin'), eq(users.state, 'active')))
  await lockRows(
    tx,
    users,
    (await admins()).map((row) => row.id),
  )
  if (!(await admins()).some((row) => row.id !== exceptId))
    throw stateError('This is the last active admin. Make another person an admin first.')
}

/**
 * Takes the locks of a change that may end an admin: all active admins first, then the account, always
 * in this order.
 */
async function holdAsAdmin(tx: Tx, viewer: Viewer, id: string) {
  const [isAdmin] = await tx
    .select({ userId: userRoles.userId })
    .from(userRoles)
    .where(and(eq(userRoles.userId, id), eq(userRoles.role, 'admin')))
  if (isAdmin) {
    const all = await tx.select({ id: userRoles.userId }).from(userRoles).where(eq(userRoles.role, 'admin'))
    await lockRows(
      tx,
      users,
      all.map((row) => row.id),
    )
  }
  return holdAccount(tx, viewer, id)
}

/**
 * Adds one person and mails them a link (single use, 14 days) to choose a password. Throws `invalid`
 * with the field when user name or email is taken.
 */
export async function addPerson(
  viewer: Viewer,
  input: { name: string; username: string; email: string; roles: Role[] },
): Promise<{ id: string }> {
  requireCan(viewer, 'users.invite', { targetRoles: input.roles })
  if (input.roles.length === 0) throw invalid({ roles: 'Choose at least one role.' })
  const id = newId()
  for (const role of input.roles) requireCan(viewer, 'roles.grant', { ownerId: id, role })
  const { name, username, email } = input
  await write(async (tx) => {
    const now = new Date()
    await requireFree(tx, { username, email })
    await tx.insert(users).values({
      id,
      name,
      username,
      email,
      ...searchColumns({ name, username, email }),
      state: 'unverified',
      createdAt: now,
      updatedAt: now,
    })
    await tx.insert(profiles).values({ userId: id, updatedAt: now })
    for (const role of input.roles)
      await tx.insert(userRoles).values({ userId: id, role, grantedBy: viewer.id, createdAt: now })
    const issued = await issueToken(tx, { kind: 'invitation', userId: id, now })
    await mailAccountAdded(tx, { id, name, username, email }, issued, viewer.name)
    await audit(tx, {
      actor: viewer,
      action: 'users.add',
      ...accountRecord({ id, name }),
      after: { name, username, email, roles: input.roles },
    })
  }).catch(asTaken)
  return { id }
}

/** Mails a new link to a person who was added and has not chosen a password; the one before is void. */
export async function resendInvitation(viewer: Viewer, id: string): Promise<void> {
  await write(async (tx) => {
    const { user, held } = await holdAccount(tx, viewer, id)
    requireCan(viewer, 'users.invite', { targetRoles: held })
    if (user.state !== 'unverified' || user.passwordHash)
      throw stateError('This person has chosen a password already.')
    const issued = await issueToken(tx, { kind: 'invitation', userId: id })
    await mailAccountAdded(tx, user, issued, viewer.name)
    await audit(tx, { actor: viewer, action: 'users.resendInvitation', ...accountRecord(user) })
  })
}

/**
 * Gives and takes roles so that the person holds `wanted`. Roles that the viewer may not take stay; one
 * that they may not give is refused. The person is told by mail; it takes effect on their next request.
 */
export async function changeRoles(
  viewer: Viewer,
  id: string,
  input: { wanted: Role[]; version: number },
): Promise<void> {
  const { timeZone } = await loadSettings()
  await write(async (tx) => {
    const now = new Date()
    const { user, held } = await holdAsAdmin(tx, viewer, id)
    refuseDeleted(user)
    const given = input.wanted.filter((role) => !held.includes(role))
    for (const role of given) requireCan(viewer, 'roles.grant', { ownerId: id, role, targetRoles: held })
    const taken = held.filter((role) => !input.wanted.includes(role) && mayTake(viewer, id, role))
    if (given.length + taken.length === 0) {
      // Boxes that are locked are not posted and stay; but a post of nothing else would seem to be done.
      for (const role of held)
        if (!input.wanted.includes(role)) requireCan(viewer, 'roles.take', { ownerId: id, role })
      return
    }
    if (user.version !== input.version)
      throw await accountConflict(
        tx,
        user,
        [{ field: 'Roles', yours: namesOf(input.wanted), theirs: namesOf(held) }],
        timeZone,
      )
    if (taken.includes('admin') && user.state === 'active') await requireOtherAdmin(tx, id)
    if (taken.length > 0)
      await tx.delete(userRoles).where(and(eq(userRoles.userId, id), inArray(userRoles.role, taken)))
    for (const role of given)
      await tx.insert(userRoles).values({ userId: id, role, grantedBy: viewer.id, createdAt: now })
    await tx.update(users).set(touched(now)).where(eq(users.id, id))
    const after = roles.filter((r) => given.includes(r) || (held.includes(r) && !taken.includes(r)))
    if (user.state === 'active')
      await mailRolesChanged(tx, user, { granted: given, removed: taken, byName: viewer.name })
    await audit(tx, {
      actor: viewer,
      action: 'roles.change',
      ...accountRecord(user),
      before: { roles: held },
      after: { roles: after },
    })
  })
}

const namesOf = (list: readonly Role[]) => list.map((role) => roleNames[role]).join(', ')

const mayTake = (viewer: Viewer, ownerId: string, role: Role) =>
  can(viewer, 'roles.take', { ownerId, role }).allowed

/** Closes an account; all its history stays. Its sessions end and its links are void. */
export async function deactivatePerson(viewer: Viewer, id: string, reason: string | null): Promise<void> {
  await write(async (tx) => {
    const now = new Date()
    const { user, held } = await holdAsAdmin(tx, viewer, id)
    requireCan(viewer, 'users.deactivate', { ownerId: id, targetRoles: held })
    refuseDeleted(user)
    if (user.state === 'deactivated') throw stateError('This account is deactivated already.')
    if (held.includes('admin') && user.state === 'active') await requireOtherAdmin(tx, id)
    await tx
      .update(users)
      .set({ state: 'deactivated', ...touched(now) })
      .where(eq(users.id, id))
    await endSessions(tx, id)
    for (const kind of ['reset_password', 'change_email', 'invitation', 'verify_email'] as const)
      await voidTokens(tx, kind, id, now)
    await audit(tx, {
      actor: viewer,
      action: 'users.deactivate',
      ...accountRecord(user),
      before: { state: user.state },
      after: { state: 'deactivated' },
      reason,
    })
  })
}

/** Opens a deactivated account again, with the roles it had. */
export async function reactivatePerson(viewer: Viewer, id: string): Promise<void> {
  await write(async (tx) => {
    const { user, held } = await holdAccount(tx, viewer, id)
    requireCan(viewer, 'users.deactivate', { ownerId: id, targetRoles: held })
    if (user.state !== 'deactivated') throw stateError('This account is not deactivated.')
    const state = user.emailVerifiedAt ? 'active' : 'unverified'
    await tx
      .update(users)
      .set({ state, ...touched(new Date()) })
      .where(eq(users.id, id))
    await audit(tx, {
      actor: viewer,
      action: 'users.reactivate',
      ...accountRecord(user),
      before: { state: 'deactivated' },
      after: { state },
    })
  })
}
