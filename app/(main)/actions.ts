'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import { THEME_COOKIE, THEMES } from '@/components/layout/theme'
import { removeView, saveView } from '@/lib/saved-views/commands'
import { removeViewForm, saveViewForm } from '@/lib/saved-views/schema'
import { defineAction, definePost } from '@/lib/web/action'

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

/** Keeps the present table of a page as a view; the table stays as it is. */
export const saveViewAction = defineAction({
  name: 'views.save',
  gate: 'app.use',
  input: saveViewForm,
  run: async (input, { viewer }) => {
    await saveView(viewer, input)
    const query = new URLSearchParams(input.params)
    return {
      redirectTo: query.size > 0 ? `/${input.page}?${query}` : `/${input.page}`,
      flash: `Kept the view ${input.name}.`,
    }
  },
})

export const removeViewAction = definePost({
  name: 'views.remove',
  gate: 'app.use',
  input: removeViewForm,
  run: async ({ id }, { viewer }) => {
    await removeView(viewer, id)
    return { message: 'The view is removed.' }
  },
})
