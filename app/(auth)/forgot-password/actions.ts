'use server'

import { z } from 'zod'
import { requestReset } from '@/lib/users/recover'
import { emailField } from '@/lib/users/schema'
import { defineAction } from '@/lib/web/action'
import { callerOf } from '@/lib/web/request'

export const requestResetAction = defineAction({
  name: 'account.requestReset',
  gate: 'public',
  input: z.object({ email: emailField }),
  run: async ({ email }) => {
    await requestReset(email, await callerOf())
    return { redirectTo: '/forgot-password?sent=1' }
  },
})
