import { Form, HiddenFields, RadioGroup, Remembered, SubmitButton, TextArea } from '@/components/form'
import type { Verdict } from '@/lib/vocabulary'
import { endorseAction } from '../actions'

/** Of the form whose buttons stand at the edge of the panel. */
const IN_HAND = 'endorse-in-hand'

/** A coordinator's own verdict and private comment on an applicant for one of their courses. */
export function EndorseForm({
  applicationId,
  courseId,
  code,
  verdict,
  comment,
  version,
  back,
  next,
}: {
  applicationId: string
  courseId: string
  code: string
  verdict: Verdict | null
  comment: string | null
  version: number
  back: string
  /** Where "Save and next" leads; given for the course whose applicants are gone through, whose buttons are `EndorseActions`. */
  next?: string
}) {
  const id = (field: string) => `endorse-${courseId}-${field}`
  return (
    <Form
      action={endorseAction}
      id={next === undefined ? undefined : IN_HAND}
      version={version}
      className="mt-3 rounded border border-line p-4"
    >
      <HiddenFields
        values={{ applicationId, courseId, version, back, ...(next !== undefined && { next }) }}
      />
      <Remembered name="onward" />
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
        className={next === undefined ? '!mb-3' : '!mb-0'}
      />
      {next === undefined && <SubmitButton variant="secondary">Save endorsement</SubmitButton>}
    </Form>
  )
}

/** The buttons of the course in hand, for the lower edge of the panel. */
export function EndorseActions({ last }: { last: boolean }) {
  return (
    <>
      <SubmitButton form={IN_HAND} name="onward" value="next">
        {last ? 'Save and close' : 'Save and next'}
      </SubmitButton>
      <SubmitButton form={IN_HAND} name="onward" value="stay" variant="secondary">
        Save endorsement
      </SubmitButton>
    </>
  )
}
