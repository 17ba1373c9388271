import type Database from 'better-sqlite3'
import { encode } from 'next-auth/jwt'
import { v7 } from 'uuid'

const secret = 'a-secret-for-tests-only-0123456789abcdef'
const name = 'next-auth.session-token'

/** Signs people in by writing their sessions, so that a measurement does not spend its time on passwords. */
export async function makeSession(
  sqlite: Database.Database,
  userId: string,
): Promise<{ name: string; value: string }> {
  const id = v7()
  const now = Date.now()
  sqlite
    .prepare(
      'insert into sessions (id, user_id, keep, created_at, last_seen_at, expires_at) values (?, ?, 0, ?, ?, ?)',
    )
    .run(id, userId, now, now, now + 3_600_000)
  return { name, value: await encode({ token: { sub: userId, sid: id }, secret, maxAge: 3600 }) }
}
