import { expect, test } from 'vitest'
import { openSecret, sealSecret, secretExpiry } from '@/lib/mail/secret'

const secret = { code: '123456', link: 'https://mtms.example/reset-password/abc' }
const later = new Date('2027-02-12T12:00:00Z')
const now = new Date('2027-02-12T11:00:00Z')

test('a sealed secret opens for its own mail until it expires, and shows nothing of what is in it', () => {
  const sealed = sealSecret('mail-1', secret, later)
  expect(sealed).not.toMatch(/123456|reset-password/)
  expect(Buffer.from(sealed.split('.').at(-1) ?? '', 'base64url').toString('latin1')).not.toContain('123456')
  expect(openSecret('mail-1', sealed, now)).toEqual(secret)
  expect(secretExpiry(sealed)).toEqual(later)
  expect(sealSecret('mail-1', secret, later)).not.toBe(sealed)
})

test('it does not open for another mail, after its time, with more time written into it, or when a bit was changed', () => {
  const sealed = sealSecret('mail-1', secret, later)
  expect(openSecret('mail-2', sealed, now)).toBeNull()
  expect(openSecret('mail-1', sealed, later)).toBeNull()
  const longer = sealed.replace(String(later.getTime()), String(later.getTime() + 86_400_000))
  expect(openSecret('mail-1', longer, now)).toBeNull()
  for (const part of [2, 3, 4]) {
    const parts = sealed.split('.')
    const bytes = Buffer.from(parts[part] as string, 'base64url')
    bytes[0] = (bytes[0] as number) ^ 1
    parts[part] = bytes.toString('base64url')
    expect(openSecret('mail-1', parts.join('.'), now)).toBeNull()
  }
  for (const garbage of ['', 'v1', 'v1.1.2.3', 'v2.1.2.3.4', '....'])
    expect(openSecret('mail-1', garbage, now)).toBeNull()
})
