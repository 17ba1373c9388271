import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { derivedKey } from '@/lib/auth/secret'

/** What must not stand in the log: a code to type or a link that opens something. */
export type MailSecret = { code?: string; link?: string }

const content = z.object({ code: z.string().optional(), link: z.string().optional() })

/**
 * Encrypts a mail's secret (AES-256-GCM, a key derived from AUTH_SECRET) until it has left. The mail's
 * id and the time of expiry are bound to it: moved to another row or given more time, it opens no more.
 */
export function sealSecret(emailId: string, secret: MailSecret, expiresAt: Date): string {
  const expires = String(expiresAt.getTime())
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', derivedKey('mail secrets'), iv)
  cipher.setAAD(Buffer.from(`${emailId}:${expires}`))
  const sealed = Buffer.concat([cipher.update(JSON.stringify(secret), 'utf8'), cipher.final()])
  return ['v1', expires, ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join(
    '.',
  )
}

/** When a sealed secret expires, without opening it; null when it is none of ours. */
export function secretExpiry(sealed: string): Date | null {
  const match = /^v1\.(\d+)\./.exec(sealed)
  return match ? new Date(Number(match[1])) : null
}

/** The secret, or null when it has expired, belongs to another mail, or AUTH_SECRET is not the one it was sealed with. */
export function openSecret(emailId: string, sealed: string, now: Date): MailSecret | null {
  const [version, expires, iv, tag, body] = sealed.split('.')
  if (version !== 'v1' || !expires || !iv || !tag || !body) return null
  if (now.getTime() >= Number(expires)) return null
  try {
    const decipher = createDecipheriv('aes-256-gcm', derivedKey('mail secrets'), Buffer.from(iv, 'base64url'))
    decipher.setAAD(Buffer.from(`${emailId}:${expires}`))
    decipher.setAuthTag(Buffer.from(tag, 'base64url'))
    const text = Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()])
    return content.parse(JSON.parse(text.toString('utf8')))
  } catch {
    return null
  }
}
