import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { listCourseOptions, noCourses } from '@/lib/courses/options'
import { reportOf } from '@/lib/reports'
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
    const { course } = given.filters
    const courses = report.filters.includes('course')
      ? await listCourseOptions(viewer, scope.term.id, course ? [course] : [])
      : noCourses
    const asked = { ...given, filters: { ...given.filters, term: scope.term.id, course: courses.ids[0] } }
    const first = await report.load(scope, asked)
    // A page beyond the end shows the last one.
    const last = Math.max(1, Math.ceil(first.total / asked.size))
    const params = asked.page > last ? { ...asked, page: last } : asked
    const data = params === asked ? first : await report.load(scope, params)
    return (
      <ReportScreen
        viewer={viewer}
        report={report}
        scope={scope}
        params={params}
        data={data}
        courses={courses}
        zone={zone}
      />
    )
  },
)
