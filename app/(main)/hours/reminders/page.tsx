import type { Metadata } from 'next'
import { DataTable } from '@/components/table/data-table'
import { Toolbar } from '@/components/table/toolbar'
import type { Column } from '@/components/table/types'
import { Badge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { StateBadge } from '@/components/ui/state-badge'
import { Tabs } from '@/components/ui/tabs'
import { formatDay, formatInstant, relative } from '@/lib/dates'
import { paramsOf } from '@/lib/list-params'
import { getSettings } from '@/lib/settings/queries'
import { exportLinks } from '@/lib/spreadsheet/export'
import {
  type ReminderParams,
  type ReminderTab,
  reminderList,
  reminderTabs,
} from '@/lib/timesheets/reminder-list'
import { getReminderPage, type ReminderPage, type ReminderRow } from '@/lib/timesheets/reminder-queries'
import { positionNames } from '@/lib/vocabulary'
import { definePage } from '@/lib/web/page'
import { termOf } from '@/lib/web/term'
import { shortDay } from '../_components/sheet-form'

export const metadata: Metadata = { title: 'Reminders' }

const PATH = '/hours/reminders'
const tabNames: Record<ReminderTab, string> = {
  due: 'Not submitted',
  submitted: 'Submitted',
  all: 'Everybody',
}
const columns: Column[] = [
  { id: 'person', label: 'Person', primary: true, sticky: true, sortable: true },
  { id: 'course', label: 'Course', sortable: true, onPhone: 'subtitle' },
  { id: 'position', label: 'Position', hideOnPhone: true },
  { id: 'state', label: 'Hours of this payday' },
  { id: 'reminded', label: 'Reminded' },
  { id: 'next', label: 'Next reminder' },
]

export default definePage({ path: PATH, gate: 'hours.approve' }, async ({ viewer, searchParams }) => {
  const params = reminderList.parse(searchParams)
  const [term, { timeZone: zone }] = await Promise.all([termOf(viewer, searchParams), getSettings()])
  const breadcrumb = [
    { label: 'Approve hours', href: term ? `/hours/approve?term=${term.id}` : '/hours/approve' },
  ]
  if (!term)
    return (
      <>
        <PageHeader title="Reminders" breadcrumb={breadcrumb} />
        <EmptyState title="No term yet">People are reminded of the paydays of a term.</EmptyState>
      </>
    )
  const now = new Date()
  const page = await getReminderPage(viewer, term.id, params, now)
  const { period } = page
  const tab = params.filters.tab ?? 'due'
  const here = reminderList.href(PATH, params, { page: params.page })
  return (
    <>
      <PageHeader
        title="Reminders"
        count={page.counts.due}
        description={
          period ? `Hours not submitted for the payday ${formatDay(period.paidOn)}, ${term.name}` : term.name
        }
        breadcrumb={breadcrumb}
      />
      {page.paydays.length > 1 && (
        <Tabs
          label="Payday"
          className="mb-4"
          items={page.paydays.map((payday) => ({
            href: reminderList.href(PATH, params, { filters: { payday: payday.id } }),
            label: shortDay(payday.paidOn),
            current: payday.id === period?.paydayId,
          }))}
        />
      )}
      {period ? (
        <Schedule page={page} zone={zone} now={now} />
      ) : (
        <EmptyState title="No payday in this term">
          Reminders go out before the cut-off of a payday.
        </EmptyState>
      )}
      {period && (
        <>
          <Tabs
            label="People"
            className="mb-4"
            items={reminderTabs.map((name) => ({
              href: reminderList.href(PATH, params, { filters: { tab: name } }),
              label: tabNames[name],
              count: page.counts[name],
              current: name === tab,
            }))}
          />
          <Toolbar
            path={PATH}
            params={paramsOf(here)}
            search={{ label: 'Search people' }}
            exports={exportLinks(
              `${PATH}/export`,
              reminderList.href(PATH, params, { filters: { term: term.id, payday: period.paydayId } }),
              page.total,
            )}
          />
          <People page={page} params={params} zone={zone} tab={tab} />
        </>
      )}
    </>
  )
})

function Schedule({ page, zone, now }: { page: ReminderPage; zone: string; now: Date }) {
  const { period, schedule } = page
  if (!period) return null
  const away = relative(period.cutoffAt, now, zone)
  return (
    <section aria-label="When reminders go out" className="mb-6 max-w-3xl">
      <p className="mb-2 text-sm">
        {`Cut-off ${formatInstant(period.cutoffAt, zone)}${away ? ` (${away})` : ''}, for work from ${shortDay(period.from)} to ${formatDay(period.to)}.`}
      </p>
      {schedule.length === 0 ? (
        <p className="text-sm text-muted">No reminder is set for this payday.</p>
      ) : (
        <ul className="divide-y divide-line rounded border border-line bg-surface text-sm">
          {schedule.map((one) => (
            <li
              key={one.daysBefore}
              className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 py-2"
            >
              <span>
                {`${one.daysBefore} ${one.daysBefore === 1 ? 'day' : 'days'} before: ${formatInstant(one.at, zone)}`}
              </span>
              <span className="text-muted tabular-nums">{what(one, zone)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function what(one: ReminderPage['schedule'][number], zone: string): string {
  const people = `${one.reminded} ${one.reminded === 1 ? 'person' : 'people'} reminded`
  if (one.startedAt && !one.past)
    return `went out ${formatInstant(one.startedAt, zone)}, before the cut-off was moved: ${people}, and it does not go out again`
  if (one.finishedAt || one.reminded > 0) return people
  if (one.underWay) return 'goes out within a quarter of an hour'
  return one.past ? 'not sent' : 'to those who have not submitted by then'
}

function People({
  page,
  params,
  zone,
  tab,
}: {
  page: ReminderPage
  params: ReminderParams
  zone: string
  tab: ReminderTab
}) {
  return (
    <>
      <DataTable
        caption={tabNames[tab]}
        columns={columns}
        rows={page.rows.map((row) => ({
          id: row.allocationId,
          label: `${row.personName}, ${row.courseCode}`,
          href: hrefOf(row, page.period!.paydayId),
          cells: {
            person: row.personName,
            course: row.courseCode,
            position: positionNames[row.position],
            state: (
              <span className="inline-flex items-center gap-1.5">
                {row.state ? (
                  <StateBadge state={row.state} />
                ) : (
                  <StateBadge state="none" label="Nothing yet" />
                )}
                {row.late && <Badge tone="warn">Late</Badge>}
              </span>
            ),
            reminded:
              row.reminded.length > 0 ? (
                <span title={row.reminded.map((one) => formatInstant(one.at, zone)).join('; ')}>
                  {`${formatInstant(row.reminded[0]!.at, zone)}${row.reminded.length > 1 ? ` (${row.reminded.length} times)` : ''}`}
                </span>
              ) : null,
            next: row.nextAt && formatInstant(row.nextAt, zone),
          },
        }))}
        sort={{ id: params.sort, desc: params.dir === 'desc' }}
        sortHref={(id, desc) =>
          reminderList.href(PATH, params, {
            sort: reminderList.sorts.find((name) => name === id) ?? 'person',
            dir: desc ? 'desc' : 'asc',
          })
        }
        empty={
          params.q ? (
            <EmptyState
              title="Nobody matches"
              action={<ButtonLink href={reminderList.href(PATH, params, { q: '' })}>Clear search</ButtonLink>}
            />
          ) : tab === 'due' && page.period && !page.begun ? (
            <EmptyState title="Nobody is asked yet">
              {`The pay period begins on ${formatDay(page.period.from)}.`}
            </EmptyState>
          ) : (
            <EmptyState title={tab === 'due' ? 'Nobody is missing' : 'Nobody here'}>
              {tab === 'due'
                ? 'Everybody with hours due for this payday has submitted them.'
                : 'People with work in your courses or position appear here.'}
            </EmptyState>
          )
        }
      />
      <Pagination
        page={params.page}
        pageSize={params.size}
        total={page.total}
        noun="people"
        hrefFor={(to) => reminderList.href(PATH, params, { page: to })}
      />
    </>
  )
}

/** To the timesheet where there is one to approve, else to recording for the person where the viewer may. */
function hrefOf(row: ReminderRow, paydayId: string): string | undefined {
  if (row.sheetId) return `/hours/approve/${row.sheetId}`
  return row.mayRecord ? `/hours/record/${row.allocationId}/${paydayId}` : undefined
}
