import type { OtherTerm } from '@/lib/home/other-terms'
import { positions } from '@/lib/vocabulary'
import { Waiting, type WaitingItem } from './waiting'

/** For staff: what waits in terms that this page does not show; nothing when nothing does. */
export function OtherTermsSection({ terms }: { terms: readonly OtherTerm[] }) {
  const items = terms.flatMap(waitingIn)
  if (items.length === 0) return null
  return <Waiting title="What waits in other terms" items={items} nothing="" />
}

function waitingIn(term: OtherTerm): WaitingItem[] {
  const detail = term.name
  const items: WaitingItem[] = []
  if (term.approvals > 0)
    items.push({
      count: term.approvals,
      label: `${term.approvals === 1 ? 'timesheet' : 'timesheets'} to approve`,
      detail,
      href: `/hours/approve?term=${term.id}`,
    })
  for (const position of positions) {
    const n = term.undecided[position] ?? 0
    if (n > 0)
      items.push({
        count: n,
        label: `${position} ${n === 1 ? 'application' : 'applications'} to decide`,
        detail,
        href: `/review?term=${term.id}&position=${position}&tab=submitted`,
      })
  }
  if (term.withoutVerdict > 0)
    items.push({
      count: term.withoutVerdict,
      label: `${term.withoutVerdict === 1 ? 'applicant' : 'applicants'} of your courses not yet endorsed`,
      detail,
      href: `/endorse?term=${term.id}`,
    })
  return items
}
