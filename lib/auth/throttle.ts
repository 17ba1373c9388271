import { and, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import { db, type Tx, write } from '@/db/client'
import { throttles } from '@/db/schema'
import { upsert } from '@/db/sql'
import { AppError } from '@/lib/errors'
import { hashToken } from './secret'
import { addressPart, delayAfter, memory, waitInWords } from './throttle-rules'

/**
 * Wrong tries, kept in the database so that a restart forgives nobody. Accounts are counted under what
 * was typed, whether it exists or not: counting a user name and its email together would tell that they
 * belong to one account.
 */
export const accountKey = (typed: string) => `account:${hashToken(typed.trim().toLowerCase())}`
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
 * Before a password or code is compared. The try is counted as wrong at once and taken back by
 * `forgive`, so that a hundred tries sent in one moment are still five. The address is only asked
 * here: a lecture theatre that signs in together is not one caller guessing.
 * Throws `limit` with the seconds to wait.
 */
export async function takeTry(typed: string, ip: string, now = new Date()): Promise<void> {
  const [address] = await db
    .select()
    .from(throttles)
    .where(eq(throttles.key, addressKey(ip)))
  if (address?.blockedUntil && address.blockedUntil > now) throw tooMany(address.blockedUntil, now)
  const key = accountKey(typed)
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

/** The try was right: the account starts at none again, under each name it can be typed by. */
export async function forgive(tx: Tx, ...names: string[]): Promise<void> {
  await tx.delete(throttles).where(inArray(throttles.key, names.map(accountKey)))
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
