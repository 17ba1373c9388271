import { eq } from 'drizzle-orm'
import { db, write } from '@/db/client'
import { users } from '@/db/schema'
import { lockRows } from '@/db/sql'
import { audit } from '@/lib/audit'
import { inEvenTime } from '@/lib/auth/even-time'
import { hashPassword } from '@/lib/auth/password'
import { passwordProblem } from '@/lib/auth/password-rules'
import { accountKey, allowAtMost, forgive } from '@/lib/auth/throttle'
import { consumeToken, findToken, issueToken, type TokenKind, voidTokens } from '@/lib/auth/tokens'
import { invalid, isAppError, stateError } from '@/lib/errors'
import { accountRecord, endSessions, touched } from './accounts'
import { mailResetPassword, mailSecurityNotice } from './mails'

/**
 * Mails a link to choose a new password, if the address has an account that may sign in. The answer and
 * its time are the same in every case, also when it was asked for too often (3 an hour for an address,
 * 60 for a caller): then simply nothing is sent.
 */
export function requestReset(email: string, caller: { ip: string }): Promise<void> {
  return inEvenTime(300, async () => {
    try {
      await write(async (tx) => {
        const now = new Date()
        await allowAtMost(tx, 'reset-caller', caller.ip, { max: 60, seconds: 3600 }, now)
        await allowAtMost(tx, 'reset-mail', email, { max: 3, seconds: 3600 }, now)
        const [user] = await tx
          .select({ id: users.id, name: users.name, email: users.email, state: users.state })
          .from(users)
          .where(eq(users.email, email))
        if (user?.state !== 'active' && user?.state !== 'unverified') return
        const issued = await issueToken(tx, { kind: 'reset_password', userId: user.id, now })
        await mailResetPassword(tx, user, issued)
        await audit(tx, { actor: null, action: 'account.requestReset', ...accountRecord(user) })
      })
    } catch (error) {
      if (!isAppError(error, 'limit')) throw error
    }
  })
}

export type PasswordLink = { kind: 'reset_password' | 'invitation'; name: string; username: string }

const kinds = ['reset_password', 'invitation'] as const satisfies readonly TokenKind[]

/** Whose password a link sets, or null when it counts no longer. Looking uses nothing up. */
export async function passwordLink(token: string): Promise<PasswordLink | null> {
  for (const kind of kinds) {
    const row = await findToken(kind, token)
    if (!row?.userId) continue
    const user = await findUser(row.userId)
    if (user) return { kind, name: user.name, username: user.username }
  }
  return null
}

const usable = (state: string) => state === 'active' || state === 'unverified'

async function findUser(id: string) {
  const [user] = await db.select().from(users).where(eq(users.id, id))
  return user && usable(user.state) ? user : null
}

const gone = () => stateError('This link is no longer valid. Ask for a new one.')

/**
 * Sets a password by a mailed link. The link has proved the address, so that a waiting account is
 * confirmed by it. All sessions end and all other links of the person are void. Throws `invalid` on
 * `password`, `state` when the link counts no longer.
 */
export async function setPasswordByLink(
  token: string,
  password: string,
): Promise<{ username: string; first: boolean }> {
  const link = await passwordLink(token)
  if (!link) throw gone()
  const problem = passwordProblem(password, link.username)
  if (problem) throw invalid({ password: problem })
  const passwordHash = await hashPassword(password)
  return write(async (tx) => {
    const now = new Date()
    const row = await findToken(link.kind, token, { from: tx, now })
    if (!row?.userId || !(await consumeToken(tx, row.id, now))) throw gone()
    const [user] = await lockRows(tx, users, [row.userId])
    if (!user || !usable(user.state)) throw gone()
    await tx
      .update(users)
      .set({
        passwordHash,
        state: 'active',
        emailVerifiedAt: user.emailVerifiedAt ?? now,
        ...touched(now),
      })
      .where(eq(users.id, user.id))
    for (const kind of ['reset_password', 'invitation', 'verify_email', 'change_email'] as const)
      await voidTokens(tx, kind, user.id, now)
    await endSessions(tx, user.id)
    await forgive(tx, accountKey(user.username, user.id))
    if (user.passwordHash) await mailSecurityNotice(tx, user, 'password_reset')
    await audit(tx, {
      actor: user,
      action: link.kind === 'invitation' ? 'account.activate' : 'account.resetPassword',
      ...accountRecord(user),
      before: { state: user.state },
      after: { state: 'active' },
    })
    return { username: user.username, first: user.passwordHash === null }
  })
}
