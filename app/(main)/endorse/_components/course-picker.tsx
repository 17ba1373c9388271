import NextForm from 'next/form'
import { HiddenFields } from '@/components/form'
import { Button } from '@/components/ui/button'
import type { CourseOption } from '@/lib/review/course-options'
import { AutoSubmitSelect } from './auto-submit-select'

/** Choice of the course a page is about, as a GET form; with scripts a choice is enough. */
export function CoursePicker({
  path,
  term,
  courses,
  current,
}: {
  path: string
  term: string
  courses: CourseOption[]
  current: string
}) {
  if (courses.length < 2) return null
  return (
    <NextForm action={path} className="flex items-end gap-2">
      <HiddenFields values={{ term }} />
      <AutoSubmitSelect
        name="course"
        label="Course"
        current={current}
        options={courses.map((course) => ({ value: course.id, label: course.code }))}
      />
      <span className="hidden noscript:block">
        <Button type="submit">Show</Button>
      </span>
    </NextForm>
  )
}
