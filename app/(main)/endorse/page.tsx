import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { listCourseOptions, noCourses } from '@/lib/courses/options'
import { endorseList } from '@/lib/review/endorse-list'
import { endorseScene } from '@/lib/review/endorse-record'
import { reviewPositions } from '@/lib/review/scope'
import { definePage } from '@/lib/web/page'
import { termOf } from '@/lib/web/term'
import { CoursePicker } from './_components/course-picker'
import { EndorseScreen } from './_components/endorse-screen'

export const metadata: Metadata = { title: 'Endorse' }

export default definePage(
  { path: '/endorse', gate: 'applications.endorse' },
  async ({ viewer, searchParams }) => {
    const given = endorseList.parse(searchParams)
    const term = await termOf(viewer, searchParams)
    const asked = given.filters.course
    const courses = term ? await listCourseOptions(viewer, term.id, asked ? [asked] : []) : noCourses
    const courseId = courses.ids[0] ?? courses.options[0]?.id
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
    if (courses.byCode && courseId === asked && courses.chosen.length === 0 && courseId.length < 32)
      return (
        <>
          <PageHeader
            title="Endorse"
            description={term.name}
            actions={<CoursePicker path="/endorse" term={term.id} courses={courses} current={courseId} />}
          />
          <EmptyState title={`No course ${courseId} in this term`}>
            Look at the code, such as COMPSCI 101, or choose another term above.
          </EmptyState>
        </>
      )
    const scene = await endorseScene(viewer, courseId, given)
    return (
      <EndorseScreen
        scene={scene}
        courses={courses}
        termName={term.name}
        decides={reviewPositions(viewer).includes(scene.position)}
      />
    )
  },
)
