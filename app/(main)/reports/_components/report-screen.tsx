import { DataTable } from '@/components/table/data-table'
import { Toolbar } from '@/components/table/toolbar'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { Tabs } from '@/components/ui/tabs'
import type { CourseChoice } from '@/lib/courses/options'
import { paramsOf } from '@/lib/list-params'
import type { Viewer } from '@/lib/permissions'
import { reports } from '@/lib/reports'
import type { ReportParams } from '@/lib/reports/list'
import type { ReportData, ReportDefinition } from '@/lib/reports/report'
import type { ReportScope } from '@/lib/reports/scope'
import { exportLinks } from '@/lib/spreadsheet/export'
import { chosenColumns } from '@/lib/table-columns'
import { SavedViews } from '../../_components/saved-views'
import { cellOf, inWords, toColumn } from './report-cells'
import { ReportFilters, reportChips } from './report-filters'
import { WorkbookLink } from './workbook-link'

/** Any report: its table with totals, filters, columns and export. */
export function ReportScreen({
  viewer,
  report,
  scope,
  params,
  data,
  courses,
  zone,
}: {
  viewer: Viewer
  report: ReportDefinition
  scope: ReportScope
  params: ReportParams
  data: ReportData
  courses: CourseChoice
  zone: string
}) {
  const path = `/reports/${report.id}`
  const { list } = report
  const here = list.href(path, params, { page: params.page })
  const all = report.columns(scope)
  const shown = chosenColumns(all, params.filters.cols)
  const chips = reportChips(report.filters, params, courses)
  const narrowed = params.q !== '' || chips.length > 0
  const clear = `${path}?term=${scope.term.id}`
  const density = params.filters.density ?? 'comfortable'
  const totals: Record<string, string | null> = {}
  for (const column of shown) {
    const sum = data.totals[column.id]
    if (column.primary) totals[column.id] = `${data.total.toLocaleString('en-NZ')} ${report.noun}`
    else if (sum !== undefined) totals[column.id] = inWords(sum, column.type, zone)
  }
  return (
    <>
      <PageHeader
        title={report.title}
        count={data.total}
        description={`${report.ofTerm ? `${scope.term.name}. ` : ''}${report.description}${scope.all ? '' : ' Your courses only.'}`}
        breadcrumb={[{ label: 'Reports', href: `/reports?term=${scope.term.id}` }]}
        actions={<WorkbookLink termId={scope.term.id} />}
      />
      <Tabs
        label="Reports"
        className="mb-4"
        items={reports.map((one) => ({
          href: `/reports/${one.id}?term=${scope.term.id}`,
          label: one.title,
          current: one.id === report.id,
        }))}
      />
      <Toolbar
        path={path}
        params={paramsOf(here)}
        search={report.search ? { label: report.search } : undefined}
        filters={{
          names: report.filters,
          children: <ReportFilters names={report.filters} params={params} courses={courses} />,
        }}
        chips={chips}
        columns={{
          all: all.map((column) => toColumn(column, list.sorts)),
          visible: shown.map((column) => column.id),
        }}
        density={density}
        views={<SavedViews viewer={viewer} page={`reports/${report.id}`} params={paramsOf(here)} />}
        exports={exportLinks(`${path}/export`, here, data.total)}
      />
      <DataTable
        caption={report.title}
        columns={shown.map((column) => toColumn(column, list.sorts))}
        rows={data.rows.map((row) => ({
          id: row.id,
          label: row.label,
          href: row.href,
          cells: Object.fromEntries(shown.map((column) => [column.id, cellOf(row, column, zone)])),
        }))}
        density={density}
        sort={{ id: params.sort, desc: params.dir === 'desc' }}
        sortHref={(id, desc) => list.href(path, params, { sort: id, dir: desc ? 'desc' : 'asc' })}
        footer={data.total > 1 ? totals : undefined}
        empty={
          <EmptyState
            title={narrowed ? 'Nothing matches' : `No ${report.noun} yet`}
            action={narrowed ? <ButtonLink href={clear}>Clear search and filters</ButtonLink> : undefined}
          >
            {narrowed
              ? `None of the ${report.noun} fits the search and the filters.`
              : scope.all
                ? 'Rows appear here with the first hours of the term.'
                : 'Rows appear here once somebody has hours in a course that you coordinate.'}
          </EmptyState>
        }
      />
      {data.total > 0 && (
        <Pagination
          page={params.page}
          pageSize={params.size}
          total={data.total}
          noun={report.noun}
          hrefFor={(page) => list.href(path, params, { page })}
        />
      )}
    </>
  )
}
