import { Select, TextField } from '@/components/form'
import type { CourseChoice } from '@/lib/courses/options'

/** The filter field of a course: a list, or the code typed where a term has too many for one. Its name is `course`. */
export function CourseField({
  label,
  placeholder,
  choice,
}: {
  label: string
  /** Of the list, for no course in particular. */
  placeholder: string
  choice: CourseChoice
}) {
  if (choice.byCode)
    return (
      <TextField
        name="course"
        label={label}
        help="Its code, such as COMPSCI 101."
        optional
        width="short"
        maxLength={40}
        defaultValue={choice.chosen[0]?.code ?? choice.ids[0] ?? ''}
      />
    )
  return (
    <Select
      name="course"
      label={label}
      optional
      placeholder={placeholder}
      defaultValue={choice.chosen[0]?.id ?? ''}
      options={choice.options.map((course) => ({ value: course.id, label: course.code }))}
    />
  )
}

/** How a chip names a course of the filter. */
export const courseWords = ({ chosen }: CourseChoice, id: string): string =>
  chosen.find((course) => course.id === id)?.code ??
  // An id tells nobody anything; what was typed does.
  (id.length >= 32 ? 'Another one' : `${id}, which is not a course of this term`)
