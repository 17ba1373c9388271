import { Checkbox, DateField, NumberField, Select, TextField, TimeField } from '@/components/form'
import { Section } from '@/components/ui/card'
import { PAYDAY_DEFAULTS, remindersText } from '@/lib/terms/paydays'
import type { Term } from '@/lib/terms/queries'
import { positionNames, positions } from '@/lib/vocabulary'
import { OutsideHours } from './outside-hours'

const limits = [
  { value: 'setting', label: 'As the institution’s setting' },
  { value: 'one', label: 'One at a time' },
  { value: 'none', label: 'Any number' },
]

/** The fields of a term but its paydays; empty for a new one. */
export function TermFields({ term }: { term?: Term }) {
  return (
    <>
      <TextField
        name="name"
        label="Name"
        help="For example 2027 Semester One"
        maxLength={120}
        defaultValue={term?.name}
      />
      <div className="sm:flex sm:items-end sm:gap-6">
        <DateField name="startsOn" label="First day" defaultValue={term?.startsOn} />
        <DateField name="endsOn" label="Last day" defaultValue={term?.endsOn} />
      </div>
      <OutsideHours />
      <NumberField
        name="breakWeeks"
        label="Break weeks"
        help="Weeks without teaching inside the term. Weekly loads are counted over the other weeks."
        min={0}
        max={52}
        suffix="weeks"
        defaultValue={term?.breakWeeks ?? 0}
      />
      <Checkbox
        name="open"
        label="Open for applications"
        help="Students see the term and its courses, and can apply until each deadline."
        defaultChecked={term?.open ?? false}
      />
      {positions.map((position) => (
        <Section key={position} id={position} title={`${positionNames[position]}s`} className="mt-8">
          <Select
            name={`${position}Limit`}
            label={`${positionNames[position]} applications per student`}
            options={limits}
            defaultValue={term?.[`${position}Limit`] ?? 'setting'}
          />
          <DateField
            name={`${position}Deadline`}
            label={`${positionNames[position]} deadline`}
            help="Ends at 23:59:59 of this day. Holds for every course without its own."
            optional
            defaultValue={term?.[`${position}Deadline`]}
          />
          <DateField
            name={`${position}ResultsOn`}
            label={`${positionNames[position]} results expected on`}
            help="Told to students when they have submitted."
            optional
            defaultValue={term?.[`${position}ResultsOn`]}
          />
        </Section>
      ))}
    </>
  )
}

/** How a row of paydays is generated; with the defaults of the institution. */
export function PatternFields({ optional }: { optional?: boolean }) {
  return (
    <>
      <DateField
        name="firstPayday"
        label="First payday"
        help={optional ? 'Leave it blank to set paydays later.' : undefined}
        optional={optional}
      />
      <NumberField
        name="everyDays"
        label="Then every"
        help="Until the hours of the last day of the term have a cut-off."
        min={1}
        max={92}
        suffix="days"
        defaultValue={PAYDAY_DEFAULTS.everyDays}
      />
      <div className="sm:flex sm:items-end sm:gap-6">
        <NumberField
          name="cutoffDays"
          label="Cut-off for hours"
          min={0}
          max={60}
          suffix="days before"
          defaultValue={PAYDAY_DEFAULTS.cutoffDays}
        />
        <TimeField name="cutoffTime" label="At" width="short" defaultValue={PAYDAY_DEFAULTS.cutoffTime} />
      </div>
      <TextField
        name="reminders"
        label="Reminders"
        help="Days before the cut-off, such as 7, 3, 1. Blank means none."
        width="short"
        optional
        defaultValue={remindersText(PAYDAY_DEFAULTS.reminderDays)}
      />
    </>
  )
}
