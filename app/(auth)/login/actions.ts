'use server'

import { z } from 'zod'
import { setPendingCookie, setSessionCookie } from '@/lib/auth/cookies'
import { localPath } from '@/lib/auth/local-path'
import { presentPassword } from '@/lib/auth/password-rules'
import { signIn } from '@/lib/auth/sign-in'
import { tick } from '@/lib/fields'
import { defineAction } from '@/lib/web/action'
import { callerOf } from '@/lib/web/request'

export const signInAction = defineAction({
  name: 'account.signIn',
  gate: 'public',
  input: z.object({
    identifier: z
      .string({ error: 'Enter your user name or email.' })
      .trim()
      .min(1, 'Enter your user name or email.')
      .max(254, 'This is longer than any user name or email.'),
    password: presentPassword,
    keep: tick(),
    next: z.string().optional(),
  }),
  run: async (input) => {
    const result = await signIn({ ...input, ...(await callerOf()) })
    if (result.state === 'unverified') {
      await setPendingCookie(result)
      return {
        redirectTo: '/verify-email',
        flash: { message: 'Confirm your email address before you sign in.', tone: 'info' },
      }
    }
    await setSessionCookie(result.sessionId, result.userId, input.keep)
    return { redirectTo: localPath(input.next) }
  },
})
