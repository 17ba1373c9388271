import type { ReactNode } from 'react'
import { StepProgress } from '@/components/layout/step-progress'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { type Step, stepNames, steps } from '@/lib/applications/answers'
import type { PassedDraft } from '@/lib/applications/check'
import { deadlineText, lateGrantOpen, termTakes } from '@/lib/applications/deadlines'
import { dayIsOver, type FormView } from '@/lib/applications/queries'
import { endOfDay, formatInstant, relative } from '@/lib/dates'
import type { Viewer } from '@/lib/permissions'
import { applicationsOf, applicationTitle } from './form-page'

/** What stands around each step: title, until when, the steps with their markers, and what to know. */
export function ApplicationFrame({
  viewer,
  form,
  step,
  closed,
  children,
}: {
  viewer: Viewer
  form: FormView
  step: Step
  /** The draft can no longer be submitted. */
  closed: PassedDraft | null
  children: ReactNode
}) {
  const changing = form.state === 'submitted'
  return (
    <>
      <PageHeader
        title={applicationTitle(form)}
        compact
        description={closed ? undefined : until(form)}
        breadcrumb={[applicationsOf(viewer, form)]}
        actions={
          form.state === 'draft' && (
            <ButtonLink
              href={`/applications/${form.id}/delete`}
              variant="ghost"
              size="sm"
              className="max-sm:hidden"
            >
              Delete draft
            </ButtonLink>
          )
        }
      />
      {viewer.id !== form.studentId && (
        <Alert tone="warning" className="mb-4 max-w-3xl" title={`You are acting for ${form.student.name}`}>
          <p>What you save here is recorded under your name.</p>
        </Alert>
      )}
      {changing && (
        <Alert
          tone="info"
          className="mb-6 max-w-3xl"
          title={form.draft ? 'You have changes that are not submitted' : 'This application is submitted'}
          actions={
            <>
              {form.draft && step !== 'review' && (
                <ButtonLink href={`/applications/${form.id}/review`} size="sm">
                  Review and submit changes
                </ButtonLink>
              )}
              {form.draft ? (
                <ButtonLink href={`/applications/${form.id}/discard`} size="sm" variant="ghost">
                  Discard changes
                </ButtonLink>
              ) : (
                <ButtonLink href={`/applications/${form.id}`} size="sm">
                  See what you submitted
                </ButtonLink>
              )}
            </>
          }
        >
          <p>It stays submitted as it is until you submit your changes on the last step.</p>
        </Alert>
      )}
      {closed && <Closed form={form} closed={closed} />}
      <StepProgress
        label="Application"
        steps={steps.map((one) => ({
          href: `/applications/${form.id}/${one}`,
          label: stepNames[one],
          state: form.marks[one],
          current: one === step,
        }))}
      />
      {children}
      {/* On a phone it would stand between the title and the first question of each step. */}
      {form.state === 'draft' && (
        <p className="mt-8 sm:hidden">
          <Link
            href={`/applications/${form.id}/delete`}
            className="link inline-flex min-h-11 items-center text-sm"
          >
            Delete draft
          </Link>
        </p>
      )}
    </>
  )
}

/** Said on every step, before any answer: without a late submission all of them would be given in vain. */
function Closed({ form, closed }: { form: FormView; closed: PassedDraft }) {
  return (
    <Alert
      tone="error"
      className="mb-6 max-w-3xl"
      title={
        closed.day
          ? `The deadline was ${deadlineText(closed.day, form.zone)}`
          : 'This term no longer takes applications'
      }
    >
      <p>This application can no longer be submitted. What is typed here is kept.</p>
      {!form.context.term.archived && (
        <p>
          The {form.position} coordinator can open late submission until a day that they set: write to them
          first.
        </p>
      )}
    </Alert>
  )
}

function until({ state, context, deadlines, zone, now }: FormView): string {
  if (lateGrantOpen(context) && context.lateUntil)
    return `You can submit late until ${formatInstant(context.lateUntil, zone)}.`
  if (!termTakes(context)) return 'This term no longer takes applications.'
  const day = state === 'submitted' ? deadlines.last : deadlines.first
  if (!day) return 'No deadline is set.'
  if (dayIsOver(day, zone, now)) return `The deadline was ${deadlineText(day, zone)}.`
  const away = relative(endOfDay(day, zone), now, zone)
  const by = state === 'submitted' ? 'Changes can be submitted until' : 'Submit it by'
  return `${by} ${deadlineText(day, zone)}${away ? ` (${away})` : ''}.`
}
