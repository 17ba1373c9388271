import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import { db, write } from '@/db/client'
import { sessions, tokens, users } from '@/db/schema'
import { lockRows } from '@/db/sql'
import { audit } from '@/lib/audit'
import { hashPassword, verifyPassword } from '@/lib/auth/password'
import { passwordProblem } from '@/lib/auth/password-rules'
import { accountKey, allowAtMost, countWrong, forgive, takeTry } from '@/lib/auth/throttle'
import { consumeToken, findToken, issueToken, voidTokens } from '@/lib/auth/tokens'
import { invalid, notFound, stateError } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { accountRecord, asTaken, endSessions, touched } from './accounts'
import { mailConfirmNewEmail, mailSecurityNotice } from './mails'
import { domainAllowed } from './schema'
import { refreshSearchColumns } from './search-text'

/**
 * Asks for the present password, with the same growing delays as signing in: a borrowed screen is not
 * a free place to guess. Gives the hash it was compared with. Throws `invalid` on `field`, with what else is wrong.
 */
async function requirePresentPassword(
  viewer: Viewer,
  present: string,
  ip: string,
  field: string,
  others: Record<string, string> = {},
): Promise<string> {
  requireCan(viewer, 'account.secure', { ownerId: viewer.id })
  const key = accountKey(`present:${viewer.id}`)
  await takeTry(key, ip)
  const [user] = await db
    .select({ passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.id, viewer.id))
  if (!(await verifyPassword(user?.passwordHash ?? null, present))) {
    await countWrong(ip)
    throw invalid({ [field]: 'This is not your present password.', ...others })
  }
  await write((tx) => forgive(tx, key))
  return user!.passwordHash!
}

/** Changes the password and signs out all other sessions. Throws `invalid` on `presentPassword` or `newPassword`. */
export async function changePassword(
  viewer: Viewer,
  input: { present: string; password: string },
  caller: { ip: string },
): Promise<void> {
  const problem = passwordProblem(input.password, viewer.username)
  const fields: Record<string, string> = problem ? { newPassword: problem } : {}
  const before = await requirePresentPassword(viewer, input.present, caller.ip, 'presentPassword', fields)
  if (problem) throw invalid(fields)
  if (input.password.normalize('NFKC') === input.present.normalize('NFKC'))
    throw invalid({ newPassword: 'Choose a password other than the present one.' })
  const passwordHash = await hashPassword(input.password)
  await write(async (tx) => {
    const now = new Date()
    const [user] = await lockRows(tx, users, [viewer.id])
    // Changed elsewhere while this one was compared: the present password is no longer the present one.
    if (user?.passwordHash !== before)
      throw invalid({ presentPassword: 'This is not your present password.' })
    await tx
      .update(users)
      .set({ passwordHash, ...touched(now) })
      .where(eq(users.id, user.id))
    // A new address that somebody else asked for with the old password counts no longer, either.
    for (const kind of ['reset_password', 'invitation', 'change_email'] as const)
      await voidTokens(tx, kind, user.id, now)
    await endSessions(tx, user.id, viewer.sessionId)
    await mailSecurityNotice(tx, user, 'password_changed')
    await audit(tx, { actor: viewer, action: 'account.changePassword', ...accountRecord(user) })
  })
}

/**
 * Mails a link to a new address; the present one stays until the link is used, and is told. Whether the
 * new address belongs to another account is not said here: its owner is told instead. Throws `invalid`
 * on `emailPassword` or `email`, `limit` after 5 in an hour.
 */
export async function requestEmailChange(
  viewer: Viewer,
  input: { present: string; email: string },
  caller: { ip: string },
): Promise<void> {
  await requirePresentPassword(viewer, input.present, caller.ip, 'emailPassword')
  const settings = await loadSettings()
  if (input.email === viewer.email) throw invalid({ email: 'This is your present address.' })
  if (!domainAllowed(input.email, settings.allowedEmailDomains))
    throw invalid({ email: `Use an address that ends in ${settings.allowedEmailDomains.join(' or ')}.` })
  await write(async (tx) => {
    const now = new Date()
    await allowAtMost(tx, 'new-email', viewer.id, { max: 5, seconds: 3600 }, now)
    const [user] = await lockRows(tx, users, [viewer.id])
    if (!user) throw notFound('This account')
    const [owner] = await tx
      .select({ id: users.id, name: users.name, email: users.email, state: users.state })
      .from(users)
      .where(eq(users.email, input.email))
    const data = { email: input.email }
    const issued = await issueToken(tx, { kind: 'change_email', userId: user.id, data, now })
    if (!owner) await mailConfirmNewEmail(tx, user, input.email, issued)
    else if (owner.state !== 'deactivated') await mailSecurityNotice(tx, owner, 'registration_tried')
    await mailSecurityNotice(tx, user, 'email_change_asked', input.email)
    await audit(tx, {
      actor: viewer,
      action: 'account.requestEmail',
      ...accountRecord(user),
      before: { email: user.email },
      after: { email: input.email },
    })
  })
}

