'use server'

import { z } from 'zod'
import { newPassword } from '@/lib/auth/password-rules'
import { setPasswordByLink } from '@/lib/users/recover'
import { defineAction } from '@/lib/web/action'

export const setPasswordAction = defineAction({
  name: 'account.resetPassword',
  gate: 'public',
  input: z.object({ token: z.string().max(100), password: newPassword }),
  run: async ({ token, password }) => {
    const { username, first } = await setPasswordByLink(token, password)
    return {
      redirectTo: '/login',
      flash: first
        ? `Your password is saved. Sign in with it now, as ${username}.`
        : `Your password is saved, and every session of ${username} is signed out. Sign in with it now.`,
    }
  },
})
