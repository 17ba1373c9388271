import { and, eq, ne } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { users } from '@/db/schema'
import { audit, difference } from '@/lib/audit'
import { issueToken, voidTokens } from '@/lib/auth/tokens'
import { invalid, stateError } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { accountRecord, asTaken, touched } from './accounts'
import { accountConflict, holdAccount, refuseDeleted } from './commands'
import { mailAccountAdded, mailConfirmNewEmail, mailSecurityNotice, mailVerifyAddress } from './mails'
import { refreshSearchColumns } from './search-text'

type Account = Awaited<ReturnType<typeof holdAccount>>['user']

const labels = { name: 'Name', preferredName: 'Preferred name', username: 'User name', email: 'Email' }

/**
 * Changes name, user name and email of an account. An address that staff give is not proved either: an
 * account in use keeps its present one, which is told, until the link mailed to the new one is used
 * (SPEC 4); one that still waits for its code or invitation gets a new one there, and what went to the old
 * address opens nothing any more. The viewer's own address is changed on `/profile/security` alone, which
 * asks for the password.
 *
 * @returns the new address if it waits to be confirmed, else null
 * @throws `conflict` when the account changed since `version`, `invalid` on a field that is taken, `state`
 */
export async function editPerson(
  viewer: Viewer,
  id: string,
  input: {
    name: string
    preferredName: string | null
    username: string
    /** Left out: stays as it is. */
    email?: string
    version: number
  },
): Promise<{ waiting: string | null }> {
  const { timeZone } = await loadSettings()
  return write(async (tx) => {
    const now = new Date()
    const { user, held } = await holdAccount(tx, viewer, id)
    requireCan(viewer, 'users.edit', { ownerId: id, targetRoles: held })
    refuseDeleted(user)
    const { name, preferredName, username, email = user.email } = input
    if (email !== user.email && id === viewer.id)
      throw invalid({ email: 'Change your own address under Sign-in and security.' })
    const asked = difference(user, { name, preferredName, username, email })
    if (Object.keys(asked.after).length === 0) return { waiting: null }
    if (user.version !== input.version)
      throw await accountConflict(
        tx,
        user,
        Object.keys(asked.after).map((key) => ({
          field: labels[key as keyof typeof labels],
          yours: String(asked.after[key] ?? ''),
          theirs: String(asked.before[key] ?? ''),
        })),
        timeZone,
      )
    const waits = email !== user.email && user.state !== 'unverified'
    const after = { name, preferredName, username, email: waits ? user.email : email }
    const change = difference(user, after)
    if (Object.keys(change.after).length > 0) {
      await tx
        .update(users)
        .set({ ...after, ...touched(now) })
        .where(eq(users.id, id))
      await refreshSearchColumns(tx, id)
      await audit(tx, { actor: viewer, action: 'users.edit', ...accountRecord(user), ...change })
    }
    if (waits) await askNewAddress(tx, viewer, { ...user, ...after }, email, now)
    else if (email !== user.email) await inviteAt(tx, viewer, { ...user, ...after }, now)
    return { waiting: waits ? email : null }
  }).catch(asTaken)
}

/** Mails the link by which the new address begins to count, and tells the present one. */
async function askNewAddress(tx: Tx, viewer: Viewer, user: Account, email: string, now: Date): Promise<void> {
  if (user.state !== 'active') throw stateError('Reactivate this account before changing its address.')
  const [owner] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.email, email), ne(users.id, user.id)))
  if (owner) throw invalid({ email: 'Another account uses this address.' })
  const issued = await issueToken(tx, { kind: 'change_email', userId: user.id, data: { email }, now })
  await mailConfirmNewEmail(tx, user, email, issued)
  await mailSecurityNotice(tx, user, 'email_change_asked', email)
  await audit(tx, {
    actor: viewer,
    action: 'account.requestEmail',
    ...accountRecord(user),
    before: { email: user.email },
    after: { email },
  })
}

/** An account that nobody has used yet: its code or invitation goes to the new address, those before are void. */
async function inviteAt(tx: Tx, viewer: Viewer, user: Account, now: Date): Promise<void> {
  for (const kind of ['reset_password', 'change_email', 'invitation', 'verify_email'] as const)
    await voidTokens(tx, kind, user.id, now)
  if (user.passwordHash)
    await mailVerifyAddress(tx, user, await issueToken(tx, { kind: 'verify_email', userId: user.id, now }))
  else {
    const issued = await issueToken(tx, { kind: 'invitation', userId: user.id, now })
    await mailAccountAdded(tx, user, issued, viewer.name)
  }
}
