import { and, eq, ne, or, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { violates } from '@/db/errors'
import { sessions, users } from '@/db/schema'
import type { AuditEntry } from '@/lib/audit'
import { invalid } from '@/lib/errors'

/** What several commands do to an account. */

/** Ends every session of a person, or every one but the given. */
export async function endSessions(tx: Tx, userId: string, except?: string): Promise<void> {
  await tx
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), except ? ne(sessions.id, except) : undefined))
}

/** Columns that every change of an account sets. */
export const touched = (now: Date) => ({ version: sql`${users.version} + 1` as never, updatedAt: now })

/** The record part of an audit entry about an account. */
export const accountRecord = (user: { id: string; name: string }): Pick<AuditEntry, 'record' | 'scope'> => ({
  record: { type: 'user', id: user.id, name: user.name },
  scope: { subjectId: user.id },
})

const taken = { username: 'This user name is taken.', email: 'Another account uses this address.' }

/** Says both at once where both are taken; what is taken in this very moment is left to `asTaken`. */
export async function requireFree(tx: Tx, asked: { username: string; email: string }): Promise<void> {
  const owners = await tx
    .select({ username: users.username, email: users.email })
    .from(users)
    .where(or(eq(users.username, asked.username), eq(users.email, asked.email)))
  const fields: Partial<typeof taken> = {}
  if (owners.some((one) => one.username === asked.username)) fields.username = taken.username
  if (owners.some((one) => one.email === asked.email)) fields.email = taken.email
  if (Object.keys(fields).length > 0) throw invalid(fields)
}

/** Turns a taken user name or email into an error on its field; passes everything else on. */
export function asTaken(error: unknown): never {
  if (violates(error, 'users_username', 'users.username')) throw invalid({ username: taken.username })
  if (violates(error, 'users_email', 'users.email')) throw invalid({ email: taken.email })
  throw error
}
