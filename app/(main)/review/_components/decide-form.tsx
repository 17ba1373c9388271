'use client'
/**
 * The decision of one application: courses with hours, notes, and the buttons. With scripts, what each
 * course has left and the person's weekly load move as hours are typed; the server checks all of it again.
 * Broken rules come back with the answer; then the field for the reason appears.
 */
import { useState } from 'react'
import { Form, HiddenFields, Remembered, Select, TextArea, TextField } from '@/components/form'
import { useField } from '@/components/form/form-context'
import { Meter } from '@/components/ui/meter'
import { formatHours, parseHours, quartersToDecimal } from '@/lib/hours'
import type { AcceptCourse } from '@/lib/review/accept-courses'
import type { Act } from '@/lib/review/states'
import { decideAction } from '../actions'
import { Breaches } from './breaches'

type OtherCourse = Pick<AcceptCourse, 'courseId' | 'code' | 'name' | 'leftQuarters' | 'budgetQuarters'>

export type DecideFormProps = {
  id: string
  version: number
  acts: readonly Act[]
  positionWord: string
  courses: AcceptCourse[]
  others: OtherCourse[]
  /** Held by something else than this application, in quarter hours for the term. */
  otherQuarters: number
  /** Null where the person gave none. */
  maxWeekQuarters: number | null
  /** Null where the cap does not apply. */
  visaCapQuarters: number | null
  weeks: number
  note: string | null
  internalReason: string | null
  back: string
}

const EXTRA_ROWS = 2
const read = (typed: string) => {
  const answer = parseHours(typed)
  return answer.ok ? answer.quarters : 0
}

export function DecideForm(props: DecideFormProps) {
  return (
    <Form action={decideAction} id="decide" version={props.version} className="!max-w-none">
      <HiddenFields values={{ id: props.id, version: props.version, back: props.back }} />
      <Remembered name="act" />
      <DecideFields {...props} />
    </Form>
  )
}

