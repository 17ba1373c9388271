import type { Metadata } from 'next'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { todayIn } from '@/lib/dates'
import { getCoordinatorHome } from '@/lib/home/coordinator'
import { getCourseHome } from '@/lib/home/courses'
import { getJobFigures } from '@/lib/home/jobs'
import { getOtherTerms } from '@/lib/home/other-terms'
import { getStudentHome } from '@/lib/home/student'
import { can, isStaff, mayEver } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { definePage } from '@/lib/web/page'
import { termOf } from '@/lib/web/term'
import { CoordinatorHomeSection, coordinatorWaiting } from './_home/coordinator-home'
import { CourseHomeSection, courseWaiting } from './_home/course-home'
import { OtherTermsSection } from './_home/other-terms'
import { StudentHomeSection, studentWaiting } from './_home/student-home'
import { Waiting } from './_home/waiting'

export const metadata: Metadata = { title: 'Home' }

export default definePage({ path: '/', gate: 'app.use' }, async ({ viewer, searchParams }) => {
  const [settings, term] = await Promise.all([getSettings(), termOf(viewer, searchParams)])
  const now = new Date()
  const { timeZone: zone, visaCapHours, offersNeedAnswer } = settings
  const clock = { now, today: todayIn(zone, now), zone, visaCapHours, offersNeedAnswer }
  const chosen = Array.isArray(searchParams.course) ? searchParams.course[0] : searchParams.course
  const coordinates = viewer.roles.includes('course_coordinator')
  const staff = isStaff(viewer)
  const [decides, own, student, jobs, others] = await Promise.all([
    term ? getCoordinatorHome(viewer, term, clock) : null,
    term && coordinates ? getCourseHome(viewer, term, clock, chosen) : null,
    viewer.roles.includes('student') ? getStudentHome(viewer, clock) : null,
    viewer.roles.includes('admin') ? getJobFigures() : null,
    staff ? getOtherTerms(viewer, term?.id, clock.today) : [],
  ])
  const ofCourses = own && term ? courseWaiting(own, term.id) : null
  // One list for all roles of a person: what others wait for first, then their own things.
  const waiting = [
    ...(decides && term ? coordinatorWaiting(decides, term.id) : []),
    ...(ofCourses?.items ?? []),
    ...(student ? studentWaiting(student, clock) : []),
  ]
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
        {(decides || own || student) && (
          <Waiting
            items={waiting}
            nothing={nothingWaits(decides !== null, own !== null, student !== null)}
            more={ofCourses?.rest ? `${ofCourses.rest} more, named with your courses below.` : undefined}
          />
        )}
        <OtherTermsSection terms={others} />
        {decides && term && <CoordinatorHomeSection home={decides} termId={term.id} jobs={jobs} />}
        {own && term && (
          <CourseHomeSection home={own} termId={term.id} readsAll={can(viewer, 'reports.read').allowed} />
        )}
        {student && <StudentHomeSection home={student} clock={clock} />}
      </div>
    </div>
  )
})

/** Says what was looked for; who holds several roles is told of nothing at all. */
function nothingWaits(decides: boolean, coordinates: boolean, student: boolean): string {
  if (decides && !coordinates && !student) return 'No application waits for a decision in this term.'
  if (coordinates && !decides && !student)
    return 'No applicant and no timesheet of your courses waits for you.'
  return 'Nothing waits for you.'
}
