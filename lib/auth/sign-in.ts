import { eq, or } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { sessions, users } from '@/db/schema'
import { audit } from '@/lib/audit'
import { AppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { verifyPassword } from './password'
import { insertSession } from './session'
import { accountKey, countWrong, forgive, takeTry } from './throttle'

/** One message for every wrong pair: which half was wrong, and whether the account exists, stays untold. */
const wrongPair = () => new AppError('invalid', 'The user name or email and the password do not match.')

export type SignedIn =
  | { state: 'signed-in'; userId: string; sessionId: string }
  /** Right password, but the email address has not been confirmed. */
  | { state: 'unverified'; userId: string; email: string }

/**
 * Signs in by user name or email. Throws `invalid` for a wrong pair and `limit` after too many of them;
 * unknown, deactivated and deleted accounts read as a wrong pair and take as long.
 */
export async function signIn(input: {
  identifier: string
  password: string
  keep: boolean
  ip: string
  userAgent: string | null
}): Promise<SignedIn> {
  const typed = input.identifier.trim().toLowerCase()
  const [user] = await db
    .select({
      id: users.id,
      name: users.name,
      username: users.username,
      email: users.email,
      state: users.state,
      passwordHash: users.passwordHash,
    })
    .from(users)
    .where(or(eq(users.username, typed), eq(users.email, typed)))
    .limit(1)
  const key = accountKey(typed, user?.id)
  await takeTry(key, input.ip)
  const right = await verifyPassword(user?.passwordHash ?? null, input.password)
  const usable = user?.state === 'active' || user?.state === 'unverified'
  if (!user || !right || !usable) {
    await countWrong(input.ip)
    throw wrongPair()
  }
  return write(async (tx) => {
    // Read again: the account may have been deactivated while the password was compared.
    const [now] = await tx
      .select({ state: users.state, passwordHash: users.passwordHash })
      .from(users)
      .where(eq(users.id, user.id))
    if (!now || now.passwordHash !== user.passwordHash || now.state !== user.state) throw wrongPair()
    await forgive(tx, key)
    if (user.state === 'unverified') return { state: 'unverified', userId: user.id, email: user.email }
    const sessionId = await startSession(tx, user, input)
    return { state: 'signed-in', userId: user.id, sessionId }
  })
}

/**
 * Signs in without a password: for a browser that has just proved both password and address. Null when
 * the account is not active.
 */
export async function openSession(
  userId: string,
  caller: { ip: string; userAgent: string | null },
): Promise<string | null> {
  return write(async (tx) => {
    const [user] = await tx
      .select({ id: users.id, name: users.name, state: users.state })
      .from(users)
      .where(eq(users.id, userId))
    return user?.state === 'active' ? startSession(tx, user, { ...caller, keep: false }) : null
  })
}

async function startSession(
  tx: Tx,
  user: { id: string; name: string },
  input: { keep: boolean; ip: string; userAgent: string | null },
): Promise<string> {
  const { keep, ip, userAgent } = input
  const sessionId = await insertSession(tx, { userId: user.id, keep, ip, userAgent })
  await tx.update(users).set({ lastSignInAt: new Date() }).where(eq(users.id, user.id))
  await audit(tx, {
    actor: user,
    action: 'account.signIn',
    record: { type: 'user', id: user.id, name: user.name },
    scope: { subjectId: user.id },
    after: { keep },
  })
  return sessionId
}

/** Ends the session the viewer is using. */
export async function signOut(viewer: Viewer): Promise<void> {
  await write(async (tx) => {
    await tx.delete(sessions).where(eq(sessions.id, viewer.sessionId))
    await audit(tx, {
      actor: viewer,
      action: 'account.signOut',
      record: { type: 'user', id: viewer.id, name: viewer.name },
      scope: { subjectId: viewer.id },
    })
  })
}
