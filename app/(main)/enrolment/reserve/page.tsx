import type { Metadata } from 'next'
import { cache } from 'react'
import { DataTable } from '@/components/table/data-table'
import { ExportMenu } from '@/components/table/export-menu'
import type { Column } from '@/components/table/types'
import { Badge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { Tabs } from '@/components/ui/tabs'
import { gradeText } from '@/lib/applications/grades'
import { notFound } from '@/lib/errors'
import { formatHours } from '@/lib/hours'
import { reserveList } from '@/lib/offers/reserve-list'
import { listReserve, type ReserveCourse, type ReserveRow } from '@/lib/offers/reserve-queries'
import { ordinal } from '@/lib/ordinal'
import { decidesOn, type Viewer } from '@/lib/permissions'
import { exportLinks } from '@/lib/spreadsheet/export'
import { type Position, positionNames, verdictNames } from '@/lib/vocabulary'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { eligibilityOf, gpaText } from '../../review/_components/columns'
import { loadText } from './_load'

const listOf = cache((viewer: Viewer, courseId: string, position: Position, key: string) =>
  listReserve(viewer, { courseId, position }, reserveList.parse(new URLSearchParams(key))),
)

export async function generateMetadata({ searchParams }: PageProps): Promise<Metadata> {
  const [viewer, search] = await Promise.all([getViewer(), searchParams])
  const { asked } = askedOf(viewer, search)
  const found = viewer && asked && (await listOf(viewer, ...asked).catch(() => null))
  return { title: found ? `Reserve list of ${found.course.code}` : 'Reserve list' }
}

/** What the address asks for: course, position, and the rest as text, so that both readers share one answer. */
function askedOf(viewer: Viewer | null, search: Record<string, string | string[] | undefined>) {
  const params = reserveList.parse(search)
  const position = params.filters.position ?? (viewer ? decidesOn(viewer)[0] : undefined)
  const { course } = params.filters
  const key = reserveList.href('', params, { page: params.page }).slice(1)
  return { params, asked: course && position ? ([course, position, key] as const) : null }
}

const PATH = '/enrolment/reserve'

const columns: Column[] = [
  { id: 'name', label: 'Name', primary: true, sticky: true, sortable: true },
  // What the list is for, in sight without scrolling sideways.
  { id: 'offer', label: 'Offer', hideLabel: true, onPhone: 'block' },
  { id: 'rank', label: 'Rank', align: 'end', sortable: true, hint: 'The student’s rank of this course' },
  { id: 'grade', label: 'Grade' },
  { id: 'gpa', label: 'GPA', align: 'end', sortable: true, descFirst: true, hideOnPhone: true },
  {
    id: 'preferredGpa',
    label: 'Preferred GPA',
    align: 'end',
    sortable: true,
    descFirst: true,
    hideOnPhone: true,
  },
  { id: 'endorsed', label: 'Endorsed', long: true, hideOnPhone: true },
  {
    id: 'held',
    label: 'Load',
    align: 'end',
    sortable: true,
    hint: 'Hours a week of all live allocations in the term, of the maximum',
  },
  { id: 'eligibility', label: 'Eligibility', hideOnPhone: true },
]

/** Who is on the reserve list and ranked this course: one step from hours that became free. */
export default definePage({ path: PATH, gate: 'applications.decide' }, async ({ viewer, searchParams }) => {
  const { params, asked } = askedOf(viewer, searchParams)
  if (!asked) throw notFound('This reserve list')
  const positions = decidesOn(viewer)
  const position = asked[1]
  const { course, rows, total } = await listOf(viewer, ...asked)
  const word = positionNames[position].toLowerCase()
  return (
    <>
      <PageHeader
        title={`Reserve list of ${course.code}`}
        count={total}
        description={`${positionNames[position]}s who ranked ${course.name}, ${course.termName}. ${leftText(course)}`}
        breadcrumb={[
          { label: 'Enrolment', href: `/enrolment?term=${course.termId}` },
          { label: `Members of ${course.code}`, href: `/enrolment?course=${course.id}` },
        ]}
        actions={
          <ExportMenu
            items={exportLinks(
              `${PATH}/export`,
              reserveList.href(PATH, params, { filters: { course: course.id, position } }),
              total,
            )}
          />
        }
      />
      {positions.length > 1 && (
        <Tabs
          label="Position"
          className="mb-4"
          items={positions.map((one) => ({
            href: reserveList.href(PATH, params, { filters: { position: one } }),
            label: `${positionNames[one]}s`,
            current: one === position,
          }))}
        />
      )}
      <DataTable
        caption={`Reserve list of ${word}s of ${course.code}`}
        columns={columns}
        rows={rows.map((row) => ({
          id: row.id,
          label: row.name,
          href: `/review/${row.id}`,
          cells: cellsOf(row, course),
        }))}
        sort={{ id: params.sort, desc: params.dir === 'desc' }}
        sortHref={(id, desc) =>
          reserveList.href(PATH, params, {
            sort: reserveList.sorts.find((name) => name === id) ?? 'rank',
            dir: desc ? 'desc' : 'asc',
          })
        }
        empty={
          <EmptyState
            title={`Nobody on the reserve list ranked ${course.code}`}
            action={<ButtonLink href={`/enrolment/add?course=${course.id}`}>Add another person</ButtonLink>}
          >
            {`Applicants as ${word} whom you put on reserve appear here when this course is among their preferences.`}
          </EmptyState>
        }
      />
      <Pagination
        page={params.page}
        pageSize={params.size}
        total={total}
        noun="applicants"
        hrefFor={(page) => reserveList.href(PATH, params, { page })}
      />
    </>
  )
})

const leftText = (course: ReserveCourse) =>
  course.leftQuarters > 0
    ? `${formatHours(course.leftQuarters)} of the course are free.`
    : 'No hours of the course are free.'

function cellsOf(row: ReserveRow, course: ReserveCourse) {
  const { label, tone } = eligibilityOf(row)
  return {
    name: row.name,
    rank: ordinal(row.rank),
    grade: gradeText(row),
    gpa: gpaText(row.gpaHundredths),
    preferredGpa: gpaText(row.preferredGpaHundredths),
    endorsed: row.endorsements
      .map(
        (one) =>
          `${verdictNames[one.verdict]}${one.place ? `, place ${one.place}` : ''} (${one.coordinator})`,
      )
      .join('; '),
    held: loadText(row, course.weeks),
    eligibility: <Badge tone={tone}>{label}</Badge>,
    offer: row.refusal ? (
      <span className="text-muted">{row.holdsCourse ? 'In the course' : 'Not published yet'}</span>
    ) : (
      <ButtonLink href={`${PATH}/${row.id}?course=${course.id}`} size="sm">
        Offer hours<span className="sr-only"> to {row.name}</span>
      </ButtonLink>
    ),
  }
}
