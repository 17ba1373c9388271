import { Form, HiddenFields, RadioGroup, SubmitButton, TextArea } from '@/components/form'
import type { Verdict } from '@/lib/vocabulary'
import { endorseAction } from '../actions'

/** A coordinator's own verdict and private comment on an applicant for one of their courses. */
export function EndorseForm({
  applicationId,
  courseId,
  code,
  verdict,
  comment,
  version,
  back,
}: {
  applicationId: string
  courseId: string
  code: string
  verdict: Verdict | null
  comment: string | null
  version: number
  back: string
}) {
  const id = (field: string) => `endorse-${courseId}-${field}`
  return (
    <Form action={endorseAction} version={version} className="mt-3 rounded border border-line p-4">
      <HiddenFields values={{ applicationId, courseId, version, back }} />
      <RadioGroup
        name="verdict"
        id={id('verdict')}
        label={`Your endorsement for ${code}`}
        help="It helps the coordinator decide and does not bind."
        inline
        className="!mb-3"
        defaultValue={verdict ?? 'none'}
        options={[
          { value: 'strong', label: 'Strong' },
          { value: 'yes', label: 'Yes' },
          { value: 'no', label: 'No' },
          { value: 'none', label: 'None' },
        ]}
      />
      <TextArea
        name="comment"
        id={id('comment')}
        label="Comment"
        help="Private: only coordinators read it."
        optional
        rows={2}
        maxLength={1000}
        defaultValue={comment}
        className="!mb-3"
      />
      <SubmitButton variant="secondary">Save endorsement</SubmitButton>
    </Form>
  )
}
