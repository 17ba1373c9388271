import type { Metadata } from 'next'
import { tableColumns } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { Toolbar } from '@/components/table/toolbar'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Meter } from '@/components/ui/meter'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { staffingColumns, staffingList } from '@/lib/allocations/members-list'
import { leftOf, listStaffing, type StaffingRow } from '@/lib/allocations/staffing'
import { dayIn } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { paramsOf } from '@/lib/list-params'
import type { Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { exportLinks } from '@/lib/spreadsheet/export'
import { chosenColumns } from '@/lib/table-columns'
import type { Position } from '@/lib/vocabulary'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { termOf } from '@/lib/web/term'
import { SavedViews } from '../_components/saved-views'
import { membersOf } from './_components/members-of'
import { MembersScreen } from './_components/members-screen'

const PATH = '/enrolment'

export async function generateMetadata({ searchParams }: PageProps): Promise<Metadata> {
  const [viewer, search] = await Promise.all([getViewer(), searchParams])
  const { course } = staffingList.parse(search).filters
  const members = viewer && course ? await membersOf(viewer, course).catch(() => null) : null
  return { title: members ? `Members of ${members.course.code}` : 'Enrolment' }
}

export default definePage({ path: '/enrolment', gate: 'members.read' }, async ({ viewer, searchParams }) => {
  const params = staffingList.parse(searchParams)
  const { course } = params.filters
  if (course) {
    const [members, { timeZone }] = await Promise.all([membersOf(viewer, course), getSettings()])
    return <MembersScreen members={members} dayOf={(at) => dayIn(at, timeZone)} />
  }
  return <Staffing viewer={viewer} search={searchParams} />
})

const columns = tableColumns(staffingColumns, staffingList.sorts, {
  name: { long: true, onPhone: 'subtitle' },
  tutors: { align: 'end' },
  markers: { align: 'end' },
  hours: { descFirst: true, onPhone: 'block' },
  left: { align: 'end', hideOnPhone: true },
  students: { align: 'end', hideOnPhone: true },
})

async function Staffing({
  viewer,
  search,
}: {
  viewer: Viewer
  search: Record<string, string | string[] | undefined>
}) {
  const params = staffingList.parse(search)
  const term = await termOf(viewer, search)
  if (!term)
    return (
      <>
        <PageHeader title="Enrolment" />
        <EmptyState title="No term yet">The members of courses are kept term by term.</EmptyState>
      </>
    )
  const { rows, total } = await listStaffing(viewer, term.id, params)
  const inTerm = { ...params, filters: { ...params.filters, term: term.id } }
  const here = paramsOf(staffingList.href(PATH, inTerm, { page: params.page }))
  const visible = chosenColumns(staffingColumns, params.filters.cols).map((column) => column.id)
  const density = params.filters.density ?? 'comfortable'
  return (
    <>
      <PageHeader title="Enrolment" count={total} description={`Members of courses, ${term.name}`} />
      <Toolbar
        path={PATH}
        params={here}
        search={{ label: 'Search courses' }}
        columns={{ all: columns, visible }}
        density={density}
        views={<SavedViews viewer={viewer} page="enrolment" params={here} />}
        exports={exportLinks(`${PATH}/export`, staffingList.href(PATH, inTerm), total)}
      />
      <DataTable
        caption="Courses and their staffing"
        columns={columns}
        visible={visible}
        density={density}
        rows={rows.map((row) => ({
          id: row.id,
          label: row.code,
          href: `${PATH}?course=${row.id}`,
          cells: {
            code: row.code,
            name: row.name,
            tutors: people(row, 'tutor'),
            markers: people(row, 'marker'),
            hours: (
              <Meter
                compact
                label={`Hours given in ${row.code}`}
                value={(row.used.tutor + row.used.marker) / 4}
                max={row.availableQuarters / 4}
                unit="h"
              />
            ),
            left: <Left quarters={leftOf(row)} />,
            students: row.students?.toLocaleString('en-NZ'),
          },
        }))}
        sort={{ id: params.sort, desc: params.dir === 'desc' }}
        sortHref={(id, desc) =>
          staffingList.href(PATH, params, {
            sort: staffingList.sorts.find((name) => name === id) ?? 'code',
            dir: desc ? 'desc' : 'asc',
          })
        }
        empty={
          params.q ? (
            <EmptyState
              title="No course matches"
              action={<ButtonLink href={staffingList.href(PATH, params, { q: '' })}>Clear search</ButtonLink>}
            />
          ) : (
            <EmptyState title="No course in this term">
              Courses of the term whose members you may see appear here.
            </EmptyState>
          )
        }
      />
      <Pagination
        page={params.page}
        pageSize={params.size}
        total={total}
        noun="courses"
        hrefFor={(page) => staffingList.href(PATH, params, { page })}
        hrefForSize={(size) => staffingList.href(PATH, params, { size })}
      />
    </>
  )
}

function Left({ quarters }: { quarters: number }) {
  return <span className={quarters < 0 ? 'font-medium text-bad' : undefined}>{formatHours(quarters)}</span>
}

/** "2 of 3 (40 h)"; nothing where the course neither needs the position nor has anybody in it. */
function people(row: StaffingRow, position: Position): string | null {
  const count = row.people[position]
  if (count === 0 && !row.needed[position]) return null
  const wanted = row.wanted[position]
  const hours = count === 0 ? '' : ` (${formatHours(row.used[position])})`
  return `${count}${wanted === null ? '' : ` of ${wanted}`}${hours}`
}
