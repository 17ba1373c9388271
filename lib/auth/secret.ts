import { createHash, hkdfSync, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { env } from '@/lib/env'

let known: string | undefined

/**
 * The secret that signs sessions and encrypts links in queued mails: AUTH_SECRET, or with the embedded
 * database one that is made once and kept in DATA_DIR, readable by its owner alone.
 */
export function authSecret(): string {
  if (known) return known
  if (env.AUTH_SECRET) {
    known = env.AUTH_SECRET
    return known
  }
  const file = join(resolve(env.DATA_DIR), 'auth-secret')
  mkdirSync(resolve(env.DATA_DIR), { recursive: true, mode: 0o700 })
  try {
    // `wx`: of two processes that start together one makes the file, the other reads it.
    writeFileSync(file, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  known = readFileSync(file, 'utf8').trim()
  return known
}

/** A 256-bit key for one purpose, so that no two uses share a key. */
export function derivedKey(purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', authSecret(), 'mtms', purpose, 32))
}

/** An unguessable token for a link: 256 bits. */
export const randomToken = () => randomBytes(32).toString('base64url')
/** What is stored of a token or code. */
export const hashToken = (token: string) => createHash('sha256').update(`mtms:${token}`).digest('hex')
