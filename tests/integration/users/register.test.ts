import { eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { db, write } from '@/db/client'
import { auditLog, throttles, tokens, users } from '@/db/schema'
import { signIn } from '@/lib/auth/sign-in'
import { saveSettings } from '@/lib/settings/commands'
import { sendNewCode, verifyByCode, verifyByLink } from '@/lib/users/confirm'
import { setPasswordByLink } from '@/lib/users/recover'
import { register, removeUnconfirmed } from '@/lib/users/register'
import { codeMailedTo, mailsTo, tokenMailedTo } from '@/tests/support/mails'
import { makeUser, makeViewer } from '@/tests/support/world'

const password = 'blue kettle sings 42'
let n = 0
let caller = { ip: '' }
beforeEach(() => {
  n += 1
  caller = { ip: `192.0.2.${n}` }
})

const input = (given: Partial<Parameters<typeof register>[0]> = {}) => ({
  username: `reg${n}`,
  name: `Mei Chen ${n}`,
  email: `mei${n}@example.test`,
  password,
  ...given,
})
const laterThanAMinute = () => write((tx) => tx.delete(throttles))
const account = async (email = `mei${n}@example.test`) =>
  (await db.select().from(users).where(eq(users.email, email)))[0]
const signsIn = (identifier = `reg${n}`) =>
  signIn({ identifier, password, keep: false, ip: caller.ip, userAgent: null })
const another = (code: string) => (code === '000000' ? '000001' : '000000')

test('an account counts from the moment the mailed code is typed, and is a student', async () => {
  const pending = await register(input(), caller)
  expect(await signsIn()).toMatchObject({ state: 'unverified' })
  await verifyByCode(pending, await codeMailedTo(pending.email), caller)
  expect(await signsIn()).toMatchObject({ state: 'signed-in' })
  const [held] = await db.query.userRoles.findMany({ where: (t, q) => q.eq(t.userId, pending.userId) })
  expect(held?.role).toBe('student')
})

test('the mailed link does the same, once', async () => {
  const pending = await register(input(), caller)
  const token = await tokenMailedTo(pending.email, 'verify_address')
  await verifyByLink(token)
  expect((await account())?.state).toBe('active')
  await expect(verifyByLink(token)).rejects.toMatchObject({ code: 'state' })
})

test('the database holds neither code nor link', async () => {
  const pending = await register(input(), caller)
  const [code, token] = [
    await codeMailedTo(pending.email),
    await tokenMailedTo(pending.email, 'verify_address'),
  ]
  const kept = JSON.stringify([
    await db.select().from(tokens),
    await db.query.emails.findMany(),
    await db.query.emailBodies.findMany(),
    await db.select().from(auditLog),
  ])
  expect(kept).not.toContain(token)
  expect(kept).not.toContain(`"${code}"`)
})

test('a code counts for 15 minutes', async () => {
  const pending = await register(input(), caller)
  const code = await codeMailedTo(pending.email)
  const late = new Date(Date.now() + 15 * 60_000 + 1000)
  await expect(verifyByCode(pending, code, caller, late)).rejects.toMatchObject({ code: 'invalid' })
  await verifyByCode(pending, code, caller, new Date(Date.now() + 14 * 60_000))
})

test('after 5 wrong codes the right one is void, and so is the link', async () => {
  const pending = await register(input(), caller)
  const code = await codeMailedTo(pending.email)
  const token = await tokenMailedTo(pending.email, 'verify_address')
  for (let i = 0; i < 5; i++)
    await expect(verifyByCode(pending, another(code), caller)).rejects.toMatchObject({ code: 'invalid' })
  await laterThanAMinute()
  await expect(verifyByCode(pending, code, caller)).rejects.toMatchObject({ code: 'invalid' })
  await expect(verifyByLink(token)).rejects.toMatchObject({ code: 'state' })
})

test('the fifth wrong code says that the code is void, as does the right one after it, whether or not an account waits', async () => {
  const pending = await register(input(), caller)
  const code = await codeMailedTo(pending.email)
  await makeUser('student', { email: `known${n}@example.test` })
  await write((tx) => tx.delete(throttles))
  const said = async (who: { userId?: string; email: string }, typed: string, at = new Date()) =>
    verifyByCode(who, typed, caller, at).then(
      () => 'confirmed',
      (error) => String(error.detail?.fields?.code ?? error.message),
    )
  for (const who of [pending, { email: `known${n}@example.test` }]) {
    for (let i = 0; i < 4; i++) expect(await said(who, another(code))).toMatch(/^This code is wrong/)
    expect(await said(who, another(code))).toMatch(/^5 wrong codes were typed: the code is void now/)
    expect(await said(who, code)).toMatch(/void now/)
    caller = { ip: `198.51.100.${n}` }
  }
  const later = new Date(Date.now() + 120_000)
  expect(await said(pending, code, later)).toMatch(/void now/)
  await sendNewCode(pending, later)
  expect(await said(pending, another(await codeMailedTo(pending.email)), later)).toMatch(
    /^This code is wrong/,
  )
  const last = new Date(Date.now() + 600_000)
  expect(await said(pending, await codeMailedTo(pending.email), last)).toBe('confirmed')
})

test('100 codes guessed in one moment are 5 guesses', async () => {
  const pending = await register(input(), caller)
  const code = await codeMailedTo(pending.email)
  const guesses = Array.from({ length: 100 }, (_, i) => String(i).padStart(6, '0')).filter((g) => g !== code)
  await Promise.allSettled(guesses.map((guess) => verifyByCode(pending, guess, caller)))
  const [token] = await db.select().from(tokens).where(eq(tokens.userId, pending.userId))
  expect(token).toMatchObject({ triesLeft: 0 })
  expect(token?.usedAt).not.toBeNull()
})

test('wrong codes count over all codes of an address: new codes do not buy new guesses', async () => {
  const pending = await register(input(), caller)
  for (let i = 0; i < 5; i++)
    await verifyByCode(pending, another(await codeMailedTo(pending.email)), caller).catch(() => undefined)
  await write((tx) => tx.delete(throttles).where(eq(throttles.failures, 1)))
  await sendNewCode(pending)
  const fresh = await codeMailedTo(pending.email)
  await expect(verifyByCode(pending, fresh, { ip: '198.51.100.1' })).rejects.toMatchObject({ code: 'limit' })
})

test('a new code is sent once a minute at most, and voids the one before', async () => {
  const pending = await register(input(), caller)
  const first = await codeMailedTo(pending.email)
  await expect(sendNewCode(pending)).rejects.toMatchObject({ code: 'limit' })
  await sendNewCode(pending, new Date(Date.now() + 61_000))
  const second = await codeMailedTo(pending.email)
  expect(await mailsTo(pending.email, 'verify_address')).toHaveLength(2)
  if (first !== second)
    await expect(verifyByCode(pending, first, caller)).rejects.toMatchObject({ code: 'invalid' })
  await verifyByCode(pending, second, caller)
})

test('an address that has an account gets the same answer and a notice by mail', async () => {
  const owner = await makeUser('student', { email: `known${n}@example.test`, name: 'Known Person' })
  const pending = await register(input({ email: `known${n}@example.test` }), caller)
  expect(pending).toEqual({ userId: expect.any(String), email: `known${n}@example.test` })
  expect(pending.userId).not.toBe(owner)
  expect((await account(`known${n}@example.test`))?.name).toBe('Known Person')
  const mails = await mailsTo(`known${n}@example.test`)
  expect(mails.map((mail) => [mail.kind, mail.props.event])).toEqual([
    ['security_notice', 'registration_tried'],
  ])
  await expect(verifyByCode(pending, '123456', caller)).rejects.toMatchObject({ code: 'invalid' })
})

const again = 'green teapot hums 17'
/** The same address registered twice, never confirmed between: what the two browsers know. */
async function twice() {
  const first = await register(input(), caller)
  await laterThanAMinute()
  const second = await register(input({ username: `two${n}`, password: again }), caller)
  expect(second.userId).not.toBe(first.userId)
  return { first, second }
}
const pair = (password: string) => ({
  identifier: `reg${n}`,
  password,
  keep: false,
  ip: caller.ip,
  userAgent: null,
})

test('an address that was registered and never confirmed gets a new code, which counts for both browsers', async () => {
  for (const which of ['first', 'second'] as const) {
    n += 1
    const pending = await twice()
    expect((await mailsTo(pending.first.email)).map((mail) => mail.kind)).toEqual([
      'verify_address',
      'verify_address',
    ])
    const confirmed = await verifyByCode(pending[which], await codeMailedTo(pending.first.email), caller)
    expect(confirmed).toMatchObject({ userId: pending.first.userId, own: true, choose: undefined })
    // The password of the browser that confirmed holds, and the other one opens nothing.
    const [right, wrong] = which === 'first' ? [password, again] : [again, password]
    expect(await signIn(pair(right))).toMatchObject({ state: 'signed-in' })
    await expect(signIn(pair(wrong))).rejects.toMatchObject({ code: 'invalid' })
    expect(JSON.stringify(await db.select({ data: tokens.data }).from(tokens))).not.toContain('argon2')
  }
})

test('registering a waiting address again changes no password before the code is used', async () => {
  await twice()
  expect(await signIn(pair(password))).toMatchObject({ state: 'unverified' })
  await expect(signIn(pair(again))).rejects.toMatchObject({ code: 'invalid' })
})

test('confirmed in another browser than either, the password is chosen anew: neither is known to be the owner’s', async () => {
  const { first } = await twice()
  const confirmed = await verifyByLink(await tokenMailedTo(first.email, 'verify_address'))
  expect(confirmed).toMatchObject({ userId: first.userId, own: false, choose: expect.any(String) })
  for (const one of [password, again])
    await expect(signIn(pair(one))).rejects.toMatchObject({ code: 'invalid' })
  await setPasswordByLink(confirmed.choose ?? '', 'yellow pot whistles 9')
  expect(await signIn(pair('yellow pot whistles 9'))).toMatchObject({ state: 'signed-in' })
})

test('the second browser can ask for another code; one that registered something else cannot', async () => {
  const { second } = await twice()
  await laterThanAMinute()
  await sendNewCode(second)
  expect(await mailsTo(second.email, 'verify_address')).toHaveLength(3)
  await laterThanAMinute()
  await sendNewCode({ userId: 'somebody else', email: second.email })
  expect(await mailsTo(second.email, 'verify_address')).toHaveLength(3)
  const code = await codeMailedTo(second.email)
  await expect(
    verifyByCode({ userId: 'somebody else', email: second.email }, code, caller),
  ).rejects.toMatchObject({ code: 'invalid' })
  expect(await verifyByCode(second, code, caller)).toMatchObject({ own: true })
  expect(await signIn(pair(again))).toMatchObject({ state: 'signed-in' })
})

test('who registered an address first cannot undo that it was registered again by asking for a new code', async () => {
  for (const asks of ['first', 'nobody'] as const) {
    n += 1
    const { first, second } = await twice()
    await laterThanAMinute()
    await sendNewCode(asks === 'first' ? first : { email: first.email })
    expect(await mailsTo(first.email, 'verify_address')).toHaveLength(3)
    if (asks === 'first') {
      const confirmed = await verifyByLink(await tokenMailedTo(first.email, 'verify_address'))
      expect(confirmed).toMatchObject({ own: false, choose: expect.any(String) })
    } else {
      const confirmed = await verifyByCode(second, await codeMailedTo(first.email), caller)
      expect(confirmed).toMatchObject({ own: true, choose: undefined })
      expect(await signIn(pair(again))).toMatchObject({ state: 'signed-in' })
    }
    await expect(signIn(pair(password))).rejects.toMatchObject({ code: 'invalid' })
  }
})

test('the user name tried with a known address is gone, as after a true registration', async () => {
  await makeUser('student', { email: `known${n}@example.test` })
  await register(input({ email: `known${n}@example.test` }), caller)
  await expect(register(input({ email: `other${n}@example.test` }), caller)).rejects.toMatchObject({
    detail: { fields: { username: expect.any(String) } },
  })
})

test('a taken user name is said, whatever its case', async () => {
  await makeUser('student', { username: `reg${n}` })
  await expect(register(input(), caller)).rejects.toMatchObject({
    detail: { fields: { username: 'This user name is taken.' } },
  })
})

test('of 10 registrations of one user name at once one succeeds', async () => {
  const tries = await Promise.allSettled(
    Array.from({ length: 10 }, (_, i) => register(input({ email: `race${n}x${i}@example.test` }), caller)),
  )
  expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  for (const one of tries)
    if (one.status === 'rejected')
      expect(one.reason).toMatchObject({ detail: { fields: { username: expect.any(String) } } })
})

test('of 10 registrations of one address at once one account is made, and nobody learns which', async () => {
  const tries = await Promise.allSettled(
    Array.from({ length: 10 }, (_, i) => register(input({ username: `race${n}x${i}` }), caller)),
  )
  const codes = tries.map((one) => (one.status === 'rejected' ? one.reason.code : 'ok'))
  expect(codes.filter((code) => code === 'ok')).toHaveLength(1)
  expect(new Set(codes)).toEqual(new Set(['ok', 'limit']))
  expect(await db.$count(users, eq(users.email, `mei${n}@example.test`))).toBe(1)
})

test('closed registration and foreign domains are refused', async () => {
  const admin = await makeViewer('admin')
  await saveSettings(admin, { allowedEmailDomains: ['aucklanduni.ac.nz'] })
  await expect(register(input(), caller)).rejects.toMatchObject({
    detail: { fields: { email: expect.stringContaining('aucklanduni.ac.nz') } },
  })
  await register(input({ email: `mei${n}@aucklanduni.ac.nz` }), caller)
  await saveSettings(admin, { allowedEmailDomains: [], registrationOpen: false })
  await expect(register(input({ username: `closed${n}` }), caller)).rejects.toMatchObject({ code: 'state' })
  await saveSettings(admin, { registrationOpen: true })
})

test('an account never confirmed is removed after 7 days; confirmed and added ones stay', async () => {
  const pending = await register(input(), caller)
  const confirmed = await makeUser('student', { createdAt: new Date(0) })
  const added = await makeUser('student', {
    createdAt: new Date(0),
    state: 'unverified',
    emailVerifiedAt: null,
  })
  expect(await removeUnconfirmed(new Date(Date.now() + 6 * 86_400_000))).toBe(0)
  expect(await account()).toBeDefined()
  await removeUnconfirmed(new Date(Date.now() + 8 * 86_400_000))
  const left = (await db.select({ id: users.id }).from(users)).map((row) => row.id)
  expect(left).not.toContain(pending.userId)
  expect(left).toEqual(expect.arrayContaining([confirmed, added]))
})
