import { redirect } from 'next/navigation'
import { ResultPanel } from '@/components/layout/result-panel'
import { ButtonLink } from '@/components/ui/button'
import { deadlineText } from '@/lib/applications/deadlines'
import { getOwnApplication } from '@/lib/applications/own'
import { formatDay, formatInstant } from '@/lib/dates'
import { positionNames } from '@/lib/vocabulary'
import { definePage, type PageProps } from '@/lib/web/page'
import { applicationMetadata } from '../../_components/form-page'

export const generateMetadata = (props: PageProps) => applicationMetadata(props, 'Submitted')

export default definePage(
  { path: '/applications/[id]/submitted', gate: 'applications.write' },
  async ({ viewer, params, searchParams }) => {
    const { id = '' } = params
    const view = await getOwnApplication(viewer, id)
    if (view.state !== 'submitted' || !view.submittedAt) redirect(`/applications/${id}`)
    const changed = searchParams.changed !== undefined && view.editedAt
    const own = viewer.id === view.studentId
    const position = positionNames[view.position].toLowerCase()
    return (
      <ResultPanel
        title={changed ? 'Changes submitted' : 'Application submitted'}
        next={[
          'The coordinators of your courses and of the position read it and decide.',
          view.resultsOn
            ? `Results are expected on ${formatDay(view.resultsOn)}. You will get an email when yours is published.`
            : 'You will get an email when your result is published.',
          ...(view.canChange
            ? [
                view.deadline
                  ? `You can change it until ${deadlineText(view.deadline, view.zone)}, and withdraw it until the result is published.`
                  : 'You can change it while the term takes applications, and withdraw it until the result is published.',
              ]
            : []),
        ]}
        action={
          <>
            <ButtonLink href={`/applications/${id}`} variant="primary">
              See what was submitted
            </ButtonLink>
            <ButtonLink href="/applications" variant="ghost">
              All applications
            </ButtonLink>
          </>
        }
      >
        <p>
          {own ? 'Your' : `${view.studentName}’s`} application as a {position} for {view.termName},{' '}
          {formatInstant(changed || view.submittedAt, view.zone)}.
          {!changed && ' A confirmation is on its way by email.'}
        </p>
      </ResultPanel>
    )
  },
)
