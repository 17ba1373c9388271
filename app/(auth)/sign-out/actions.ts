'use server'

import { z } from 'zod'
import { clearSessionCookie } from '@/lib/auth/cookies'
import { signOut } from '@/lib/auth/sign-in'
import { definePost } from '@/lib/web/action'

/** The account menu's "Sign out". Public: a session that ended meanwhile is signed out all the same. */
export const signOutAction = definePost({
  name: 'account.signOut',
  gate: 'public',
  input: z.object({}),
  run: async (_input, { viewer }) => {
    if (viewer) await signOut(viewer)
    await clearSessionCookie()
    return { redirectTo: '/login', flash: 'You are signed out.' }
  },
})
