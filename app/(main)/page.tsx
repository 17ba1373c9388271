import type { Metadata } from 'next'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { dayIn, todayIn } from '@/lib/dates'
import { getCoordinatorHome, getOwnCourses, getStudentHome } from '@/lib/home/queries'
import { mayEver } from '@/lib/permissions'
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
  const clock = { now, today: todayIn(settings.timeZone, now), zone: settings.timeZone }
  const [decides, ownCourses, student] = await Promise.all([
    term ? getCoordinatorHome(viewer, term.id, (at) => dayIn(at, settings.timeZone)) : null,
    term ? getOwnCourses(viewer, term.id) : [],
    viewer.roles.includes('student') ? getStudentHome(viewer, now, clock.today) : null,
  ])
  const staff = viewer.roles.some((role) => role !== 'student')
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
        {decides && term && <CoordinatorHomeSection home={decides} termId={term.id} />}
        {viewer.roles.includes('course_coordinator') && term && (
          <CourseHomeSection courses={ownCourses} termId={term.id} />
        )}
        {student && <StudentHomeSection home={student} clock={clock} />}
      </div>
    </div>
  )
})
