import { Form, HiddenFields, SubmitButton, TextArea } from '@/components/form'
import { formatInstant } from '@/lib/dates'
import type { ReviewRecord } from '@/lib/review/record'
import { addNoteAction } from '../actions'

/** Notes of the coordinators of the position among themselves, and the form for another. */
export function RecordNotes({ record, zone, here }: { record: ReviewRecord; zone: string; here: string }) {
  return (
    <>
      {record.notes.length > 0 && (
        <ul className="mb-4 space-y-3">
          {record.notes.map((note) => (
            <li key={note.id} className="text-sm">
              <p className="text-muted">
                {note.author}, {formatInstant(note.createdAt, zone)}
              </p>
              <p className="measure whitespace-pre-line break-words">{note.body}</p>
            </li>
          ))}
        </ul>
      )}
      <Form action={addNoteAction} resetOnOk>
        <HiddenFields values={{ applicationId: record.application.id, back: `${here}#notes` }} />
        <TextArea name="body" label="New note" rows={2} maxLength={4000} className="!mb-3" />
        <SubmitButton variant="secondary">Add note</SubmitButton>
      </Form>
    </>
  )
}
