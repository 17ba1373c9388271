'use server'

import { z } from 'zod'
import { newPassword, presentPassword } from '@/lib/auth/password-rules'
import { idField } from '@/lib/fields'
import { emailField } from '@/lib/users/schema'
import { changePassword, endOtherSessions, endOwnSession, requestEmailChange } from '@/lib/users/security'
import { defineAction } from '@/lib/web/action'
import { callerOf } from '@/lib/web/request'

const page = '/profile/security'

export const changePasswordAction = defineAction({
  name: 'account.changePassword',
  gate: 'account.secure',
  input: z.object({ presentPassword, newPassword }),
  run: async (input, { viewer }) => {
    const { presentPassword: present, newPassword: password } = input
    await changePassword(viewer, { present, password }, await callerOf())
    return { redirectTo: page, flash: 'Your password is changed. All other sessions are signed out.' }
  },
})

export const changeEmailAction = defineAction({
  name: 'account.changeEmail',
  gate: 'account.secure',
  input: z.object({ email: emailField, emailPassword: presentPassword }),
  run: async (input, { viewer }) => {
    const { email, emailPassword: present } = input
    await requestEmailChange(viewer, { email, present }, await callerOf())
    return {
      redirectTo: page,
      flash: `A link is on its way to ${email}. Your address changes when you use it, within 24 hours.`,
    }
  },
})

export const endSessionAction = defineAction({
  name: 'account.endSession',
  gate: 'account.secure',
  input: z.object({ id: idField('Choose a session.') }),
  run: async ({ id }, { viewer }) => {
    await endOwnSession(viewer, id)
    return { redirectTo: id === viewer.sessionId ? '/login' : page, flash: 'That session is signed out.' }
  },
})

export const endOtherSessionsAction = defineAction({
  name: 'account.endOtherSessions',
  gate: 'account.secure',
  input: z.object({}),
  run: async (_input, { viewer }) => {
    const ended = await endOtherSessions(viewer)
    return {
      redirectTo: page,
      flash: ended === 0 ? 'There was no other session.' : 'All other sessions are signed out.',
    }
  },
})
