import {
  Checkbox,
  Form,
  FormActions,
  HiddenFields,
  NumberField,
  RadioGroup,
  Select,
  SubmitButton,
  TextField,
} from '@/components/form'
import { Button } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import {
  type RunSettings,
  SLIDER_MOST,
  sliderNames,
  sliders,
  timeLimits,
} from '@/lib/assignment-runs/settings'
import type { AssignmentScope } from '@/lib/vocabulary'
import { startRunAction } from '../actions'
import { SliderField } from './slider-field'

const grades = ['A+', 'A', 'A-', 'B+', 'B', 'B-', 'C+', 'C', 'C-']
const seconds = (n: number) => (n < 60 ? `${n} seconds` : n === 60 ? '1 minute' : `${n / 60} minutes`)

/** Name, sliders and rules of a new scenario. "Check with these rules" looks again without solving. */
export function RunForm({
  termId,
  scope,
  settings,
  name,
}: {
  termId: string
  scope: AssignmentScope
  settings: RunSettings
  name: string
}) {
  return (
    <Form action={startRunAction} className="!max-w-none">
      <HiddenFields values={{ termId, scope, checked: 1, term: termId }} />
      <div className="grid gap-x-10 lg:grid-cols-2">
        <Section
          id="weights"
          title="What counts"
          description="Covering the hours, suitable people and their preferences pull in different directions; the sliders say how much each counts."
        >
          {sliderNames.map((slider) => (
            <SliderField
              key={slider}
              name={slider}
              label={sliders[slider].label}
              help={sliders[slider].help}
              most={SLIDER_MOST}
              defaultValue={settings[slider]}
            />
          ))}
        </Section>
        <div className="space-y-8">
          <Section id="rules" title="Rules" description="These are never broken, whatever the sliders say.">
            <div className="sm:flex sm:gap-8">
              <NumberField
                name="minChunk"
                label="Smallest block"
                help="Least hours of a person in a course."
                suffix="h"
                width="tiny"
                min={1}
                max={100}
                defaultValue={settings.minChunk}
              />
              <NumberField
                name="unit"
                label="Step"
                help="Hours go by this."
                suffix="h"
                width="tiny"
                min={1}
                max={50}
                defaultValue={settings.unit}
              />
              <NumberField
                name="maxCourses"
                label="Courses"
                help="At most, a person."
                width="tiny"
                min={1}
                max={10}
                defaultValue={settings.maxCourses}
              />
            </div>
            <div className="sm:flex sm:gap-8">
              {(scope === 'marker' ? [] : [['minGradeTutor', 'Lowest grade of a tutor'] as const]).map(
                ([key, label]) => (
                  <GradeField key={key} name={key} label={label} value={settings[key]} />
                ),
              )}
              {(scope === 'tutor' ? [] : [['minGradeMarker', 'Lowest grade of a marker'] as const]).map(
                ([key, label]) => (
                  <GradeField key={key} name={key} label={label} value={settings[key]} />
                ),
              )}
            </div>
            <RadioGroup
              name="weekly"
              label="Limit in each week"
              defaultValue={settings.weekly}
              options={[
                { value: 'legal', label: 'The visa cap', help: 'Or 40 h for those without one.' },
                { value: 'personal', label: 'The smaller of visa cap and own maximum' },
                { value: 'off', label: 'None', help: 'The limit over the whole term holds in any case.' },
              ]}
            />
          </Section>
          <Section id="who" title="Who takes part" description="All submitted, undecided applications, and:">
            <Checkbox
              name="withAccepted"
              label="Accepted, not yet published"
              help="They may be given other hours than they were accepted with; without this their hours stay."
              defaultChecked={settings.withAccepted}
              className="!mb-1"
            />
            <Checkbox
              name="withReserve"
              label="On reserve"
              defaultChecked={settings.withReserve}
              className="!mb-1"
            />
            <Checkbox
              name="withRejected"
              label="Rejected, not yet published"
              defaultChecked={settings.withRejected}
            />
          </Section>
          <Section id="search" title="Search">
            <Select
              name="timeLimit"
              label="Time limit"
              help="The best answer found until then is kept, with how far it may be from the best possible."
              defaultValue={String(settings.timeLimit)}
              width="short"
              options={timeLimits.map((n) => ({ value: String(n), label: seconds(n) }))}
            />
            <Checkbox
              name="prove"
              label="Search until the best answer is proven"
              help="Else to within 0.1 %, which is much quicker."
              defaultChecked={settings.prove}
            />
          </Section>
        </div>
      </div>
      <TextField
        name="name"
        label="Name of the scenario"
        maxLength={120}
        width="medium"
        defaultValue={name}
      />
      <FormActions note="Nothing is decided by solving. You look at the proposal, change it, and apply it when it suits.">
        <SubmitButton pendingText="Starting">Solve</SubmitButton>
        <Button type="submit" formMethod="get" formAction="/assign#checked" formNoValidate>
          Check with these rules
        </Button>
      </FormActions>
    </Form>
  )
}

function GradeField({ name, label, value }: { name: string; label: string; value: number }) {
  return (
    <Select
      name={name}
      label={label}
      help="Unless endorsed, or with a reason for a course not taken."
      width="short"
      defaultValue={String(value)}
      options={grades.map((grade, index) => ({ value: String(index), label: grade }))}
    />
  )
}
