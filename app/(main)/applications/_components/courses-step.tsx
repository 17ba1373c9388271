import { FormActions, Remembered, SubmitButton } from '@/components/form'
import { EmptyState } from '@/components/ui/empty-state'
import { maxCourses } from '@/lib/applications/answers'
import { courseBar, courseLocked } from '@/lib/applications/course-bars'
import { lastDayFor } from '@/lib/applications/deadlines'
import { grades } from '@/lib/applications/grades'
import { type FormView, listPickable, listUnpickable, type PickableCourse } from '@/lib/applications/queries'
import { pickPage } from '@/lib/applications/schema'
import { formatDay, type IsoDay } from '@/lib/dates'
import { upperFirst } from '@/lib/text'
import { saveCoursesAction } from '../actions'
import { type ChosenCourse, CourseCards } from './course-cards'
import { CoursePicker } from './course-picker'
import { FocusArrived } from './focus-arrived'
import { initialState } from './initial-state'
import { StepForm } from './step-form'

/** Step 3. */
export async function CoursesStep({
  form,
  q,
  show,
  all,
}: {
  form: FormView
  q: string
  show: number
  /** Missing answers are named too. */
  all: boolean
}) {
  const found = await listPickable(form, { q, limit: show })
  const why = found.total === 0 && q ? await listUnpickable(form, q) : []
  const chosen = chosenCourses(form)
  const path = `/applications/${form.id}/courses`
  return (
    <StepForm
      applicationId={form.id}
      step="courses"
      title="Courses"
      intro={
        <p>
          Choose up to {maxCourses} courses, the most wanted first, and answer a few questions about each.
        </p>
      }
      base={form.base.courses}
      initial={initialState(form.problems, 'courses', all)}
      action={saveCoursesAction}
      wide
    >
      {/* Enter in a field presses the first button of a form: it must be one that changes nothing. */}
      <button type="submit" name="intent" value="search" tabIndex={-1} aria-hidden="true" className="sr-only">
        Save
      </button>
      <input type="hidden" name="show" value={show} />
      <Remembered name="intent" />
      <FocusArrived />
      <div id="f-courses" tabIndex={-1} className="scroll-mt-20 outline-none">
        {chosen.length > 0 ? (
          <CourseCards courses={chosen} grades={grades} />
        ) : (
          <div className="rounded border border-line bg-surface">
            <EmptyState title="No course chosen yet">Add your first one from the list below.</EmptyState>
          </div>
        )}
      </div>
      <section id="add" className="mt-8 scroll-mt-20" aria-labelledby="add-title">
        <h3 id="add-title" className="mb-3 text-base">
          Add a course
        </h3>
        <CoursePicker
          path={path}
          q={q}
          total={found.total}
          why={why}
          rows={found.rows.map((course) => addable(course, lastDayFor(course, form.context)))}
          full={chosen.length >= maxCourses}
        />
      </section>
      <FormActions>
        <SubmitButton name="intent" value="continue" pendingText="Saving">
          Save and continue
        </SubmitButton>
      </FormActions>
    </StepForm>
  )
}

function chosenCourses({ answers, context, problems }: FormView): ChosenCourse[] {
  return answers.courses.map((answer) => {
    const course = context.courses.get(answer.courseId)
    const isNew = !context.submitted?.has(answer.courseId)
    return {
      ...answer,
      id: answer.courseId,
      code: course?.code ?? 'Unknown course',
      name: course?.name ?? '',
      bar: course ? (isNew ? courseBar(course, context) : null) : 'This course does not belong to the term.',
      locked: courseLocked(answer.courseId, context),
      open: problems.filter((p) => p.field.startsWith(`answers.${answer.courseId}.`)).length,
    }
  })
}

function addable(course: PickableCourse, lastDay: IsoDay | null) {
  const facts = [
    lastDay ? `until ${formatDay(lastDay)}` : null,
    count(course.students, 'student'),
    count(course.assignments, 'assignment'),
    count(course.labsPerWeek, 'lab a week', 'labs a week'),
    count(course.tutorialsPerWeek, 'tutorial a week', 'tutorials a week'),
    course.wanted ? `${course.wanted} wanted` : null,
  ].filter(Boolean)
  const text = facts.join(' · ')
  return {
    id: course.id,
    code: course.code,
    name: course.name,
    facts: upperFirst(text),
    more: [
      ...(course.prerequisite ? [{ label: 'Prerequisite', text: course.prerequisite }] : []),
      ...(course.responsibility ? [{ label: 'What you would do', text: course.responsibility }] : []),
    ],
  }
}

const count = (n: number | null, one: string, many = `${one}s`) => (n ? `${n} ${n === 1 ? one : many}` : null)

/** How many courses the list shows, from the address. */
export function shownOf(value: string | string[] | undefined): number {
  const n = Number(value)
  return Number.isInteger(n) && n >= pickPage && n <= 1000 ? n : pickPage
}
