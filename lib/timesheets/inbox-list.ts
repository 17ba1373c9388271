import { z } from 'zod'
import { defineList, flag, ids, oneWord } from '@/lib/list-params'
import { positions, type TimesheetState } from '@/lib/vocabulary'

/** The approval inbox: its URL as data, shared by the page, the bulk actions and the queries. */
export const inboxTabs = ['waiting', 'returned', 'approved', 'exported', 'draft'] as const
export type InboxTab = (typeof inboxTabs)[number]

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

const oneId = z
  .string()
  .regex(/^[\w-]{1,36}$/)
  .optional()
  .catch(undefined)

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
    course: ids(),
    payday: ids(),
    person: oneId,
  },
})
export type InboxParams = ReturnType<typeof inboxList.parse>

/** Parameters that narrow the rows; the others choose where and how they are shown. */
export const inboxFilterNames = ['position', 'late', 'submittedLate', 'course', 'payday', 'person'] as const
