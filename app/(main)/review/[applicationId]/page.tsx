import type { Metadata } from 'next'
import { cache } from 'react'
import { listCourseOptions } from '@/lib/courses/options'
import type { Search } from '@/lib/list-params'
import type { Viewer } from '@/lib/permissions'
import { listOtherCourses } from '@/lib/review/accept-courses'
import { lastDecidedTogether } from '@/lib/review/bulk-kept'
import { endorseList } from '@/lib/review/endorse-list'
import { besideInList, endorseScene, listOfRecord, nextToEndorse } from '@/lib/review/endorse-record'
import { reviewList } from '@/lib/review/list'
import { listApplications } from '@/lib/review/queries'
import { getReviewRecord, type ReviewRecord } from '@/lib/review/record'
import { listSchedules, scheduledFor } from '@/lib/review/schedule-queries'
import { tabOf } from '@/lib/review/states'
import { getSettings } from '@/lib/settings/queries'
import { getTerm } from '@/lib/terms/queries'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { EndorseScreen } from '../../endorse/_components/endorse-screen'
import { RecordPanel } from '../_components/record-panel'
import { reviewContext, withCourses } from '../_components/review-context'
import { ReviewScreen } from '../_components/review-screen'

const recordOf = cache((viewer: Viewer, id: string) => getReviewRecord(viewer, id))

/** The title names the person only to those who may see the application. */
export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const viewer = await getViewer()
  const { applicationId = '' } = await params
  const record = viewer && (await recordOf(viewer, applicationId).catch(() => null))
  if (!record) return { title: 'Review' }
  return {
    title: `${record.application.name ?? 'Unnamed'} – ${record.decides ? 'Review' : 'Endorse'}`,
  }
}

export default definePage(
  { path: '/review/[applicationId]', gate: 'applications.endorse' },
  async ({ viewer, params, searchParams }) => {
    const record = await recordOf(viewer, params.applicationId ?? '')
    const { application: a } = record
    const settings = await getSettings()
    const zone = settings.timeZone
    if (!record.decides)
      return <Endorsed viewer={viewer} record={record} zone={zone} searchParams={searchParams} />
    // The table beside it is that of the application's own term and position.
    const context = await reviewContext(viewer, {
      ...searchParams,
      term: a.termId,
      position: a.position,
    })
    const tab = context.params.filters.tab ?? tabOf(a)
    const courses = await listCourseOptions(viewer, a.termId, context.params.filters.course)
    const given = withCourses(context.params, courses)
    const listParams = { ...given, filters: { ...given.filters, term: a.termId, tab } }
    const [term, list, schedules, together, scheduled, others] = await Promise.all([
      getTerm(viewer, a.termId),
      listApplications(viewer, { termId: a.termId, position: a.position, tab }, listParams),
      listSchedules(viewer, { termId: a.termId, position: a.position }),
      lastDecidedTogether(viewer, { termId: a.termId, position: a.position }),
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
        viewer={viewer}
        context={{ ...context, term, tab, params: listParams }}
        list={list}
        courses={courses}
        schedules={schedules}
        together={together}
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

/** The record for those who endorse and do not decide: beside the applicants of the course they came from. */
async function Endorsed({
  viewer,
  record,
  zone,
  searchParams,
}: {
  viewer: Viewer
  record: ReviewRecord
  zone: string
  searchParams: Search
}) {
  const { id, termId } = record.application
  const from = listOfRecord(record, searchParams)
  if (!from)
    return (
      <RecordPanel
        record={record}
        others={[]}
        zone={zone}
        closeHref={`/endorse?term=${termId}`}
        here={`/review/${id}`}
      />
    )
  const [scene, courses] = await Promise.all([
    endorseScene(viewer, from.courseId, from.given),
    listCourseOptions(viewer, termId, [from.courseId]),
  ])
  const { params } = scene
  const href = (path: string) => endorseList.href(path, params, { page: params.page })
  const { previous, next } = besideInList(scene.list.rows, id)
  const onTo = nextToEndorse(scene.list.rows, id)
  return (
    <EndorseScreen
      scene={scene}
      courses={courses}
      termName={record.term.name}
      decides={false}
      currentId={id}
      panel={
        <RecordPanel
          record={record}
          others={[]}
          zone={zone}
          courseInHand={from.courseId}
          closeHref={href('/endorse')}
          previousHref={previous && href(`/review/${previous}`)}
          nextHref={next && href(`/review/${next}`)}
          nextToEndorse={onTo && `${href(`/review/${onTo}`)}#endorse`}
          here={href(`/review/${id}`)}
        />
      }
    />
  )
}
