import Link from 'next/link'
import { Alert } from '@/components/ui/alert'
import { stepNames } from '@/lib/applications/answers'
import type { FormView } from '@/lib/applications/queries'
import { AnswersView } from './answers-view'
import { SubmitForm } from './submit-form'

/** Step 5: everything to be read once more, all problems with links, and the button. */
export function ReviewStep({ form }: { form: FormView }) {
  const changing = form.state === 'submitted'
  const nothingToSubmit = changing && !form.draft
  return (
    <>
      <h2 className="mb-4 text-lg">{stepNames.review}</h2>
      {nothingToSubmit ? (
        <Alert tone="info" className="mb-6 max-w-3xl" title="There is nothing to submit">
          <p>You have changed nothing since you submitted. Change an answer on any step first.</p>
        </Alert>
      ) : (
        form.problems.length > 0 && <SubmitForm id={form.id} problems={form.problems} changing={changing} />
      )}
      <div className={form.problems.length > 0 ? 'mt-8' : undefined}>
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
      {!nothingToSubmit && form.problems.length === 0 && (
        <SubmitForm id={form.id} problems={[]} changing={changing} />
      )}
    </>
  )
}
