import type { Metadata } from 'next'
import { Checkbox, Select } from '@/components/form'
import { DataTable } from '@/components/table/data-table'
import { Toolbar } from '@/components/table/toolbar'
import type { Column } from '@/components/table/types'
import { Badge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { Tabs } from '@/components/ui/tabs'
import { formatHours } from '@/lib/hours'
import { listCourseOptions } from '@/lib/review/course-options'
import { eligibilityOf } from '@/lib/review/eligibility'
import { endorseList } from '@/lib/review/endorse-list'
import { type Applicant, getCourseNeed, listApplicants, listOwnOrder } from '@/lib/review/endorse-queries'
import { endorsedWords } from '@/lib/review/list'
import { exportLinks } from '@/lib/spreadsheet/export'
import { positionNames, verdictNames } from '@/lib/vocabulary'
import { definePage } from '@/lib/web/page'
import { termOf } from '@/lib/web/term'
import { gpaText } from '../review/_components/columns'
import { tableParams } from '../review/_components/review-context'
import { CoursePicker } from './_components/course-picker'
import { Coverage } from './_components/coverage'
import { OwnOrder } from './_components/own-order'
import { VerdictButtons } from './_components/verdict-buttons'

export const metadata: Metadata = { title: 'Endorse' }

const columns: Column[] = [
  { id: 'name', label: 'Name', primary: true, sticky: true, sortable: true },
  { id: 'verdict', label: 'Your endorsement', sortable: true, onPhone: 'block' },
  { id: 'rank', label: 'Rank', align: 'end', sortable: true, hint: 'The student’s rank of this course' },
  { id: 'grade', label: 'Grade', sortable: true, hint: 'In this course' },
  { id: 'gpa', label: 'GPA', align: 'end', sortable: true, descFirst: true, hideOnPhone: true },
  {
    id: 'preferredGpa',
    label: 'Preferred GPA',
    align: 'end',
    sortable: true,
    descFirst: true,
    hideOnPhone: true,
  },
  { id: 'experience', label: 'Experience', long: true, hideOnPhone: true },
  { id: 'eligibility', label: 'Eligibility' },
  {
    id: 'elsewhere',
    hideOnPhone: true,
    label: 'Hours elsewhere',
    align: 'end',
    sortable: true,
    descFirst: true,
    hint: 'Hours in other courses of the term',
  },
  { id: 'others', label: 'Other coordinators', hideOnPhone: true },
]
const labels = { strong: 'Strong', yes: 'Yes', no: 'No', none: 'None' }
const PATH = '/endorse'

export default definePage(
  { path: '/endorse', gate: 'applications.endorse' },
  async ({ viewer, searchParams }) => {
    const given = endorseList.parse(searchParams)
    const term = await termOf(viewer, searchParams)
    const courses = term ? await listCourseOptions(viewer, term.id) : []
    const courseId = given.filters.course ?? courses[0]?.id
    if (!term || !courseId)
      return (
        <>
          <PageHeader title="Endorse" description={term?.name} />
          <EmptyState title="No course of yours in this term">
            Courses appear here when a coordinator names you as their course coordinator. Choose another term
            above, or ask the coordinators.
          </EmptyState>
        </>
      )
    const need = await getCourseNeed(viewer, courseId)
    const position =
      given.filters.position ??
      need.positions.find((one) => need.needed[one] && need.applicants[one] > 0) ??
      need.positions.find((one) => need.applicants[one] > 0) ??
      need.positions[0] ??
      'tutor'
    const params = {
      ...given,
      filters: { ...given.filters, course: courseId, position, term: need.termId },
    }
    const scope = { courseId, position }
    const [list, order] = await Promise.all([
      listApplicants(viewer, scope, params),
      listOwnOrder(viewer, scope),
    ])
    const here = endorseList.href(PATH, params, { page: params.page })
    const word = positionNames[position].toLowerCase()
    const narrowed = params.q !== '' || params.filters.mine.length > 0 || params.filters.open
    return (
      <>
        <PageHeader
          title={`Endorse for ${need.code}`}
          description={`${need.name}, ${term.name}`}
          actions={<CoursePicker path={PATH} term={need.termId} courses={courses} current={courseId} />}
        />
        <Tabs
          label="Position"
          className="mb-4"
          items={need.positions.map((one) => ({
            href: endorseList.href(PATH, params, {
              filters: { position: one, mine: [], open: false },
              q: '',
            }),
            label: `${positionNames[one]}s`,
            count: need.applicants[one],
            current: one === position,
          }))}
        />
        <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
          <div className="min-w-0">
            <Toolbar
              path={PATH}
              params={tableParams(here)}
              search={{ label: 'Search applicants' }}
              exports={exportLinks(`${PATH}/export`, here, list.total)}
              filters={{
                names: ['mine', 'open'],
                children: (
                  <>
                    <Select
                      name="mine"
                      label="Your endorsement"
                      placeholder="Any"
                      optional
                      defaultValue={params.filters.mine[0] ?? ''}
                      options={endorsedWords.map((value) => ({ value, label: labels[value] }))}
                    />
                    <Checkbox
                      name="open"
                      value="1"
                      label="Only without results"
                      defaultChecked={params.filters.open}
                    />
                  </>
                ),
              }}
              chips={[
                ...params.filters.mine.map((value) => ({
                  param: 'mine',
                  label: 'Your endorsement',
                  value: labels[value],
                  only: value,
                })),
                ...(params.filters.open ? [{ param: 'open', label: 'Results', value: 'Not out yet' }] : []),
              ]}
            />
            <DataTable
              caption={`Applicants as ${word} for ${need.code}`}
              columns={columns}
              rows={list.rows.map((row) => ({
                id: row.id,
                label: row.name,
                href: `/review/${row.id}`,
                cells: cellsOf(row, courseId, here),
              }))}
              sort={{ id: params.sort === 'mine' ? 'verdict' : params.sort, desc: params.dir === 'desc' }}
              sortHref={(id, desc) =>
                endorseList.href(PATH, params, {
                  sort: endorseList.sorts.find((name) => name === (id === 'verdict' ? 'mine' : id)) ?? 'rank',
                  dir: desc ? 'desc' : 'asc',
                })
              }
              empty={
                narrowed ? (
                  <EmptyState
                    title="No applicant matches"
                    action={
                      <ButtonLink
                        href={endorseList.href(PATH, params, { q: '', filters: { mine: [], open: false } })}
                      >
                        Clear search and filters
                      </ButtonLink>
                    }
                  />
                ) : (
                  <EmptyState title={`Nobody has applied as ${word} yet`}>
                    {`Students who rank ${need.code} among their preferred courses appear here once they submit.`}
                  </EmptyState>
                )
              }
            />
            <Pagination
              page={params.page}
              pageSize={params.size}
              total={list.total}
              noun="applicants"
              hrefFor={(page) => endorseList.href(PATH, params, { page })}
            />
          </div>
          <div className="space-y-6">
            <Coverage need={need} position={position} wanted={order.length} />
            <Card
              title="Your order"
              description={
                order.length > 0
                  ? 'Those you want, the most wanted first. Drag, or use the arrows. Coordinators see it; it does not bind them.'
                  : `Endorse somebody with “Strong” or “Yes”; then put them in the order in which you want them.`
              }
            >
              {order.length > 0 ? (
                <OwnOrder courseId={courseId} position={position} order={order} />
              ) : undefined}
            </Card>
          </div>
        </div>
      </>
    )
  },
)

function cellsOf(row: Applicant, courseId: string, here: string) {
  const { label, tone } = eligibilityOf(row)
  return {
    name: row.name,
    verdict:
      row.state === 'published' ? (
        <span className="text-muted">
          {row.mine?.verdict ? verdictNames[row.mine.verdict] : 'None'}, results are out
        </span>
      ) : (
        <VerdictButtons
          applicationId={row.id}
          courseId={courseId}
          name={row.name}
          verdict={row.mine?.verdict ?? null}
          version={row.mine?.version ?? 0}
          back={here}
        />
      ),
    rank: row.rank,
    grade: row.grade ?? (row.completed === false ? <span className="text-muted">Not taken</span> : null),
    gpa: gpaText(row.gpaHundredths),
    preferredGpa: gpaText(row.preferredGpaHundredths),
    experience: [row.workedBefore ? 'Worked in it before.' : '', row.experience ?? row.whySuitable ?? '']
      .filter(Boolean)
      .join(' '),
    eligibility: <Badge tone={tone}>{label}</Badge>,
    elsewhere: formatHours(row.elsewhereQuarters),
    others: row.others
      .filter((one) => one.verdict)
      .map((one) => `${one.coordinator}: ${verdictNames[one.verdict as 'yes'].toLowerCase()}`)
      .join('; '),
  }
}
