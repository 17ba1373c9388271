import { z } from 'zod'
import { defineList } from '@/lib/list-params'

/** The table of courses with their staffing on `/enrolment`: its URL. */
export const staffingList = defineList({
  sorts: ['code', 'name', 'hours'],
  defaultSort: 'code',
  filters: {
    term: z.string().max(36).optional().catch(undefined),
    course: z.string().max(36).optional().catch(undefined),
  },
})
export type StaffingParams = ReturnType<typeof staffingList.parse>
