import { and, eq, isNull, lt, or, sql } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { throttles } from '@/db/schema'
import { upsert } from '@/db/sql'
import { AppError } from '@/lib/errors'
import { hashToken } from './secret'
import { addressPart, delayAfter, memory, waitInWords } from './throttle-rules'

/**
 * Wrong tries, kept in the database so that a restart forgives nobody. What is typed for an account that
 * exists counts for the account (SPEC 4), whether user name or email was typed: two names are not twice
 * the tries. Anything else counts for itself, and is answered alike.
 */
export const accountKey = (typed: string, userId?: string) =>
  userId ? `account:${hashToken(`user\n${userId}`)}` : `account:${hashToken(typed.trim().toLowerCase())}`
export const addressKey = (ip: string) => `address:${addressPart(ip)}`

const tooMany = (until: Date, now: Date) => {
  const seconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000))
  return new AppError('limit', `Too many wrong tries. Try again in ${waitInWords(seconds)}.`, {
    retryAfterSeconds: seconds,
  })
}

/** The row of a key, made when absent and locked until the transaction ends. */
async function hold(tx: Tx, key: string, now: Date) {
  const fresh = { key, failures: 0, blockedUntil: null, updatedAt: now }
  await upsert(tx, throttles, fresh, [throttles.key], { failures: sql`${throttles.failures}` as never })
  const [row] = await tx.select().from(throttles).where(eq(throttles.key, key))
  return row!
}

const remembered = (row: { failures: number; updatedAt: Date }, span: number, now: Date) =>
  now.getTime() - row.updatedAt.getTime() > span ? 0 : row.failures

/**
 * Before a password or code is compared; `key` as `accountKey` gives it. The try is counted as wrong at once and taken back by
 * `forgive`, so that a hundred tries sent in one moment are still five. The address is only asked
 * here: a lecture theatre that signs in together is not one caller guessing.
 * Throws `limit` with the seconds to wait.
 */
export async function takeTry(key: string, ip: string, now = new Date()): Promise<void> {
  const [address] = await db
    .select()
    .from(throttles)
    .where(eq(throttles.key, addressKey(ip)))
  if (address?.blockedUntil && address.blockedUntil > now) throw tooMany(address.blockedUntil, now)
  await write(async (tx) => {
    const row = await hold(tx, key, now)
    if (row.blockedUntil && row.blockedUntil > now) throw tooMany(row.blockedUntil, now)
    await tx
      .update(throttles)
      .set(after(row, memory.account, now))
      .where(eq(throttles.key, key))
  })
}

function after(row: { failures: number; updatedAt: Date }, span: number, now: Date) {
  const failures = remembered(row, span, now) + 1
  const delay = delayAfter(failures)
  return { failures, blockedUntil: delay ? new Date(now.getTime() + delay * 1000) : null, updatedAt: now }
}

/** The try was wrong: it counts for the address, too. */
export async function countWrong(ip: string, now = new Date()): Promise<void> {
  const key = addressKey(ip)
  await write(async (tx) => {
    const row = await hold(tx, key, now)
    await tx
      .update(throttles)
      .set(after(row, memory.address, now))
      .where(eq(throttles.key, key))
  })
}

/** The try was right: what was counted under the key of an account starts at none again. */
export async function forgive(tx: Tx, key: string): Promise<void> {
  await tx.delete(throttles).where(eq(throttles.key, key))
}

/** Tries counted by `spendTry` under a key within this span (milliseconds). */
export async function triesSpent(key: string, span: number, now = new Date()): Promise<number> {
  const [row] = await db.select().from(throttles).where(eq(throttles.key, key))
  return row ? remembered(row, span, now) : 0
}

/** Counts one more try under a key, and gives how many that makes. It delays nobody. */
export async function spendTry(tx: Tx, key: string, span: number, now = new Date()): Promise<number> {
  const row = await hold(tx, key, now)
  const failures = remembered(row, span, now) + 1
  await tx.update(throttles).set({ failures, updatedAt: now }).where(eq(throttles.key, key))
  return failures
}

/**
 * At most `max` uses of something per `seconds` (mails asked for, accounts made). Counts this use.
 * Throws `limit` beyond it.
 */
export async function allowAtMost(
  tx: Tx,
  what: string,
  who: string,
  { max, seconds, message }: { max: number; seconds: number; message?: (wait: string) => string },
  now = new Date(),
): Promise<void> {
  const key = `${what}:${hashToken(who.trim().toLowerCase())}`
  const row = await hold(tx, key, now)
  const open = row.blockedUntil !== null && row.blockedUntil > now
  if (open && row.failures >= max) {
    const wait = Math.max(1, Math.ceil((row.blockedUntil!.getTime() - now.getTime()) / 1000))
    const said = message ?? ((time: string) => `This was asked for too often. Try again in ${time}.`)
    throw new AppError('limit', said(waitInWords(wait)), { retryAfterSeconds: wait })
  }
  await tx
    .update(throttles)
    .set({
      failures: open ? row.failures + 1 : 1,
      blockedUntil: open ? row.blockedUntil : new Date(now.getTime() + seconds * 1000),
      updatedAt: now,
    })
    .where(eq(throttles.key, key))
}

/** Removes counts that no longer matter. */
export async function sweepThrottles(tx: Tx, now = new Date()): Promise<void> {
  const old = lt(throttles.updatedAt, new Date(now.getTime() - memory.account))
  await tx
    .delete(throttles)
    .where(and(old, or(isNull(throttles.blockedUntil), lt(throttles.blockedUntil, now))))
}
