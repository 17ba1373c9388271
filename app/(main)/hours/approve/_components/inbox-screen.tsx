import { BellRing, Clock } from 'lucide-react'
import type { ReactNode } from 'react'
import { Checkbox, CheckboxGroup, HiddenFields, Select } from '@/components/form'
import { PanelLayout } from '@/components/layout/side-panel'
import { DataTable } from '@/components/table/data-table'
import { SelectionButton } from '@/components/table/selection-bar'
import { Toolbar } from '@/components/table/toolbar'
import type { Column, TableRow } from '@/components/table/types'
import { Badge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Meter } from '@/components/ui/meter'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { Tabs } from '@/components/ui/tabs'
import { formatDay, formatInstant } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { paramsOf } from '@/lib/list-params'
import { exportLinks } from '@/lib/spreadsheet/export'
import type { Inbox, InboxGroup, InboxRow, inboxOptions } from '@/lib/timesheets/inbox'
import {
  type InboxTab,
  inboxFilterNames,
  inboxList,
  inboxTabs,
  inboxViews,
} from '@/lib/timesheets/inbox-list'
import { positionNames, positions } from '@/lib/vocabulary'
import type { InboxContext } from './inbox-context'

const PATH = '/hours/approve'
export const inboxTabNames: Record<InboxTab, string> = {
  waiting: 'Waiting',
  returned: 'Returned',
  approved: 'Approved',
  exported: 'Exported',
  draft: 'Not submitted',
}

type Shown = InboxContext & { term: NonNullable<InboxContext['term']> }
type Options = Awaited<ReturnType<typeof inboxOptions>>
type Counted = Omit<Inbox, 'rows'>

/** The approval inbox with its tabs, filters and bulk actions; beside it, when given, the panel of one timesheet. */
export function InboxScreen({
  context,
  list,
  groups,
  options,
  panel,
  currentId,
}: {
  context: Shown
  list?: Inbox
  groups?: Counted & { rows: InboxGroup[] }
  options: Options
  panel?: ReactNode
  currentId?: string
}) {
  const { params, tab, view, term, zone } = context
  const counted = (list ?? groups) as Counted
  const here = inboxList.href(PATH, params, { page: params.page })
  return (
    <PanelLayout panel={panel}>
      <PageHeader
        title="Approve hours"
        behindPanel={panel !== undefined}
        count={counted.counts.waiting}
        description={`Waiting for approval, ${term.name}${lateText(counted)}`}
        actions={
          <ButtonLink
            href={`/hours/reminders?term=${term.id}`}
            variant="ghost"
            icon={<BellRing aria-hidden />}
          >
            Reminders
          </ButtonLink>
        }
      />
      <Tabs
        label="Timesheets by state"
        className="mb-4"
        items={inboxTabs.map((name) => ({
          href: inboxList.href(PATH, params, { filters: { tab: name } }),
          label: inboxTabNames[name],
          count: counted.counts[name],
          current: name === tab,
        }))}
      />
      <Toolbar
        path={PATH}
        params={paramsOf(here)}
        search={{ label: 'Search by name, UPI, student ID or email' }}
        filters={{ names: inboxFilterNames, children: <Filters context={context} options={options} /> }}
        chips={chipsOf(context, options, list)}
        exports={groups ? undefined : exportLinks(`${PATH}/export`, here, list?.total ?? 0)}
      >
        <ViewSwitch context={context} />
      </Toolbar>
      {groups ? (
        <Groups context={context} rows={groups.rows} by={view === 'people' ? 'person' : 'course'} />
      ) : (
        <DataTable
          caption={`${inboxTabNames[tab]} timesheets`}
          columns={columnsOf(tab)}
          rows={(list?.rows ?? []).map((row) => rowOf(row, context, currentId))}
          sort={{ id: params.sort, desc: params.dir === 'desc' }}
          sortHref={(id, desc) =>
            inboxList.href(PATH, params, {
              sort: inboxList.sorts.find((name) => name === id) ?? 'submitted',
              dir: desc ? 'desc' : 'asc',
            })
          }
          selection={
            tab === 'draft' || tab === 'returned'
              ? undefined
              : {
                  action: `${PATH}/bulk`,
                  total: counted.total,
                  hidden: <HiddenFields values={paramsOf(here) as Record<string, string | string[]>} />,
                  actions: (
                    <>
                      {tab === 'waiting' && (
                        <SelectionButton value="approve" variant="primary">
                          Approve
                        </SelectionButton>
                      )}
                      <SelectionButton value="return">Return</SelectionButton>
                    </>
                  ),
                }
          }
          empty={<Nothing context={context} />}
        />
      )}
      <Pagination
        page={params.page}
        pageSize={params.size}
        total={counted.total}
        noun={view === 'courses' ? 'courses' : view === 'people' ? 'people' : 'timesheets'}
        hrefFor={(page) => inboxList.href(PATH, params, { page })}
      />
      <p className="mt-3 text-xs text-muted">
        {`Plan: the hours of the allocation spread evenly over the days of the term, up to the end of the pay period. Times are of ${zone}.`}
      </p>
    </PanelLayout>
  )
}

