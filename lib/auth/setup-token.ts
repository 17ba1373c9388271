import { db, write } from '@/db/client'
import { users } from '@/db/schema'
import { findToken, issueToken } from './tokens'

/** True while nobody has an account. */
export async function needsSetup(): Promise<boolean> {
  const [first] = await db.select({ id: users.id }).from(users).limit(1)
  return first === undefined
}

/**
 * A fresh token for `/setup?token=…`, or null when somebody has an account already. Each start prints a
 * new one, and the links printed before are void: only the hash is kept, so an old one cannot be shown
 * again.
 */
export async function ensureSetupToken(): Promise<string | null> {
  return write(async (tx) => {
    const [first] = await tx.select({ id: users.id }).from(users).limit(1)
    if (first) return null
    const { token } = await issueToken(tx, { kind: 'setup', userId: null })
    return token
  })
}

/** True when this token opens the set-up page. */
export async function setupTokenCounts(token: string): Promise<boolean> {
  return (await needsSetup()) && (await findToken('setup', token)) !== null
}
