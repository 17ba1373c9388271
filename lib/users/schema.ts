import { z } from 'zod'
import { lineField } from '@/lib/fields'

/** Fields of an account, as forms post them. */
export const usernameField = z
  .string({ error: 'Enter a user name.' })
  .trim()
  .toLowerCase()
  .min(1, 'Enter a user name.')
  .min(3, 'Use at least 3 letters or digits.')
  .max(64, 'Use at most 64 letters or digits.')
  .regex(/^[a-z0-9]+$/, 'Use letters a to z and digits only, for example abcd123.')

export const nameField = lineField({ blank: 'Enter a name.', most: 200 })

export const emailField = z
  .string({ error: 'Enter an email address.' })
  .trim()
  .toLowerCase()
  .min(1, 'Enter an email address.')
  .max(254, 'This address is too long.')
  .pipe(z.email('Enter an address such as name@example.ac.nz.'))

/** True when the setting for email domains lets this address in; subdomains of an allowed one count. */
export function domainAllowed(email: string, domains: readonly string[]): boolean {
  if (domains.length === 0) return true
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  return domains.some((allowed) => domain === allowed || domain.endsWith(`.${allowed}`))
}
