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
import type { CourseChoice } from '@/lib/courses/options'
import { paramsOf } from '@/lib/list-params'
import type { Viewer } from '@/lib/permissions'
import type { DecidedTogether as Decided } from '@/lib/review/bulk-kept'
import { reviewFilterNames, reviewList, visibleColumns } from '@/lib/review/list'
import type { listApplications } from '@/lib/review/queries'
import type { Schedule } from '@/lib/review/schedule-queries'
import { type Tab, tabs } from '@/lib/review/states'
import { exportLinks } from '@/lib/spreadsheet/export'
import { type Position, positionNames } from '@/lib/vocabulary'
import { SavedViews } from '../../_components/saved-views'
import { reviewCells, reviewTableColumns } from './columns'
import { DecidedTogether } from './decided-together'
import { ReviewFilters, reviewChips } from './filters'
import type { ReviewContext } from './review-context'
import { ScheduleNotices } from './schedule-notices'

const tabNames: Record<Tab, string> = {
  submitted: 'Submitted',
  accepted: 'Accepted',
  rejected: 'Rejected',
  reserve: 'Reserve',
  published: 'Published',
  withdrawn: 'Withdrawn',
}
const PATH = '/review'

/** The review table with its tabs, filters and bulk actions; beside it, when given, the panel of one application. */
export function ReviewScreen({
  viewer,
  context,
  list,
  courses,
  schedules,
  together,
  zone,
  panel,
  currentId,
}: {
  viewer: Viewer
  context: ReviewContext & { term: NonNullable<ReviewContext['term']> }
  list: Awaited<ReturnType<typeof listApplications>>
  courses: CourseChoice
  /** Publications that wait for their time or could not be done. */
  schedules: Schedule[]
  /** The viewer's last decision on many. */
  together: Decided | null
  zone: string
  panel?: ReactNode
  currentId?: string
}) {
  const { params, tab, position, positions, term } = context
  const { filters } = params
  const here = reviewList.href(PATH, params, { page: params.page })
  const present = paramsOf(here)
  const decided = list.counts.accepted + list.counts.rejected + list.counts.reserve
  const narrowed = params.q !== '' || reviewFilterNames.some((name) => filters[name].length > 0)
  // What was withdrawn takes no part; its tab is for the record.
  const all = tabs.reduce((sum, name) => sum + (name === 'withdrawn' ? 0 : list.counts[name]), 0)
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
            <ButtonLink
              href={`/review/publish?term=${term.id}&position=${position}`}
              variant={decided > 0 ? 'primary' : 'secondary'}
              icon={<Send aria-hidden />}
            >
              Publish results
            </ButtonLink>
            <ButtonLink href={`/review/late?term=${term.id}&position=${position}`} variant="ghost">
              Late submission
            </ButtonLink>
          </>
        }
      />
      <ScheduleNotices schedules={schedules} zone={zone} />
      <DecidedTogether last={together} zone={zone} />
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
        columns={{ all: reviewTableColumns, visible: visibleColumns(params) }}
        density={filters.density ?? 'comfortable'}
        views={<SavedViews viewer={viewer} page="review" params={{ ...present, term: term.id }} />}
        exports={exportLinks(`${PATH}/export`, here, list.total)}
      />
      <DataTable
        caption={`${tabNames[tab]} applications`}
        columns={reviewTableColumns}
        visible={visibleColumns(params)}
        density={filters.density ?? 'comfortable'}
        rows={list.rows.map((row) => ({
          id: row.id,
          label: row.name,
          href: recordHref(row.id),
          cells: reviewCells(row, zone),
          current: row.id === currentId,
          locked: row.state !== 'submitted',
        }))}
        sort={{ id: params.sort, desc: params.dir === 'desc' }}
        sortHref={(id, desc) =>
          reviewList.href(PATH, params, {
            sort: reviewList.sorts.find((name) => name === id) ?? 'name',
            dir: desc ? 'desc' : 'asc',
          })
        }
        selection={
          tab === 'published' || tab === 'withdrawn'
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
        hrefForSize={(size) => reviewList.href(PATH, params, { size })}
      />
    </PanelLayout>
  )
}

function PositionSwitch({ context: { params, positions, position } }: { context: ReviewContext }) {
  return (
    <Tabs
      label="Position"
      className="!shadow-none"
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
    withdrawn: ['Nothing was withdrawn', 'Applications that students take back stay here for the record.'],
  }
  return <EmptyState title={words[tab][0]}>{words[tab][1]}</EmptyState>
}
