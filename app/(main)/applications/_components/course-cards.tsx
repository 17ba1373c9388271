'use client'
/**
 * The chosen courses: their order (drag, buttons, keyboard) and the answers about each, which fold away
 * when they are whole. Works inside a StepForm; every button is a submit button.
 */
import { Check, TriangleAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Checkbox, RadioGroup, Select, TextArea } from '@/components/form'
import { SortableList } from '@/components/layout/sortable-list'
import { IconButton } from '@/components/ui/button'
import { Facts } from '@/components/ui/facts'

export type ChosenCourse = {
  id: string
  code: string
  name: string
  completed: string
  grade: string
  whySuitable: string
  experience: string
  workedBefore: boolean
  /** Why it cannot be submitted at all. */
  bar: string | null
  /** Its deadline has passed: the answers stand as submitted. */
  locked: boolean
  /** Answers that are missing or wrong. */
  open: number
}

export function CourseCards({ courses, grades }: { courses: ChosenCourse[]; grades: string[] }) {
  return (
    <SortableList
      label="Your courses, the most wanted first"
      items={courses.map((course) => ({
        id: course.id,
        label: course.code,
        content: (
          <p id={`f-answers.${course.id}`} tabIndex={-1} className="text-base leading-6">
            <span className="font-medium">{course.code}</span>{' '}
            <span className="break-words text-muted">{course.name}</span>
          </p>
        ),
        actions: (
          <IconButton
            type="submit"
            name="intent"
            value={`remove:${course.id}`}
            label={`Remove ${course.code}`}
            icon={<X aria-hidden />}
          />
        ),
        body: <CourseAnswersBox course={course} grades={grades} />,
      }))}
      onOrder={announceOrder}
    />
  )
}

/** Tells the form that the order was changed, as typing does, once its hidden fields are in place. */
function announceOrder() {
  requestAnimationFrame(() => {
    document.getElementById('step-courses')?.dispatchEvent(new Event('input', { bubbles: true }))
  })
}

function CourseAnswersBox({ course, grades }: { course: ChosenCourse; grades: string[] }) {
  const name = (field: string) => `answers.${course.id}.${field}`
  return (
    <>
      {course.bar && (
        <p className="flex gap-1.5 px-1 pb-2 text-sm font-medium text-bad">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {course.bar}
        </p>
      )}
      {course.locked ? (
        <LockedAnswers course={course} />
      ) : (
        <details open={course.open > 0} className="group border-t border-line">
          <summary className="flex min-h-11 items-center gap-2 px-1 text-sm">
            {course.open === 0 ? (
              <Mark icon={<Check aria-hidden className="size-4 text-ok" />}>Answered</Mark>
            ) : (
              <Mark>{course.open === 1 ? '1 answer to give' : `${course.open} answers to give`}</Mark>
            )}
            <span className="link ml-auto group-open:hidden">Show answers</span>
            <span className="link ml-auto hidden group-open:inline">Hide answers</span>
          </summary>
          <div className="max-w-xl px-1 pt-3 pb-1">
            <RadioGroup
              name={name('completed')}
              label={`Have you completed ${course.code}?`}
              defaultValue={course.completed}
              options={[
                {
                  value: 'yes',
                  label: 'Yes',
                  content: (
                    <Select
                      name={name('grade')}
                      label="Your grade"
                      placeholder="Choose"
                      defaultValue={course.grade}
                      width="short"
                      options={grades.map((grade) => ({ value: grade, label: grade }))}
                    />
                  ),
                },
                {
                  value: 'no',
                  label: 'No',
                  content: (
                    <TextArea
                      name={name('whySuitable')}
                      label="Why are you suitable?"
                      help="Such as a similar course, work or study elsewhere."
                      defaultValue={course.whySuitable}
                      maxLength={1000}
                      rows={3}
                    />
                  ),
                },
              ]}
            />
            <TextArea
              name={name('experience')}
              label="Relevant experience"
              help="Teaching, marking, or work with the subject."
              defaultValue={course.experience}
              maxLength={1000}
              rows={3}
            />
            <Checkbox
              name={name('workedBefore')}
              label={`I have worked in ${course.code} before`}
              defaultChecked={course.workedBefore}
              className="!mb-2"
            />
          </div>
        </details>
      )}
    </>
  )
}

function Mark({ icon, children }: { icon?: ReactNode; children: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5 text-muted">
      {icon}
      {children}
    </span>
  )
}

function LockedAnswers({ course }: { course: ChosenCourse }) {
  return (
    <div className="border-t border-line px-1 pt-3">
      <p className="measure mb-3 text-sm text-muted">
        The deadline of this course has passed: its answers stand as you submitted them. You can still remove
        the course or change the order.
      </p>
      <Facts
        items={[
          { label: 'Completed', value: course.completed === 'yes' ? `Yes, ${course.grade}` : 'No' },
          { label: 'Worked in it before', value: course.workedBefore ? 'Yes' : 'No' },
          ...(course.completed === 'no'
            ? [{ label: 'Why suitable', value: course.whySuitable, wide: true }]
            : []),
          { label: 'Relevant experience', value: course.experience, wide: true },
        ]}
      />
    </div>
  )
}
