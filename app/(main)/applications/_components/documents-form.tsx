'use client'
/** Step 4 as a form: plain and with files without JavaScript, with progress when there is some. */
import { useRef, useState } from 'react'
import { Form, FormActions, type FormState, HiddenFields, SubmitButton } from '@/components/form'
import { saveDocumentsAction } from '../actions'
import { DocumentField, type DocumentState } from './document-field'

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
      onSubmit={(event) => {
        if (uploads.current.size === 0) return
        event.preventDefault()
        setWaiting(true)
      }}
    >
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
    </Form>
  )
}
