import { Alert } from '@/components/ui/alert'
import { Link } from '@/components/ui/link'
import { stepNames } from '@/lib/applications/answers'
import type { PassedDraft } from '@/lib/applications/check'
import { changesEnd } from '@/lib/applications/deadlines'
import type { FormView } from '@/lib/applications/queries'
import { formatInstant } from '@/lib/dates'
import { AnswersView } from './answers-view'
import { SubmitForm } from './submit-form'

/** Step 5: everything to be read once more, all problems with links, and the button. */
export function ReviewStep({ form, closed }: { form: FormView; closed: PassedDraft | null }) {
  const changing = form.state === 'submitted'
  const nothingToSubmit = changing && !form.draft
  const problems = closed ? closed.problems : form.problems
  const submit = (
    <SubmitForm
      id={form.id}
      problems={problems}
      changing={changing}
      until={changesUntil(form)}
      closed={closed !== null}
    />
  )
  return (
    <>
      <h2 className="mb-4 text-lg">{stepNames.review}</h2>
      {nothingToSubmit ? (
        <Alert tone="info" className="mb-6 max-w-3xl" title="There is nothing to submit">
          <p>You have changed nothing since you submitted. Change an answer on any step first.</p>
        </Alert>
      ) : (
        problems.length > 0 && submit
      )}
      <div className={problems.length > 0 ? 'mt-8' : undefined}>
        <AnswersView
          answers={form.answers}
          courses={form.context.courses}
          files={form.files}
          zone={form.zone}
          change={(step) => (
            <Link
              href={`/applications/${form.id}/${step}`}
              className="link inline-flex min-h-10 items-center text-sm pointer-coarse:min-h-11"
            >
              Change<span className="sr-only"> {stepNames[step].toLowerCase()}</span>
            </Link>
          )}
        />
      </div>
      {!nothingToSubmit && !closed && problems.length === 0 && submit}
    </>
  )
}

/** What is submitted now can be changed until then; null when no deadline ends it. */
function changesUntil({ answers, context, zone }: FormView): string | null {
  const chosen = answers.courses.flatMap((answer) => context.courses.get(answer.courseId) ?? [])
  const end = changesEnd(chosen, context)
  return end && formatInstant(end, zone)
}
