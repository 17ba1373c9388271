import { z } from 'zod'
import { defineList, oneWord } from '@/lib/list-params'

/** Who was reminded of a payday: its URL as data. */
export const reminderTabs = ['due', 'submitted', 'all'] as const
export type ReminderTab = (typeof reminderTabs)[number]

export const reminderList = defineList({
  sorts: ['person', 'course'] as const,
  defaultSort: 'person',
  filters: {
    term: z.string().max(36).optional().catch(undefined),
    payday: z
      .string()
      .regex(/^[\w-]{1,36}$/)
      .optional()
      .catch(undefined),
    tab: oneWord(reminderTabs),
  },
})
export type ReminderParams = ReturnType<typeof reminderList.parse>
