import { redirect } from 'next/navigation'
import { FormActions, SubmitButton } from '@/components/form'
import { type FormStep, type Step, stepNames, steps } from '@/lib/applications/answers'
import { closedDraft, type FormView } from '@/lib/applications/queries'
import { formatDay } from '@/lib/dates'
import { notFound } from '@/lib/errors'
import { definePage, type PageProps } from '@/lib/web/page'
import { ApplicationFrame } from '../../_components/application-frame'
import { CoursesStep, shownOf } from '../../_components/courses-step'
import { DocumentsStep } from '../../_components/documents-step'
import { EligibilityFields } from '../../_components/eligibility-fields'
import { applicationMetadata, formOfPage } from '../../_components/form-page'
import { IdentityFields } from '../../_components/identity-fields'
import { initialState } from '../../_components/initial-state'
import { ReviewStep } from '../../_components/review-step'
import { StepForm } from '../../_components/step-form'
import { saveEligibilityAction, saveIdentityAction } from '../../actions'

const isStep = (word: string | undefined): word is Step => steps.includes(word as Step)

export async function generateMetadata(props: PageProps) {
  const { step } = await props.params
  return applicationMetadata(props, isStep(step) ? stepNames[step] : undefined)
}

export default definePage(
  { path: '/applications/[id]/[step]', gate: 'applications.write' },
  async ({ viewer, params, searchParams }) => {
    const { id = '', step } = params
    if (!isStep(step)) throw notFound('This step')
    const form = await formOfPage(viewer, id)
    if (!form.editable) redirect(`/applications/${id}`)
    const all = searchParams.check !== undefined
    const closed = await closedDraft(form)
    return (
      <ApplicationFrame viewer={viewer} form={form} step={step} closed={closed}>
        {step === 'review' ? (
          <ReviewStep form={form} closed={closed} />
        ) : step === 'courses' ? (
          <CoursesStep form={form} q={searchOf(searchParams.q)} show={shownOf(searchParams.show)} all={all} />
        ) : step === 'documents' ? (
          <DocumentsStep form={form} all={all} />
        ) : (
          <Fields form={form} step={step} all={all} />
        )}
      </ApplicationFrame>
    )
  },
)

const searchOf = (value: string | string[] | undefined) =>
  (Array.isArray(value) ? value[0] : value)?.trim().slice(0, 100) ?? ''

function Fields({
  form,
  step,
  all,
}: {
  form: FormView
  step: Exclude<FormStep, 'courses' | 'documents'>
  all: boolean
}) {
  const identity = step === 'identity'
  const { lockedIdentity: locked } = form.context
  return (
    <StepForm
      applicationId={form.id}
      step={step}
      title={stepNames[step]}
      intro={
        form.answers.saved.includes(step) || form.state !== 'draft' ? undefined : (
          <p>
            Filled in from your profile where it knows an answer. Check it, and change what is no longer true.
          </p>
        )
      }
      base={form.base[step]}
      initial={initialState(form.problems, step, all)}
      action={identity ? saveIdentityAction : saveEligibilityAction}
    >
      {identity ? (
        <IdentityFields
          answers={{
            ...form.answers.identity,
            ...(locked ? { upi: locked.upi ?? '', auid: locked.auid ?? '' } : {}),
          }}
          locked={locked !== null}
        />
      ) : (
        <EligibilityFields answers={form.answers.eligibility} termStart={formatDay(form.term.startsOn)} />
      )}
      <FormActions>
        <SubmitButton pendingText="Saving">Save and continue</SubmitButton>
      </FormActions>
    </StepForm>
  )
}
