import { Text } from 'react-email'
import { formatHours } from '@/lib/hours'
import type { Position } from '@/lib/vocabulary'
import { type EmailContext, type InContext, Layout } from './layout'
import { CourseTable, instantText, LinkButton } from './parts'
import * as style from './style'

/** Mails about one offer of hours. Hours are quarter hours for the whole term, instants ISO 8601 in UTC. */
type Offer = { code: string; name: string; position: Position; termName: string; quarters: number }

export type OfferReminderProps = Offer & {
  /** Hours agreed to, when the offer is a change of them. */
  fromQuarters: number | null
  answerBy: string
}

export type OfferExpiredProps = Offer & {
  /** Null to the person themselves, else who let it pass, to the coordinators. */
  studentName: string | null
  /** Hours that hold on, when it was a change of them that was not answered. */
  keptQuarters: number | null
  courseId: string
  /** To somebody in charge of the course, who does not decide on the position. */
  ofCourse?: boolean
}

export type OfferAnsweredProps = Offer & {
  studentName: string
  keptQuarters: number | null
  reason: string | null
  courseId: string
  /** As above. */
  ofCourse?: boolean
}

export type OfferChangedProps = Offer & {
  fromQuarters: number
  /** The earlier hours were agreed to and hold until the answer. */
  agreed: boolean
  /** A proposed change was taken back: the hours are the agreed ones again. */
  takenBack: boolean
  answerBy: string | null
}

export type AllocationEndedProps = Offer & {
  /** The person had accepted; else an offer was taken back. */
  wasAgreed: boolean
  recordedQuarters: number
  reason: string | null
}

const preview: Offer = {
  code: 'COMPSCI 101',
  name: 'Principles of Programming',
  position: 'tutor',
  termName: '2027 Semester One',
  quarters: 120,
}
const as = (offer: Offer) => `as a ${offer.position} in ${offer.code} (${offer.termName})`
const offersLink = (context: EmailContext, label = 'Answer the offer') => (
  <LinkButton href={`${context.appUrl}/offers`} label={label} />
)
export const offerReminder = {
  preview: { ...preview, fromQuarters: null, answerBy: '2027-02-19T10:59:59Z' } as OfferReminderProps,
  Body: ({ context, ...props }: InContext<OfferReminderProps>) => (
    <Layout
      context={context}
      preview={`Answer by ${instantText(props.answerBy, context)}`}
      heading="An offer waits for your answer"
      reason="hours were offered to you and you have not answered yet"
    >
      <Text style={style.text}>
        {props.fromQuarters === null
          ? `You were offered work ${as(props)}:`
          : `Your hours ${as(props)} are to change from ${formatHours(props.fromQuarters)} to ${formatHours(props.quarters)}:`}
      </Text>
      <CourseTable courses={[props]} />
      <Text style={style.text}>
        Please accept or decline by {instantText(props.answerBy, context)}.{' '}
        {props.fromQuarters === null
          ? 'After that the offer is void and the hours go to somebody else.'
          : `Without an answer your ${formatHours(props.fromQuarters)} stay as they are.`}
      </Text>
      {offersLink(context)}
    </Layout>
  ),
}

export const offerExpired = {
  preview: {
    ...preview,
    studentName: 'Mei Chen',
    keptQuarters: null,
    courseId: 'preview',
  } as OfferExpiredProps,
  Body: ({ context, ...props }: InContext<OfferExpiredProps>) =>
    props.studentName === null ? (
      <Layout
        context={context}
        preview={`The offer in ${props.code} has ended without an answer`}
        heading="An offer has ended"
        reason="hours were offered to you and the time to answer has ended"
      >
        <Text style={style.text}>
          {props.keptQuarters === null
            ? `You did not answer the offer of ${formatHours(props.quarters)} ${as(props)} in time. It is void, and the hours are free for others.`
            : `You did not answer the change to ${formatHours(props.quarters)} ${as(props)} in time. Your hours stay ${formatHours(props.keptQuarters)}.`}
        </Text>
        <Text style={style.text}>
          {props.keptQuarters === null
            ? 'If you still want the work, write to the coordinator soon.'
            : 'There is nothing you need to do.'}
        </Text>
        {offersLink(context, 'See your offers')}
      </Layout>
    ) : (
      <Layout
        context={context}
        preview={`${props.studentName} did not answer in time`}
        heading="An offer has expired"
        reason={coordinates(props)}
      >
        <Text style={style.text}>
          {props.keptQuarters === null
            ? `${props.studentName} did not answer the offer of ${formatHours(props.quarters)} ${as(props)} in time. The hours are free again.`
            : `${props.studentName} did not answer the change to ${formatHours(props.quarters)} ${as(props)} in time. The ${formatHours(props.keptQuarters)} agreed to before stand.`}
        </Text>
        {coordinatorLink(props, context)}
      </Layout>
    ),
}

