import { FileField, FileLine, Form, HiddenFields, SubmitButton } from '@/components/form'
import { Section } from '@/components/ui/card'
import { dayIn, formatDay } from '@/lib/dates'
import { fileSize } from '@/lib/file-size'
import { PDF_MAX_BYTES } from '@/lib/files/pdf'
import type { OwnProfile, ProfileFile } from '@/lib/profile/queries'
import { getSettings } from '@/lib/settings/queries'
import type { FileKind } from '@/lib/vocabulary'
import { removeDocumentAction, saveDocumentAction } from '../actions'

/** CV and transcript on file, each with a form of its own. */
export async function Documents({ profile }: { profile: OwnProfile }) {
  const { timeZone } = await getSettings()
  const one = (kind: FileKind, title: string, label: string, file: ProfileFile | null) => (
    <div className="mb-8">
      <h3 className="mb-2 text-base">{title}</h3>
      {file && (
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <div className="min-w-0 flex-1 basis-60">
            <FileLine
              file={{
                name: file.name,
                detail: `${fileSize(file.size)}, added ${formatDay(dayIn(file.createdAt, timeZone))}`,
                href: `/files/${file.id}`,
              }}
            />
          </div>
          <Form action={removeDocumentAction} className="contents">
            <HiddenFields values={{ kind }} />
            <SubmitButton variant="ghost">
              Remove<span className="sr-only"> {label}</span>
            </SubmitButton>
          </Form>
        </div>
      )}
      <Form action={saveDocumentAction}>
        <HiddenFields values={{ kind }} />
        <FileField
          name={kind}
          label={file ? `Replace the ${label}` : `Choose the ${label}`}
          help="PDF, up to 10 MB."
          accept="application/pdf,.pdf"
          maxBytes={PDF_MAX_BYTES}
        />
        <SubmitButton variant="secondary" pendingText="Uploading">
          Upload {label}
        </SubmitButton>
      </Form>
    </div>
  )
  return (
    <Section
      id="documents"
      title="Documents"
      description="New applications offer these. Each application keeps the files it was submitted with."
      className="mt-12 max-w-xl"
    >
      {one('cv', 'CV', 'CV', profile.cv)}
      {one('transcript', 'Transcript', 'transcript', profile.transcript)}
    </Section>
  )
}
