import type { ComponentProps } from 'react'
import { Select } from '@/components/form'
import type { Chip } from '@/components/table/toolbar'
import type { CourseChoice } from '@/lib/courses/options'
import { type Eligibility, eligibilities, eligibilityNames } from '@/lib/review/eligibility'
import { type ReviewParams, type WeeklyBand, weeklyBands } from '@/lib/review/list'
import {
  type Decision,
  decisionNames,
  decisions,
  degreeLevelNames,
  degreeLevels,
  type Verdict,
  verdictNames,
} from '@/lib/vocabulary'
import { CourseField, courseWords } from '../../_components/course-field'

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

const bandNames: Record<WeeklyBand, string> = {
  to10: '10 h or less',
  to20: 'More than 10 h, up to 20 h',
  to30: 'More than 20 h, up to 30 h',
  over30: 'More than 30 h',
}

/** One parameter of the filter form: any, or one of its words. */
function Choice({
  values,
  ...field
}: Omit<ComponentProps<typeof Select>, 'defaultValue'> & { values: readonly string[] }) {
  return <Select placeholder="Any" optional defaultValue={values[0] ?? ''} {...field} />
}

/** Fields of the filter form; each is one parameter of lib/review/list. */
export function ReviewFilters({ params, courses }: { params: ReviewParams; courses: CourseChoice }) {
  const { filters } = params
  return (
    <>
      {(filters.tab === 'published' || filters.result.length > 0) && (
        <Choice
          name="result"
          label="Result"
          values={filters.result}
          options={decisions.map((word) => ({ value: word, label: decisionNames[word] }))}
        />
      )}
      <Choice
        name="degree"
        label="Degree level"
        values={filters.degree}
        options={degreeLevels.map((level) => ({ value: level, label: degreeLevelNames[level] }))}
      />
      <Choice
        name="eligibility"
        label="Eligibility"
        help="Overseas: and not returning by the term’s start."
        values={filters.eligibility}
        options={eligibilities.map((word) => ({ value: word, label: eligibilityNames[word] }))}
      />
      <Choice
        name="max"
        label="Maximum a week"
        values={filters.max}
        options={weeklyBands.map((band) => ({ value: band, label: bandNames[band] }))}
      />
      <Choice name="citizen" label="Citizen or resident" values={filters.citizen} options={yesNo} />
      <Choice name="visa" label="Valid work visa" values={filters.visa} options={yesNo} />
      <Choice name="overseas" label="Overseas now" values={filters.overseas} options={yesNo} />
      <CourseField label="Course among the preferences" placeholder="Any" choice={courses} />
      <Choice name="endorsed" label="Endorsed" values={filters.endorsed} options={endorsedOptions} />
      <Choice name="worked" label="Worked in an earlier term" values={filters.worked} options={yesNo} />
      <Choice name="holds" label="Holds hours in this term" values={filters.holds} options={yesNo} />
      <Choice name="gpaGiven" label="GPA given" values={filters.gpaGiven} options={yesNo} />
    </>
  )
}

/** The filters in use, each removable. */
export function reviewChips({ filters }: ReviewParams, courses: CourseChoice): Chip[] {
  const words = (word: string) => (word === 'yes' ? 'Yes' : 'No')
  const chips: Chip[] = []
  const add = (param: string, label: string, values: readonly string[], text: (value: string) => string) => {
    for (const value of values) chips.push({ param, label, value: text(value), only: value })
  }
  add('result', 'Result', filters.result, (v) => decisionNames[v as Decision])
  add('degree', 'Degree level', filters.degree, (v) => degreeLevelNames[v as 'undergraduate'])
  add('eligibility', 'Eligibility', filters.eligibility, (v) => eligibilityNames[v as Eligibility])
  add('max', 'Maximum a week', filters.max, (v) => bandNames[v as WeeklyBand])
  add('citizen', 'Citizen or resident', filters.citizen, words)
  add('visa', 'Valid work visa', filters.visa, words)
  add('overseas', 'Overseas now', filters.overseas, words)
  add('course', 'Course', filters.course, (v) => courseWords(courses, v))
  add('endorsed', 'Endorsed', filters.endorsed, (v) =>
    v === 'none' ? 'By nobody' : verdictNames[v as Verdict],
  )
  add('worked', 'Worked in an earlier term', filters.worked, words)
  add('holds', 'Holds hours', filters.holds, words)
  add('gpaGiven', 'GPA given', filters.gpaGiven, words)
  return chips
}
