import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import type { InboxTab } from '@/lib/timesheets/inbox-list'
import { INBOX_PATH, type ShownInbox } from './inbox-context'

/** Why there is no row, and what to do. */
export function InboxEmpty({ context: { params, tab, term } }: { context: ShownInbox }) {
  const { filters } = params
  const narrowed =
    params.q !== '' ||
    filters.late ||
    filters.submittedLate ||
    filters.position !== undefined ||
    filters.person !== undefined ||
    filters.workedFrom !== undefined ||
    filters.workedTo !== undefined ||
    filters.course.length + filters.payday.length > 0
  if (narrowed)
    return (
      <EmptyState
        title="No timesheet matches"
        action={
          <ButtonLink href={`${INBOX_PATH}?term=${term.id}&tab=${tab}`}>Clear search and filters</ButtonLink>
        }
      >
        None of the timesheets in this tab fits the search and the filters.
      </EmptyState>
    )
  const words: Record<InboxTab, [string, string]> = {
    waiting: ['Nothing waits for you', 'Timesheets appear here when students submit their hours.'],
    returned: ['Nothing is returned', 'What you return waits here until the student submits it again.'],
    approved: ['Nothing is approved yet', 'Approved hours wait here until payroll is exported.'],
    exported: ['Nothing has gone to payroll', 'Hours appear here once a payroll batch has taken them.'],
    draft: ['No draft', 'Hours that are recorded and not submitted yet appear here.'],
  }
  return <EmptyState title={words[tab][0]}>{words[tab][1]}</EmptyState>
}
