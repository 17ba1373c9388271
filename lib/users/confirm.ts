import { and, desc, eq, gt, isNotNull, isNull } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { tokens, users } from '@/db/schema'
import { lockRows } from '@/db/sql'
import { audit } from '@/lib/audit'
import { hashToken } from '@/lib/auth/secret'
import { accountKey, countWrong, forgive, spendTry, takeTry, triesSpent } from '@/lib/auth/throttle'
import { consumeToken, findToken, issueToken, tokenSeconds } from '@/lib/auth/tokens'
import { AppError, invalid } from '@/lib/errors'
import { accountRecord, touched } from './accounts'
import { mailVerifyAddress } from './mails'
import { allowOneMail, codeTries, codeTriesKey, evenly } from './register'

/** Confirming the address that was registered: by code, by link, and with a new code (SPEC 4). */

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
        .where(and(eq(users.email, who.email), eq(users.state, 'unverified')))
      // Who was added by staff has no password yet: their link sets one, a code could not.
      if (!user?.passwordHash) return
      if (!isOwnOrClaimed(who.userId, user.id, await claimsOn(tx, user.id))) return
      const token = await issueToken(tx, { kind: 'verify_email', userId: user.id, now })
      await mailVerifyAddress(tx, user, token)
    }),
  )
}

type Claim = { claim: string; passwordHash: string }

/**
 * The registrations of an address after the first one, while it waits to be confirmed: as what each browser
 * registered, and the password it chose. They are kept with the code that was mailed for them, and count whichever
 * code is used in the end: who asked for the newest one may not be who reads it.
 */
async function claimsOn(from: Tx, userId: string): Promise<Claim[]> {
  const rows = await from
    .select({ data: tokens.data })
    .from(tokens)
    .where(and(eq(tokens.userId, userId), eq(tokens.kind, 'verify_email'), isNotNull(tokens.data)))
    .orderBy(desc(tokens.createdAt))
    .limit(100)
  return rows.flatMap(({ data }) =>
    data?.claim && data.passwordHash ? [{ claim: data.claim, passwordHash: data.passwordHash }] : [],
  )
}

/** A browser that registered as `pending` made the account, or registered its address again, or registered nothing. */
const isOwnOrClaimed = (pending: string | undefined, userId: string, claims: readonly Claim[]): boolean =>
  pending === undefined || pending === userId || claims.some((one) => one.claim === pending)

/** What a confirmation came to: whose address it is, and whose password holds. */
export type Confirmed = {
  userId: string
  /** The browser that confirmed has chosen the password that holds, and may be signed in. */
  own: boolean
  /** Nobody knows who chose the password: a token to choose one now, which the confirmed address has earned. */
  choose?: string
}

/** One message for a wrong, an expired, a used-up code and for an address without an account. */
const wrongCode = () =>
  invalid({ code: 'This code is wrong or no longer valid. Check it, or ask for a new one.' })

/** Said by the fifth wrong code, and from then on to any code, the right one too, until a new one was sent. */
const voidCode = () =>
  invalid({
    code: `${codeTries} wrong codes were typed: the code is void now, and so is the link in its email. Ask for a new one.`,
  })

const codeSpan = tokenSeconds.verify_email * 1000

/**
 * Confirms an address by the six digits. After 5 wrong ones the code is void; they are counted by the address that is
 * typed, so that the answer to the fifth is the same where no account waits. Wrong ones also count for the address
 * over all its codes, with growing delays. Throws `invalid` on `code`, or `limit`.
 */
export async function verifyByCode(
  who: { userId?: string; email: string },
  code: string,
  caller: { ip: string },
  now = new Date(),
): Promise<Confirmed> {
  const key = accountKey(`code:${who.email}`)
  const tries = codeTriesKey(who.email)
  if ((await triesSpent(tries, codeSpan, now)) >= codeTries) throw voidCode()
  await takeTry(key, caller.ip, now)
  const spent = await write((tx) => spendTry(tx, tries, codeSpan, now))
  if (spent > codeTries) throw voidCode()
  const [found] = await db
    .select({ id: tokens.id, userId: users.id })
    .from(tokens)
    .innerJoin(users, eq(users.id, tokens.userId))
    .where(
      and(
        eq(users.email, who.email),
        eq(users.state, 'unverified'),
        eq(tokens.kind, 'verify_email'),
        isNull(tokens.usedAt),
        gt(tokens.expiresAt, now),
      ),
    )
    .orderBy(desc(tokens.createdAt))
    .limit(1)
  const mine = found && isOwnOrClaimed(who.userId, found.userId, await claimsOn(db, found.userId))
  const confirmed =
    mine &&
    (await write(async (tx) => {
      const [token] = await lockRows(tx, tokens, [found.id])
      if (!token || token.usedAt || token.triesLeft < 1) return null
      if (token.codeHash !== hashToken(`${token.id}:${code}`)) {
        const triesLeft = token.triesLeft - 1
        const usedAt = triesLeft === 0 ? now : null
        await tx.update(tokens).set({ triesLeft, usedAt }).where(eq(tokens.id, token.id))
        return null
      }
      const done = await confirm(tx, token, who.userId, now)
      if (done) for (const one of [key, tries]) await forgive(tx, one)
      return done
    }))
  if (!confirmed) {
    await countWrong(caller.ip, now)
    throw spent === codeTries ? voidCode() : wrongCode()
  }
  return confirmed
}

/**
 * Confirms an address by the mailed link, in a browser that registered as `pending` or in any other. Throws
 * `state` when it counts no longer.
 */
export async function verifyByLink(token: string, pending?: string, now = new Date()): Promise<Confirmed> {
  const confirmed = await write(async (tx) => {
    const row = await findToken('verify_email', token, { from: tx, now })
    return row && row.triesLeft > 0 ? confirm(tx, row, pending, now) : null
  })
  if (!confirmed) throw new AppError('state', 'This link is no longer valid. Ask for a new code.')
  return confirmed
}

/**
 * Makes the account count. Whoever registers an address first or last may not be its owner, so that the
 * password which holds is the one of the browser that confirms; where that is unclear none does, and one is
 * chosen now.
 */
async function confirm(
  tx: Tx,
  token: Pick<typeof tokens.$inferSelect, 'id' | 'userId'>,
  pending: string | undefined,
  now: Date,
): Promise<Confirmed | null> {
  if (!token.userId || !(await consumeToken(tx, token.id, now))) return null
  const [user] = await lockRows(tx, users, [token.userId])
  if (user?.state !== 'unverified') return null
  const claims = await claimsOn(tx, user.id)
  const claimed = claims.find((one) => one.claim === pending)
  const first = pending === user.id || claims.length === 0
  const passwordHash = first ? user.passwordHash : (claimed?.passwordHash ?? null)
  await tx
    .update(users)
    .set({ state: 'active', emailVerifiedAt: now, passwordHash, ...touched(now) })
    .where(eq(users.id, user.id))
  // The passwords that were typed for the address are needed no longer.
  await tx
    .update(tokens)
    .set({ data: null })
    .where(and(eq(tokens.userId, user.id), eq(tokens.kind, 'verify_email')))
  await audit(tx, {
    actor: user,
    action: 'account.confirm',
    ...accountRecord(user),
    before: { state: 'unverified' },
    after: { state: 'active' },
  })
  const choose = passwordHash
    ? undefined
    : await issueToken(tx, { kind: 'reset_password', userId: user.id, now })
  return { userId: user.id, own: claimed !== undefined || pending === user.id, choose: choose?.token }
}