/** The new address behind a link, or null when it counts no longer. */
export async function emailChangeOf(token: string): Promise<{ email: string } | null> {
  const row = await findToken('change_email', token)
  return row?.data?.email ? { email: row.data.email } : null
}

/** The new address whose link the viewer has not used yet, and until when it counts; null when there is none. */
export async function waitingEmail(viewer: Viewer): Promise<{ email: string; until: Date } | null> {
  requireCan(viewer, 'account.secure', { ownerId: viewer.id })
  const [row] = await db
    .select({ data: tokens.data, until: tokens.expiresAt })
    .from(tokens)
    .where(
      and(
        eq(tokens.kind, 'change_email'),
        eq(tokens.userId, viewer.id),
        isNull(tokens.usedAt),
        gt(tokens.expiresAt, new Date()),
      ),
    )
    .limit(1)
  return row?.data?.email ? { email: row.data.email, until: row.until } : null
}

/**
 * Makes the new address count. All sessions of the person end but the one the link is used in; the old
 * address is told. Throws `state` when the link counts no longer or the address was taken meanwhile.
 */
export async function confirmEmailChange(token: string, viewer: Viewer | null): Promise<void> {
  const gone = () => stateError('This link is no longer valid. Ask for the change again.')
  await write(async (tx) => {
    const now = new Date()
    const row = await findToken('change_email', token, { from: tx, now })
    const email = row?.data?.email
    if (!row?.userId || !email || !(await consumeToken(tx, row.id, now))) throw gone()
    const [user] = await lockRows(tx, users, [row.userId])
    if (user?.state !== 'active') throw gone()
    await tx
      .update(users)
      .set({ email, emailVerifiedAt: now, ...touched(now) })
      .where(eq(users.id, user.id))
    await refreshSearchColumns(tx, user.id)
    // Links that lie in the old mailbox open nothing any more.
    await voidTokens(tx, 'reset_password', user.id, now)
    await endSessions(tx, user.id, viewer && viewer.id === user.id ? viewer.sessionId : undefined)
    await forgive(tx, accountKey(email, user.id))
    await mailSecurityNotice(tx, user, 'email_changed', email)
    await audit(tx, {
      actor: user,
      action: 'account.changeEmail',
      ...accountRecord(user),
      before: { email: user.email },
      after: { email },
    })
  }).catch((error: unknown) => {
    try {
      asTaken(error)
    } catch (known) {
      if (known === error) throw error
      throw stateError('Another account uses this address. Ask for the change again with another one.')
    }
  })
}

export type OwnSession = {
  id: string
  current: boolean
  keep: boolean
  ip: string | null
  userAgent: string | null
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
}

/** The viewer's own sessions that still count, the present one first, then by last use. One query. */
export async function listOwnSessions(viewer: Viewer, now = new Date()): Promise<OwnSession[]> {
  requireCan(viewer, 'account.secure', { ownerId: viewer.id })
  const rows = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, viewer.id), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.lastSeenAt), sessions.id)
    .limit(100)
  return rows
    .map(({ userId: _, ...row }) => ({ ...row, current: row.id === viewer.sessionId }))
    .sort((a, b) => Number(b.current) - Number(a.current))
}

/** Ends one of the viewer's own sessions. Another person's reads as not found. */
export async function endOwnSession(viewer: Viewer, sessionId: string): Promise<void> {
  requireCan(viewer, 'account.secure', { ownerId: viewer.id })
  await write(async (tx) => {
    const [row] = await tx
      .select({ id: sessions.id, userAgent: sessions.userAgent })
      .from(sessions)
      .where(and(eq(sessions.id, sessionId), eq(sessions.userId, viewer.id)))
    if (!row) throw notFound('This session')
    await tx.delete(sessions).where(eq(sessions.id, row.id))
    await audit(tx, {
      actor: viewer,
      action: 'account.endSession',
      ...accountRecord(viewer),
      before: { browser: row.userAgent },
    })
  })
}

/** Signs out everywhere but here. Gives how many sessions ended. */
export async function endOtherSessions(viewer: Viewer): Promise<number> {
  requireCan(viewer, 'account.secure', { ownerId: viewer.id })
  return write(async (tx) => {
    const rows = await tx.select({ id: sessions.id }).from(sessions).where(eq(sessions.userId, viewer.id))
    const others = rows.filter((row) => row.id !== viewer.sessionId).length
    await endSessions(tx, viewer.id, viewer.sessionId)
    await audit(tx, {
      actor: viewer,
      action: 'account.endOtherSessions',
      ...accountRecord(viewer),
      before: { sessions: others },
    })
    return others
  })
}
