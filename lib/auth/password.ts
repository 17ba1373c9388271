import { hash, verify } from '@node-rs/argon2'

/** OWASP's setting for Argon2id: 19 MiB, 2 passes. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), options)

let decoy: Promise<string> | undefined

/**
 * True when the password is the one behind the hash. With no hash (unknown person, account without a
 * password) the same work is done, so that the time of the answer tells nothing.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('decoy for people who do not exist')
  const ok = await verify(stored ?? (await decoy), password.normalize('NFKC')).catch(() => false)
  return ok && stored !== null
}
