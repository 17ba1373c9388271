import { Send } from 'lucide-react'
import type { ReactNode } from 'react'
import { HiddenFields } from '@/components/form'
import { PanelLayout } from '@/components/layout/side-panel'
import { DataTable } from '@/components/table/data-table'
import { SelectionButton } from '@/components/table/selection-bar'
import { Toolbar } from '@/components/table/toolbar'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { Tabs } from '@/components/ui/tabs'
import { reviewColumns, reviewFilterNames, reviewList, visibleColumns } from '@/lib/review/list'
import type { listApplications } from '@/lib/review/queries'
import type { Schedule } from '@/lib/review/schedule-queries'
import { type Tab, tabs } from '@/lib/review/states'
import type { SavedView } from '@/lib/saved-views/queries'
import { exportLinks } from '@/lib/spreadsheet/export'
import { type Position, positionNames } from '@/lib/vocabulary'
import { reviewCells, reviewTableColumns } from './columns'
import { type CourseOption, ReviewFilters, reviewChips } from './filters'
import { type ReviewContext, tableParams } from './review-context'
import { SavedViews } from './saved-views'
import { ScheduleNotices } from './schedule-notices'

const tabNames: Record<Tab, string> = {
  submitted: 'Submitted',
  accepted: 'Accepted',
  rejected: 'Rejected',
  reserve: 'Reserve',
  published: 'Published',
}
const PATH = '/review'

/** The review table with its tabs, filters and bulk actions; beside it, when given, the panel of one application. */
export function ReviewScreen({
  context,
  list,
  courses,
  views,
  schedules,
  zone,
  panel,
  currentId,
}: {
  context: ReviewContext & { term: NonNullable<ReviewContext['term']> }
  list: Awaited<ReturnType<typeof listApplications>>
  courses: CourseOption[]
  views: SavedView[]
  /** Publications that wait for their time or could not be done. */
  schedules: Schedule[]
  zone: string
  panel?: ReactNode
  currentId?: string
}) {
  const { params, tab, position, positions, term } = context
  const { filters } = params
  const here = reviewList.href(PATH, params, { page: params.page })
  const query = here.split('?')[1] ?? ''
  const present = tableParams(here)
  const columns = reviewTableColumns(reviewColumns)
  const decided = list.counts.accepted + list.counts.rejected + list.counts.reserve
  const narrowed = params.q !== '' || reviewFilterNames.some((name) => filters[name].length > 0)
  const all = tabs.reduce((sum, name) => sum + list.counts[name], 0)
  const recordHref = (id: string) => reviewList.href(`${PATH}/${id}`, params, { page: params.page })
  return (
    <PanelLayout panel={panel}>
      <PageHeader
        title="Review"
        behindPanel={panel !== undefined}
        count={all}
        description={`${positionNames[position]} applications, ${term.name}`}
        actions={
          <>
            {positions.length > 1 && <PositionSwitch context={context} />}
            <ButtonLink href={`/review/late?term=${term.id}&position=${position}`} variant="ghost">
              Late submission
            </ButtonLink>
            <ButtonLink
              href={`/review/publish?term=${term.id}&position=${position}`}
              variant={decided > 0 ? 'primary' : 'secondary'}
              icon={<Send aria-hidden />}
            >
              Publish results
            </ButtonLink>
          </>
        }
      />
      <ScheduleNotices schedules={schedules} zone={zone} />
      <Tabs
        label="Applications by state"
        className="mb-4"
        items={tabs.map((name) => ({
          href: reviewList.href(PATH, params, { filters: { tab: name } }),
          label: tabNames[name],
          count: list.counts[name],
          current: name === tab,
        }))}
      />
      <Toolbar
        path={PATH}
        params={present}
        search={{ label: 'Name, UPI, student ID or email' }}
        filters={{
          names: reviewFilterNames,
          children: <ReviewFilters params={params} courses={courses} />,
        }}
        chips={reviewChips(params, courses)}
        columns={{ all: columns, visible: visibleColumns(params) }}
        density={filters.density ?? 'comfortable'}
        views={<SavedViews page="review" path={PATH} params={query} views={views} />}
        exports={exportLinks(`${PATH}/export`, here, list.total)}
      />
      <DataTable
        caption={`${tabNames[tab]} applications`}
        columns={columns}
        visible={visibleColumns(params)}
        density={filters.density ?? 'comfortable'}
        rows={list.rows.map((row) => ({
          id: row.id,
          label: row.name,
          href: recordHref(row.id),
          cells: reviewCells(row, zone),
          current: row.id === currentId,
          locked: row.state === 'published',
        }))}
        sort={{ id: params.sort, desc: params.dir === 'desc' }}
        sortHref={(id, desc) =>
          reviewList.href(PATH, params, {
            sort: reviewList.sorts.find((name) => name === id) ?? 'name',
            dir: desc ? 'desc' : 'asc',
          })
        }
        selection={
          tab === 'published'
            ? undefined
            : {
                action: '/review/bulk',
                total: list.total,
                hidden: <HiddenFields values={present} />,
                actions: (
                  <>
                    {tab !== 'accepted' && (
                      <SelectionButton value="accept" variant="primary">
                        Accept as preferred
                      </SelectionButton>
                    )}
                    {tab !== 'reserve' && <SelectionButton value="reserve">Reserve</SelectionButton>}
                    {tab !== 'rejected' && <SelectionButton value="reject">Reject</SelectionButton>}
                    {tab !== 'submitted' && <SelectionButton value="undo">Undo decision</SelectionButton>}
                  </>
                ),
              }
        }
        empty={<Nothing tab={tab} narrowed={narrowed} clear={clearHref(context)} position={position} />}
      />
      <Pagination
        page={params.page}
        pageSize={params.size}
        total={list.total}
        noun="applications"
        hrefFor={(page) => reviewList.href(PATH, params, { page })}
      />
    </PanelLayout>
  )
}

function PositionSwitch({ context: { params, positions, position } }: { context: ReviewContext }) {
  return (
    <Tabs
      label="Position"
      className="!border-b-0"
      items={positions.map((one) => ({
        href: reviewList.href(PATH, params, { filters: { position: one } }),
        label: `${positionNames[one]}s`,
        current: one === position,
      }))}
    />
  )
}

function clearHref({ params, tab, position, term }: ReviewContext): string {
  const query = new URLSearchParams({ position, tab })
  if (params.filters.term && term) query.set('term', term.id)
  return `${PATH}?${query}`
}

function Nothing({
  tab,
  narrowed,
  clear,
  position,
}: {
  tab: Tab
  narrowed: boolean
  clear: string
  position: Position
}) {
  if (narrowed)
    return (
      <EmptyState
        title="No application matches"
        action={<ButtonLink href={clear}>Clear search and filters</ButtonLink>}
      >
        None of the applications in this tab fits the search and the filters.
      </EmptyState>
    )
  const words: Record<Tab, [string, string]> = {
    submitted: [
      'No application waits for a decision',
      `${positionNames[position]} applications appear here once students submit them, and leave when they are decided.`,
    ],
    accepted: ['Nobody is accepted yet', 'Accepted applications wait here until you publish the results.'],
    rejected: ['Nobody is rejected yet', 'Rejected applications wait here until you publish the results.'],
    reserve: ['Nobody is on reserve yet', 'The reserve is the waiting list; it is told when you publish.'],
    published: ['Nothing is published yet', 'Published results stay here for the record.'],
  }
  return <EmptyState title={words[tab][0]}>{words[tab][1]}</EmptyState>
}
