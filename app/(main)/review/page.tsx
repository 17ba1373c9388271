import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { listCourseOptions } from '@/lib/courses/options'
import { lastDecidedTogether } from '@/lib/review/bulk-kept'
import { listApplications } from '@/lib/review/queries'
import { listSchedules } from '@/lib/review/schedule-queries'
import { getSettings } from '@/lib/settings/queries'
import { definePage } from '@/lib/web/page'
import { reviewContext, withCourses } from './_components/review-context'
import { ReviewScreen } from './_components/review-screen'

export const metadata: Metadata = { title: 'Review' }

export default definePage(
  { path: '/review', gate: 'applications.decide' },
  async ({ viewer, searchParams }) => {
    const context = await reviewContext(viewer, searchParams)
    const { term, position, tab } = context
    if (!term)
      return (
        <>
          <PageHeader title="Review" />
          <EmptyState title="No term yet">Applications are reviewed term by term.</EmptyState>
        </>
      )
    const courses = await listCourseOptions(viewer, term.id, context.params.filters.course)
    const params = withCourses(context.params, courses)
    const [settings, list, schedules, together] = await Promise.all([
      getSettings(),
      listApplications(viewer, { termId: term.id, position, tab }, params),
      listSchedules(viewer, { termId: term.id, position }),
      lastDecidedTogether(viewer, { termId: term.id, position }),
    ])
    return (
      <ReviewScreen
        viewer={viewer}
        context={{ ...context, term, params }}
        list={list}
        courses={courses}
        schedules={schedules}
        together={together}
        zone={settings.timeZone}
      />
    )
  },
)
