import { eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { closeDatabase, db, write } from '@/db/client'
import { throttles, users } from '@/db/schema'
import { hashPassword } from '@/lib/auth/password'
import { sessionCookie, viewerFromCookie, viewerFromSession } from '@/lib/auth/session'
import { signIn, signOut } from '@/lib/auth/sign-in'
import { accountKey, addressKey } from '@/lib/auth/throttle'
import { makeUser } from '@/tests/support/world'

const password = 'blue kettle sings 42'
const passwordHash = await hashPassword(password)
let n = 0
let ip = ''
beforeEach(() => {
  n += 1
  ip = `192.0.2.${n}`
})

const attempt = (identifier: string, given = password, keep = false) =>
  signIn({ identifier, password: given, keep, ip, userAgent: 'test' })
const account = (state: 'active' | 'unverified' | 'deactivated' = 'active') =>
  makeUser('student', {
    username: `abcd${String(n).padStart(3, '0')}`,
    email: `person${n}@example.test`,
    passwordHash,
    state,
  })
const name = () => `abcd${String(n).padStart(3, '0')}`
const wrong = { code: 'invalid', message: 'The user name or email and the password do not match.' }

test('a person signs in by user name or by email, in any case and with blanks around it', async () => {
  const userId = await account()
  for (const typed of [name(), name().toUpperCase(), ` person${n}@EXAMPLE.test `]) {
    const result = await attempt(typed)
    expect(result).toMatchObject({ state: 'signed-in', userId })
  }
})

test('the cookie of a session stands for its person until the session ends', async () => {
  await account()
  const result = await attempt(name(), password, true)
  if (result.state !== 'signed-in') throw new Error('not signed in')
  const cookie = await sessionCookie(result.sessionId, result.userId, true)
  expect(cookie.options).toMatchObject({ httpOnly: true, sameSite: 'lax', maxAge: 30 * 24 * 3600 })
  const viewer = await viewerFromCookie(cookie.value)
  expect(viewer?.username).toBe(name())
  await signOut(viewer!)
  expect(await viewerFromCookie(cookie.value)).toBeNull()
})

test('without "Keep me signed in" the session ends after 12 hours, with it after 30 days', async () => {
  await account()
  const ends: [boolean, number][] = [
    [false, 12],
    [true, 30 * 24],
  ]
  for (const [keep, hours] of ends) {
    const result = await attempt(name(), password, keep)
    if (result.state !== 'signed-in') throw new Error('not signed in')
    const after = (h: number) => new Date(Date.now() + h * 3600_000)
    expect(await viewerFromSession(result.sessionId, after(hours - 0.1))).not.toBeNull()
    expect(await viewerFromSession(result.sessionId, after(hours + 0.1))).toBeNull()
  }
})

test('a wrong password, an unknown name, a deactivated account and one without a password read alike', async () => {
  await account()
  await expect(attempt(name(), 'wrong')).rejects.toMatchObject(wrong)
  await expect(attempt('nobody000', 'wrong')).rejects.toMatchObject(wrong)
  const off = await makeUser('student', { passwordHash, state: 'deactivated', username: `off${n}` })
  await expect(attempt(`off${n}`)).rejects.toMatchObject(wrong)
  await makeUser('student', { username: `blank${n}` })
  await expect(attempt(`blank${n}`, '')).rejects.toMatchObject(wrong)
  // The deactivated one is really there and had the right password.
  const [row] = await db.select().from(users).where(eq(users.id, off))
  expect(row?.passwordHash).toBe(passwordHash)
})

test('the right password of an unconfirmed address leads to its confirmation, not into the app', async () => {
  await account('unverified')
  expect(await attempt(name())).toMatchObject({ state: 'unverified', email: `person${n}@example.test` })
})

test('after 5 wrong passwords even the right one is refused, also after a restart', async () => {
  await account()
  for (let i = 0; i < 5; i++) await expect(attempt(name(), 'wrong')).rejects.toMatchObject(wrong)
  await closeDatabase()
  ip = `198.51.100.${n}`
  const refused = await attempt(name()).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'limit', message: expect.stringMatching(/^Too many wrong tries/) })
  expect((refused as { detail: { retryAfterSeconds: number } }).detail.retryAfterSeconds).toBeGreaterThan(20)
})

test('an account that does not exist is throttled like one that does', async () => {
  for (let i = 0; i < 5; i++) await expect(attempt('ghost999', 'wrong')).rejects.toMatchObject(wrong)
  ip = `198.51.100.${n}`
  await expect(attempt('ghost999', 'wrong')).rejects.toMatchObject({ code: 'limit' })
})

test('user name and email of one account share their tries', async () => {
  await account()
  for (let i = 0; i < 5; i++)
    await expect(attempt(i % 2 === 0 ? name() : `person${n}@example.test`, 'wrong')).rejects.toMatchObject(
      wrong,
    )
  ip = `198.51.100.${n}`
  for (const typed of [name(), `PERSON${n}@example.test`])
    await expect(attempt(typed)).rejects.toMatchObject({ code: 'limit' })
})

test('50 guesses sent in one moment are 5 guesses', async () => {
  await account()
  const tries = await Promise.allSettled(Array.from({ length: 50 }, () => attempt(name(), 'wrong')))
  const codes = tries.map((one) => (one.status === 'rejected' ? (one.reason as { code: string }).code : ''))
  expect(codes.filter((code) => code === 'invalid')).toHaveLength(5)
  expect(codes.filter((code) => code === 'limit')).toHaveLength(45)
})

test('40 people who sign in from one address in one moment all get in', async () => {
  const names = await Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      const username = `hall${String(i).padStart(3, '0')}`
      await makeUser('student', { username, passwordHash })
      return username
    }),
  )
  const results = await Promise.all(names.map((one) => attempt(one)))
  expect(results.every((result) => result.state === 'signed-in')).toBe(true)
})

test('5 wrong tries on different accounts close their address for all accounts for a while', async () => {
  await account()
  for (let i = 0; i < 5; i++) await expect(attempt(`guess${n}x${i}`, 'wrong')).rejects.toMatchObject(wrong)
  await expect(attempt(name())).rejects.toMatchObject({ code: 'limit' })
  ip = `198.51.100.${n}`
  expect(await attempt(name())).toMatchObject({ state: 'signed-in' })
})

test('each further wrong try doubles the wait', async () => {
  const id = await account()
  const waits: number[] = []
  for (let i = 0; i < 8; i++) {
    await attempt(name(), 'wrong').catch(() => undefined)
    const [row] = await db
      .select()
      .from(throttles)
      .where(eq(throttles.key, accountKey(name(), id)))
    if (row?.blockedUntil)
      waits.push(Math.round((row.blockedUntil.getTime() - row.updatedAt.getTime()) / 1000))
    // The wait passes.
    await write((tx) => tx.update(throttles).set({ blockedUntil: null }))
  }
  expect(waits).toEqual([30, 60, 120, 240])
})

test('signing in forgives the account its wrong tries', async () => {
  await account()
  for (let i = 0; i < 4; i++) await attempt(name(), 'wrong').catch(() => undefined)
  await write((tx) => tx.delete(throttles).where(eq(throttles.key, addressKey(ip))))
  expect(await attempt(`person${n}@example.test`)).toMatchObject({ state: 'signed-in' })
  for (let i = 0; i < 4; i++) await expect(attempt(name(), 'wrong')).rejects.toMatchObject(wrong)
})
