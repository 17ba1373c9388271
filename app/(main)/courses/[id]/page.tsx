import { Mail, Pencil, UsersRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { Form, HiddenFields, SubmitButton } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { Card, Section } from '@/components/ui/card'
import { Facts } from '@/components/ui/facts'
import { Meter } from '@/components/ui/meter'
import { PageHeader } from '@/components/ui/page-header'
import { StateBadge } from '@/components/ui/state-badge'
import type { Contact, CoursePage } from '@/lib/courses/queries'
import { needsText, peopleText } from '@/lib/courses/words'
import { formatDay, todayIn } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { getSettings } from '@/lib/settings/queries'
import { type Position, positionNames, positions } from '@/lib/vocabulary'
import { definePage, type PageProps } from '@/lib/web/page'
import { Apply } from '../_components/apply'
import { courseMetadata, wholeCourse } from '../_components/course-page'
import { Deadline } from '../_components/deadline'
import { restoreCourseAction } from '../actions'

export const generateMetadata = (props: PageProps) => courseMetadata(props)

export default definePage({ path: '/courses/[id]', gate: 'courses.read' }, async ({ viewer, params }) => {
  const [page, { timeZone }] = await Promise.all([wholeCourse(viewer, params.id), getSettings()])
  const { course, term, may } = page
  const today = todayIn(timeZone)
  const archived = course.archivedAt !== null || term.archivedAt !== null
  return (
    <div className="max-w-5xl">
      <PageHeader
        title={course.code}
        badge={archived ? <StateBadge state="archived" /> : undefined}
        description={course.name}
        breadcrumb={[{ label: 'Courses', href: `/courses?term=${term.id}` }]}
        actions={<Actions page={page} archived={archived} />}
      />
      {course.archivedAt && (
        <Alert tone="info" title="This course is archived" className="mb-6">
          <p>It has left the lists and cannot be changed. Its figures stay in the reports.</p>
          {may.manage && !term.archivedAt && (
            <Form action={restoreCourseAction} className="mt-2">
              <HiddenFields values={{ id: course.id, version: course.version }} />
              <SubmitButton variant="secondary">Bring the course back</SubmitButton>
            </Form>
          )}
        </Alert>
      )}
      <div className="space-y-8">
        {/* Who may apply looks for that first; who staffs the course for its figures. */}
        {!page.apply && <Facts columns={3} items={factsOf(page)} />}
        {page.live && <StaffHours page={page} />}
        <div className="grid gap-4 lg:grid-cols-2">
          {positions.map((position) => (
            <PositionCard key={position} page={page} position={position} today={today} />
          ))}
        </div>
        {page.apply && (
          <Section id="facts" title="About the course">
            <Facts columns={3} items={factsOf(page)} />
          </Section>
        )}
        <Section
          id="coordinators"
          title="Coordinators"
          actions={
            may.manage && !archived ? (
              <ButtonLink href={`/courses/${course.id}/coordinators`} size="sm">
                Change coordinators
              </ButtonLink>
            ) : undefined
          }
        >
          <Contacts people={page.coordinators} empty="Nobody coordinates this course yet." />
        </Section>
        {page.colleagues && (
          <Section
            id="colleagues"
            title="Colleagues"
            description="People who work in this course, as you do."
          >
            <Contacts people={page.colleagues} empty="You are the first." />
          </Section>
        )}
        {may.seeNotes && course.notes && (
          <Section id="notes" title="Notes for coordinators" description="Students never see them.">
            <Prose text={course.notes} />
          </Section>
        )}
      </div>
    </div>
  )
})

function Actions({ page: { course, may }, archived }: { page: CoursePage; archived: boolean }) {
  return (
    <>
      {may.editNeed && !archived && (
        <ButtonLink href={`/courses/${course.id}/edit`} variant="primary" icon={<Pencil aria-hidden />}>
          {may.manage ? 'Edit course' : 'Edit need'}
        </ButtonLink>
      )}
      {may.seeMembers && (
        <ButtonLink href={`/enrolment?course=${course.id}`} icon={<UsersRound aria-hidden />}>
          Members
        </ButtonLink>
      )}
      {may.manage && !archived && (
        <ButtonLink href={`/courses/${course.id}/remove`} variant="ghost">
          Remove course
        </ButtonLink>
      )}
    </>
  )
}

function factsOf({ course, term, published, live, applicants, may }: CoursePage) {
  const left = course.availableQuarters - published.tutor - published.marker
  return [
    { label: 'Term', value: `${term.name}\n${formatDay(term.startsOn)} to ${formatDay(term.endsOn)}` },
    { label: 'Needs', value: needsText(course) },
    ...(live
      ? []
      : [
          {
            label: 'Hours for the term',
            value: `${formatHours(course.availableQuarters)}, ${formatHours(left)} left`,
          },
        ]),
    {
      label: 'People wanted',
      value: peopleText({ tutor: course.wantedTutors, marker: course.wantedMarkers }),
    },
    { label: 'Estimated students', value: number(course.estimatedStudents) },
    { label: 'Current students', value: number(course.currentStudents) },
    { label: 'Assignments', value: number(course.assignments) },
    { label: 'Labs a week', value: number(course.labsPerWeek) },
    { label: 'Tutorials a week', value: number(course.tutorialsPerWeek) },
    ...(applicants ? [{ label: 'Applicants', value: peopleText(applicants) }] : []),
    ...(may.editNeed
      ? [{ label: 'Coordinators may pre-assign', value: course.canPreAssign ? 'Yes' : 'No' }]
      : []),
    { label: 'Prerequisite', value: course.prerequisite, wide: true },
  ]
}

const number = (n: number | null) => n?.toLocaleString('en-NZ')

/** Budget and what is given of it, proposals included: for staff. */
function StaffHours({ page: { course, live, published } }: { page: CoursePage }) {
  if (!live) return null
  const bars = [
    { label: 'All hours', budget: course.availableQuarters, used: live.tutor + live.marker },
    { label: 'Tutors', budget: course.tutorQuarters, used: live.tutor },
    { label: 'Markers', budget: course.markerQuarters, used: live.marker },
  ]
  const toldQuarters = published.tutor + published.marker
  return (
    <Section
      id="hours"
      title="Hours"
      description={`${formatHours(live.tutor + live.marker)} are given, ${formatHours(toldQuarters)} of them published.`}
    >
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-3">
        {bars.map(({ label, budget, used }) =>
          budget === null ? (
            <div key={label} className="text-sm">
              <div className="flex justify-between gap-3">
                <span>{label}</span>
                <span className="text-muted tabular-nums">{formatHours(used)}, no split</span>
              </div>
            </div>
          ) : (
            <Meter key={label} label={label} value={used / 4} max={budget / 4} unit="h" />
          ),
        )}
      </div>
    </Section>
  )
}

function PositionCard({ page, position, today }: { page: CoursePage; position: Position; today: string }) {
  const { course, deadlines, apply } = page
  const needed = position === 'tutor' ? course.needTutors : course.needMarkers
  const text = position === 'tutor' ? course.tutorResponsibility : course.markerResponsibility
  const own = position === 'tutor' ? course.tutorDeadline : course.markerDeadline
  const state = apply?.[position]
  return (
    <Card title={`${positionNames[position]}s`} id={position}>
      {needed ? (
        <div className="space-y-4">
          <Facts
            columns={1}
            items={[
              {
                label: own ? 'Deadline' : 'Deadline of the term',
                value: deadlines[position] && <Deadline day={deadlines[position]} today={today} />,
              },
            ]}
          />
          <div>
            <h3 className="text-sm font-normal text-muted">Responsibilities</h3>
            {text ? <Prose text={text} /> : <p className="text-sm text-muted">–</p>}
          </div>
          {state && <Apply course={page.course} position={position} state={state} />}
        </div>
      ) : (
        <div className="space-y-4">
          <p className="text-sm text-muted">This course needs no {positionNames[position].toLowerCase()}s.</p>
          {(state?.kind === 'applied' || state?.kind === 'held') && (
            <Apply course={page.course} position={position} state={state} />
          )}
        </div>
      )}
    </Card>
  )
}

function Contacts({ people, empty }: { people: Contact[]; empty: string }) {
  if (people.length === 0) return <p className="text-sm text-muted">{empty}</p>
  return (
    <ul className="grid gap-x-8 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
      {people.map((person) => (
        <li key={person.id} className="min-w-0 text-sm">
          <p className="font-medium break-words">{person.name}</p>
          <a
            className="link inline-flex min-h-6 max-w-full items-center gap-1.5"
            href={`mailto:${person.email}`}
          >
            <Mail aria-hidden className="size-3.5 shrink-0" />
            <span className="truncate">{person.email}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}

function Prose({ text }: { text: string }): ReactNode {
  return <p className="measure text-sm break-words whitespace-pre-line">{text}</p>
}
