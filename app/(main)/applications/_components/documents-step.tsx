import { profileColumn } from '@/lib/applications/document-commands'
import { documentLabels } from '@/lib/applications/labels'
import type { FormView } from '@/lib/applications/queries'
import { fileKinds } from '@/lib/vocabulary'
import { fileLine } from './answers-view'
import type { DocumentState } from './document-field'
import { DocumentsForm } from './documents-form'
import { initialState } from './initial-state'

/** Step 4. */
export function DocumentsStep({ form, all }: { form: FormView; all: boolean }) {
  const { answers, files, profile, zone } = form
  const lineOf = (id: string | null | undefined) => {
    const file = id ? files.get(id) : undefined
    return file && !file.removedAt ? fileLine(file, zone) : null
  }
  const documents = fileKinds.map((kind): DocumentState => {
    const current = answers.documents[kind]
    const last = profile?.[profileColumn[kind]]
    return {
      kind,
      label: documentLabels[kind],
      help: 'A PDF of at most 10 MB, without a password.',
      file: lineOf(current),
      last: last && last !== current ? lineOf(last) : null,
    }
  })
  const initial = initialState(form.problems, 'documents', all)
  return (
    <>
      <h2 className="mb-4 text-lg">Documents</h2>
      <DocumentsForm applicationId={form.id} documents={documents} initial={initial} />
    </>
  )
}
