import { RadioGroup, TextArea, TextField } from '@/components/form'
import type { Answers } from '@/lib/applications/answers'
import { eligibilityLabels as labels } from '@/lib/applications/labels'

const yesNo = (yes?: React.ReactNode, no?: React.ReactNode) => [
  { value: 'yes', label: 'Yes', content: yes },
  { value: 'no', label: 'No', content: no },
]

/** Step 2. A question that depends on another stands under the answer that calls it. */
export function EligibilityFields({
  answers,
  termStart,
}: {
  answers: Answers['eligibility']
  /** In words. */
  termStart: string
}) {
  return (
    <>
      <RadioGroup
        name="overseas"
        label="Are you overseas now?"
        defaultValue={answers.overseas}
        options={yesNo(
          <RadioGroup
            name="returning"
            label={`Will you be back by the start of the term, ${termStart}?`}
            defaultValue={answers.returning}
            options={yesNo()}
            inline
          />,
        )}
      />
      <RadioGroup
        name="citizenOrResident"
        label="Are you a citizen or permanent resident?"
        defaultValue={answers.citizenOrResident}
        options={yesNo(
          undefined,
          <RadioGroup
            name="validVisa"
            label="Do you have a valid work visa?"
            defaultValue={answers.validVisa}
            options={yesNo()}
            inline
          />,
        )}
      />
      <TextArea
        name="enrolmentDetails"
        label={labels.enrolmentDetails}
        help="What you are or will be enrolled in during the term, such as BSc (Honours) in Computer Science, full time."
        defaultValue={answers.enrolmentDetails}
        maxLength={500}
        rows={2}
      />
      <RadioGroup
        name="degreeLevel"
        label={labels.degreeLevel}
        defaultValue={answers.degreeLevel}
        options={[
          { value: 'undergraduate', label: 'Undergraduate' },
          { value: 'postgraduate', label: 'Postgraduate' },
        ]}
        inline
      />
      <RadioGroup
        name="otherContracts"
        label="Do you have other tutoring or assistant contracts for this term?"
        defaultValue={answers.otherContracts}
        options={yesNo(
          <>
            <TextArea
              name="otherContractsText"
              label="What are they?"
              help="Department, work, and until when."
              defaultValue={answers.otherContractsText}
              maxLength={500}
              rows={2}
            />
            <TextField
              name="otherContractHours"
              label="Hours a week in them"
              optional
              defaultValue={answers.otherContractHours}
              inputMode="decimal"
              width="tiny"
              suffix="h"
            />
          </>,
        )}
      />
      <TextField
        name="maxHours"
        label={labels.maxHours}
        help="The most you want to work in all courses together, from 5 to 40."
        defaultValue={answers.maxHours}
        inputMode="decimal"
        width="tiny"
        suffix="h"
      />
      <TextField
        name="gpa"
        label={labels.gpa}
        optional
        help="From 0 to 9, such as 7.25."
        defaultValue={answers.gpa}
        inputMode="decimal"
        width="tiny"
      />
    </>
  )
}
