import { redirect } from 'next/navigation'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { StateBadge } from '@/components/ui/state-badge'
import { deadlineText } from '@/lib/applications/deadlines'
import { type ApplicationView, getOwnApplication, type Result } from '@/lib/applications/own'
import { nextStep } from '@/lib/applications/step-marks'
import { formatDay, formatInstant } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { definePage, type PageProps } from '@/lib/web/page'
import { AnswersView } from '../_components/answers-view'
import { applicationMetadata, applicationsOf, applicationTitle, formOfPage } from '../_components/form-page'

export const generateMetadata = (props: PageProps) => applicationMetadata(props)

/** What was submitted, to be read at any time, and the result once it is published. */
export default definePage(
  { path: '/applications/[id]', gate: 'applications.write' },
  async ({ viewer, params }) => {
    const { id = '' } = params
    const form = await formOfPage(viewer, id)
    if (form.state === 'draft') redirect(`/applications/${id}/${nextStep(form.marks)}`)
    const view = await getOwnApplication(viewer, id)
    return (
      <>
        <PageHeader
          title={applicationTitle(form)}
          badge={<StateBadge state={view.result?.decision ?? view.state} />}
          description={viewer.id === view.studentId ? undefined : view.studentName}
          breadcrumb={[applicationsOf(viewer, form)]}
          actions={
            <>
              {view.canChange && (
                <ButtonLink href={`/applications/${id}/review`}>
                  {view.unsubmittedChanges ? 'Go on with your changes' : 'Change answers'}
                </ButtonLink>
              )}
              {view.canWithdraw && (
                <ButtonLink href={`/applications/${id}/withdraw`} variant="ghost">
                  Withdraw
                </ButtonLink>
              )}
            </>
          }
        />
        <div className="max-w-3xl space-y-8">
          {view.unsubmittedChanges && <Changes view={view} />}
          {view.result ? <ResultCard result={view.result} view={view} /> : <Standing view={view} />}
          <section aria-labelledby="submitted">
            <h2 id="submitted" className="mb-4 text-lg">
              {view.submittedAt ? 'What was submitted' : 'What was typed'}
            </h2>
            <AnswersView answers={view.answers} courses={view.courses} files={view.files} zone={view.zone} />
          </section>
        </div>
      </>
    )
  },
)

function Changes({ view }: { view: ApplicationView }) {
  return (
    <Alert
      tone="warning"
      title="You have changes that are not submitted"
      actions={
        <>
          {view.canChange && (
            <ButtonLink href={`/applications/${view.id}/review`} size="sm">
              Review and submit changes
            </ButtonLink>
          )}
          <ButtonLink href={`/applications/${view.id}/discard`} size="sm" variant="ghost">
            Discard changes
          </ButtonLink>
        </>
      }
    >
      <p>
        {view.canChange
          ? 'What you submitted stands until you submit them.'
          : 'The deadline has passed: what you submitted stands.'}
      </p>
    </Alert>
  )
}

/** Before the result: only what the student did and when to expect it. */
function Standing({ view }: { view: ApplicationView }) {
  const { zone } = view
  if (view.state === 'withdrawn')
    return (
      <Alert
        tone="info"
        title={view.withdrawnAt ? `Withdrawn ${formatInstant(view.withdrawnAt, zone)}` : 'Withdrawn'}
      >
        <p>It takes no further part. You can start another one while the term takes applications.</p>
      </Alert>
    )
  return (
    <Alert
      tone="info"
      title={view.submittedAt ? `Submitted ${formatInstant(view.submittedAt, zone)}` : 'Submitted'}
    >
      {view.editedAt && <p>Last changed by you {formatInstant(view.editedAt, zone)}.</p>}
      {view.canChange && (
        <p>
          You can change it
          {view.deadline
            ? ` until ${deadlineText(view.deadline, zone)}`
            : ' while the term takes applications'}
          , and withdraw it until the result is published.
        </p>
      )}
      <p>
        {view.resultsOn
          ? `Results are expected on ${formatDay(view.resultsOn)}. You will get an email.`
          : 'You will get an email when the result is published.'}
      </p>
    </Alert>
  )
}

const resultTitles = {
  accepted: 'You are accepted',
  rejected: 'You were not accepted this time',
  reserve: 'You are on the reserve list',
} as const

function ResultCard({ result, view }: { result: Result; view: ApplicationView }) {
  const total = result.courses.reduce((sum, course) => sum + course.quarters, 0)
  return (
    <Card
      title={resultTitles[result.decision]}
      description={`Published ${formatInstant(result.publishedAt, view.zone)}`}
    >
      <div className="space-y-4 text-base">
        {result.note && <p className="measure whitespace-pre-line break-words">{result.note}</p>}
        {result.decision === 'reserve' && (
          <p className="measure">If a place becomes free, a coordinator writes to you.</p>
        )}
        {result.courses.some((course) => course.state === 'offered') && (
          <ButtonLink href="/offers" variant="primary">
            Answer in Offers
          </ButtonLink>
        )}
        {result.courses.length > 0 && (
          <table className="w-full text-sm">
            <caption className="sr-only">Your courses and hours</caption>
            <thead>
              <tr className="border-b border-line text-left text-muted">
                <th scope="col" className="py-2 pr-3 font-medium">
                  Course
                </th>
                <th scope="col" className="py-2 pr-3 text-right font-medium">
                  Hours for the term
                </th>
                <th scope="col" className="py-2 font-medium">
                  State
                </th>
              </tr>
            </thead>
            <tbody>
              {result.courses.map((course) => (
                <tr key={course.id} className="border-b border-line align-top">
                  <td className="py-2 pr-3">
                    <Link href={`/courses/${course.id}`} className="link font-medium">
                      {course.code}
                    </Link>
                    <span className="block text-muted break-words">{course.name}</span>
                  </td>
                  <td className="py-2 pr-3 text-right tabular-nums">{formatHours(course.quarters)}</td>
                  <td className="py-2">
                    <StateBadge state={course.state} />
                    {course.answerBy && course.state === 'offered' && (
                      <span className="block text-muted">
                        Answer by {formatInstant(course.answerBy, view.zone)}
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
            {result.courses.length > 1 && (
              <tfoot>
                <tr>
                  <th scope="row" className="py-2 pr-3 text-left font-medium">
                    Total
                  </th>
                  <td className="py-2 pr-3 text-right font-medium tabular-nums">{formatHours(total)}</td>
                  <td />
                </tr>
              </tfoot>
            )}
          </table>
        )}
      </div>
    </Card>
  )
}
