import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { reportOf } from '@/lib/reports'
import { listCourseOptions } from '@/lib/review/course-options'
import { definePage, type PageProps } from '@/lib/web/page'
import { reportContext } from '../_components/report-context'
import { ReportScreen } from '../_components/report-screen'

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: reportOf((await params).report)?.title ?? 'Reports' }
}

export default definePage(
  { path: '/reports/[report]', gate: 'reports.read' },
  async ({ viewer, params: { report: id }, searchParams }) => {
    const { report, scope, zone } = await reportContext(viewer, id, searchParams)
    if (!scope)
      return (
        <>
          <PageHeader title={report.title} />
          <EmptyState title="No term yet">Reports are made term by term.</EmptyState>
        </>
      )
    const given = report.list.parse(searchParams)
    // The term that is shown stands in every link, so that a shared address shows the same report.
    const asked = { ...given, filters: { ...given.filters, term: scope.term.id } }
    const [first, courses] = await Promise.all([
      report.load(scope, asked),
      report.filters.includes('course') ? listCourseOptions(viewer, scope.term.id) : [],
    ])
    // A page beyond the end shows the last one.
    const last = Math.max(1, Math.ceil(first.total / asked.size))
    const params = asked.page > last ? { ...asked, page: last } : asked
    const data = params === asked ? first : await report.load(scope, params)
    return (
      <ReportScreen report={report} scope={scope} params={params} data={data} courses={courses} zone={zone} />
    )
  },
)
