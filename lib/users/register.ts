import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { violates } from '@/db/errors'
import { profiles, throttles, tokens, userRoles, users } from '@/db/schema'
import { lockRows, newId, upsert } from '@/db/sql'
import { audit } from '@/lib/audit'
import { inEvenTime } from '@/lib/auth/even-time'
import { hashPassword } from '@/lib/auth/password'
import { passwordProblem } from '@/lib/auth/password-rules'
import { hashToken } from '@/lib/auth/secret'
import { allowAtMost, countWrong, forgive, takeTry } from '@/lib/auth/throttle'
import { consumeToken, findToken, issueToken } from '@/lib/auth/tokens'
import { AppError, invalid, stateError } from '@/lib/errors'
import { loadSettings } from '@/lib/settings/queries'
import { accountRecord, touched } from './accounts'
import { mailSecurityNotice, mailVerifyAddress } from './mails'
import { domainAllowed } from './schema'
import { searchColumns } from './search-text'

/** Days after which an account that never confirmed its address is removed, and its user name is free. */
export const unconfirmedDays = 7

/**
 * Answers at even times: whether the address was known must not show in milliseconds. Both ways hash a
 * password and write; this covers the difference that is left.
 */
const evenly = <T>(work: () => Promise<T>) => inEvenTime(400, work)

/** Who a browser registered as: what the confirmation page needs to know. */
export type Pending = { userId: string; email: string }

/**
 * Makes an account that waits for its address to be confirmed, and mails the code. An address that has
 * an account already gets the same answer here and a notice by mail. Throws `invalid` on fields, `state`
 * when registration is closed, `limit` when asked for too often.
 */
export function register(
  input: { username: string; name: string; email: string; password: string },
  caller: { ip: string },
): Promise<Pending> {
  return evenly(async () => {
    const settings = await loadSettings()
    if (!settings.registrationOpen) throw stateError('Registration is closed. Ask a coordinator to add you.')
    const fields: Record<string, string> = {}
    if (!domainAllowed(input.email, settings.allowedEmailDomains))
      fields.email = `Use an address that ends in ${settings.allowedEmailDomains.join(' or ')}.`
    const problem = passwordProblem(input.password, input.username)
    if (problem) fields.password = problem
    if (Object.keys(fields).length > 0) throw invalid(fields)
    const passwordHash = await hashPassword(input.password)
    const attempt = () => write((tx) => insertAccount(tx, { ...input, passwordHash }, caller.ip))
    try {
      return await attempt()
    } catch (error) {
      if (violates(error, 'users_username', 'users.username'))
        throw invalid({ username: 'This user name is taken.' })
      // Somebody registered the same address in this moment: now it is known, and answered as such.
      if (violates(error, 'users_email', 'users.email')) return attempt()
      throw error
    }
  })
}

async function insertAccount(
  tx: Tx,
  input: { username: string; name: string; email: string; passwordHash: string },
  ip: string,
): Promise<Pending> {
  const now = new Date()
  const { username, name, email, passwordHash } = input
  await allowAtMost(tx, 'register', ip, { max: 60, seconds: 3600 }, now)
  const [sameName] = await tx.select({ id: users.id }).from(users).where(eq(users.username, username))
  if (sameName || (await isReserved(tx, username, now)))
    throw invalid({ username: 'This user name is taken.' })
  await allowOneMail(tx, email, now)
  const [owner] = await tx
    .select({ id: users.id, name: users.name, email: users.email, state: users.state })
    .from(users)
    .where(eq(users.email, email))
  const userId = newId()
  if (owner) {
    // As with a true registration the user name is gone from now on: else trying it again with
    // another address would tell that this one is known.
    await reserve(tx, username, now)
    if (owner.state !== 'deactivated') await mailSecurityNotice(tx, owner, 'registration_tried')
    return { userId, email }
  }
  await tx.insert(users).values({
    id: userId,
    username,
    email,
    name,
    ...searchColumns({ name, username, email }),
    passwordHash,
    state: 'unverified',
    createdAt: now,
    updatedAt: now,
  })
  await tx.insert(profiles).values({ userId, updatedAt: now })
  await tx.insert(userRoles).values({ userId, role: 'student', grantedBy: null, createdAt: now })
  const user = { id: userId, name, email }
  await mailVerifyAddress(tx, user, await issueToken(tx, { kind: 'verify_email', userId, now }))
  await audit(tx, {
    actor: user,
    action: 'account.register',
    ...accountRecord(user),
    after: { username, email, name, roles: ['student'] },
  })
  return { userId, email }
}

const reservedKey = (username: string) => `username:${hashToken(username)}`

async function isReserved(tx: Tx, username: string, now: Date): Promise<boolean> {
  const [row] = await tx
    .select({ key: throttles.key })
    .from(throttles)
    .where(and(eq(throttles.key, reservedKey(username)), gt(throttles.blockedUntil, now)))
  return row !== undefined
}

async function reserve(tx: Tx, username: string, now: Date): Promise<void> {
  const until = new Date(now.getTime() + unconfirmedDays * 86_400_000)
  const row = { key: reservedKey(username), failures: 0, blockedUntil: until, updatedAt: now }
  await upsert(tx, throttles, row, [throttles.key], { blockedUntil: until, updatedAt: now })
}

