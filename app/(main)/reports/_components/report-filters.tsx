import { Checkbox, CheckboxGroup, Select } from '@/components/form'
import type { Chip } from '@/components/table/toolbar'
import type { CourseChoice } from '@/lib/courses/options'
import type { ReportFilter, ReportParams } from '@/lib/reports/list'
import { allocationStateNames, allocationStates, positionNames, positions } from '@/lib/vocabulary'
import { CourseField, courseWords } from '../../_components/course-field'

/** Fields of the filter form; each report shows those that it knows. */
export function ReportFilters({
  names,
  params,
  courses,
}: {
  names: readonly ReportFilter[]
  params: ReportParams
  courses: CourseChoice
}) {
  const { filters } = params
  return (
    <>
      {names.includes('position') && (
        <Select
          name="position"
          label="Position"
          optional
          placeholder="Both"
          defaultValue={filters.position}
          options={positions.map((value) => ({ value, label: `${positionNames[value]}s` }))}
        />
      )}
      {names.includes('course') && <CourseField label="Course" placeholder="All" choice={courses} />}
      {names.includes('state') && (
        <CheckboxGroup
          name="state"
          label="State"
          optional
          defaultValue={filters.state}
          options={allocationStates.map((value) => ({ value, label: allocationStateNames[value] }))}
        />
      )}
      {names.includes('agreed') && (
        <Checkbox name="agreed" value="1" label="Only with accepted hours" defaultChecked={filters.agreed} />
      )}
      {names.includes('over') && (
        <Checkbox
          name="over"
          value="1"
          label="Only people over what they may work"
          defaultChecked={filters.over}
        />
      )}
      {names.includes('archived') && (
        <Select
          name="archived"
          label="Archived"
          optional
          placeholder="With the others"
          defaultValue={filters.archived}
          options={[
            { value: 'no', label: 'Left out' },
            { value: 'only', label: 'Only these' },
          ]}
        />
      )}
    </>
  )
}

/** The filters in use, each removable. */
export function reportChips(
  names: readonly ReportFilter[],
  { filters }: ReportParams,
  courses: CourseChoice,
): Chip[] {
  const chips: (Chip | false | undefined | '')[] = [
    filters.position && {
      param: 'position',
      label: 'Position',
      value: `${positionNames[filters.position]}s`,
    },
    filters.course && {
      param: 'course',
      label: 'Course',
      value: courseWords(courses, filters.course),
    },
    filters.person && { param: 'person', label: 'Person', value: 'One' },
    ...filters.state.map((value) => ({
      param: 'state',
      label: 'State',
      value: allocationStateNames[value],
      only: value,
    })),
    filters.agreed && { param: 'agreed', label: 'Hours', value: 'Accepted' },
    filters.over && { param: 'over', label: 'Load', value: 'Over' },
    filters.archived && {
      param: 'archived',
      label: 'Archived',
      value: filters.archived === 'no' ? 'Left out' : 'Only these',
    },
  ]
  return chips.filter(
    (chip): chip is Chip => Boolean(chip) && names.includes((chip as Chip).param as ReportFilter),
  )
}
