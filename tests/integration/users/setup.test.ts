import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { db } from '@/db/client'
import { auditLog, tokens, users } from '@/db/schema'
import { viewerFromSession } from '@/lib/auth/session'
import { ensureSetupToken, needsSetup, setupTokenCounts } from '@/lib/auth/setup-token'
import { loadSettings } from '@/lib/settings/queries'
import { createFirstAdmin } from '@/lib/users/setup'

const input = (token: string, n = 1) => ({
  token,
  name: `Admin ${n}`,
  username: `admin${n}`,
  email: `admin${n}@example.test`,
  password: 'blue kettle sings 42',
  institutionName: 'Department of Physics',
  timeZone: 'Pacific/Chatham',
})
const caller = { ip: '192.0.2.1', userAgent: 'test' }

test('each start gives a new link, and the one before counts no longer', async () => {
  const first = await ensureSetupToken()
  const second = await ensureSetupToken()
  expect(first).not.toBe(second)
  expect(await setupTokenCounts(first!)).toBe(false)
  expect(await setupTokenCounts(second!)).toBe(true)
})

test('the link itself is kept nowhere', async () => {
  const token = await ensureSetupToken()
  const rows = await db.select().from(tokens)
  expect(rows.length).toBeGreaterThan(0)
  expect(JSON.stringify(rows)).not.toContain(token)
})

test('a wrong token or a weak password makes no admin', async () => {
  const token = (await ensureSetupToken())!
  await expect(createFirstAdmin(input('guessed'), caller)).rejects.toMatchObject({ code: 'state' })
  await expect(createFirstAdmin({ ...input(token), password: 'password123' }, caller)).rejects.toMatchObject({
    detail: { fields: { password: expect.any(String) } },
  })
  expect(await needsSetup()).toBe(true)
})

test('of 8 who use the link in one moment one becomes the admin, signed in, with the settings chosen', async () => {
  const token = (await ensureSetupToken())!
  const tries = await Promise.allSettled(
    Array.from({ length: 8 }, (_, i) => createFirstAdmin(input(token, i + 1), caller)),
  )
  const made = tries.filter((one) => one.status === 'fulfilled')
  expect(made).toHaveLength(1)
  for (const one of tries) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'state' })
  expect(await db.$count(users)).toBe(1)
  const viewer = await viewerFromSession(made[0]!.value.sessionId)
  expect(viewer).toMatchObject({ roles: ['admin'] })
  expect(await loadSettings()).toMatchObject({
    institutionName: 'Department of Physics',
    timeZone: 'Pacific/Chatham',
  })
  expect(await db.$count(auditLog, eq(auditLog.action, 'account.setUp'))).toBe(1)
})

test('once somebody has an account there is no set-up any more', async () => {
  expect(await needsSetup()).toBe(false)
  expect(await ensureSetupToken()).toBeNull()
})
