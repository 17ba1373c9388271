import { z } from 'zod'
import { anyOf, defineList, flag, oneWord } from '@/lib/list-params'
import { positions } from '@/lib/vocabulary'
import { endorsedWords } from './list'

/** The table of applicants of one course (SPEC 7, course coordinators): its URL. */
export const endorseList = defineList({
  sorts: ['rank', 'name', 'grade', 'gpa', 'preferredGpa', 'elsewhere', 'mine'],
  defaultSort: 'rank',
  filters: {
    term: z.string().max(36).optional().catch(undefined),
    course: z.string().max(36).optional().catch(undefined),
    position: oneWord(positions),
    mine: anyOf(endorsedWords),
    /** Only those whose results are not out: an endorsement can still make a difference. */
    open: flag(),
  },
})
export type EndorseParams = ReturnType<typeof endorseList.parse>
