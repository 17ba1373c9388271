import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { listCourseOptions } from '@/lib/review/course-options'
import { listApplications } from '@/lib/review/queries'
import { listSchedules } from '@/lib/review/schedule-queries'
import { listViews } from '@/lib/saved-views/queries'
import { getSettings } from '@/lib/settings/queries'
import { definePage } from '@/lib/web/page'
import { reviewContext } from './_components/review-context'
import { ReviewScreen } from './_components/review-screen'

export const metadata: Metadata = { title: 'Review' }

export default definePage(
  { path: '/review', gate: 'applications.decide' },
  async ({ viewer, searchParams }) => {
    const context = await reviewContext(viewer, searchParams)
    const { term, position, tab, params } = context
    if (!term)
      return (
        <>
          <PageHeader title="Review" />
          <EmptyState title="No term yet">Applications are reviewed term by term.</EmptyState>
        </>
      )
    const [settings, list, courses, views, schedules] = await Promise.all([
      getSettings(),
      listApplications(viewer, { termId: term.id, position, tab }, params),
      listCourseOptions(viewer, term.id),
      listViews(viewer, 'review'),
      listSchedules(viewer, { termId: term.id, position }),
    ])
    return (
      <ReviewScreen
        context={{ ...context, term }}
        list={list}
        courses={courses}
        views={views}
        schedules={schedules}
        zone={settings.timeZone}
      />
    )
  },
)