/** "; 3 past the cut-off, 1 of them submitted late". */
function lateText({ pastCutoff, submittedLate }: Counted): string {
  if (pastCutoff === 0) return ''
  return `; ${pastCutoff} past the cut-off${submittedLate > 0 ? `, ${submittedLate} submitted late` : ''}`
}

const viewNames = { sheets: 'Timesheets', courses: 'By course', people: 'By person' } as const

function ViewSwitch({ context: { params, view } }: { context: Shown }) {
  return (
    <Tabs
      label="Shown"
      className="!border-b-0"
      items={inboxViews.map((name) => ({
        href: inboxList.href(PATH, params, { filters: { view: name === 'sheets' ? undefined : name } }),
        label: viewNames[name],
        current: view === name,
      }))}
    />
  )
}

const columnsOf = (tab: InboxTab): Column[] => [
  { id: 'person', label: 'Person', primary: true, sticky: true, sortable: true },
  { id: 'course', label: 'Course', sortable: true, onPhone: 'subtitle' },
  { id: 'position', label: 'Position', hideOnPhone: true },
  { id: 'payday', label: 'Payday', sortable: true, hideOnPhone: true },
  { id: 'hours', label: 'Hours', align: 'end', sortable: true, descFirst: true },
  {
    id: 'submitted',
    label: tab === 'draft' ? 'Submitted before' : 'Submitted',
    sortable: true,
    hideOnPhone: true,
  },
  {
    id: 'used',
    label: 'Recorded of the allocation',
    hint: 'All paydays together, this one included',
    onPhone: 'block',
  },
  { id: 'approved', label: 'Approved', align: 'end', hideOnPhone: true },
  {
    id: 'plan',
    label: 'Plan to date',
    align: 'end',
    hint: 'An even spread over the term, up to the end of the pay period',
    hideOnPhone: true,
  },
]

function rowOf(row: InboxRow, { params, zone }: Shown, currentId?: string): TableRow {
  const above = row.usage.recorded > row.planQuarters
  return {
    id: row.id,
    label: `${row.personName}, ${row.courseCode}, ${formatDay(row.paidOn)}`,
    href: inboxList.href(`${PATH}/${row.id}`, params, { page: params.page }),
    current: row.id === currentId,
    locked: row.own,
    cells: {
      person: row.personName,
      course: row.courseCode,
      position: positionNames[row.position],
      payday: formatDay(row.paidOn),
      hours: formatHours(row.quarters),
      submitted: (
        <span className="inline-flex items-center gap-2">
          {row.submittedAt ? formatInstant(row.submittedAt, zone) : '–'}
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
          {above && <span className="sr-only">, less than recorded</span>}
        </span>
      ),
    },
  }
}

