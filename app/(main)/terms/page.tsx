import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { DataTable } from '@/components/table/data-table'
import { Toolbar } from '@/components/table/toolbar'
import type { Column } from '@/components/table/types'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { StateBadge } from '@/components/ui/state-badge'
import { Tabs } from '@/components/ui/tabs'
import { formatDay, teachingWeeks } from '@/lib/dates'
import { exportLinks } from '@/lib/spreadsheet/export'
import { listTerms, termList } from '@/lib/terms/list'
import { definePage } from '@/lib/web/page'
import { termState } from './_components/term-state'

export const metadata: Metadata = { title: 'Terms' }

const columns: Column[] = [
  { id: 'name', label: 'Term', primary: true, sticky: true, sortable: true },
  { id: 'state', label: 'Applications' },
  { id: 'starts', label: 'First day', sortable: true, descFirst: true },
  { id: 'ends', label: 'Last day', hideOnPhone: true },
  {
    id: 'weeks',
    label: 'Teaching weeks',
    align: 'end',
    hideOnPhone: true,
    hint: 'Weeks of the term without its break weeks',
  },
  { id: 'courses', label: 'Courses', align: 'end', hideOnPhone: true },
  { id: 'applications', label: 'Submitted applications', align: 'end' },
  { id: 'paydays', label: 'Paydays', align: 'end', hideOnPhone: true },
]

export default definePage({ path: '/terms', gate: 'terms.manage' }, async ({ viewer, searchParams }) => {
  const params = termList.parse(searchParams)
  const { rows, total } = await listTerms(viewer, params)
  const { archived } = params.filters
  const create = (
    <ButtonLink href="/terms/new" variant="primary" icon={<Plus aria-hidden />}>
      New term
    </ButtonLink>
  )
  return (
    <>
      <PageHeader title="Terms" actions={create} />
      <Tabs
        label="Terms by state"
        className="mb-4"
        items={[
          {
            href: termList.href('/terms', params, { filters: { archived: false } }),
            label: 'In use',
            current: !archived,
          },
          {
            href: termList.href('/terms', params, { filters: { archived: true } }),
            label: 'Archived',
            current: archived,
          },
        ]}
      />
      <Toolbar
        path="/terms"
        params={termList.toParams(params)}
        exports={exportLinks('/terms/export', termList.href('/terms', params), total)}
      />
      <DataTable
        caption="Terms"
        columns={columns}
        rows={rows.map((term) => ({
          id: term.id,
          label: term.name,
          href: `/terms/${term.id}`,
          cells: {
            name: term.name,
            state: <StateBadge state={termState(term)} />,
            starts: formatDay(term.startsOn),
            ends: formatDay(term.endsOn),
            weeks: teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks),
            courses: term.courses.toLocaleString('en-NZ'),
            applications: term.applications.toLocaleString('en-NZ'),
            paydays: term.paydays,
          },
        }))}
        sort={{ id: params.sort, desc: params.dir === 'desc' }}
        sortHref={(id, desc) =>
          termList.href('/terms', params, { sort: id as 'name', dir: desc ? 'desc' : 'asc' })
        }
        empty={
          archived ? (
            <EmptyState title="No archived terms">
              A term that has applications or hours is archived when it is removed, and can be found here.
            </EmptyState>
          ) : (
            <EmptyState title="No terms yet" action={create}>
              A term holds the courses, their hours, the applications and the paydays.
            </EmptyState>
          )
        }
      />
      {total > 0 && (
        <Pagination
          page={params.page}
          pageSize={params.size}
          total={total}
          noun="terms"
          hrefFor={(page) => termList.href('/terms', params, { page })}
        />
      )}
    </>
  )
})
