import { and, eq, gt, sql } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { violates } from '@/db/errors'
import { profiles, throttles, userRoles, users } from '@/db/schema'
import { newId, upsert } from '@/db/sql'
import { audit } from '@/lib/audit'
import { inEvenTime } from '@/lib/auth/even-time'
import { hashPassword } from '@/lib/auth/password'
import { passwordProblem } from '@/lib/auth/password-rules'
import { hashToken } from '@/lib/auth/secret'
import { accountKey, allowAtMost, forgive } from '@/lib/auth/throttle'
import { issueToken } from '@/lib/auth/tokens'
import { invalid, stateError } from '@/lib/errors'
import { loadSettings } from '@/lib/settings/queries'
import { accountRecord } from './accounts'
import { mailSecurityNotice, mailVerifyAddress } from './mails'
import { domainAllowed } from './schema'
import { searchColumns } from './search-text'

/** Days after which an account that never confirmed its address is removed, and its user name is free. */
const unconfirmedDays = 7

/**
 * Answers at even times: whether the address was known must not show in milliseconds. Both ways hash a
 * password and write; this covers the difference that is left.
 */
export const evenly = <T>(work: () => Promise<T>) => inEvenTime(400, work)

/**
 * Who a browser registered as: what the confirmation page needs to know. For an address that is known
 * `userId` names nobody; where that account still waits for its code it is the claim of this browser on it.
 */
export type Pending = { userId: string; email: string }

/**
 * Makes an account that waits for its address to be confirmed, and mails the code. An address that has
 * an account already gets the same answer here and a notice by mail; if that account was never confirmed,
 * a new code, which makes the password that was typed now count where this browser uses it. Throws `invalid` on fields, `state`
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
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      state: users.state,
      waits: sql<number>`${users.passwordHash} is not null`.mapWith(Boolean),
    })
    .from(users)
    .where(eq(users.email, email))
  const userId = newId()
  if (owner) {
    // As with a true registration the user name is gone from now on: else trying it again with
    // another address would tell that this one is known.
    await reserve(tx, username, now)
    if (owner.state === 'unverified' && owner.waits) {
      const data = { claim: userId, passwordHash }
      const issued = await issueToken(tx, { kind: 'verify_email', userId: owner.id, data, now })
      await mailVerifyAddress(tx, owner, issued)
    } else if (owner.state !== 'deactivated') await mailSecurityNotice(tx, owner, 'registration_tried')
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

/** Wrong codes after which a code is void (SPEC 4). */
export const codeTries = 5
/** Under which the tries of the code that was mailed last are counted, whether or not the address has an account. */
export const codeTriesKey = (email: string) => accountKey(`tries of its code:${email}`)

/** Throws `limit` when a code was mailed just now; else the tries begin anew with the one that is mailed next. */
export async function allowOneMail(tx: Tx, email: string, now: Date): Promise<void> {
  await allowAtMost(
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
  await forgive(tx, codeTriesKey(email))
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
