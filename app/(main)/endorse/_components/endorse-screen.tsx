import type { ReactNode } from 'react'
import { Checkbox, Select } from '@/components/form'
import { PanelLayout } from '@/components/layout/side-panel'
import { DataTable } from '@/components/table/data-table'
import { Toolbar } from '@/components/table/toolbar'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { Tabs } from '@/components/ui/tabs'
import type { CourseChoice } from '@/lib/courses/options'
import { paramsOf } from '@/lib/list-params'
import { type EndorseParams, endorseList, shownColumns } from '@/lib/review/endorse-list'
import type { EndorseScene } from '@/lib/review/endorse-record'
import { endorsedWords } from '@/lib/review/list'
import { exportLinks } from '@/lib/spreadsheet/export'
import { positionNames } from '@/lib/vocabulary'
import { applicantCells, applicantTableColumns, columnOfSort, sortOfColumn } from './columns'
import { CoursePicker } from './course-picker'
import { Coverage } from './coverage'
import { OwnOrder } from './own-order'

const labels = { strong: 'Strong', yes: 'Yes', no: 'No', none: 'None' }
const PATH = '/endorse'

/** The applicants of a course with the viewer's endorsements; beside them, when given, the panel of one of them. */
export function EndorseScreen({
  scene,
  courses,
  termName,
  decides,
  panel,
  currentId,
}: {
  scene: EndorseScene
  courses: CourseChoice
  termName: string
  /** The viewer decides on the position: its records then open beside the table of review, with its own search. */
  decides: boolean
  panel?: ReactNode
  currentId?: string
}) {
  const { need, position, list, order, params } = scene
  const courseId = need.id
  const page = { page: params.page }
  const here = endorseList.href(PATH, params, page)
  const recordHref = (id: string) =>
    decides ? `/review/${id}` : endorseList.href(`/review/${id}`, params, page)
  const visible = shownColumns(params).map((column) => column.id)
  const density = params.filters.density ?? 'comfortable'
  const word = positionNames[position].toLowerCase()
  return (
    <PanelLayout panel={panel}>
      <PageHeader
        title={`Endorse for ${need.code}`}
        behindPanel={panel !== undefined}
        description={`${need.name}, ${termName}`}
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
      {/* The need and the order stand beside the table only where all of what an endorsement is made of fits, too. */}
      <div className="grid items-start gap-6 min-[106.25rem]:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0">
          <Toolbar
            path={PATH}
            params={paramsOf(here)}
            search={{ label: 'Search applicants' }}
            columns={{ all: applicantTableColumns, visible }}
            density={density}
            exports={exportLinks(`${PATH}/export`, here, list.total)}
            filters={{ names: ['mine', 'open'], children: <Filters params={params} /> }}
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
            columns={applicantTableColumns}
            visible={visible}
            density={density}
            rows={list.rows.map((row) => ({
              id: row.id,
              label: row.name,
              href: recordHref(row.id),
              cells: applicantCells(row, courseId, currentId ? recordHref(currentId) : here),
              current: row.id === currentId,
            }))}
            sort={{ id: columnOfSort(params.sort), desc: params.dir === 'desc' }}
            sortHref={(id, desc) =>
              endorseList.href(PATH, params, {
                sort: endorseList.sorts.find((name) => name === sortOfColumn(id)) ?? 'rank',
                dir: desc ? 'desc' : 'asc',
              })
            }
            empty={<Nobody params={params} word={word} code={need.code} />}
          />
          <Pagination
            page={params.page}
            pageSize={params.size}
            total={list.total}
            noun="applicants"
            hrefFor={(number) => endorseList.href(PATH, params, { page: number })}
            hrefForSize={(size) => endorseList.href(PATH, params, { size })}
          />
        </div>
        {/* The panel would lie over them. */}
        {!panel && (
          <div className="grid items-start gap-6 md:max-[106.25rem]:grid-cols-2">
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
        )}
      </div>
    </PanelLayout>
  )
}

function Filters({ params }: { params: EndorseParams }) {
  return (
    <>
      <Select
        name="mine"
        label="Your endorsement"
        placeholder="Any"
        optional
        defaultValue={params.filters.mine[0] ?? ''}
        options={endorsedWords.map((value) => ({ value, label: labels[value] }))}
      />
      <Checkbox name="open" value="1" label="Only without results" defaultChecked={params.filters.open} />
    </>
  )
}

function Nobody({ params, word, code }: { params: EndorseParams; word: string; code: string }) {
  const narrowed = params.q !== '' || params.filters.mine.length > 0 || params.filters.open
  if (!narrowed)
    return (
      <EmptyState title={`Nobody has applied as ${word} yet`}>
        {`Students who rank ${code} among their preferred courses appear here once they submit.`}
      </EmptyState>
    )
  return (
    <EmptyState
      title="No applicant matches"
      action={
        <ButtonLink href={endorseList.href(PATH, params, { q: '', filters: { mine: [], open: false } })}>
          Clear search and filters
        </ButtonLink>
      }
    />
  )
}
