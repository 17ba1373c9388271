import { LineChart } from '@/components/chart/line-chart'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { Meter } from '@/components/ui/meter'
import { Tabs } from '@/components/ui/tabs'
import { formatDay } from '@/lib/dates'
import type { CourseHome, OwnCourse, PlanChart } from '@/lib/home/courses'
import { formatHours } from '@/lib/hours'
import { type Position, positions } from '@/lib/vocabulary'
import type { WaitingItem } from './waiting'

/** More lines than this are no short list any more; the rest stands with the courses below. */
const SHOWN = 6

/** Timesheets and applicants of own courses, the first of them; `rest` stands with the courses. */
export function courseWaiting(home: CourseHome, termId: string): { items: WaitingItem[]; rest: number } {
  const items = home.courses.flatMap((course) => waitingOf(course, termId))
  // Hours hold up somebody's pay; endorsements have until the decision.
  items.sort((a, b) => Number(b.hours) - Number(a.hours) || (b.count ?? 0) - (a.count ?? 0))
  return { items: items.slice(0, SHOWN), rest: Math.max(0, items.length - SHOWN) }
}

/** For course coordinators: need, filled and hours per own course. */
export function CourseHomeSection({
  home,
  termId,
  readsAll,
}: {
  home: CourseHome
  termId: string
  /** Reports show the viewer all courses of the term, not own ones alone. */
  readsAll: boolean
}) {
  const { courses, plan } = home
  return (
    <div className="space-y-6">
      <Card title="Your courses" flush>
        {courses.length === 0 ? (
          <EmptyState title="No course of yours in this term">
            A tutor or marker coordinator adds you to a course on its page.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line border-t border-line">
            {courses.map((course) => (
              <Course key={course.id} course={course} termId={termId} />
            ))}
          </ul>
        )}
      </Card>
      {plan && <Plan plan={plan} courses={courses} termId={termId} readsAll={readsAll} />}
    </div>
  )
}

function waitingOf(course: OwnCourse, termId: string): (WaitingItem & { hours: boolean })[] {
  const { waiting, late } = course.approvals
  const open = positions
    .filter((position) => course.withoutVerdict[position] > 0)
    .map((position) => {
      const count = course.withoutVerdict[position]
      return {
        count,
        hours: false,
        label: `${position} ${count === 1 ? 'applicant' : 'applicants'} of ${course.code} not yet endorsed`,
        detail: course.name,
        href: `${endorseHref(course, position, termId)}&mine=none&open=1`,
      }
    })
  if (waiting === 0) return open
  return [
    {
      count: waiting,
      hours: true,
      label: `${waiting === 1 ? 'timesheet' : 'timesheets'} of ${course.code} to approve`,
      detail: late > 0 ? `${late} past the cut-off` : course.name,
      href: approveHref(course, termId),
    },
    ...open,
  ]
}

const endorseHref = (course: OwnCourse, position: Position, termId: string) =>
  `/endorse?term=${termId}&course=${course.id}&position=${position}`

const approveHref = (course: OwnCourse, termId: string) => `/hours/approve?term=${termId}&course=${course.id}`

function Course({ course, termId }: { course: OwnCourse; termId: string }) {
  const open = course.withoutVerdict.tutor + course.withoutVerdict.marker
  return (
    <li className="grid gap-x-6 gap-y-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,18rem)]">
      <div className="min-w-0">
        <Link href={`/courses/${course.id}`} className="link text-sm font-medium">
          {course.code}
        </Link>
        <p className="text-sm break-words text-muted">{course.name}</p>
        <p className="text-sm text-muted">
          {needOf(course)}
          {positions
            .filter((position) => course.applicants[position] > 0)
            .map((position) => (
              <span key={position}>
                {' · '}
                <Link href={endorseHref(course, position, termId)} className="link whitespace-nowrap">
                  {`${course.applicants[position]} ${position} ${course.applicants[position] === 1 ? 'applicant' : 'applicants'}`}
                </Link>
              </span>
            ))}
          {open > 0 && ` (${open} not yet endorsed)`}
          {' · '}
          <Link href={`/enrolment?term=${termId}&course=${course.id}`} className="link whitespace-nowrap">
            {course.people} {course.people === 1 ? 'member' : 'members'}
          </Link>
          {course.approvals.waiting > 0 && (
            <>
              {' · '}
              <Link href={approveHref(course, termId)} className="link whitespace-nowrap">
                {`${course.approvals.waiting} ${course.approvals.waiting === 1 ? 'timesheet' : 'timesheets'} to approve`}
              </Link>
            </>
          )}
        </p>
      </div>
      <div className="space-y-2">
        <Meter label="Given" value={course.givenQuarters / 4} max={course.budgetQuarters / 4} unit="h" />
        {(course.agreedQuarters > 0 || course.recordedQuarters > 0) && (
          <Meter
            label="Worked"
            value={course.recordedQuarters / 4}
            max={course.agreedQuarters / 4}
            unit="h"
            tone="done"
            text={`${formatHours(course.recordedQuarters)} of ${formatHours(course.agreedQuarters)} agreed`}
          />
        )}
      </div>
    </li>
  )
}

/** "3 tutors"; without a wanted number "tutors". */
const wanted = (count: number | null, word: string) =>
  count === null ? `${word}s` : `${count} ${word}${count === 1 ? '' : 's'}`

function needOf(course: OwnCourse): string {
  const parts = [
    course.needTutors && wanted(course.wantedTutors, 'tutor'),
    course.needMarkers && wanted(course.wantedMarkers, 'marker'),
  ].filter(Boolean)
  return parts.length > 0 ? `Needs ${parts.join(' and ')}` : 'Needs nobody'
}

function Plan({
  plan,
  courses,
  termId,
  readsAll,
}: {
  plan: PlanChart
  courses: OwnCourse[]
  termId: string
  readsAll: boolean
}) {
  const one = courses.find((course) => course.id === plan.courseId)
  const choices = courses.filter((course) => course.agreedQuarters > 0)
  const href = (id?: string) => `/?term=${termId}${id ? `&course=${id}` : ''}#plan`
  return (
    <Card id="plan" className="scroll-mt-20">
      {choices.length > 1 && (
        <Tabs
          label="Course of the chart"
          className="-mt-2 mb-4"
          items={[
            { href: href(), label: 'All your courses', current: !one },
            ...choices.map((course) => ({
              href: href(course.id),
              label: course.code,
              current: course.id === one?.id,
            })),
          ]}
        />
      )}
      <LineChart
        title={`Hours worked against plan${one ? `, ${one.code}` : ''}`}
        description={
          <>
            Up to each payday. The plan spreads the hours that people agreed to evenly over the term.
            {/* No report is of some courses: one of all would not be what the chart shows. */}
            {(one || !readsAll) && (
              <>
                {' '}
                <Link
                  href={`/reports/paydays?term=${termId}${one ? `&course=${one.id}` : ''}`}
                  className="link"
                >
                  Hours by payday
                </Link>
              </>
            )}
          </>
        }
        unit="h"
        xLabel="Payday"
        x={plan.days.map((day) => formatDay(day).split(' ').slice(1, 3).join(' '))}
        series={[
          { name: 'Planned', values: plan.plannedQuarters.map((value) => value / 4), tone: 'neutral' },
          {
            name: 'Worked',
            values: plan.recordedQuarters.map((value) => (value === null ? null : value / 4)),
            tone: 'accent',
          },
        ]}
      />
    </Card>
  )
}
