import { z } from 'zod'
import { isCommonPassword } from './common-passwords'

const shortestPassword = 10
/** Longer ones are refused: hashing them costs us more than guessing costs others. */
const longestPassword = 200

/** Why a password may not be used, as a sentence for its field; null when it may. */
export function passwordProblem(password: string, username: string): string | null {
  const text = password.normalize('NFKC')
  const length = [...text].length
  if (length < shortestPassword) return `Use at least ${shortestPassword} characters.`
  if (length > longestPassword) return `Use at most ${longestPassword} characters.`
  if (username && text.toLowerCase().includes(username.toLowerCase()))
    return 'Leave your user name out of the password.'
  if (isCommonPassword(text)) return 'This password is too common. Choose one that others would not think of.'
  return null
}

/** A new password on a form; the rules that need the user name are asked by the command. */
export const newPassword = z
  .string({ error: 'Enter a password.' })
  .min(1, 'Enter a password.')
  .max(1000, `Use at most ${longestPassword} characters.`)
/** A present password on a form: whatever it is, it is only compared. */
export const presentPassword = z
  .string({ error: 'Enter your password.' })
  .min(1, 'Enter your password.')
  .max(1000, 'This is not your password.')

export const passwordHelp = `At least ${shortestPassword} characters. Not a common password, and not with your user name in it.`
