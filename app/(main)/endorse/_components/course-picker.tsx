import NextForm from 'next/form'
import { HiddenFields, TextField } from '@/components/form'
import { Button } from '@/components/ui/button'
import type { CourseChoice } from '@/lib/courses/options'
import { AutoSubmitSelect } from './auto-submit-select'

/** Choice of the course a page is about, as a GET form; with scripts a choice is enough. Where a term has too many courses for a list, their code is typed. */
export function CoursePicker({
  path,
  term,
  courses,
  current,
}: {
  path: string
  term: string
  courses: CourseChoice
  current: string
}) {
  if (courses.byCode)
    return (
      <NextForm action={path} className="flex items-end gap-2">
        <HiddenFields values={{ term }} />
        <TextField
          key={current}
          name="course"
          label="Course code"
          defaultValue={courses.chosen[0]?.code ?? (courses.ids[0] ? current : courses.options[0]?.code)}
          width="short"
          maxLength={40}
          className="!mb-0"
        />
        <Button type="submit">Show</Button>
      </NextForm>
    )
  if (courses.options.length < 2) return null
  return (
    <NextForm action={path} className="flex items-end gap-2">
      <HiddenFields values={{ term }} />
      <AutoSubmitSelect
        name="course"
        label="Course"
        current={current}
        options={courses.options.map((course) => ({ value: course.id, label: course.code }))}
      />
      <span className="hidden noscript:block">
        <Button type="submit">Show</Button>
      </span>
    </NextForm>
  )
}
