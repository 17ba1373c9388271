import type { Metadata } from 'next'
import { cache } from 'react'
import {
  Checkbox,
  EmailField,
  Form,
  FormActions,
  HiddenFields,
  RadioGroup,
  Select,
  SubmitButton,
  TextArea,
  TextField,
} from '@/components/form'
import { ButtonLink } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import type { CourseAnswers } from '@/lib/applications/answers'
import { grades } from '@/lib/applications/grades'
import { courseLabels, eligibilityLabels as labels } from '@/lib/applications/labels'
import { formatDay } from '@/lib/dates'
import { getCorrection } from '@/lib/review/correct'
import { positionNames } from '@/lib/vocabulary'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { correctAction } from '../../actions'

const correctionOf = cache(getCorrection)

/** The title names the person only to those who may correct the answers. */
export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const [viewer, { applicationId = '' }] = await Promise.all([getViewer(), params])
  const found = viewer && (await correctionOf(viewer, applicationId).catch(() => null))
  return { title: found ? `Correct answers of ${found.application.name ?? 'a student'}` : 'Correct answers' }
}

const yesNo = (yes?: React.ReactNode, no?: React.ReactNode) => [
  { value: 'yes', label: 'Yes', content: yes },
  { value: 'no', label: 'No', content: no },
]

export default definePage(
  { path: '/review/[applicationId]/edit', gate: 'applications.editAnswers' },
  async ({ viewer, params }) => {
    const { application, answers, courses, termStart } = await correctionOf(
      viewer,
      params.applicationId ?? '',
    )
    const { identity, eligibility } = answers
    const back = `/review/${application.id}`
    return (
      <div className="max-w-2xl">
        <PageHeader
          title="Correct answers"
          description={`${positionNames[application.position]} application of ${application.name ?? 'a student'}. What you change is recorded with your name, before and after.`}
          breadcrumb={[
            { label: 'Review', href: '/review' },
            { label: application.name ?? 'Application', href: back },
          ]}
        />
        <Form action={correctAction}>
          <HiddenFields values={{ id: application.id, version: application.version }} />
          <TextField name="name" label="Name" defaultValue={identity.name} />
          <EmailField name="email" label="Preferred email" defaultValue={identity.email} />
          <RadioGroup
            name="overseas"
            label={labels.overseas}
            defaultValue={eligibility.overseas}
            options={yesNo(
              <RadioGroup
                name="returning"
                label={`${labels.returning}, ${formatDay(termStart)}`}
                defaultValue={eligibility.returning}
                options={yesNo()}
                inline
              />,
            )}
          />
          <RadioGroup
            name="citizenOrResident"
            label={labels.citizenOrResident}
            defaultValue={eligibility.citizenOrResident}
            options={yesNo(
              undefined,
              <RadioGroup
                name="validVisa"
                label={labels.validVisa}
                defaultValue={eligibility.validVisa}
                options={yesNo()}
                inline
              />,
            )}
          />
          <TextArea
            name="enrolmentDetails"
            label={labels.enrolmentDetails}
            defaultValue={eligibility.enrolmentDetails}
            maxLength={500}
            rows={2}
          />
          <RadioGroup
            name="degreeLevel"
            label={labels.degreeLevel}
            defaultValue={eligibility.degreeLevel}
            inline
            options={[
              { value: 'undergraduate', label: 'Undergraduate' },
              { value: 'postgraduate', label: 'Postgraduate' },
            ]}
          />
          <RadioGroup
            name="otherContracts"
            label={labels.otherContracts}
            defaultValue={eligibility.otherContracts}
            options={yesNo(
              <>
                <TextArea
                  name="otherContractsText"
                  label={labels.otherContractsText}
                  defaultValue={eligibility.otherContractsText}
                  maxLength={500}
                  rows={2}
                />
                <TextField
                  name="otherContractHours"
                  label={labels.otherContractHours}
                  optional
                  defaultValue={eligibility.otherContractHours}
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
            defaultValue={eligibility.maxHours}
            inputMode="decimal"
            width="tiny"
            suffix="h"
          />
          <TextField
            name="gpa"
            label={labels.gpa}
            optional
            defaultValue={eligibility.gpa}
            inputMode="decimal"
            width="tiny"
          />
          {answers.courses.map((course) => {
            const facts = courses.find((one) => one.id === course.courseId)
            return (
              facts && <CourseFields key={facts.id} course={course} code={facts.code} name={facts.name} />
            )
          })}
          <FormActions>
            <SubmitButton>Save corrections</SubmitButton>
            <ButtonLink href={back} variant="ghost">
              Cancel
            </ButtonLink>
          </FormActions>
        </Form>
      </div>
    )
  },
)

function CourseFields({ course, code, name }: { course: CourseAnswers; code: string; name: string }) {
  const field = (key: keyof typeof courseLabels) => `answers.${course.courseId}.${key}`
  return (
    <fieldset className="mb-6 min-w-0 border-t border-line pt-4">
      <legend className="float-left mb-4 w-full text-lg">
        {code} <span className="text-muted">{name}</span>
      </legend>
      <div className="clear-both">
        <RadioGroup
          name={field('completed')}
          label={courseLabels.completed}
          defaultValue={course.completed}
          options={yesNo(
            <Select
              name={field('grade')}
              label={courseLabels.grade}
              placeholder="Choose"
              width="short"
              defaultValue={course.grade}
              options={grades.map((grade) => ({ value: grade, label: grade }))}
            />,
            <TextArea
              name={field('whySuitable')}
              label={courseLabels.whySuitable}
              defaultValue={course.whySuitable}
              maxLength={1000}
              rows={3}
            />,
          )}
        />
        <TextArea
          name={field('experience')}
          label={courseLabels.experience}
          defaultValue={course.experience}
          maxLength={1000}
          rows={3}
        />
        <Checkbox
          name={field('workedBefore')}
          label={courseLabels.workedBefore}
          defaultChecked={course.workedBefore}
        />
      </div>
    </fieldset>
  )
}
