import type { OtherTerm } from '@/lib/home/other-terms'
import { positions } from '@/lib/vocabulary'
import { Waiting, type WaitingItem } from './waiting'

/** For staff: what waits in terms that this page does not show; nothing when nothing does. */
export function OtherTermsSection({ terms }: { terms: readonly OtherTerm[] }) {
  const items = terms.flatMap(waitingIn)
  if (items.length === 0) return null
  return <Waiting title="What waits in other terms" items={items} nothing="" />
}

export function waitingIn(term: OtherTerm): WaitingItem[] {
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
  const [first, ...more] = term.withoutVerdict
  if (first) {
    const n = term.withoutVerdict.reduce((sum, one) => sum + one.n, 0)
    items.push({
      count: n,
      label: `${n === 1 ? 'applicant' : 'applicants'} of your courses not yet endorsed`,
      detail,
      // Of several tables the home of that term names each with its number.
      href:
        more.length > 0
          ? `/?term=${term.id}`
          : `/endorse?term=${term.id}&course=${first.courseId}&position=${first.position}&mine=none&open=1`,
    })
  }
  return items
}
