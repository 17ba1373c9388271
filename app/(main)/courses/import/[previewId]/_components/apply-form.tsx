import { Checkbox, Form, HiddenFields, RadioGroup, SubmitButton } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import type { CourseRowDiff } from '@/lib/courses/import-diff'
import type { ParsedCourses } from '@/lib/courses/import-format'
import type { ImportPreview } from '@/lib/courses/import-previews'
import { applyImportAction } from '../../actions'

type Open = Extract<ImportPreview, { state: 'preview' }>

const count = (n: number, word: string) => `${n.toLocaleString('en-NZ')} ${word}`
const courses = (n: number, kind: string) => count(n, `${kind} ${n === 1 ? 'course' : 'courses'}`)

/** What a person should know of the file as a whole. */
export function FileNotes({ parsed }: { parsed: ParsedCourses }) {
  const ignored = parsed.ignored.map(({ letter, header }) => `${letter}${header ? ` “${header}”` : ''}`)
  if (parsed.notes.length === 0 && ignored.length === 0) return null
  return (
    <Alert tone="info" className="mb-4">
      {parsed.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {ignored.length > 0 && (
        <p>
          {ignored.length === 1 ? 'This column is' : 'These columns are'} not part of the import and{' '}
          {ignored.length === 1 ? 'was' : 'were'} not read: {ignored.join(', ')}.
        </p>
      )}
    </Alert>
  )
}

/** The choice of what to apply, and what it will do; nothing of it when there is nothing to do. */
export function ApplyForm({
  preview,
  counts,
}: {
  preview: Open
  counts: Record<CourseRowDiff['kind'], number>
}) {
  const again = (
    <ButtonLink href={`/courses/import?term=${preview.term.id}`} variant="ghost">
      Choose another file
    </ButtonLink>
  )
  if (preview.term.archivedAt)
    return (
      <Alert tone="info" title={`${preview.term.name} is archived`} actions={again}>
        <p>It has to be brought back before courses can be imported into it.</p>
      </Alert>
    )
  if (counts.new + counts.changed === 0)
    return (
      <Alert
        tone={counts.error > 0 ? 'warning' : 'ok'}
        title={counts.error > 0 ? 'No row can be applied' : 'There is nothing to import'}
        actions={again}
      >
        <p>
          {counts.error > 0
            ? 'Correct the rows with errors in the file and choose it again.'
            : 'The term has all these courses already, with the same values.'}
        </p>
      </Alert>
    )
  const options = [
    ...(counts.new > 0
      ? [
          {
            value: 'add',
            label: `Add ${courses(counts.new, 'new')}`,
            help:
              counts.changed === 1
                ? 'The changed course stays as it is.'
                : counts.changed > 1
                  ? `The ${courses(counts.changed, 'changed')} stay as they are.`
                  : undefined,
          },
        ]
      : []),
    ...(counts.changed > 0
      ? [
          {
            value: 'update',
            label:
              counts.new > 0
                ? `Add ${courses(counts.new, 'new')} and update ${count(counts.changed, 'changed')}`
                : `Update ${courses(counts.changed, 'changed')}`,
          },
        ]
      : []),
  ]
  return (
    <Card>
      <Form action={applyImportAction}>
        <HiddenFields values={{ previewId: preview.id, fingerprint: preview.fingerprint }} />
        <RadioGroup
          name="mode"
          label="What to apply"
          options={options}
          defaultValue={options[0]?.value}
          className="!mb-4"
        />
        {counts.error > 0 && (
          <Checkbox
            name="leaveOutErrors"
            label={
              counts.error === 1
                ? 'Leave out the row with errors and apply the others'
                : `Leave out the ${count(counts.error, 'rows')} with errors and apply the others`
            }
            className="!mb-4"
          />
        )}
        <div className="flex flex-wrap gap-2">
          <SubmitButton pendingText="Applying">Apply import</SubmitButton>
          {again}
        </div>
      </Form>
    </Card>
  )
}
