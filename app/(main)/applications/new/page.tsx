import { Form, HiddenFields, SubmitButton } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { deadlineText } from '@/lib/applications/deadlines'
import { getApplicant, listOpenings, type Opening } from '@/lib/applications/openings'
import { endOfDay, formatDay, formatInstant, hasPassed, relative } from '@/lib/dates'
import { getSettings } from '@/lib/settings/queries'
import { positionNames } from '@/lib/vocabulary'
import { definePage } from '@/lib/web/page'
import { startAction } from '../actions'

export const metadata = { title: 'Start an application' }

/**
 * Choose term and position. `?term=…&position=…&course=…` come from elsewhere and put that choice first;
 * starting is a post all the same. `?for=…` lets an admin act for a student.
 */
export default definePage(
  { path: '/applications/new', gate: 'applications.write' },
  async ({ viewer, searchParams }) => {
    const one = (key: string) => {
      const value = searchParams[key]
      return Array.isArray(value) ? value[0] : value
    }
    const applicant = await getApplicant(viewer, one('for') ?? viewer.id)
    const self = applicant.id === viewer.id
    const [openings, { timeZone }] = await Promise.all([listOpenings(viewer, applicant.id), getSettings()])
    const chosen = (o: Opening) =>
      (!one('term') || o.termId === one('term')) && (!one('position') || o.position === one('position'))
    const asked = Boolean(one('term') || one('position'))
    const first = openings.filter(chosen)
    const takes = (o: Opening) => o.openCourses > 0 || o.lateUntil !== null || o.live !== null
    const others = asked ? openings.filter((o) => !chosen(o) && takes(o)) : []
    const list = (rows: Opening[]) => (
      <ul className="divide-y divide-line border-t border-line">
        {rows.map((opening) => (
          <OpeningRow
            key={opening.termId + opening.position}
            opening={opening}
            zone={timeZone}
            courseId={one('course')}
            studentId={self ? undefined : applicant.id}
          />
        ))}
      </ul>
    )
    return (
      <>
        <PageHeader
          title="Start an application"
          description="Each application is for one term and one position. It takes about ten minutes: have your CV and transcript ready as PDF."
          breadcrumb={[
            self
              ? { label: 'Applications', href: '/applications' }
              : { label: applicant.name, href: `/users/${applicant.id}#applications` },
          ]}
        />
        {!self && applicant.canApply && (
          <Alert tone="warning" className="mb-4 max-w-3xl" title={`You are acting for ${applicant.name}`}>
            <p>What you start here is theirs and is recorded under your name.</p>
          </Alert>
        )}
        <div className="max-w-3xl space-y-6">
          {!applicant.canApply ? (
            <Card>
              <EmptyState
                title={self ? 'Students apply' : `${applicant.name} cannot apply`}
                action={
                  self ? (
                    <ButtonLink href="/users?role=student">See students</ButtonLink>
                  ) : (
                    <ButtonLink href={`/users/${applicant.id}`}>See their account</ButtonLink>
                  )
                }
              >
                {self
                  ? 'You do not have the role of student. To start an application for a student, open them in People.'
                  : 'An application needs an active account with the role of student.'}
              </EmptyState>
            </Card>
          ) : openings.length === 0 ? (
            <Card>
              <EmptyState
                title="No term takes applications at the moment"
                action={<ButtonLink href="/applications">See applications</ButtonLink>}
              >
                Open terms appear here with their deadlines.
              </EmptyState>
            </Card>
          ) : (
            <>
              {first.length > 0 ? (
                <Card title="Open for applications" flush>
                  {list(first)}
                </Card>
              ) : (
                <Alert tone="warning" title="What you chose does not take applications now">
                  <p>These do:</p>
                </Alert>
              )}
              {others.length > 0 && (
                <Card title={first.length > 0 ? 'Also open' : 'Open for applications'} flush>
                  {list(others)}
                </Card>
              )}
              {openings.every((o) => !isPassed(o, timeZone)) && (
                <p className="text-sm text-muted">
                  After a deadline, or for a term that is no longer shown here, the coordinator of the
                  position can open late submission until a day that they set: write to them.
                </p>
              )}
            </>
          )}
        </div>
      </>
    )
  },
)

/** The deadline of every course is over, and no late submission is granted. */
const isPassed = (o: Opening, zone: string): boolean =>
  !o.lateUntil && o.lastDay !== null && hasPassed(o.lastDay, zone)

function OpeningRow({
  opening: o,
  zone,
  courseId,
  studentId,
}: {
  opening: Opening
  zone: string
  courseId?: string
  studentId?: string
}) {
  const now = new Date()
  const passed = isPassed(o, zone)
  const away = o.lastDay && relative(endOfDay(o.lastDay, zone), now, zone)
  const deadline = o.lateUntil
    ? `You can submit late until ${formatInstant(o.lateUntil, zone)}`
    : o.lastDay
      ? `${passed ? 'The deadline was' : 'Until'} ${deadlineText(o.lastDay, zone)}${away ? ` (${away})` : ''}`
      : 'No deadline is set'
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 text-sm">
        <p className="font-medium">
          {positionNames[o.position]}, {o.termName}
        </p>
        <p className="text-muted">
          {formatDay(o.startsOn)} to {formatDay(o.endsOn)}. {deadline}.
        </p>
        <p className="text-muted">
          {o.openCourses === 0
            ? `No course takes ${o.position}s now.`
            : `${o.openCourses} ${o.openCourses === 1 ? 'course needs' : 'courses need'} ${o.position}s.`}
        </p>
      </div>
      {passed && (
        <p className="order-last measure w-full text-sm">
          To submit late, write to the {o.position} coordinator: they can open late submission until a day
          that they set. This page then shows that day.
        </p>
      )}
      {/* Without a course there is nothing to apply for, and so no button that leads nowhere. */}
      {o.openCourses === 0 && !o.lateUntil && !o.live ? null : o.live ? (
        <ButtonLink href={`/applications/${o.live.id}`} size="sm">
          {o.live.state !== 'draft'
            ? 'See your application'
            : passed
              ? 'See your draft'
              : 'Go on with your draft'}
        </ButtonLink>
      ) : (
        <Form action={startAction} className="!max-w-sm">
          <HiddenFields values={{ termId: o.termId, position: o.position, courseId, studentId }} />
          <SubmitButton size="sm" variant="primary" pendingText="Starting">
            Apply as {o.position}
          </SubmitButton>
        </Form>
      )}
    </li>
  )
}
