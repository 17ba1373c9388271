'use server'

import { z } from 'zod'
import { setPendingCookie } from '@/lib/auth/cookies'
import { newPassword } from '@/lib/auth/password-rules'
import { register } from '@/lib/users/register'
import { emailField, nameField, usernameField } from '@/lib/users/schema'
import { defineAction } from '@/lib/web/action'
import { callerOf } from '@/lib/web/request'

export const registerAction = defineAction({
  name: 'account.register',
  gate: 'public',
  input: z.object({ username: usernameField, name: nameField, email: emailField, password: newPassword }),
  run: async (input) => {
    await setPendingCookie(await register(input, await callerOf()))
    return { redirectTo: '/verify-email' }
  },
})
