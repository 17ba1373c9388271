import { BellRing } from 'lucide-react'
import type { ReactNode } from 'react'
import { HiddenFields } from '@/components/form'
import { PanelLayout } from '@/components/layout/side-panel'
import { DataTable } from '@/components/table/data-table'
import { SelectionButton } from '@/components/table/selection-bar'
import { Toolbar } from '@/components/table/toolbar'
import { ButtonLink } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { Tabs } from '@/components/ui/tabs'
import { paramsOf } from '@/lib/list-params'
import type { Viewer } from '@/lib/permissions'
import { exportLinks } from '@/lib/spreadsheet/export'
import { chosenColumns, type ListColumn } from '@/lib/table-columns'
import type { Inbox } from '@/lib/timesheets/inbox'
import type { InboxGroup } from '@/lib/timesheets/inbox-groups'
import {
  groupColumns,
  inboxColumns,
  inboxFilterNames,
  inboxList,
  inboxTabNames,
  inboxTabs,
  inboxViews,
} from '@/lib/timesheets/inbox-list'
import { SavedViews } from '../../../_components/saved-views'
import { INBOX_PATH, type ShownInbox } from './inbox-context'
import { InboxEmpty } from './inbox-empty'
import { chipsOf, InboxFilters, type InboxOptions } from './inbox-filters'
import { columnsOf, InboxGroups, rowOf } from './inbox-rows'

type Counted = Omit<Inbox, 'rows'>

/** The approval inbox with its tabs, filters and bulk actions; beside it, when given, the panel of one timesheet. */
export function InboxScreen({
  viewer,
  context,
  list,
  groups,
  options,
  panel,
  currentId,
}: {
  viewer: Viewer
  context: ShownInbox
  list?: Inbox
  groups?: Counted & { rows: InboxGroup[] }
  options: InboxOptions
  panel?: ReactNode
  currentId?: string
}) {
  const { params, tab, view, term, zone } = context
  const counted = (list ?? groups) as Counted
  const here = inboxList.href(INBOX_PATH, params, { page: params.page })
  const listed = view === 'sheets' ? inboxColumns(tab, options.positions) : groupColumns(view)
  const look = {
    columns: columnsOf(context, options.positions),
    visible: chosenColumns<ListColumn>(listed, params.filters.cols).map((column) => column.id),
    density: params.filters.density ?? ('comfortable' as const),
  }
  return (
    <PanelLayout panel={panel}>
      <PageHeader
        title="Approve hours"
        behindPanel={panel !== undefined}
        count={counted.counts.waiting}
        description={`Waiting for approval, ${term.name}${lateText(counted)}`}
        actions={
          <ButtonLink href={`/hours/reminders?term=${term.id}`} icon={<BellRing aria-hidden />}>
            Reminders
          </ButtonLink>
        }
      />
      <Tabs
        label="Timesheets by state"
        className="mb-4"
        items={inboxTabs.map((name) => ({
          href: inboxList.href(INBOX_PATH, params, { filters: { tab: name } }),
          label: inboxTabNames[name],
          count: counted.counts[name],
          current: name === tab,
        }))}
      />
      <Toolbar
        path={INBOX_PATH}
        params={paramsOf(here)}
        search={{ label: 'Search by name, UPI, student ID or email' }}
        filters={{ names: inboxFilterNames, children: <InboxFilters context={context} options={options} /> }}
        chips={chipsOf(context, options, list)}
        columns={{ all: look.columns, visible: look.visible }}
        density={look.density}
        views={
          <SavedViews viewer={viewer} page="hours/approve" params={{ ...paramsOf(here), term: term.id }} />
        }
        exports={exportLinks(`${INBOX_PATH}/export`, here, counted.total)}
      >
        <ViewSwitch context={context} />
      </Toolbar>
      {groups ? (
        <InboxGroups
          context={context}
          rows={groups.rows}
          by={view === 'people' ? 'person' : 'course'}
          look={look}
        />
      ) : (
        <DataTable
          caption={`${inboxTabNames[tab]} timesheets`}
          {...look}
          rows={(list?.rows ?? []).map((row) => rowOf(row, context, currentId))}
          sort={{ id: params.sort, desc: params.dir === 'desc' }}
          sortHref={(id, desc) =>
            inboxList.href(INBOX_PATH, params, {
              sort: inboxList.sorts.find((name) => name === id) ?? 'submitted',
              dir: desc ? 'desc' : 'asc',
            })
          }
          selection={
            tab === 'draft' || tab === 'returned'
              ? undefined
              : {
                  action: `${INBOX_PATH}/bulk`,
                  total: counted.total,
                  unit: 'h',
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
          empty={<InboxEmpty context={context} />}
        />
      )}
      <Pagination
        page={params.page}
        pageSize={params.size}
        total={counted.total}
        noun={view === 'courses' ? 'courses' : view === 'people' ? 'people' : 'timesheets'}
        hrefFor={(page) => inboxList.href(INBOX_PATH, params, { page })}
      />
      <p className="measure mt-3 text-xs text-muted">
        {groups
          ? `Times are in the time zone ${zone}.`
          : `Plan: the hours of the allocation spread evenly over the days of the term, up to the end of the pay period or to today; it is compared with what is recorded up to that payday. Times are in the time zone ${zone}.`}
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

function ViewSwitch({ context: { params, view } }: { context: ShownInbox }) {
  return (
    <Tabs
      label="Shown"
      className="!shadow-none"
      items={inboxViews.map((name) => ({
        href: inboxList.href(INBOX_PATH, params, {
          filters: { view: name === 'sheets' ? undefined : name, cols: [] },
        }),
        label: viewNames[name],
        current: view === name,
      }))}
    />
  )
}