const allowOneMail = (tx: Tx, email: string, now: Date) =>
  allowAtMost(
    tx,
    'verify-mail',
    email,
    {
      max: 1,
      seconds: 60,
      message: (wait) => `A code was sent to this address just now. Ask for a new one in ${wait}.`,
    },
    now,
  )

/**
 * Mails a new code and voids the one before; at most one each 60 s for an address, whether or not it
 * has an account (throws `limit`). An address that waits for no confirmation gets nothing, and the
 * answer is the same.
 */
export function sendNewCode(who: { userId?: string; email: string }, now = new Date()): Promise<void> {
  return evenly(() =>
    write(async (tx) => {
      await allowOneMail(tx, who.email, now)
      const [user] = await tx
        .select({ id: users.id, name: users.name, email: users.email, passwordHash: users.passwordHash })
        .from(users)
        .where(
          and(
            eq(users.email, who.email),
            eq(users.state, 'unverified'),
            who.userId ? eq(users.id, who.userId) : undefined,
          ),
        )
      // Who was added by staff has no password yet: their link sets one, a code could not.
      if (!user?.passwordHash) return
      const token = await issueToken(tx, { kind: 'verify_email', userId: user.id, now })
      await mailVerifyAddress(tx, user, token)
    }),
  )
}

/** One message for a wrong, an expired, a used-up code and for an address without an account. */
const wrongCode = () =>
  invalid({ code: 'This code is wrong or no longer valid. Check it, or ask for a new one.' })

/**
 * Confirms an address by the six digits. After 5 wrong ones the code is void; wrong ones also count for
 * the address over all its codes, with growing delays. Throws `invalid` on `code`, or `limit`.
 */
export async function verifyByCode(
  who: { userId?: string; email: string },
  code: string,
  caller: { ip: string },
  now = new Date(),
): Promise<{ userId: string }> {
  const typed = `code:${who.email}`
  await takeTry(typed, caller.ip, now)
  const [found] = await db
    .select({ id: tokens.id })
    .from(tokens)
    .innerJoin(users, eq(users.id, tokens.userId))
    .where(
      and(
        eq(users.email, who.email),
        eq(users.state, 'unverified'),
        who.userId ? eq(users.id, who.userId) : undefined,
        eq(tokens.kind, 'verify_email'),
        isNull(tokens.usedAt),
        gt(tokens.expiresAt, now),
      ),
    )
    .orderBy(desc(tokens.createdAt))
    .limit(1)
  const userId =
    found &&
    (await write(async (tx) => {
      const [token] = await lockRows(tx, tokens, [found.id])
      if (!token || token.usedAt || token.triesLeft < 1) return null
      if (token.codeHash !== hashToken(`${token.id}:${code}`)) {
        const triesLeft = token.triesLeft - 1
        const usedAt = triesLeft === 0 ? now : null
        await tx.update(tokens).set({ triesLeft, usedAt }).where(eq(tokens.id, token.id))
        return null
      }
      const confirmed = await confirm(tx, token, now)
      if (confirmed) await forgive(tx, typed)
      return confirmed
    }))
  if (!userId) {
    await countWrong(caller.ip, now)
    throw wrongCode()
  }
  return { userId }
}

/** Confirms an address by the mailed link. Throws `state` when it counts no longer. */
export async function verifyByLink(token: string, now = new Date()): Promise<{ userId: string }> {
  const userId = await write(async (tx) => {
    const row = await findToken('verify_email', token, { from: tx, now })
    return row && row.triesLeft > 0 ? confirm(tx, row, now) : null
  })
  if (!userId) throw new AppError('state', 'This link is no longer valid. Ask for a new code.')
  return { userId }
}

async function confirm(
  tx: Tx,
  token: { id: string; userId: string | null },
  now: Date,
): Promise<string | null> {
  if (!token.userId || !(await consumeToken(tx, token.id, now))) return null
  const [user] = await lockRows(tx, users, [token.userId])
  if (user?.state !== 'unverified') return null
  await tx
    .update(users)
    .set({ state: 'active', emailVerifiedAt: now, ...touched(now) })
    .where(eq(users.id, user.id))
  await audit(tx, {
    actor: user,
    action: 'account.confirm',
    ...accountRecord(user),
    before: { state: 'unverified' },
    after: { state: 'active' },
  })
  return user.id
}

/** Removes accounts that registered and never confirmed their address. Gives how many. */
export async function removeUnconfirmed(now = new Date()): Promise<number> {
  const limit = new Date(now.getTime() - unconfirmedDays * 86_400_000)
  return write(async (tx) => {
    const stale = await tx.query.users.findMany({
      columns: { id: true, name: true, username: true, email: true },
      where: (t, q) =>
        q.and(
          q.eq(t.state, 'unverified'),
          q.isNull(t.emailVerifiedAt),
          q.isNotNull(t.passwordHash),
          q.lt(t.createdAt, limit),
        ),
      limit: 500,
    })
    for (const user of stale) {
      await tx.delete(users).where(eq(users.id, user.id))
      await audit(tx, {
        actor: null,
        action: 'account.expire',
        ...accountRecord(user),
        before: { username: user.username, email: user.email },
        reason: `The address was not confirmed within ${unconfirmedDays} days.`,
      })
    }
    return stale.length
  })
}
