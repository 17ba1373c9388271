import { z } from 'zod'
import { isIsoDay } from '@/lib/dates'
import { courseWords, defineList, flag, ids, oneWord, tableLook } from '@/lib/list-params'
import type { ListColumn } from '@/lib/table-columns'
import { type Position, positions, type TimesheetState } from '@/lib/vocabulary'

/** The approval inbox: its URL as data, shared by the page, the bulk actions and the queries. */
export const inboxTabs = ['waiting', 'returned', 'approved', 'exported', 'draft'] as const
export type InboxTab = (typeof inboxTabs)[number]

export const inboxTabNames: Record<InboxTab, string> = {
  waiting: 'Waiting',
  returned: 'Returned',
  approved: 'Approved',
  exported: 'Exported',
  draft: 'Drafts',
}

export const tabState: Record<InboxTab, TimesheetState> = {
  waiting: 'submitted',
  returned: 'returned',
  approved: 'approved',
  exported: 'exported',
  draft: 'draft',
}

/** How the table stands: timesheet by timesheet, or summed up by course or by person. */
export const inboxViews = ['sheets', 'courses', 'people'] as const
export type InboxView = (typeof inboxViews)[number]

const sheetColumns = [
  { id: 'person', label: 'Person', primary: true },
  { id: 'upi', label: 'UPI', spare: true },
  { id: 'email', label: 'Email', spare: true },
  { id: 'course', label: 'Course' },
  { id: 'position', label: 'Position' },
  { id: 'payday', label: 'Payday' },
  { id: 'hours', label: 'Hours' },
  { id: 'submitted', label: 'Submitted' },
  { id: 'used', label: 'Recorded of the allocation', hint: 'All paydays together, this one included' },
  {
    id: 'approved',
    label: 'Approved',
    spare: true,
    hint: 'Approved hours of the allocation, all paydays together',
  },
  {
    id: 'plan',
    label: 'Plan to date',
    hint: 'An even spread over the term, up to the end of the pay period or to today; beside it by how much what is recorded for this payday and those before it is over that',
  },
] as const satisfies readonly ListColumn[]
export type SheetColumn = (typeof sheetColumns)[number]['id']

const sumColumns = [
  { id: 'name', label: 'Name', primary: true },
  { id: 'sheets', label: 'Timesheets' },
  { id: 'late', label: 'Late' },
  { id: 'hours', label: 'Hours' },
  { id: 'since', label: 'Longest waiting since' },
  { id: 'recorded', label: 'Recorded of the allocations' },
  { id: 'approved', label: 'Approved' },
] as const satisfies readonly ListColumn[]
export type SumColumn = (typeof sumColumns)[number]['id']

/** Columns of the timesheets of a tab; the position has one only for those who approve both. */
export const inboxColumns = (tab: InboxTab, approves: readonly Position[]): ListColumn<SheetColumn>[] =>
  (sheetColumns as readonly ListColumn<SheetColumn>[])
    .filter((column) => column.id !== 'position' || approves.length > 1)
    .map((column) =>
      column.id === 'submitted' && tab === 'draft' ? { ...column, label: 'Submitted before' } : column,
    )

/** Columns of the inbox summed up by course or by person. */
export const groupColumns = (by: 'courses' | 'people'): ListColumn<SumColumn>[] =>
  (sumColumns as readonly ListColumn<SumColumn>[]).map((column) =>
    column.id === 'name' ? { ...column, label: by === 'courses' ? 'Course' : 'Person' } : column,
  )

const oneId = z
  .string()
  .regex(/^[\w-]{1,36}$/)
  .optional()
  .catch(undefined)

const oneDay = z.string().refine(isIsoDay).optional().catch(undefined)

export const inboxList = defineList({
  sorts: ['submitted', 'person', 'course', 'payday', 'hours'] as const,
  defaultSort: 'submitted',
  // Eighty timesheets are one page: chosen with one click.
  defaultSize: 100,
  filters: {
    term: z.string().max(36).optional().catch(undefined),
    tab: oneWord(inboxTabs),
    view: oneWord(inboxViews),
    position: oneWord(positions),
    /** The cut-off of the payday has passed. */
    late: flag(),
    submittedLate: flag(),
    course: courseWords(),
    payday: ids(),
    person: oneId,
    /** A line of the timesheet lies in these days. */
    workedFrom: oneDay,
    workedTo: oneDay,
    /** Of the timesheets or of their sums, as `view` says. */
    ...tableLook<SheetColumn | SumColumn>([...sheetColumns, ...sumColumns]),
  },
})
export type InboxParams = ReturnType<typeof inboxList.parse>

/** Nothing searched, nothing filtered. */
export const wholeInbox: Pick<InboxParams, 'q' | 'filters'> = inboxList.parse({})

/** Parameters that narrow the rows; the others choose where and how they are shown. */
export const inboxFilterNames = [
  'position',
  'late',
  'submittedLate',
  'course',
  'payday',
  'person',
  'workedFrom',
  'workedTo',
] as const
