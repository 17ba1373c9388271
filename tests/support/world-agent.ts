/**
 * Runs beside a test's app, on the same database, in a process of its own (the app's modules read their
 * configuration once per process, and a test process may know several apps): makes the people and records that
 * world.ts makes, and sessions to sign in with. Talks to world-client.ts.
 */
import { write } from '@/db/client'
import { insertSession, sessionCookie } from '@/lib/auth/session'
import * as world from './world'

/** The cookie that signs this person in: the same row and token as the sign-in form makes. */
async function makeSessionCookie(userId: string) {
  const sessionId = await write((tx) =>
    insertSession(tx, { userId, keep: false, ip: '127.0.0.1', userAgent: 'test' }),
  )
  const { name, value } = await sessionCookie(sessionId, userId, false)
  return { name, value }
}

export const offered = { ...world, makeSessionCookie }
export type Offered = typeof offered

type Call = { id: number; name: keyof Offered; args: unknown[] }

process.on('message', async ({ id, name, args }: Call) => {
  try {
    const work = offered[name] as (...given: unknown[]) => unknown
    process.send?.({ id, result: await work(...args) })
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
process.once('disconnect', () => process.exit(0))
process.send?.({ id: 0 })
