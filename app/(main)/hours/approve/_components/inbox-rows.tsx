import { Clock } from 'lucide-react'
import { type ColumnLooks, tableColumns } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import type { Column, Density, TableRow } from '@/components/table/types'
import { Badge } from '@/components/ui/badge'
import { Meter } from '@/components/ui/meter'
import { formatDay, formatInstant } from '@/lib/dates'
import { formatHours, quartersToDecimal } from '@/lib/hours'
import { type InboxRow, isAbovePlan } from '@/lib/timesheets/inbox'
import type { InboxGroup } from '@/lib/timesheets/inbox-groups'
import {
  groupColumns,
  inboxColumns,
  inboxList,
  inboxTabNames,
  type SheetColumn,
  type SumColumn,
} from '@/lib/timesheets/inbox-list'
import { type Position, positionNames } from '@/lib/vocabulary'
import { shortDay } from '../../_components/sheet-form'
import { INBOX_PATH, type ShownInbox } from './inbox-context'
import { InboxEmpty } from './inbox-empty'

const sheetLooks: ColumnLooks<SheetColumn> = {
  upi: { hideOnPhone: true },
  email: { long: true, hideOnPhone: true },
  course: { onPhone: 'subtitle' },
  position: { hideOnPhone: true },
  payday: { hideOnPhone: true },
  hours: { align: 'end', descFirst: true },
  submitted: { hideOnPhone: true },
  used: { onPhone: 'block' },
  approved: { align: 'end', hideOnPhone: true },
  plan: { align: 'end', hideOnPhone: true },
}
const sumLooks: ColumnLooks<SumColumn> = {
  sheets: { align: 'end' },
  late: { align: 'end', hideOnPhone: true },
  hours: { align: 'end' },
  since: { hideOnPhone: true },
  recorded: { onPhone: 'block' },
  approved: { align: 'end', hideOnPhone: true },
}

/** The columns of what is shown: of timesheets, or of their sums, which have no order but their own. */
export const columnsOf = ({ tab, view }: ShownInbox, approves: readonly Position[]): Column[] =>
  view === 'sheets'
    ? tableColumns(inboxColumns(tab, approves), inboxList.sorts, sheetLooks)
    : tableColumns(groupColumns(view), [], sumLooks)

/** "Wed 25 Nov, 08:22": the year is that of the term above. */
const withoutYear = (text: string) => text.replace(/ \d{4},/, ',')

/** A timesheet as a row of the table. */
export function rowOf(row: InboxRow, { params, zone }: ShownInbox, currentId?: string): TableRow {
  const above = isAbovePlan(row)
  return {
    id: row.id,
    label: `${row.personName}, ${row.courseCode}, ${formatDay(row.paidOn)}`,
    href: inboxList.href(`${INBOX_PATH}/${row.id}`, params, { page: params.page }),
    current: row.id === currentId,
    locked: row.own,
    amount: row.quarters / 4,
    cells: {
      person: row.personName,
      upi: row.upi,
      email: row.email,
      course: row.courseCode,
      position: positionNames[row.position],
      payday: shortDay(row.paidOn),
      hours: row.quarters === 0 && row.state !== 'draft' ? 'None worked' : formatHours(row.quarters),
      submitted: (
        <span className="inline-flex items-center gap-2">
          {row.submittedAt ? withoutYear(formatInstant(row.submittedAt, zone)) : '–'}
          {row.late && (
            <Badge tone="warn" icon={<Clock aria-hidden />}>
              Late
            </Badge>
          )}
          {row.onBehalf && <Badge>On behalf</Badge>}
        </span>
      ),
      used: (
        <Meter
          compact
          label={`Recorded by ${row.personName} in ${row.courseCode}`}
          value={row.usage.recorded / 4}
          max={row.usage.ceiling / 4}
          unit="h"
          tone={row.usage.level === 'warn' ? 'warn' : undefined}
        />
      ),
      approved: formatHours(row.approvedQuarters),
      plan: (
        <span className={above ? 'text-warn' : undefined}>
          {formatHours(row.planQuarters)}
          {above && (
            <>
              <span className="sr-only">, over by</span>
              {` +${quartersToDecimal(row.recordedThen - row.planQuarters)}`}
            </>
          )}
        </span>
      ),
    },
  }
}

type Look = { columns: Column[]; visible: string[]; density: Density }

/** The table of sums by course or by person; a row leads to its timesheets. */
export function InboxGroups({
  context,
  rows,
  by,
  look,
}: {
  context: ShownInbox
  rows: InboxGroup[]
  by: 'course' | 'person'
  look: Look
}) {
  const { params, tab, zone } = context
  return (
    <DataTable
      caption={`${inboxTabNames[tab]} by ${by}`}
      {...look}
      rows={rows.map((row) => ({
        id: row.id,
        label: row.name,
        href: inboxList.href(INBOX_PATH, params, {
          filters: {
            view: undefined,
            cols: [],
            ...(by === 'course' ? { course: [row.id] } : { person: row.id }),
          },
        }),
        cells: {
          name: row.name,
          sheets: row.sheets,
          late: row.late,
          hours: formatHours(row.quarters),
          since: row.since && formatInstant(row.since, zone),
          recorded: (
            <Meter
              compact
              label={`Recorded for ${row.name}`}
              value={row.recordedQuarters / 4}
              max={row.allocatedQuarters / 4}
              unit="h"
            />
          ),
          approved: formatHours(row.approvedQuarters),
        },
      }))}
      empty={<InboxEmpty context={context} />}
    />
  )
}
