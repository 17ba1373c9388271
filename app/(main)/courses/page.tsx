import { FileUp, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { Checkbox, Select } from '@/components/form'
import { tableColumns } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { type Chip, Toolbar } from '@/components/table/toolbar'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import {
  type CourseColumnId,
  type CourseListColumn,
  type CourseSort,
  courseColumnsFor,
  courseSorts,
  shownColumns,
} from '@/lib/courses/columns'
import { type CourseListParams, type CourseRow, courseList, listCourses } from '@/lib/courses/list'
import { courseCell } from '@/lib/courses/list-export'
import { todayIn } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { paramsOf } from '@/lib/list-params'
import { can, isStaff, type Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { exportLinks } from '@/lib/spreadsheet/export'
import type { Term } from '@/lib/terms/queries'
import { positionNames, positions } from '@/lib/vocabulary'
import { definePage } from '@/lib/web/page'
import { termOf } from '@/lib/web/term'
import { SavedViews } from '../_components/saved-views'
import { Deadline } from './_components/deadline'

export const metadata: Metadata = { title: 'Courses' }

const path = '/courses'

export default definePage({ path, gate: 'courses.read' }, async ({ viewer, searchParams }) => {
  const given = courseList.parse(searchParams)
  const [term, settings] = await Promise.all([termOf(viewer, searchParams), getSettings()])
  if (!term) return <NoTerm viewer={viewer} />
  // The term that is shown stands in every link, so that a shared address shows the same list.
  const params: CourseListParams = { ...given, filters: { ...given.filters, term: term.id } }
  const staff = isStaff(viewer)
  const { rows, total } = await listCourses(viewer, term, params)
  const today = todayIn(settings.timeZone)
  const query = paramsOf(courseList.href(path, params, { page: params.page }))
  const columns = shownColumns(params.filters.cols, staff)
  const manages = can(viewer, 'courses.manage').allowed && term.archivedAt === null
  return (
    <>
      <PageHeader
        title="Courses"
        count={total}
        description={term.archivedAt ? `${term.name}, archived` : term.name}
        actions={
          manages && (
            <>
              <ButtonLink href={`/courses/new?term=${term.id}`} variant="primary" icon={<Plus aria-hidden />}>
                New course
              </ButtonLink>
              <ButtonLink href={`/courses/import?term=${term.id}`} icon={<FileUp aria-hidden />}>
                Import courses
              </ButtonLink>
            </>
          )
        }
      />
      <Toolbar
        path={path}
        params={query}
        search={{ label: 'Search code, name, prerequisite' }}
        filters={{
          names: ['position', 'left', 'over', 'mine', 'archived'],
          children: <Filters viewer={viewer} params={params} />,
        }}
        chips={chipsOf(params)}
        columns={{
          all: tableOf(courseColumnsFor(staff)),
          visible: columns.map((column) => column.id),
        }}
        density={params.filters.density ?? 'comfortable'}
        views={<SavedViews viewer={viewer} page="courses" params={query} />}
        exports={exportsOf(viewer, params, total)}
      />
      <DataTable
        caption={`Courses of ${term.name}`}
        columns={tableOf(columns)}
        rows={rows.map((course) => ({
          id: course.id,
          label: `${course.code} ${course.name}`,
          href: `/courses/${course.id}`,
          cells: Object.fromEntries(columns.map(({ id }) => [id, cellOf(id, course, today)])),
        }))}
        density={params.filters.density ?? 'comfortable'}
        sort={{ id: params.sort, desc: params.dir === 'desc' }}
        sortHref={(id, desc) =>
          courseList.href(path, params, { sort: id as CourseSort, dir: desc ? 'desc' : 'asc' })
        }
        empty={<NoCourses term={term} params={params} manages={manages} staff={staff} />}
      />
      {total > 0 && (
        <Pagination
          page={params.page}
          pageSize={params.size}
          total={total}
          noun="courses"
          hrefFor={(page) => courseList.href(path, params, { page })}
          hrefForSize={(size) => courseList.href(path, params, { size })}
        />
      )}
    </>
  )
})

const tableOf = (columns: CourseListColumn[]) =>
  tableColumns(columns, courseSorts, {
    name: { long: true, onPhone: 'subtitle' },
    available: { align: 'end', descFirst: true, hideOnPhone: true },
    left: { align: 'end', descFirst: true },
    applicants: { hideOnPhone: true },
    students: { align: 'end', descFirst: true, hideOnPhone: true },
    wanted: { hideOnPhone: true },
    coordinators: { long: true, hideOnPhone: true },
    prerequisite: { long: true, hideOnPhone: true },
  })

function cellOf(id: CourseColumnId, course: CourseRow, today: string): ReactNode {
  if (id === 'tutorDeadline' || id === 'markerDeadline') {
    const day = id === 'tutorDeadline' ? course.deadlines.tutor : course.deadlines.marker
    return day === null ? null : <Deadline day={day} today={today} />
  }
  const value = courseCell(id, course)
  if (id === 'available') return formatHours(course.availableQuarters)
  if (id === 'left')
    return (
      <span className={course.leftQuarters < 0 ? 'font-medium text-bad' : undefined}>
        {formatHours(course.leftQuarters)}
      </span>
    )
  return typeof value === 'number' ? value.toLocaleString('en-NZ') : (value as string | null)
}

function Filters({ viewer, params }: { viewer: Viewer; params: CourseListParams }) {
  const { position, left, over, mine, archived } = params.filters
  return (
    <>
      <Select
        name="position"
        label="Needs"
        optional
        placeholder="Any position"
        defaultValue={position}
        options={positions.map((value) => ({ value, label: `${positionNames[value]}s` }))}
      />
      <Checkbox name="left" value="1" label="Only with hours left" defaultChecked={left} />
      {isStaff(viewer) && (
        <Checkbox name="over" value="1" label="Only over their hours" defaultChecked={over} />
      )}
      {viewer.roles.includes('course_coordinator') && (
        <Checkbox name="mine" value="1" label="Only my courses" defaultChecked={mine} />
      )}
      {isStaff(viewer) && (
        <Checkbox name="archived" value="1" label="Archived courses" defaultChecked={archived} />
      )}
    </>
  )
}

function chipsOf({ filters }: CourseListParams): Chip[] {
  const chips: Chip[] = []
  if (filters.position)
    chips.push({ label: 'Needs', value: `${positionNames[filters.position]}s`, param: 'position' })
  if (filters.left) chips.push({ label: 'Hours', value: 'Some left', param: 'left' })
  if (filters.over) chips.push({ label: 'Hours', value: 'Over', param: 'over' })
  if (filters.mine) chips.push({ label: 'Courses', value: 'Mine', param: 'mine' })
  if (filters.archived) chips.push({ label: 'State', value: 'Archived', param: 'archived' })
  return chips
}

function exportsOf(viewer: Viewer, params: CourseListParams, total: number) {
  const href = (extra: Record<string, string>) => {
    const query = new URLSearchParams(courseList.href(path, params).split('?')[1] ?? '')
    for (const [name, value] of Object.entries(extra)) query.set(name, value)
    return `/courses/export?${query}`
  }
  const again = 'In the columns of the import'
  return [
    ...exportLinks('/courses/export', courseList.href(path, params), total),
    ...(can(viewer, 'courses.import').allowed
      ? [
          { label: 'XLSX to import again', detail: again, href: href({ columns: 'import', format: 'xlsx' }) },
          { label: 'CSV to import again', detail: again, href: href({ columns: 'import', format: 'csv' }) },
        ]
      : []),
  ]
}

function NoTerm({ viewer }: { viewer: Viewer }) {
  return (
    <>
      <PageHeader title="Courses" />
      {can(viewer, 'terms.manage').allowed ? (
        <EmptyState
          title="No term yet"
          action={
            <ButtonLink href="/terms/new" variant="primary">
              Create a term
            </ButtonLink>
          }
        >
          Courses belong to a term.
        </EmptyState>
      ) : (
        <EmptyState title="No courses yet">
          No term is open for applications. Courses appear here as soon as one is.
        </EmptyState>
      )}
    </>
  )
}

function NoCourses({
  term,
  params,
  manages,
  staff,
}: {
  term: Term
  params: CourseListParams
  manages: boolean
  staff: boolean
}) {
  const { position, left, over, mine, archived } = params.filters
  if (params.q || position || left || over || mine || archived || params.page > 1)
    return (
      <EmptyState
        title="No course matches"
        action={<ButtonLink href={`/courses?term=${term.id}`}>Clear search and filters</ButtonLink>}
      >
        Courses are found by code, name and prerequisite.
      </EmptyState>
    )
  if (manages)
    return (
      <EmptyState
        title={`${term.name} has no courses yet`}
        action={
          <ButtonLink
            href={`/courses/import?term=${term.id}`}
            variant="primary"
            icon={<FileUp aria-hidden />}
          >
            Import courses
          </ButtonLink>
        }
      >
        Import them from a spreadsheet, or add one by hand.
      </EmptyState>
    )
  return (
    <EmptyState title={`${term.name} has no courses yet`}>
      {staff
        ? 'A tutor coordinator, a marker coordinator or an admin adds them.'
        : 'They appear here as soon as the department has added them.'}
    </EmptyState>
  )
}
