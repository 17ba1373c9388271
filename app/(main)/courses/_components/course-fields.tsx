import type { ReactNode } from 'react'
import { Checkbox, DateField, HoursField, NumberField, Select, TextArea, TextField } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { Section } from '@/components/ui/card'
import type { Course } from '@/lib/courses/commands'
import { lateDeadlinesText } from '@/lib/courses/late-deadlines'
import { COURSE_LIMITS } from '@/lib/courses/limits'
import { formatDay } from '@/lib/dates'
import { quartersToDecimal } from '@/lib/hours'
import type { Term } from '@/lib/terms/queries'
import { type Position, positionNames, positions } from '@/lib/vocabulary'

const hours = (quarters: number | null | undefined) =>
  quarters === null || quarters === undefined ? undefined : quartersToDecimal(quarters)
const needs = { tutor: 'needTutors', marker: 'needMarkers' } as const
const wanted = { tutor: 'wantedTutors', marker: 'wantedMarkers' } as const
const weeks = { tutor: 'tutorWeeks', marker: 'markerWeeks' } as const
const lower = (position: Position) => positionNames[position].toLowerCase()

/** Term, code, name and hours: for those who manage courses. */
export function ManagedFields({
  course,
  terms,
  termId,
}: {
  course?: Course
  terms: { id: string; name: string }[]
  termId?: string
}) {
  return (
    <>
      <Select
        name="termId"
        label="Term"
        options={terms.map((term) => ({ value: term.id, label: term.name }))}
        defaultValue={course?.termId ?? termId}
      />
      <TextField
        name="code"
        label="Course code"
        help="Subject and number, such as COMPSCI 101. Each code once in a term."
        width="short"
        maxLength={COURSE_LIMITS.code}
        autoCapitalize="characters"
        defaultValue={course?.code}
      />
      <TextField name="name" label="Course name" maxLength={COURSE_LIMITS.name} defaultValue={course?.name} />
      <Section id="hours" title="Hours" description="For the whole term, in quarter hours." className="mt-8">
        <HoursField
          name="availableQuarters"
          label="Available hours"
          help="For tutors and markers together."
          defaultValue={hours(course?.availableQuarters) ?? '0'}
        />
        <div className="max-w-lg gap-8 sm:grid sm:grid-cols-2 sm:items-end">
          {positions.map((position) => (
            <HoursField
              key={position}
              name={`${position}Quarters`}
              label={`Hours for ${lower(position)}s`}
              optional
              defaultValue={hours(course?.[`${position}Quarters`])}
            />
          ))}
        </div>
      </Section>
    </>
  )
}

/** Deadlines and pre-assignment: for those who manage courses. */
export function DeadlineFields({ course, term }: { course?: Course; term?: Term }) {
  const late = course && term && lateDeadlinesText(course, term.endsOn)
  return (
    <Section
      id="deadlines"
      title="Deadlines"
      description="Blank means the term’s own deadline. A deadline ends at 23:59:59 of its day."
      className="mt-8"
    >
      {late && (
        <Alert tone="warning" className="mb-4 max-w-xl">
          <p>{late}</p>
        </Alert>
      )}
      {positions.map((position) => {
        const ofTerm = term?.[`${position}Deadline`]
        return (
          <DateField
            key={position}
            name={`${position}Deadline`}
            label={`${positionNames[position]} deadline`}
            help={ofTerm ? `The term’s: ${formatDay(ofTerm)}` : undefined}
            optional
            defaultValue={course?.[`${position}Deadline`]}
          />
        )
      })}
      <Checkbox
        name="canPreAssign"
        label="Coordinators may pre-assign"
        help="The course’s own coordinators may then give hours to people directly."
        defaultChecked={course?.canPreAssign}
      />
    </Section>
  )
}

/** Need and description: also for the course's own coordinators. */
export function NeedFields({ course, calculator }: { course?: Course; calculator?: ReactNode }) {
  return (
    <>
      <Section id="need" title="Need" className="mt-8">
        {positions.map((position) => (
          <Checkbox
            key={position}
            name={needs[position]}
            label={`Needs ${lower(position)}s`}
            defaultChecked={course?.[needs[position]]}
            content={
              <>
                <NumberField
                  name={wanted[position]}
                  label={`Wanted number of ${lower(position)}s`}
                  min={0}
                  max={COURSE_LIMITS.sessions}
                  optional
                  defaultValue={course?.[wanted[position]]}
                />
                <TextField
                  name={weeks[position]}
                  label={`Hours of ${lower(position)}s by week`}
                  help="One number for each teaching week, such as 0, 10, 10, 20; only their proportion counts. Blank means even. Automatic assignment keeps people below their weekly limit in each week."
                  optional
                  maxLength={400}
                  defaultValue={course?.[weeks[position]]}
                />
              </>
            }
          />
        ))}
        <div className="max-w-lg gap-8 sm:grid sm:grid-cols-2 sm:items-end">
          <NumberField
            name="estimatedStudents"
            label="Estimated students"
            min={0}
            optional
            defaultValue={course?.estimatedStudents}
          />
          <NumberField
            name="currentStudents"
            label="Current students"
            min={0}
            optional
            defaultValue={course?.currentStudents}
          />
        </div>
        <NumberField
          name="assignments"
          label="Assignments"
          help="Over the whole term."
          min={0}
          optional
          defaultValue={course?.assignments}
        />
        <div className="max-w-lg gap-8 sm:grid sm:grid-cols-2 sm:items-end">
          <NumberField
            name="labsPerWeek"
            label="Labs a week"
            min={0}
            optional
            defaultValue={course?.labsPerWeek}
          />
          <NumberField
            name="tutorialsPerWeek"
            label="Tutorials a week"
            min={0}
            optional
            defaultValue={course?.tutorialsPerWeek}
          />
        </div>
      </Section>
      {calculator}
      <Section id="description" title="Description" className="mt-8">
        {positions.map((position) => (
          <TextArea
            key={position}
            name={`${position}Responsibility`}
            label={`Responsibilities of ${lower(position)}s`}
            help="Students read it before they apply."
            maxLength={COURSE_LIMITS.responsibility}
            optional
            defaultValue={course?.[`${position}Responsibility`]}
          />
        ))}
        <TextField
          name="prerequisite"
          label="Prerequisite"
          help="What applicants should have passed."
          maxLength={COURSE_LIMITS.prerequisite}
          optional
          defaultValue={course?.prerequisite}
        />
        <TextArea
          name="notes"
          label="Notes for coordinators"
          help="Students never see them."
          rows={3}
          maxLength={COURSE_LIMITS.responsibility}
          optional
          defaultValue={course?.notes}
        />
      </Section>
    </>
  )
}
