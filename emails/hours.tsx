import { Fragment } from 'react'
import { Text } from 'react-email'
import { formatDay } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import type { Position } from '@/lib/vocabulary'
import { type InContext, Layout } from './layout'
import { instantText, LinkButton } from './parts'
import * as style from './style'

export type HoursReminderProps = {
  termId: string
  paidOn: string
  /** Cut-off, ISO 8601 in UTC, and its calendar day in the institution's zone. */
  cutoffAt: string
  dueOn: string
  /** Courses whose hours are not submitted, with what is recorded for this payday so far. */
  courses: {
    code: string
    name: string
    /** Mails of before did not say it. */
    position?: Position
    recordedQuarters: number
    returned: boolean
  }[]
}

export type HoursReturnedProps = {
  courseCode: string
  courseName: string
  paidOn: string
  quarters: number
  reason: string
  byName: string
  /** They had gone to payroll: what was paid is corrected with the next payday. */
  afterExport: boolean
  /** Path of the timesheet. */
  path: string
}

export type ApprovalsWaitingProps = {
  waiting: number
  late: number
  /** By term, newest first, and in each by course, most waiting first. */
  terms: {
    id: string
    name: string
    courses: { code: string; waiting: number; quarters: number }[]
    /** Courses beyond those named. */
    more: number
  }[]
  /** Set when a cut-off has just passed. */
  cutoff: { paidOn: string } | null
}

export const hoursReminder = {
  preview: {
    termId: 'term',
    paidOn: '2027-03-12',
    cutoffAt: '2027-03-09T04:00:00Z',
    dueOn: '2027-03-09',
    courses: [
      { code: 'COMPSCI 101', name: 'Principles of Programming', recordedQuarters: 18, returned: false },
      {
        code: 'COMPSCI 130',
        name: 'Introduction to Software Fundamentals',
        recordedQuarters: 0,
        returned: false,
      },
    ],
  } as HoursReminderProps,
  Body: ({ context, ...props }: InContext<HoursReminderProps>) => (
    <Layout
      context={context}
      preview={`Submit your hours by ${instantText(props.cutoffAt, context)}`}
      heading="Your hours are due"
      reason="you work in a course and have not submitted hours for this payday"
    >
      <Text style={style.text}>
        Hours for the payday {formatDay(props.paidOn)} are due {instantText(props.cutoffAt, context)}. These
        are not submitted yet:
      </Text>
      <ul style={{ ...style.text, paddingLeft: 24 }}>
        {props.courses.map((course) => (
          <li key={`${course.code} ${course.position}`}>
            {course.code} {course.name}
            {course.position && isTwice(props, course.code) ? `, as ${course.position}` : ''}
            {course.returned
              ? ' (returned to you)'
              : course.recordedQuarters > 0
                ? ` (draft with ${formatHours(course.recordedQuarters)})`
                : ''}
          </li>
        ))}
      </ul>
      <LinkButton href={`${context.appUrl}/hours?term=${props.termId}`} label="Record hours" />
      <Text style={style.text}>
        If you did not work in this period, open it and choose “Nothing worked”: reminders then stop.
      </Text>
    </Layout>
  ),
}

/** Somebody may be tutor and marker of one course, with a timesheet for each. */
const isTwice = ({ courses }: HoursReminderProps, code: string) =>
  courses.filter((course) => course.code === code).length > 1

export const hoursReturned = {
  preview: {
    courseCode: 'COMPSCI 101',
    courseName: 'Principles of Programming',
    paidOn: '2027-03-12',
    quarters: 34,
    reason: 'Tuesday’s lab was cancelled; please take its 2 h out.',
    byName: 'Ngaire Parata',
    afterExport: false,
    path: '/hours',
  } as HoursReturnedProps,
  Body: ({ context, ...props }: InContext<HoursReturnedProps>) => (
    <Layout
      context={context}
      preview={`${props.byName} returned your hours in ${props.courseCode}`}
      heading="Your hours were returned"
      reason="you submitted hours and they need a change"
    >
      <Text style={style.text}>
        {props.byName} returned your {props.quarters === 0 ? '“Nothing worked”' : formatHours(props.quarters)}{' '}
        in {props.courseCode} {props.courseName} for the payday {formatDay(props.paidOn)}:
      </Text>
      <Text style={style.quote}>{props.reason}</Text>
      <Text style={style.text}>
        Change them and submit again.{' '}
        {props.afterExport
          ? 'They had gone to payroll already; the difference is settled with a later payday.'
          : 'They are paid once they are approved.'}
      </Text>
      <LinkButton href={`${context.appUrl}${props.path}`} label="Change the hours" />
    </Layout>
  ),
}

export const approvalsWaiting = {
  preview: {
    waiting: 12,
    late: 2,
    terms: [
      {
        id: 'term',
        name: '2027 Semester One',
        courses: [
          { code: 'COMPSCI 101', waiting: 9, quarters: 310 },
          { code: 'COMPSCI 130', waiting: 3, quarters: 96 },
        ],
        more: 0,
      },
    ],
    cutoff: { paidOn: '2027-03-12' },
  } as ApprovalsWaitingProps,
  Body: ({ context, ...props }: InContext<ApprovalsWaitingProps>) => (
    <Layout
      context={context}
      preview={`${props.waiting} ${props.waiting === 1 ? 'timesheet waits' : 'timesheets wait'} for you`}
      heading="Hours wait for your approval"
      reason="you approve hours of the courses named here"
    >
      <Text style={style.text}>
        {props.cutoff &&
          `The cut-off for the payday ${formatDay(props.cutoff.paidOn)} has passed. What is approved before the export is paid then. `}
        {props.waiting} {props.waiting === 1 ? 'timesheet waits' : 'timesheets wait'}
        {props.late > 0 ? `, ${props.late} of them submitted late` : ''}:
      </Text>
      {props.terms.map((term) => (
        <Fragment key={term.id}>
          {props.terms.length > 1 && <Text style={style.text}>{term.name}:</Text>}
          <ul style={{ ...style.text, paddingLeft: 24 }}>
            {term.courses.map((course) => (
              <li key={course.code}>
                {course.code}: {course.waiting} with {formatHours(course.quarters)}
              </li>
            ))}
            {term.more > 0 && (
              <li>
                {term.more} more {term.more === 1 ? 'course' : 'courses'}
              </li>
            )}
          </ul>
          <LinkButton
            href={`${context.appUrl}/hours/approve?term=${term.id}`}
            label={props.terms.length > 1 ? `Approve hours of ${term.name}` : 'Approve hours'}
          />
        </Fragment>
      ))}
    </Layout>
  ),
}
