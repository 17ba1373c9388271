import { Text } from 'react-email'
import { formatDay } from '@/lib/dates'
import type { Position } from '@/lib/vocabulary'
import { type InContext, Layout } from './layout'
import { type CourseHours, CourseTable, instantText, LinkButton, Note } from './parts'
import * as style from './style'

type ResultProps = {
  applicationId: string
  position: Position
  termName: string
  /** What the coordinator wrote to the student; null for none. */
  note: string | null
}

export type AcceptedProps = Omit<ResultProps, 'applicationId'> & {
  /** Null for hours that were given without an application (direct enrolment). */
  applicationId: string | null
  courses: CourseHours[]
  /** Last instant to answer the offer, ISO 8601 in UTC; null when no answer is needed. */
  answerBy: string | null
  /** First day of the term. */
  startsOn: string
}
export type RejectedProps = ResultProps
export type ReserveProps = ResultProps

const reason = 'you applied and the results have been published'
const enrolledReason = 'a coordinator has given you hours in a course'
const applicationLink = (props: InContext<ResultProps>) => (
  <LinkButton
    href={`${props.context.appUrl}/applications/${props.applicationId}`}
    label="See your application"
  />
)
const acceptedHeading = (props: AcceptedProps) =>
  props.applicationId === null
    ? `You have hours as a ${props.position}`
    : `You have been accepted as a ${props.position}`
const preview = {
  applicationId: 'preview',
  position: 'tutor',
  termName: '2027 Semester One',
  note: 'Thank you for the detailed answers.',
} as const

export const accepted = {
  preview: {
    ...preview,
    courses: [
      { code: 'COMPSCI 101', name: 'Principles of Programming', quarters: 170 },
      { code: 'COMPSCI 130', name: 'Introduction to Software Fundamentals', quarters: 80 },
    ],
    answerBy: '2027-02-19T10:59:59Z',
    startsOn: '2027-03-01',
  } as AcceptedProps,
  Body: (props: InContext<AcceptedProps>) => (
    <Layout
      context={props.context}
      preview={acceptedHeading(props)}
      heading={acceptedHeading(props)}
      reason={props.applicationId === null ? enrolledReason : reason}
    >
      <Text style={style.text}>
        {props.applicationId === null
          ? `A coordinator has chosen you for work in ${props.termName}:`
          : `We are glad to tell you that your application for ${props.termName} was successful. These are your courses:`}
      </Text>
      <CourseTable courses={props.courses} />
      <Note text={props.note} />
      <Text style={style.subheading}>What happens next</Text>
      <Text style={style.text}>
        {props.answerBy
          ? `Accept or decline by ${instantText(props.answerBy, props.context)}. After that the offer is void.`
          : 'There is nothing to confirm. If you cannot take the work, tell the coordinator soon.'}{' '}
        The term begins on {formatDay(props.startsOn)}. Your courses and their coordinators are shown in MTMS.
      </Text>
      {props.answerBy ? (
        <LinkButton href={`${props.context.appUrl}/offers`} label="Answer the offer" />
      ) : props.applicationId === null ? (
        <LinkButton href={`${props.context.appUrl}/offers`} label="See your courses" />
      ) : (
        applicationLink({ ...props, applicationId: props.applicationId })
      )}
    </Layout>
  ),
}

export const rejected = {
  preview: { ...preview } as RejectedProps,
  Body: (props: InContext<RejectedProps>) => (
    <Layout
      context={props.context}
      preview={`The result of your application for ${props.termName}`}
      heading="The result of your application"
      reason={reason}
    >
      <Text style={style.text}>
        Thank you for applying as a {props.position} for {props.termName}. We are sorry to tell you that we
        cannot offer you a place this time.
      </Text>
      <Note text={props.note} />
      <Text style={style.text}>You are welcome to apply again for another term.</Text>
      {applicationLink(props)}
    </Layout>
  ),
}

export const reserve = {
  preview: { ...preview } as ReserveProps,
  Body: (props: InContext<ReserveProps>) => (
    <Layout
      context={props.context}
      preview={`You are on the reserve list for ${props.termName}`}
      heading="You are on the reserve list"
      reason={reason}
    >
      <Text style={style.text}>
        Thank you for applying as a {props.position} for {props.termName}. All places are taken at present,
        and you are on the reserve list: if hours become free, a coordinator may offer them to you.
      </Text>
      <Note text={props.note} />
      <Text style={style.text}>There is nothing you need to do.</Text>
      {applicationLink(props)}
    </Layout>
  ),
}
