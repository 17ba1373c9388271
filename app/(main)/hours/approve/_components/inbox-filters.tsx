import { Checkbox, CheckboxGroup, DateField, Select } from '@/components/form'
import { formatDay } from '@/lib/dates'
import type { Inbox } from '@/lib/timesheets/inbox'
import type { inboxOptions } from '@/lib/timesheets/inbox-options'
import { positionNames } from '@/lib/vocabulary'
import { CourseField, courseWords } from '../../../_components/course-field'
import type { ShownInbox } from './inbox-context'

export type InboxOptions = Awaited<ReturnType<typeof inboxOptions>>

/** The fields of the filter form. */
export function InboxFilters({
  context: { params, courses },
  options,
}: {
  context: ShownInbox
  options: InboxOptions
}) {
  const { filters } = params
  return (
    <>
      {options.positions.length > 1 && (
        <Select
          name="position"
          label="Position"
          placeholder="Any"
          defaultValue={filters.position}
          options={options.positions.map((value) => ({ value, label: positionNames[value] }))}
        />
      )}
      <CourseField label="Course" placeholder="Any" choice={courses} />
      <CheckboxGroup
        name="payday"
        label="Payday"
        defaultValue={filters.payday}
        options={options.paydays.map((payday) => ({ value: payday.id, label: formatDay(payday.paidOn) }))}
      />
      <Checkbox name="late" value="1" label="Past the cut-off" defaultChecked={filters.late} />
      <Checkbox
        name="submittedLate"
        value="1"
        label="Submitted late"
        defaultChecked={filters.submittedLate}
      />
      <DateField
        name="workedFrom"
        label="Worked on or after"
        help="Timesheets with a line in these days."
        optional
        defaultValue={filters.workedFrom}
      />
      <DateField name="workedTo" label="Worked on or before" optional defaultValue={filters.workedTo} />
    </>
  )
}

/** What is filtered by, each removable. */
export function chipsOf({ params, courses }: ShownInbox, options: InboxOptions, list?: Inbox) {
  const { filters } = params
  const day = (id: string) => {
    const payday = options.paydays.find((one) => one.id === id)
    return payday ? formatDay(payday.paidOn) : 'Unknown'
  }
  return [
    ...(filters.position
      ? [{ label: 'Position', value: positionNames[filters.position], param: 'position' }]
      : []),
    ...filters.course.map((id) => ({
      label: 'Course',
      value: courseWords(courses, id),
      param: 'course',
      only: id,
    })),
    ...filters.payday.map((id) => ({ label: 'Payday', value: day(id), param: 'payday', only: id })),
    ...(filters.late ? [{ label: 'Cut-off', value: 'Passed', param: 'late' }] : []),
    ...(filters.submittedLate ? [{ label: 'Submitted', value: 'Late', param: 'submittedLate' }] : []),
    ...(filters.workedFrom
      ? [{ label: 'Worked from', value: formatDay(filters.workedFrom), param: 'workedFrom' }]
      : []),
    ...(filters.workedTo
      ? [{ label: 'Worked to', value: formatDay(filters.workedTo), param: 'workedTo' }]
      : []),
    ...(filters.person
      ? [
          {
            label: 'Person',
            value: list?.rows.find((row) => row.userId === filters.person)?.personName ?? 'One person',
            param: 'person',
          },
        ]
      : []),
  ]
}
