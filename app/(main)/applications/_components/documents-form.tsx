'use client'
/** Step 4 as a form: plain and with files without JavaScript, with progress when there is some. */
import { type ReactNode, useContext, useMemo, useRef, useState } from 'react'
import {
  ErrorSummary,
  Form,
  FormActions,
  type FormState,
  HiddenFields,
  SubmitButton,
} from '@/components/form'
import { FormContext } from '@/components/form/form-context'
import { saveDocumentsAction } from '../actions'
import { DocumentField, type DocumentState } from './document-field'

const IDLE: FormState = { status: 'idle' }

export function DocumentsForm({
  applicationId,
  documents,
  initial,
}: {
  applicationId: string
  documents: DocumentState[]
  initial: FormState
}) {
  const uploads = useRef(new Set<string>())
  const [waiting, setWaiting] = useState(false)
  return (
    <Form
      action={saveDocumentsAction}
      initial={initial}
      summary={false}
      onSubmit={(event) => {
        if (uploads.current.size === 0) return
        event.preventDefault()
        setWaiting(true)
      }}
    >
      <AsItStands initial={initial}>
        <HiddenFields values={{ id: applicationId }} />
        {/* Enter presses the first button: not "Remove". */}
        <button
          type="submit"
          name="intent"
          value="continue"
          tabIndex={-1}
          aria-hidden="true"
          className="sr-only"
        >
          Save
        </button>
        {documents.map((document) => (
          <DocumentField
            key={document.kind}
            applicationId={applicationId}
            document={document}
            uploads={uploads}
          />
        ))}
        {waiting && (
          <p role="alert" className="text-sm text-warn">
            A file is still being uploaded. Wait until it is there, or cancel it.
          </p>
        )}
        <FormActions>
          <SubmitButton name="intent" value="continue" pendingText="Saving">
            Save and continue
          </SubmitButton>
        </FormActions>
      </AsItStands>
    </Form>
  )
}

/**
 * A form keeps the state that it began with, and so a problem that a document has solved since. A new form for each
 * state would forget the documents on their way.
 */
function AsItStands({ initial, children }: { initial: FormState; children: ReactNode }) {
  const context = useContext(FormContext)
  const [first] = useState(initial)
  const said = JSON.stringify(initial)
  const page = useMemo(() => JSON.parse(said) as FormState, [said])
  const answered = context.state !== first
  const now = useMemo(() => (answered ? context : { ...context, state: page }), [context, page, answered])
  return (
    <FormContext value={now}>
      <ErrorSummary state={answered ? context.state : IDLE} />
      {/* What the page says itself takes no focus. */}
      {!answered && <ErrorSummary key={said} state={page} />}
      {children}
    </FormContext>
  )
}
