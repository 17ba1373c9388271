'use client'
/**
 * The last button, and on top of it every problem with a link to its field on its own step. `closed`: the time is
 * over, so that there is no button, and the answers are named for the case that it is opened again.
 */
import { useContext } from 'react'
import {
  ErrorSummary,
  Form,
  FormActions,
  type FormState,
  HiddenFields,
  SubmitButton,
} from '@/components/form'
import { FormContext } from '@/components/form/form-context'
import type { Problem } from '@/lib/applications/check'
import { submitAction } from '../actions'

export function SubmitForm({
  id,
  problems,
  changing,
  until,
  closed = false,
}: {
  id: string
  problems: Problem[]
  /** Changes to what was submitted, not the first submission. */
  changing: boolean
  /** The instant until which what is submitted can be changed, in words; null: none is known. */
  until?: string | null
  closed?: boolean
}) {
  const initial: FormState =
    problems.length > 0
      ? { status: 'error', errors: errorsOf(problems), data: { problems } }
      : { status: 'idle' }
  return (
    <Form action={submitAction} initial={initial} summary={false} className="!max-w-3xl">
      <HiddenFields values={{ id }} />
      <Problems id={id} closed={closed} />
      {!closed && (
        <FormActions
          note={
            changing
              ? 'Your changes replace what you submitted. They are checked once more.'
              : `Everything is checked once more.${until ? ` Until ${until} you can still change or withdraw what you submit.` : ''}`
          }
        >
          <SubmitButton pendingText="Submitting">
            {changing ? 'Submit changes' : 'Submit application'}
          </SubmitButton>
        </FormActions>
      )}
    </Form>
  )
}

function errorsOf(problems: Problem[]): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const problem of problems) errors[problem.field] ??= problem.message
  return errors
}

function Problems({ id, closed }: { id: string; closed: boolean }) {
  const { state } = useContext(FormContext)
  const { problems = [] } = (state.data ?? {}) as { problems?: Problem[] }
  const hrefs: Record<string, string> = {}
  for (const { field, step } of problems)
    hrefs[field] ??= `/applications/${id}/${step}?check=1#${encodeURIComponent(`f-${field}`)}`
  const n = Object.keys(state.errors ?? {}).length
  return (
    <ErrorSummary
      state={n > 0 ? { ...state, message: undefined } : state}
      title={
        n === 0
          ? 'Not submitted'
          : `${n} ${n === 1 ? 'answer' : 'answers'} to correct ${closed ? 'if late submission is opened' : 'before you can submit'}`
      }
      hrefs={hrefs}
    />
  )
}
