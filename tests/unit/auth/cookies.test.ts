import { ResponseCookies } from 'next/dist/compiled/@edge-runtime/cookies'
import { expect, test, vi } from 'vitest'

process.env.APP_URL = 'https://mtms.example.ac.nz'
process.env.AUTH_SECRET = 'a'.repeat(32)
const headers = new Headers()
vi.mock('next/headers', () => ({ cookies: async () => new ResponseCookies(headers) }))
const { clearSessionCookie, setPendingCookie, setSessionCookie } = await import('@/lib/auth/cookies')

/** Whether a browser takes the order: a name that begins with `__Secure-` is only set, or taken away, as Secure. */
const last = () => headers.getSetCookie().at(-1) ?? ''

test('behind https the cookie of a session is set, and taken away at signing out, in the way that browsers take', async () => {
  await setSessionCookie('session', 'user', true)
  expect(last()).toMatch(/^__Secure-next-auth\.session-token=ey.*; Secure; HttpOnly; SameSite=lax$/)
  await clearSessionCookie()
  expect(last()).toMatch(/^__Secure-next-auth\.session-token=; .*Max-Age=0; Secure; HttpOnly; SameSite=lax$/)
})

test('so is the one of who waits for a code', async () => {
  await setPendingCookie({ userId: 'user', email: 'a@b.nz' })
  expect(last()).toMatch(/^mtms-pending=ey.*Max-Age=3600; Secure; HttpOnly; SameSite=lax$/)
})
