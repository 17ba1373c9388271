import { z } from 'zod'
import { anyOf, defineList, ids, oneWord } from '@/lib/list-params'
import { degreeLevels, positions } from '@/lib/vocabulary'
import { tabs } from './states'

/**
 * The review table (SPEC 7): its URL, its columns and its filters as data, shared by the page, the bulk
 * actions, the export and saved views.
 */
export const reviewColumns = [
  { id: 'name', label: 'Name' },
  { id: 'upi', label: 'UPI' },
  { id: 'auid', label: 'Student ID' },
  { id: 'email', label: 'Email' },
  { id: 'submitted', label: 'Submitted' },
  { id: 'gpa', label: 'GPA' },
  { id: 'preferredGpa', label: 'Preferred GPA' },
  { id: 'eligibility', label: 'Eligibility' },
  { id: 'max', label: 'Max a week' },
  { id: 'held', label: 'Hours held' },
  { id: 'courses', label: 'Preferences' },
  { id: 'wantedBy', label: 'Wanted by' },
  { id: 'endorsements', label: 'Endorsements' },
  { id: 'degree', label: 'Degree level' },
  { id: 'given', label: 'Given' },
  { id: 'earlier', label: 'Earlier terms' },
  { id: 'enrolment', label: 'Enrolment' },
  { id: 'decided', label: 'Decided' },
] as const
export type ReviewColumn = (typeof reviewColumns)[number]['id']
export const reviewColumnIds = reviewColumns.map((column) => column.id)

export const defaultReviewColumns: ReviewColumn[] = [
  'name',
  'upi',
  'gpa',
  'preferredGpa',
  'eligibility',
  'max',
  'held',
  'courses',
  'wantedBy',
  'degree',
  'earlier',
]

const yesNo = ['yes', 'no'] as const
export const endorsedWords = ['strong', 'yes', 'no', 'none'] as const

export const reviewList = defineList({
  sorts: reviewColumnIds,
  defaultSort: 'name',
  filters: {
    term: z.string().max(36).optional().catch(undefined),
    position: oneWord(positions),
    tab: oneWord(tabs),
    degree: anyOf(degreeLevels),
    citizen: anyOf(yesNo),
    visa: anyOf(yesNo),
    overseas: anyOf(yesNo),
    gpaGiven: anyOf(yesNo),
    endorsed: anyOf(endorsedWords),
    course: ids(),
    cols: anyOf(reviewColumnIds as [ReviewColumn, ...ReviewColumn[]]),
    density: oneWord(['compact']),
  },
})
export type ReviewParams = ReturnType<typeof reviewList.parse>

/** Parameters that narrow the rows; the others choose where and how they are shown. */
export const reviewFilterNames = [
  'degree',
  'citizen',
  'visa',
  'overseas',
  'gpaGiven',
  'endorsed',
  'course',
] as const

/** Columns that the table shows: as the URL says, else the usual ones. The name is always there. */
export function visibleColumns(params: ReviewParams): ReviewColumn[] {
  const chosen = params.filters.cols.length > 0 ? params.filters.cols : defaultReviewColumns
  return reviewColumnIds.filter((id) => id === 'name' || chosen.includes(id))
}