const coordinates = (props: OfferAnsweredProps | OfferExpiredProps) =>
  props.ofCourse ? `you coordinate ${props.code}` : `you coordinate ${props.position}s`

/** Freed hours go to the reserve list, by those who decide; the others see who is left. */
function coordinatorLink(props: OfferAnsweredProps | OfferExpiredProps, context: EmailContext) {
  return props.keptQuarters === null && !props.ofCourse ? (
    <LinkButton
      href={`${context.appUrl}/enrolment/reserve?course=${props.courseId}&position=${props.position}`}
      label={`Reserve list of ${props.code}`}
    />
  ) : (
    <LinkButton
      href={`${context.appUrl}/enrolment?course=${props.courseId}`}
      label={`Members of ${props.code}`}
    />
  )
}

export const offerAnswered = {
  preview: {
    ...preview,
    studentName: 'Mei Chen',
    keptQuarters: null,
    reason: 'I have found a full-time position.',
    courseId: 'preview',
  } as OfferAnsweredProps,
  Body: ({ context, ...props }: InContext<OfferAnsweredProps>) => (
    <Layout
      context={context}
      preview={`${props.studentName} has declined`}
      heading={props.keptQuarters === null ? 'An offer was declined' : 'A change of hours was declined'}
      reason={coordinates(props)}
    >
      <Text style={style.text}>
        {props.keptQuarters === null
          ? `${props.studentName} has declined ${formatHours(props.quarters)} ${as(props)}. The hours are free again.`
          : `${props.studentName} has declined the change to ${formatHours(props.quarters)} ${as(props)}. The ${formatHours(props.keptQuarters)} agreed to before stand.`}
      </Text>
      {props.reason && (
        <>
          <Text style={style.subheading}>The reason given</Text>
          <Text style={style.quote}>{props.reason}</Text>
        </>
      )}
      {coordinatorLink(props, context)}
    </Layout>
  ),
}

export const offerChanged = {
  preview: {
    ...preview,
    fromQuarters: 160,
    agreed: true,
    takenBack: false,
    answerBy: '2027-02-19T10:59:59Z',
  } as OfferChangedProps,
  Body: ({ context, ...props }: InContext<OfferChangedProps>) => (
    <Layout
      context={context}
      preview={`${props.code}: ${formatHours(props.quarters)}`}
      heading={
        props.takenBack
          ? 'Your hours stay as they were'
          : props.answerBy
            ? 'A change of your hours'
            : 'Your hours have changed'
      }
      reason="a coordinator has changed hours of yours"
    >
      <Text style={style.text}>
        {props.takenBack
          ? `The change of your hours ${as(props)} was taken back: they stay ${formatHours(props.quarters)}.`
          : `Your hours ${as(props)} ${props.answerBy ? 'are to change' : 'have changed'} from ${formatHours(props.fromQuarters)} to ${formatHours(props.quarters)}.`}
      </Text>
      <CourseTable courses={[props]} />
      <Text style={style.text}>
        {props.answerBy
          ? `Please accept or decline by ${instantText(props.answerBy, context)}. ${
              props.agreed
                ? `Until you accept, and if you do not, your ${formatHours(props.fromQuarters)} stay as they are.`
                : 'After that the offer is void.'
            }`
          : 'There is nothing to confirm.'}
      </Text>
      {offersLink(context, props.answerBy ? 'Answer the offer' : 'See your offers')}
    </Layout>
  ),
}

export const allocationEnded = {
  preview: {
    ...preview,
    wasAgreed: true,
    recordedQuarters: 48,
    reason: 'The second lab stream is not held.',
  } as AllocationEndedProps,
  Body: ({ context, ...props }: InContext<AllocationEndedProps>) => (
    <Layout
      context={context}
      preview={props.wasAgreed ? `Your work in ${props.code} has ended` : 'An offer was taken back'}
      heading={props.wasAgreed ? `Your work in ${props.code} has ended` : 'An offer was taken back'}
      reason="a coordinator has ended hours of yours"
    >
      <Text style={style.text}>
        {props.wasAgreed
          ? `A coordinator has ended your work ${as(props)}.`
          : `A coordinator has taken back the offer of ${formatHours(props.quarters)} ${as(props)}.`}
        {props.recordedQuarters > 0 &&
          ` The ${formatHours(props.recordedQuarters)} that you have recorded stay, and are paid once they are approved.`}
      </Text>
      {props.reason && (
        <>
          <Text style={style.subheading}>The reason given</Text>
          <Text style={style.quote}>{props.reason}</Text>
        </>
      )}
      {offersLink(context, 'See your offers')}
    </Layout>
  ),
}
