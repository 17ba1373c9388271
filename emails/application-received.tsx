import { Text } from 'react-email'
import { formatDay } from '@/lib/dates'
import type { Position } from '@/lib/vocabulary'
import { type EmailContext, Layout } from './layout'
import { instantText, LinkButton } from './parts'
import * as style from './style'

export type ApplicationReceivedProps = {
  applicationId: string
  position: Position
  termName: string
  /** In the order of preference, most wanted first. */
  courses: { code: string; name: string }[]
  /** Last instant at which it can still be changed, ISO 8601 in UTC; null when it is over. */
  editableUntil: string | null
  /** Calendar day on which results are expected; null when not known. */
  resultsOn: string | null
}

export const applicationReceived = {
  preview: {
    applicationId: 'preview',
    position: 'tutor',
    termName: '2027 Semester One',
    courses: [
      { code: 'COMPSCI 101', name: 'Principles of Programming' },
      { code: 'COMPSCI 130', name: 'Introduction to Software Fundamentals' },
    ],
    editableUntil: '2027-02-12T10:59:59Z',
    resultsOn: '2027-02-19',
  } as ApplicationReceivedProps,
  Body: (props: ApplicationReceivedProps & { context: EmailContext }) => (
    <Layout
      context={props.context}
      preview={`We have your ${props.position} application for ${props.termName}`}
      heading="We have your application"
      reason="you submitted an application"
    >
      <Text style={style.text}>
        Your application as a {props.position} for {props.termName} has arrived. You asked for these courses,
        the most wanted first:
      </Text>
      <ol style={{ ...style.text, paddingLeft: 24 }}>
        {props.courses.map((course) => (
          <li key={course.code}>
            {course.code} {course.name}
          </li>
        ))}
      </ol>
      <Text style={style.text}>
        {props.editableUntil
          ? `You can change it until ${instantText(props.editableUntil, props.context)}. `
          : ''}
        Coordinators now look at all applications.{' '}
        {props.resultsOn
          ? `Results are expected on ${formatDay(props.resultsOn)}; you will get an email.`
          : 'You will get an email when there is a result.'}
      </Text>
      <LinkButton
        href={`${props.context.appUrl}/applications/${props.applicationId}`}
        label="See your application"
      />
    </Layout>
  ),
}
