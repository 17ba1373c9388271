import { eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { db, write } from '@/db/client'
import { sessions, throttles, tokens, users } from '@/db/schema'
import { hashPassword, verifyPassword } from '@/lib/auth/password'
import { insertSession, viewerFromSession } from '@/lib/auth/session'
import type { Viewer } from '@/lib/permissions'
import { passwordLink, requestReset, setPasswordByLink } from '@/lib/users/recover'
import {
  changePassword,
  confirmEmailChange,
  endOtherSessions,
  endOwnSession,
  listOwnSessions,
  requestEmailChange,
  waitingEmail,
} from '@/lib/users/security'
import { mailsTo, tokenMailedTo } from '@/tests/support/mails'
import { refusal } from '@/tests/support/refusal'
import { makeUser, viewer } from '@/tests/support/world'

const password = 'blue kettle sings 42'
const next = 'green teapot hums 17'
const passwordHash = await hashPassword(password)
let n = 0
let caller = { ip: '' }
beforeEach(() => {
  n += 1
  caller = { ip: `192.0.2.${n}` }
})

const address = () => `mei${n}@example.test`
const makePerson = (given: Parameters<typeof makeUser>[1] = {}) =>
  makeUser('student', { username: `mei${n}`, email: address(), passwordHash, ...given })
const openSessions = async (userId: string, count: number) => {
  const ids: string[] = []
  for (let i = 0; i < count; i++)
    ids.push(
      await write((tx) => insertSession(tx, { userId, keep: false, ip: '192.0.2.1', userAgent: null })),
    )
  return ids
}
/** The viewer in the first of three sessions. */
async function inSession(userId: string): Promise<{ me: Viewer; others: string[] }> {
  const [sessionId = '', ...others] = await openSessions(userId, 3)
  return { me: { ...(await viewer(userId)), sessionId }, others }
}
const hashOf = async (id: string) =>
  (await db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, id)))[0]?.hash ?? null
const sessionsOf = async (userId: string) =>
  (await db.select({ id: sessions.id }).from(sessions).where(eq(sessions.userId, userId))).map((s) => s.id)

test('a forgotten password is set anew by the mailed link: once, and all sessions end', async () => {
  const id = await makePerson()
  const [session = ''] = await openSessions(id, 2)
  await requestReset(address(), caller)
  const token = await tokenMailedTo(address(), 'reset_password')
  expect(await passwordLink(token)).toMatchObject({ kind: 'reset_password', username: `mei${n}` })
  expect(await setPasswordByLink(token, next)).toMatchObject({ first: false })
  expect(await verifyPassword(await hashOf(id), next)).toBe(true)
  expect(await viewerFromSession(session)).toBeNull()
  await expect(setPasswordByLink(token, 'yellow pot whistles 9')).rejects.toMatchObject({ code: 'state' })
  expect((await mailsTo(address(), 'security_notice')).map((mail) => mail.props.event)).toEqual([
    'password_reset',
  ])
})

test('of two that use a link at once one sets the password', async () => {
  await makePerson()
  await requestReset(address(), caller)
  const token = await tokenMailedTo(address(), 'reset_password')
  const tries = await Promise.allSettled([setPasswordByLink(token, next), setPasswordByLink(token, password)])
  expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
})

test('the link counts for one hour, and a newer one voids it', async () => {
  const id = await makePerson()
  await requestReset(address(), caller)
  const first = await tokenMailedTo(address(), 'reset_password')
  await requestReset(address(), caller)
  const second = await tokenMailedTo(address(), 'reset_password')
  expect(await passwordLink(first)).toBeNull()
  expect(await passwordLink(second)).not.toBeNull()
  const [row] = (await db.select().from(tokens).where(eq(tokens.userId, id))).filter((t) => !t.usedAt)
  expect((row!.expiresAt.getTime() - row!.createdAt.getTime()) / 60_000).toBe(60)
  await write((tx) => tx.update(tokens).set({ expiresAt: new Date() }).where(eq(tokens.id, row!.id)))
  expect(await passwordLink(second)).toBeNull()
})

test('unknown and deactivated addresses get the same answer, and no mail', async () => {
  await makePerson({ state: 'deactivated' })
  expect(await requestReset(address(), caller)).toBeUndefined()
  expect(await requestReset(`nobody${n}@example.test`, caller)).toBeUndefined()
  expect(await mailsTo(address())).toEqual([])
  await write((tx) => tx.update(users).set({ state: 'active' }).where(eq(users.email, address())))
  await requestReset(address(), caller)
  expect(await mailsTo(address())).toHaveLength(1)
})

test('an address gets 3 links an hour at most, and the answer stays the same', async () => {
  await makePerson()
  for (let i = 0; i < 6; i++) expect(await requestReset(address(), caller)).toBeUndefined()
  expect(await mailsTo(address())).toHaveLength(3)
})

test('a weak password is refused and leaves the link to be used', async () => {
  await makePerson()
  await requestReset(address(), caller)
  const token = await tokenMailedTo(address(), 'reset_password')
  for (const weak of ['short', 'password123', `xx-mei${n}-yyyyy`])
    await expect(setPasswordByLink(token, weak)).rejects.toMatchObject({
      detail: { fields: { password: expect.any(String) } },
    })
  await setPasswordByLink(token, next)
})

