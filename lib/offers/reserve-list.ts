import { z } from 'zod'
import { defineList, oneWord } from '@/lib/list-params'
import { positions } from '@/lib/vocabulary'

/** The reserve list of a course and position: its URL. */
export const reserveList = defineList({
  sorts: ['rank', 'name', 'gpa', 'preferredGpa', 'held'],
  defaultSort: 'rank',
  filters: {
    course: z.string().max(36).optional().catch(undefined),
    position: oneWord(positions),
  },
})
export type ReserveParams = ReturnType<typeof reserveList.parse>
