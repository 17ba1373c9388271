import { Clock } from 'lucide-react'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { StateBadge } from '@/components/ui/state-badge'
import { formatInstant } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import type { SheetView } from '@/lib/timesheets/sheet-view'
import { activityNames } from '@/lib/vocabulary'
import { shortDay } from './sheet-form'

/** State of a timesheet, and whether it came late. */
export function SheetBadges({ view }: { view: Pick<SheetView, 'sheet' | 'pastCutoff'> }) {
  const { sheet } = view
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {sheet ? <StateBadge state={sheet.state} /> : <StateBadge state="none" label="Nothing yet" />}
      {sheet?.late && (
        <Badge tone="warn" icon={<Clock aria-hidden />}>
          Late
        </Badge>
      )}
    </span>
  )
}

/** What an approver wrote when returning the hours. */
export function ReturnedNotice({ view, zone }: { view: SheetView; zone: string }) {
  const { sheet } = view
  if (sheet?.state !== 'returned' || !sheet.returnReason) return null
  return (
    <Alert
      tone="warning"
      className="mb-4"
      title={`Returned by ${sheet.decidedByName ?? 'an approver'}${sheet.decidedAt ? `, ${formatInstant(sheet.decidedAt, zone)}` : ''}`}
    >
      <p className="whitespace-pre-line break-words">{sheet.returnReason}</p>
    </Alert>
  )
}

/** Lines as they stand, for reading. What was handed in without any says that nothing was worked. */
export function LineList({ lines, sheet }: Pick<SheetView, 'lines' | 'sheet'>) {
  if (lines.length === 0) {
    const said = sheet && sheet.state !== 'draft' && sheet.state !== 'returned'
    return <p className="text-sm text-muted">{said ? 'Nothing worked in this period.' : 'No lines.'}</p>
  }
  return (
    <ul className="divide-y divide-line border-y border-line text-sm">
      {lines.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list does not change while shown
        <li key={i} className="grid grid-cols-[6.5rem_minmax(0,1fr)_auto] gap-x-3 py-2">
          <span className="text-muted tabular-nums">{shortDay(line.day)}</span>
          <span className="min-w-0 break-words">
            {activityNames[line.activity]}
            {line.note && <span className="block text-muted">{line.note}</span>}
          </span>
          <span className="text-right tabular-nums">{formatHours(line.quarters)}</span>
        </li>
      ))}
    </ul>
  )
}