test('the link confirms an address that waits: it has been proved', async () => {
  const id = await makePerson({ state: 'unverified', emailVerifiedAt: null })
  await requestReset(address(), caller)
  await setPasswordByLink(await tokenMailedTo(address(), 'reset_password'), next)
  const [row] = await db.select().from(users).where(eq(users.id, id))
  expect(row).toMatchObject({ state: 'active', emailVerifiedAt: expect.any(Date) })
})

test('a changed password needs the present one, ends all other sessions and is told by mail', async () => {
  const id = await makePerson()
  const { me } = await inSession(id)
  const wrong = async (password: string) =>
    (await refusal(changePassword(me, { present: 'wrong', password }, caller))).detail.fields ?? {}
  expect(Object.keys(await wrong(next))).toEqual(['presentPassword'])
  // What is wrong with the new one is said in the same answer.
  expect(Object.keys(await wrong('short')).sort()).toEqual(['newPassword', 'presentPassword'])
  expect(await sessionsOf(id)).toHaveLength(3)
  await changePassword(me, { present: password, password: next }, caller)
  expect(await verifyPassword(await hashOf(id), next)).toBe(true)
  expect(await sessionsOf(id)).toEqual([me.sessionId])
  expect((await mailsTo(address(), 'security_notice')).map((mail) => mail.props.event)).toEqual([
    'password_changed',
  ])
})

test('a changed password voids a change of address that was asked for with the old one', async () => {
  const id = await makePerson()
  const { me } = await inSession(id)
  await requestEmailChange(me, { present: password, email: `else${n}@example.test` }, caller)
  const token = await tokenMailedTo(`else${n}@example.test`, 'confirm_new_email')
  await changePassword(me, { present: password, password: next }, caller)
  await expect(confirmEmailChange(token, null)).rejects.toMatchObject({ code: 'state' })
  expect((await viewer(id)).email).toBe(address())
})

test('guessing the present password is throttled like signing in', async () => {
  const { me } = await inSession(await makePerson())
  for (let i = 0; i < 5; i++)
    await changePassword(me, { present: 'wrong', password: next }, caller).catch(() => 0)
  await expect(
    changePassword(me, { present: password, password: next }, { ip: '198.51.100.9' }),
  ).rejects.toMatchObject({ code: 'limit' })
})

test('a new address counts only after its link; the old one is told, other sessions end', async () => {
  const id = await makePerson()
  const { me } = await inSession(id)
  const fresh = `fresh${n}@example.test`
  await requestEmailChange(me, { present: password, email: fresh }, caller)
  expect((await viewer(id)).email).toBe(address())
  expect(await waitingEmail(me)).toMatchObject({ email: fresh })
  expect(await waitingEmail(await viewer(await makeUser('student')))).toBeNull()
  await confirmEmailChange(await tokenMailedTo(fresh, 'confirm_new_email'), me)
  expect(await waitingEmail(me)).toBeNull()
  expect((await viewer(id)).email).toBe(fresh)
  expect(await sessionsOf(id)).toEqual([me.sessionId])
  expect((await mailsTo(address(), 'security_notice')).map((mail) => mail.props.event)).toEqual([
    'email_change_asked',
    'email_changed',
  ])
  const [row] = await db.select().from(users).where(eq(users.id, id))
  expect(row?.searchText).toContain(fresh)
})

test('an address of another account is not given away and cannot be taken', async () => {
  const { me } = await inSession(await makePerson())
  const taken = `taken${n}@example.test`
  await makeUser('student', { email: taken })
  await requestEmailChange(me, { present: password, email: taken }, caller)
  expect((await mailsTo(taken)).map((mail) => mail.props.event)).toEqual(['registration_tried'])
  // Taken between asking and confirming.
  const late = `late${n}@example.test`
  await requestEmailChange(me, { present: password, email: late }, caller)
  await makeUser('student', { email: late })
  const token = await tokenMailedTo(late, 'confirm_new_email')
  await expect(confirmEmailChange(token, me)).rejects.toMatchObject({ code: 'state' })
  expect((await viewer(me.id)).email).toBe(address())
})

test('people see and end their own sessions, and nobody else’s', async () => {
  const { me, others } = await inSession(await makePerson())
  const [foreign = ''] = await openSessions(await makeUser('student'), 1)
  const listed = await listOwnSessions(me)
  expect(listed[0]).toMatchObject({ id: me.sessionId, current: true })
  expect(listed.map((session) => session.id).sort()).toEqual([me.sessionId, ...others].sort())
  await endOwnSession(me, others[0]!)
  expect(await viewerFromSession(others[0]!)).toBeNull()
  await expect(endOwnSession(me, foreign)).rejects.toMatchObject({ code: 'not_found' })
  expect(await viewerFromSession(foreign)).not.toBeNull()
  expect(await endOtherSessions(me)).toBe(1)
  expect(await sessionsOf(me.id)).toEqual([me.sessionId])
  await write((tx) => tx.delete(throttles))
})
