'use server'

import { z } from 'zod'
import { clearPendingCookie, readPendingCookie, setSessionCookie } from '@/lib/auth/cookies'
import { openSession } from '@/lib/auth/sign-in'
import { invalid } from '@/lib/errors'
import { type Confirmed, sendNewCode, verifyByCode, verifyByLink } from '@/lib/users/confirm'
import { emailField } from '@/lib/users/schema'
import { confirmEmailChange } from '@/lib/users/security'
import { type ActionResult, defineAction } from '@/lib/web/action'
import { callerOf } from '@/lib/web/request'

const optionalEmail = z.union([z.literal('').transform(() => undefined), emailField]).optional()

/** The address of this browser's own registration, else the one that was typed. */
async function who(email: string | undefined, field: string): Promise<{ userId?: string; email: string }> {
  const pending = await readPendingCookie()
  if (pending) return pending
  if (!email) throw invalid({ [field]: 'Enter the email address that you registered with.' })
  return { email }
}

/** Signs in the browser that chose the password of this account an hour ago at most; another one has to. */
async function arrive({ userId, own, choose }: Confirmed): Promise<ActionResult> {
  const flash = 'Your email address is confirmed.'
  // The address was registered more than once, and the link used elsewhere.
  if (choose) return { redirectTo: `/reset-password/${choose}`, flash: `${flash} Choose a password now.` }
  if (!own) return { redirectTo: '/login', flash: `${flash} You can sign in now.` }
  const sessionId = await openSession(userId, await callerOf())
  await clearPendingCookie()
  if (!sessionId) return { redirectTo: '/login', flash }
  await setSessionCookie(sessionId, userId, false)
  return { redirectTo: '/', flash }
}

export const verifyCodeAction = defineAction({
  name: 'account.confirm',
  gate: 'public',
  input: z.object({
    email: optionalEmail,
    code: z
      .string({ error: 'Enter the code.' })
      .transform((value) => value.replaceAll(/[\s-]/g, ''))
      .pipe(z.string().regex(/^\d{6}$/, 'Enter the 6 digits of the code.')),
  }),
  run: async ({ email, code }) => {
    return arrive(await verifyByCode(await who(email, 'email'), code, await callerOf()))
  },
})

export const verifyLinkAction = defineAction({
  name: 'account.confirmByLink',
  gate: 'public',
  input: z.object({ token: z.string().max(100) }),
  run: async ({ token }) => {
    return arrive(await verifyByLink(token, (await readPendingCookie())?.userId))
  },
})

export const sendCodeAction = defineAction({
  name: 'account.sendCode',
  gate: 'public',
  input: z.object({ sendTo: optionalEmail }),
  run: async ({ sendTo }) => {
    await sendNewCode(await who(sendTo, 'sendTo'))
    return {
      message: 'If this address waits to be confirmed, a new code is on its way. The code before it is void.',
    }
  },
})

/** Leaves the registration of this browser: another address can be typed. */
export const forgetPendingAction = defineAction({
  name: 'account.forgetPending',
  gate: 'public',
  input: z.object({}),
  run: async () => {
    await clearPendingCookie()
    return { redirectTo: '/verify-email' }
  },
})

export const confirmEmailAction = defineAction({
  name: 'account.confirmNewEmail',
  gate: 'public',
  input: z.object({ token: z.string().max(100) }),
  run: async ({ token }, { viewer }) => {
    await confirmEmailChange(token, viewer)
    return {
      redirectTo: viewer ? '/profile/security' : '/login',
      flash: 'Your new email address is in use. All other sessions are signed out.',
    }
  },
})
