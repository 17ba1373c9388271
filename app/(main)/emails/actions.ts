'use server'

import { z } from 'zod'
import { cancelEmail, resendEmail, retryAllFailed, revealEmailSecret } from '@/lib/emails/commands'
import { defineAction, definePost } from '@/lib/web/action'

const oneEmail = z.object({ id: z.string().max(64) })

export const resendEmailAction = definePost({
  name: 'emails.resend',
  gate: 'emails.resend',
  input: oneEmail,
  run: async ({ id }, { viewer }) => {
    const sentAs = await resendEmail(viewer, id)
    return { redirectTo: `/emails/${sentAs}`, flash: 'The email is queued again.' }
  },
})

export const cancelEmailAction = definePost({
  name: 'emails.cancel',
  gate: 'emails.resend',
  input: oneEmail,
  run: async ({ id }, { viewer }) => {
    await cancelEmail(viewer, id)
    return { redirectTo: `/emails/${id}`, flash: 'The email is cancelled. It will not be sent.' }
  },
})

export const retryFailedAction = definePost({
  name: 'emails.retryFailed',
  gate: 'emails.resend',
  input: z.object({}),
  run: async (_, { viewer }) => {
    const { queued, left } = await retryAllFailed(viewer)
    const rest = left > 0 ? ` ${left} cannot be sent again.` : ''
    return {
      redirectTo: '/emails?state=failed',
      flash: `${queued} ${queued === 1 ? 'email is' : 'emails are'} queued again.${rest}`,
    }
  },
})

/** Answers with the code or link itself, which no page ever holds; each look is recorded. */
export const revealEmailAction = defineAction({
  name: 'emails.reveal',
  gate: 'emails.reveal',
  input: oneEmail,
  run: async ({ id }, { viewer }) => ({ data: await revealEmailSecret(viewer, id) }),
})
