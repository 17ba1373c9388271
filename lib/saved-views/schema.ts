import { z } from 'zod'
import { lineField } from '@/lib/fields'
import { isViewPage, type ViewPage } from './pages'

export const saveViewForm = z
  .object({
    page: z.custom<ViewPage>(isViewPage, 'This page keeps no views.'),
    name: lineField({ blank: 'Name the view.', most: 80 }),
    /** The page's present URL parameters; what they may be is up to the page's own schema. */
    params: z.string().catch(''),
  })
  .refine(({ params }) => params.length <= 4000, {
    path: ['name'],
    error: 'This view is too large to be kept. Remove some filters.',
  })

export const removeViewForm = z.object({ id: z.string().min(1).max(36) })
