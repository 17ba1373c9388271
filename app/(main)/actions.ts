'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import { THEME_COOKIE, THEMES } from '@/components/layout/theme'
import { definePost } from '@/lib/web/action'

/** Light, dark or as the system says; kept in the browser for a year. */
export const setThemeAction = definePost({
  name: 'app.setTheme',
  gate: 'app.use',
  input: z.object({ theme: z.enum(THEMES) }),
  run: async ({ theme }) => {
    const jar = await cookies()
    jar.set(THEME_COOKIE, theme, { path: '/', maxAge: 31_536_000, sameSite: 'lax' })
    return undefined
  },
})