function Groups({ context, rows, by }: { context: Shown; rows: InboxGroup[]; by: 'course' | 'person' }) {
  const { params, tab, zone } = context
  const columns: Column[] = [
    { id: 'name', label: by === 'course' ? 'Course' : 'Person', primary: true, sticky: true },
    { id: 'sheets', label: 'Timesheets', align: 'end' },
    { id: 'late', label: 'Late', align: 'end', hideOnPhone: true },
    { id: 'quarters', label: 'Hours', align: 'end' },
    { id: 'since', label: 'Longest waiting since', hideOnPhone: true },
    { id: 'recorded', label: 'Recorded of the allocations', onPhone: 'block' },
    { id: 'approved', label: 'Approved', align: 'end', hideOnPhone: true },
  ]
  return (
    <DataTable
      caption={`${inboxTabNames[tab]} by ${by}`}
      columns={columns}
      rows={rows.map((row) => ({
        id: row.id,
        label: row.name,
        href: inboxList.href(PATH, params, {
          filters: { view: undefined, ...(by === 'course' ? { course: [row.id] } : { person: row.id }) },
        }),
        cells: {
          name: row.name,
          sheets: row.sheets,
          late: row.late,
          quarters: formatHours(row.quarters),
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
      empty={<Nothing context={context} />}
    />
  )
}

function Filters({ context: { params }, options }: { context: Shown; options: Options }) {
  const { filters } = params
  return (
    <>
      <Select
        name="position"
        label="Position"
        placeholder="Any"
        defaultValue={filters.position}
        options={positions.map((value) => ({ value, label: positionNames[value] }))}
      />
      <Select
        name="course"
        label="Course"
        placeholder="Any"
        defaultValue={filters.course[0]}
        options={options.courses.map((course) => ({ value: course.id, label: course.code }))}
      />
      <CheckboxGroup
        name="payday"
        label="Payday"
        defaultValue={filters.payday}
        options={options.paydays.map((payday) => ({ value: payday.id, label: formatDay(payday.paidOn) }))}
      />
      <Checkbox name="late" value="1" label="Past the cut-off" defaultChecked={filters.late} />
      <Checkbox
        name="submittedLate"
        value="1"
        label="Submitted late"
        defaultChecked={filters.submittedLate}
      />
    </>
  )
}

function chipsOf({ params }: Shown, options: Options, list?: Inbox) {
  const { filters } = params
  const code = (id: string) => options.courses.find((course) => course.id === id)?.code ?? 'Unknown'
  const day = (id: string) => {
    const payday = options.paydays.find((one) => one.id === id)
    return payday ? formatDay(payday.paidOn) : 'Unknown'
  }
  return [
    ...(filters.position
      ? [{ label: 'Position', value: positionNames[filters.position], param: 'position' }]
      : []),
    ...filters.course.map((id) => ({ label: 'Course', value: code(id), param: 'course', only: id })),
    ...filters.payday.map((id) => ({ label: 'Payday', value: day(id), param: 'payday', only: id })),
    ...(filters.late ? [{ label: 'Cut-off', value: 'Passed', param: 'late' }] : []),
    ...(filters.submittedLate ? [{ label: 'Submitted', value: 'Late', param: 'submittedLate' }] : []),
    ...(filters.person
      ? [
          {
            label: 'Person',
            value: list?.rows.find((row) => row.userId === filters.person)?.personName ?? 'One person',
            param: 'person',
          },
        ]
      : []),
  ]
}

function Nothing({ context: { params, tab, term } }: { context: Shown }) {
  const { filters } = params
  const narrowed =
    params.q !== '' ||
    filters.late ||
    filters.submittedLate ||
    filters.position !== undefined ||
    filters.person !== undefined ||
    filters.course.length + filters.payday.length > 0
  if (narrowed)
    return (
      <EmptyState
        title="No timesheet matches"
        action={<ButtonLink href={`${PATH}?term=${term.id}&tab=${tab}`}>Clear search and filters</ButtonLink>}
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
