import { z } from 'zod'
import { anyOf, courseWords, defineList, oneWord, tableLook } from '@/lib/list-params'
import { chosenColumns, type ListColumn } from '@/lib/table-columns'
import { decisions, degreeLevels, positions } from '@/lib/vocabulary'
import { eligibilities } from './eligibility'
import { type Tab, tabs } from './states'

/**
 * The review table (SPEC 7): its URL, its columns and its filters as data, shared by the page, the bulk
 * actions, the export and saved views.
 */
const columns = [
  { id: 'name', label: 'Name', primary: true },
  { id: 'result', label: 'Result', spare: true },
  { id: 'given', label: 'Given', spare: true },
  { id: 'upi', label: 'UPI' },
  { id: 'auid', label: 'Student ID', spare: true },
  { id: 'email', label: 'Email', spare: true },
  { id: 'submitted', label: 'Submitted', spare: true },
  { id: 'gpa', label: 'GPA' },
  { id: 'preferredGpa', label: 'Preferred GPA' },
  { id: 'eligibility', label: 'Eligibility' },
  { id: 'courses', label: 'Preferences' },
  { id: 'wantedBy', label: 'Wanted by' },
  { id: 'max', label: 'Max a week', spare: true },
  { id: 'held', label: 'Hours held' },
  { id: 'endorsements', label: 'Endorsements', spare: true },
  { id: 'degree', label: 'Degree level', spare: true },
  { id: 'earlier', label: 'Earlier terms', spare: true },
  { id: 'enrolment', label: 'Enrolment', spare: true },
  { id: 'decided', label: 'Decided', spare: true },
] as const satisfies readonly ListColumn[]
export type ReviewColumn = (typeof columns)[number]['id']
export const reviewColumns: readonly ListColumn<ReviewColumn>[] = columns
export const reviewColumnIds = columns.map((column) => column.id)

const yesNo = ['yes', 'no'] as const
export const endorsedWords = ['strong', 'yes', 'no', 'none'] as const

/** Hours a week that people give as their most, in bands; the ends are those of a usual part-time week. */
export const weeklyBands = ['to10', 'to20', 'to30', 'over30'] as const
export type WeeklyBand = (typeof weeklyBands)[number]
/** Quarter hours a week: more than the first, up to the second. */
export const weeklyBandEnds: Record<WeeklyBand, [over: number, most: number]> = {
  to10: [-1, 40],
  to20: [40, 80],
  to30: [80, 120],
  over30: [120, 1_000_000],
}

export const reviewList = defineList({
  sorts: reviewColumnIds,
  defaultSort: 'name',
  filters: {
    term: z.string().max(36).optional().catch(undefined),
    position: oneWord(positions),
    tab: oneWord(tabs),
    /** Tells published results apart; the other tabs are of one decision each. */
    result: anyOf(decisions),
    degree: anyOf(degreeLevels),
    eligibility: anyOf(eligibilities),
    max: anyOf(weeklyBands),
    citizen: anyOf(yesNo),
    visa: anyOf(yesNo),
    overseas: anyOf(yesNo),
    gpaGiven: anyOf(yesNo),
    worked: anyOf(yesNo),
    holds: anyOf(yesNo),
    endorsed: anyOf(endorsedWords),
    course: courseWords(),
    ...tableLook(columns),
  },
})
export type ReviewParams = ReturnType<typeof reviewList.parse>

/** Parameters that narrow the rows; the others choose where and how they are shown. */
export const reviewFilterNames = [
  'result',
  'degree',
  'eligibility',
  'max',
  'citizen',
  'visa',
  'overseas',
  'gpaGiven',
  'worked',
  'holds',
  'endorsed',
  'course',
] as const

/** What a tab is about, which the others have nothing to say on; and what mattered before the decision. */
const ofTab: Partial<Record<Tab, { shown: readonly ReviewColumn[]; spare: readonly ReviewColumn[] }>> = {
  accepted: { shown: ['given'], spare: ['preferredGpa', 'courses'] },
  published: { shown: ['result', 'given'], spare: ['preferredGpa', 'courses'] },
}

/** Columns that the table shows: as the URL says, else the usual ones of the tab. The name is always there. */
export function visibleColumns({ filters }: ReviewParams): ReviewColumn[] {
  const own = ofTab[filters.tab ?? 'submitted']
  const columns = reviewColumns.map((column) =>
    own?.shown.includes(column.id)
      ? { ...column, spare: false }
      : own?.spare.includes(column.id)
        ? { ...column, spare: true }
        : column,
  )
  return chosenColumns(columns, filters.cols).map((column) => column.id)
}
