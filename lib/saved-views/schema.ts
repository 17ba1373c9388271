import { z } from 'zod'
import { lineField } from '@/lib/fields'

/** Pages whose tables can be kept as views. */
export const viewPages = ['review'] as const
export type ViewPage = (typeof viewPages)[number]

export const saveViewForm = z.object({
  page: z.enum(viewPages, 'This page keeps no views.'),
  name: lineField({ blank: 'Name the view.', most: 80 }),
  /** The page's URL parameters, as its own schema writes them. */
  params: z.string().max(4000, 'This view is too large to be kept.').catch(''),
})

export const removeViewForm = z.object({ id: z.string().min(1).max(36) })
