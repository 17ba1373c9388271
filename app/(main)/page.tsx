import type { Metadata } from 'next'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { todayIn } from '@/lib/dates'
import { getCoordinatorHome } from '@/lib/home/coordinator'
import { getCourseHome } from '@/lib/home/courses'
import { getJobFigures } from '@/lib/home/jobs'
import { getStudentHome } from '@/lib/home/student'
import { isStaff, mayEver } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { definePage } from '@/lib/web/page'
import { termOf } from '@/lib/web/term'
import { CoordinatorHomeSection } from './_home/coordinator-home'
import { CourseHomeSection } from './_home/course-home'
import { StudentHomeSection } from './_home/student-home'

export const metadata: Metadata = { title: 'Home' }

export default definePage({ path: '/', gate: 'app.use' }, async ({ viewer, searchParams }) => {
  const [settings, term] = await Promise.all([getSettings(), termOf(viewer, searchParams)])
  const now = new Date()
  const { timeZone: zone, visaCapHours } = settings
  const clock = { now, today: todayIn(zone, now), zone, visaCapHours }
  const chosen = Array.isArray(searchParams.course) ? searchParams.course[0] : searchParams.course
  const coordinates = viewer.roles.includes('course_coordinator')
  const [decides, own, student, jobs] = await Promise.all([
    term ? getCoordinatorHome(viewer, term, clock) : null,
    term && coordinates ? getCourseHome(viewer, term, clock, chosen) : null,
    viewer.roles.includes('student') ? getStudentHome(viewer, clock) : null,
    viewer.roles.includes('admin') ? getJobFigures() : null,
  ])
  const staff = isStaff(viewer)
  return (
    <div className="max-w-5xl">
      <PageHeader title="Home" description={staff && term ? term.name : undefined} />
      <div className="space-y-8">
        {staff && !term && (
          <EmptyState
            title="No term yet"
            action={
              mayEver(viewer, 'terms.manage') ? (
                <ButtonLink href="/terms/new" variant="primary">
                  Create a term
                </ButtonLink>
              ) : undefined
            }
          >
            A term holds the courses, the paydays and the applications.
          </EmptyState>
        )}
        {decides && term && <CoordinatorHomeSection home={decides} termId={term.id} jobs={jobs} />}
        {own && term && <CourseHomeSection home={own} termId={term.id} />}
        {student && <StudentHomeSection home={student} clock={clock} />}
      </div>
    </div>
  )
})