/** Within the form, so that a new version has them begin again from its hours and notes. */
function DecideFields(props: DecideFormProps) {
  const { courses, others, acts } = props
  const [hours, setHours] = useState<Record<string, string>>(() =>
    Object.fromEntries(
      courses.map((course) => [
        course.courseId,
        course.suggestedQuarters > 0 ? quartersToDecimal(course.suggestedQuarters) : '',
      ]),
    ),
  )
  const [extra, setExtra] = useState<{ courseId: string; hours: string }[]>(() =>
    Array.from({ length: others.length > 0 ? EXTRA_ROWS : 0 }, () => ({ courseId: '', hours: '' })),
  )
  const total =
    courses.reduce((sum, course) => sum + read(hours[course.courseId] ?? ''), 0) +
    extra.reduce((sum, row) => sum + (row.courseId ? read(row.hours) : 0), 0)
  const perWeek = (props.otherQuarters + total) / 4 / props.weeks

  return (
    <>
      {/* Above what it is about: below the courses nobody would see that a reason overrides the rule. */}
      <Breaches />
      {acts.includes('accept') && (
        <fieldset className="mb-6 min-w-0">
          <legend className="mb-1 text-base font-medium">
            Hours as {props.positionWord} for the whole term
          </legend>
          <p className="mb-2 text-sm text-muted">
            Leave the hours of a course blank not to give it. Only an acceptance uses them.
          </p>
          <CoursesError />
          <ul className="divide-y divide-line border-y border-line">
            {courses.map((course, i) => (
              <li
                key={course.courseId}
                className="grid items-center gap-x-4 gap-y-1 py-3 sm:grid-cols-[1fr_8rem]"
              >
                <div className="min-w-0">
                  <p className="text-sm">
                    <span className="font-medium">{course.code}</span>{' '}
                    <span className="text-muted">
                      {course.rank === null ? 'not among the preferences' : `preference ${course.rank}`}
                      {!course.needed && `; does not need ${props.positionWord}s`}
                    </span>
                  </p>
                  {course.heldQuarters > 0 ? (
                    <p className="text-sm text-muted">
                      Holds {formatHours(course.heldQuarters)} here already by pre-assignment.
                    </p>
                  ) : (
                    <Meter
                      label={`Budget of ${course.code}`}
                      hideLabel
                      className="max-w-80"
                      value={
                        (course.budgetQuarters - course.leftQuarters + read(hours[course.courseId] ?? '')) / 4
                      }
                      max={course.budgetQuarters / 4}
                      unit="h"
                    />
                  )}
                </div>
                <div>
                  <HiddenFields values={{ [`courses[${i}].courseId`]: course.courseId }} />
                  <TextField
                    name={`courses[${i}].hours`}
                    label={`Hours in ${course.code}`}
                    hideLabel
                    optional
                    width="tiny"
                    inputMode="decimal"
                    suffix="h"
                    className="!mb-0"
                    defaultValue={
                      course.suggestedQuarters > 0 ? quartersToDecimal(course.suggestedQuarters) : ''
                    }
                    onChange={(event) => {
                      const typed = event.target.value
                      setHours((before) => ({ ...before, [course.courseId]: typed }))
                    }}
                  />
                </div>
              </li>
            ))}
            {extra.map((row, n) => {
              const i = courses.length + n
              return (
                <li key={i} className="grid items-center gap-x-4 gap-y-1 py-3 sm:grid-cols-[1fr_8rem]">
                  <Select
                    name={`courses[${i}].courseId`}
                    label="Another course"
                    hideLabel
                    optional
                    placeholder="Another course"
                    className="!mb-0"
                    options={others.map((course) => ({
                      value: course.courseId,
                      label: `${course.code} (${course.leftQuarters > 0 ? formatHours(course.leftQuarters) : 'no hours'} left)`,
                    }))}
                    onChange={(event) => {
                      const courseId = event.target.value
                      setExtra((before) => before.map((one, at) => (at === n ? { ...one, courseId } : one)))
                    }}
                  />
                  <TextField
                    name={`courses[${i}].hours`}
                    label="Hours in the other course"
                    hideLabel
                    optional
                    width="tiny"
                    inputMode="decimal"
                    suffix="h"
                    className="!mb-0"
                    onChange={(event) => {
                      const typed = event.target.value
                      setExtra((before) =>
                        before.map((one, at) => (at === n ? { ...one, hours: typed } : one)),
                      )
                    }}
                  />
                  {row.courseId && read(row.hours) > 0 && (
                    <Room
                      course={others.find((o) => o.courseId === row.courseId)}
                      quarters={read(row.hours)}
                    />
                  )}
                </li>
              )
            })}
          </ul>
          <div className="js-only mt-4 grid gap-x-6 gap-y-3 sm:grid-cols-2" aria-live="polite">
            {props.maxWeekQuarters !== null ? (
              <Meter
                label="Weekly load of their maximum"
                value={round(perWeek)}
                max={props.maxWeekQuarters / 4}
                unit="h"
              />
            ) : (
              <p className="text-sm text-muted">
                Weekly load <span className="tabular-nums">{round(perWeek)} h</span>; no maximum given
              </p>
            )}
            {props.visaCapQuarters !== null && (
              <Meter
                label="Weekly load of the visa cap"
                value={round(perWeek)}
                max={props.visaCapQuarters / 4}
                unit="h"
              />
            )}
            <p className="text-sm text-muted sm:col-span-full">
              {formatHours(total)} by this application
              {props.otherQuarters > 0 && `, ${formatHours(props.otherQuarters)} held otherwise`}, over{' '}
              {props.weeks} {props.weeks === 1 ? 'teaching week' : 'teaching weeks'}.
            </p>
          </div>
        </fieldset>
      )}
      <TextArea
        name="note"
        label="Note to the student"
        help="Told with the result."
        optional
        rows={2}
        maxLength={1000}
        defaultValue={props.note}
      />
      <TextArea
        name="internalReason"
        label="Internal reason"
        help="For coordinators only."
        optional
        rows={2}
        maxLength={1000}
        defaultValue={props.internalReason}
      />
    </>
  )
}

const round = (n: number) => Math.round(n * 100) / 100

function Room({ course, quarters }: { course: OtherCourse | undefined; quarters: number }) {
  if (!course) return null
  return (
    <Meter
      label={`Budget of ${course.code}`}
      hideLabel
      className="max-w-80"
      value={(course.budgetQuarters - course.leftQuarters + quarters) / 4}
      max={course.budgetQuarters / 4}
      unit="h"
    />
  )
}

/** The error that is about the choice of courses as a whole; the summary's link leads here. */
function CoursesError() {
  const { error, id } = useField('courses')
  if (!error) return null
  return (
    <p id={id} tabIndex={-1} className="mb-2 text-sm font-medium text-bad">
      {error}
    </p>
  )
}
