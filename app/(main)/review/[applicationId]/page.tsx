import type { Metadata } from 'next'
import { cache } from 'react'
import type { Viewer } from '@/lib/permissions'
import { listCourseOptions } from '@/lib/review/course-options'
import { reviewList } from '@/lib/review/list'
import { listApplications } from '@/lib/review/queries'
import { getReviewRecord, listOtherCourses } from '@/lib/review/record'
import { listSchedules, scheduledFor } from '@/lib/review/schedule-queries'
import type { Tab } from '@/lib/review/states'
import { listViews } from '@/lib/saved-views/queries'
import { getSettings } from '@/lib/settings/queries'
import { getTerm } from '@/lib/terms/queries'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { RecordPanel } from '../_components/record-panel'
import { reviewContext } from '../_components/review-context'
import { ReviewScreen } from '../_components/review-screen'

const recordOf = cache((viewer: Viewer, id: string) => getReviewRecord(viewer, id))

/** The title names the person only to those who may see the application. */
export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const viewer = await getViewer()
  const { applicationId = '' } = await params
  const record = viewer && (await recordOf(viewer, applicationId).catch(() => null))
  return { title: record ? `${record.application.name ?? 'Unnamed'} – Review` : 'Review' }
}

export default definePage(
  { path: '/review/[applicationId]', gate: 'applications.endorse' },
  async ({ viewer, params, searchParams }) => {
    const record = await recordOf(viewer, params.applicationId ?? '')
    const { application: a } = record
    const settings = await getSettings()
    const zone = settings.timeZone
    if (!record.decides) {
      const course = record.preferences[0]?.courseId
      return (
        <RecordPanel
          record={record}
          others={[]}
          zone={zone}
          closeHref={`/endorse?term=${a.termId}${course ? `&course=${course}` : ''}`}
          here={`/review/${a.id}`}
        />
      )
    }
    // The table beside it is that of the application's own term and position.
    const context = await reviewContext(viewer, {
      ...searchParams,
      term: a.termId,
      position: a.position,
    })
    const ownTab: Tab = a.state === 'published' ? 'published' : (a.decision ?? 'submitted')
    const tab = context.params.filters.tab ?? ownTab
    const listParams = {
      ...context.params,
      filters: { ...context.params.filters, term: a.termId, tab },
    }
    const [term, list, courses, views, schedules, scheduled, others] = await Promise.all([
      getTerm(viewer, a.termId),
      listApplications(viewer, { termId: a.termId, position: a.position, tab }, listParams),
      listCourseOptions(viewer, a.termId),
      listViews(viewer, 'review'),
      listSchedules(viewer, { termId: a.termId, position: a.position }),
      scheduledFor(viewer, a),
      record.acts.includes('accept')
        ? listOtherCourses(
            a.termId,
            a.position,
            record.accept.map((course) => course.courseId),
          )
        : Promise.resolve([]),
    ])
    if (!term) throw new Error('the term of an application is gone')
    const at = list.rows.findIndex((row) => row.id === a.id)
    const page = { page: listParams.page }
    const hrefTo = (id: string | undefined) =>
      id === undefined ? undefined : reviewList.href(`/review/${id}`, listParams, page)
    return (
      <ReviewScreen
        context={{ ...context, term, tab, params: listParams }}
        list={list}
        courses={courses}
        views={views}
        schedules={schedules}
        zone={zone}
        currentId={a.id}
        panel={
          <RecordPanel
            record={record}
            scheduled={scheduled}
            others={others}
            zone={zone}
            closeHref={reviewList.href('/review', listParams, page)}
            previousHref={hrefTo(at > 0 ? list.rows[at - 1]?.id : undefined)}
            nextHref={hrefTo(at >= 0 ? list.rows[at + 1]?.id : list.rows[0]?.id)}
            here={reviewList.href(`/review/${a.id}`, listParams, page)}
          />
        }
      />
    )
  },
)
