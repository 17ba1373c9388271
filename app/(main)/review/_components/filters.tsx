import { Select } from '@/components/form'
import type { Chip } from '@/components/table/toolbar'
import type { ReviewParams } from '@/lib/review/list'
import { degreeLevelNames, degreeLevels, type Verdict, verdictNames } from '@/lib/vocabulary'

const yesNo = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
]
const endorsedOptions = [
  { value: 'strong', label: 'Strong' },
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
  { value: 'none', label: 'Not endorsed by anyone' },
]

export type CourseOption = { id: string; code: string }

/** Fields of the filter form; each is one parameter of lib/review/list. */
export function ReviewFilters({ params, courses }: { params: ReviewParams; courses: CourseOption[] }) {
  const { filters } = params
  const one = (values: readonly string[]) => values[0] ?? ''
  return (
    <>
      <Select
        name="degree"
        label="Degree level"
        placeholder="Any"
        optional
        defaultValue={one(filters.degree)}
        options={degreeLevels.map((level) => ({ value: level, label: degreeLevelNames[level] }))}
      />
      <Select
        name="citizen"
        label="Citizen or resident"
        placeholder="Any"
        optional
        defaultValue={one(filters.citizen)}
        options={yesNo}
      />
      <Select
        name="visa"
        label="Valid work visa"
        placeholder="Any"
        optional
        defaultValue={one(filters.visa)}
        options={yesNo}
      />
      <Select
        name="overseas"
        label="Overseas now"
        placeholder="Any"
        optional
        defaultValue={one(filters.overseas)}
        options={yesNo}
      />
      <Select
        name="course"
        label="Course among the preferences"
        placeholder="Any"
        optional
        defaultValue={one(filters.course)}
        options={courses.map((course) => ({ value: course.id, label: course.code }))}
      />
      <Select
        name="endorsed"
        label="Endorsed"
        placeholder="Any"
        optional
        defaultValue={one(filters.endorsed)}
        options={endorsedOptions}
      />
      <Select
        name="gpaGiven"
        label="GPA given"
        placeholder="Any"
        optional
        defaultValue={one(filters.gpaGiven)}
        options={yesNo}
      />
    </>
  )
}

/** The filters in use, each removable. */
export function reviewChips({ filters }: ReviewParams, courses: CourseOption[]): Chip[] {
  const words = (word: string) => (word === 'yes' ? 'Yes' : 'No')
  const chips: Chip[] = []
  const add = (param: string, label: string, values: readonly string[], text: (value: string) => string) => {
    for (const value of values) chips.push({ param, label, value: text(value), only: value })
  }
  add('degree', 'Degree level', filters.degree, (v) => degreeLevelNames[v as 'undergraduate'])
  add('citizen', 'Citizen or resident', filters.citizen, words)
  add('visa', 'Valid work visa', filters.visa, words)
  add('overseas', 'Overseas now', filters.overseas, words)
  add('course', 'Course', filters.course, (v) => courses.find((c) => c.id === v)?.code ?? 'Unknown course')
  add('endorsed', 'Endorsed', filters.endorsed, (v) =>
    v === 'none' ? 'By nobody' : verdictNames[v as Verdict],
  )
  add('gpaGiven', 'GPA given', filters.gpaGiven, words)
  return chips
}
