import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Meter } from '@/components/ui/meter'
import type { OwnCourse } from '@/lib/home/queries'
import { Waiting } from './waiting'

/** For course coordinators: who waits for an endorsement, then need and filled hours per own course. */
export function CourseHomeSection({ courses, termId }: { courses: OwnCourse[]; termId: string }) {
  const waiting = courses
    .filter((course) => course.withoutVerdict > 0)
    .map((course) => ({
      count: course.withoutVerdict,
      label: `${course.withoutVerdict === 1 ? 'applicant' : 'applicants'} of ${course.code} not yet endorsed`,
      detail: course.name,
      href: `/endorse?term=${termId}&course=${course.id}`,
    }))
  return (
    <div className="space-y-6">
      <Waiting items={waiting} nothing="No applicant of your courses waits for your word." />
      <Card title="Your courses" flush>
        {courses.length === 0 ? (
          <EmptyState title="No course of yours in this term">
            A tutor or marker coordinator adds you to a course on its page.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line border-t border-line">
            {courses.map((course) => (
              <li
                key={course.id}
                className="grid gap-x-6 gap-y-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,16rem)]"
              >
                <div className="min-w-0">
                  <Link href={`/courses/${course.id}`} className="link text-sm font-medium">
                    {course.code}
                  </Link>
                  <p className="text-sm text-muted break-words">{course.name}</p>
                  <p className="text-sm text-muted">
                    {needOf(course)} ·{' '}
                    <Link href={`/endorse?term=${termId}&course=${course.id}`} className="link">
                      {course.applicants} {course.applicants === 1 ? 'applicant' : 'applicants'}
                    </Link>{' '}
                    ·{' '}
                    <Link href={`/enrolment?term=${termId}&course=${course.id}`} className="link">
                      {course.people} {course.people === 1 ? 'member' : 'members'}
                    </Link>
                  </p>
                </div>
                <Meter
                  label={`Hours of ${course.code}`}
                  hideLabel
                  value={course.givenQuarters / 4}
                  max={course.budgetQuarters / 4}
                  unit="h"
                />
              </li>
            ))}
          </ul>
        )}
      </Card>
    </div>
  )
}

function needOf(course: OwnCourse): string {
  const parts = [
    course.needTutors && `${course.wantedTutors ?? ''} tutors`.trim(),
    course.needMarkers && `${course.wantedMarkers ?? ''} markers`.trim(),
  ].filter(Boolean)
  return parts.length > 0 ? `Needs ${parts.join(' and ')}` : 'Needs nobody'
}
