import { z } from 'zod'
import { anyOf, courseWord, defineList, flag, oneWord, tableLook } from '@/lib/list-params'
import { chosenColumns, type ListColumn } from '@/lib/table-columns'
import { positions } from '@/lib/vocabulary'
import { endorsedWords } from './list'

/**
 * The table of applicants of one course (SPEC 7, course coordinators): its URL and its columns. What an endorsement
 * is mostly made of comes first, so that it is seen without scrolling sideways.
 */
const columns = [
  { id: 'name', label: 'Name', primary: true },
  { id: 'verdict', label: 'Your endorsement' },
  { id: 'rank', label: 'Rank', hint: 'The student’s rank of this course' },
  { id: 'grade', label: 'Grade', hint: 'In this course' },
  { id: 'gpa', label: 'GPA' },
  { id: 'eligibility', label: 'Eligibility' },
  { id: 'elsewhere', label: 'Hours elsewhere', hint: 'Hours in other courses of the term' },
  { id: 'experience', label: 'Experience' },
  { id: 'preferredGpa', label: 'Preferred GPA', spare: true },
  { id: 'others', label: 'Other coordinators', spare: true },
] as const satisfies readonly ListColumn[]
export type EndorseColumn = (typeof columns)[number]['id']
export const endorseColumns: readonly ListColumn<EndorseColumn>[] = columns

export const endorseList = defineList({
  sorts: ['rank', 'name', 'grade', 'gpa', 'preferredGpa', 'elsewhere', 'mine'],
  defaultSort: 'rank',
  filters: {
    term: z.string().max(36).optional().catch(undefined),
    course: courseWord.optional().catch(undefined),
    position: oneWord(positions),
    mine: anyOf(endorsedWords),
    /** Only those whose results are not out: an endorsement can still make a difference. */
    open: flag(),
    ...tableLook(columns),
  },
})
export type EndorseParams = ReturnType<typeof endorseList.parse>

/** Columns that the table shows: as the URL says, else those that fit beside each other. */
export const shownColumns = (params: EndorseParams) => chosenColumns(endorseColumns, params.filters.cols)
