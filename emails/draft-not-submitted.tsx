import { Text } from 'react-email'
import type { Position } from '@/lib/vocabulary'
import { type InContext, Layout } from './layout'
import { instantText, LinkButton } from './parts'
import * as style from './style'

export type DraftNotSubmittedProps = {
  applicationId: string
  position: Position
  termName: string
  /** Last instant at which it can be submitted. */
  deadline: string
}

export const draftNotSubmitted = {
  preview: {
    applicationId: 'preview',
    position: 'marker',
    termName: '2027 Semester One',
    deadline: '2027-02-12T10:59:59Z',
  } as DraftNotSubmittedProps,
  Body: ({ context, ...props }: InContext<DraftNotSubmittedProps>) => (
    <Layout
      context={context}
      preview={`Submit by ${instantText(props.deadline, context)}`}
      heading="Your application is not submitted yet"
      reason="you have begun an application and not submitted it"
    >
      <Text style={style.text}>
        Your application as a {props.position} for {props.termName} is still a draft, and drafts are not
        looked at. You can submit it until {instantText(props.deadline, context)}.
      </Text>
      <Text style={style.text}>If you do not want to apply any more, there is nothing you need to do.</Text>
      <LinkButton
        href={`${context.appUrl}/applications/${props.applicationId}`}
        label="Go on with your application"
      />
    </Layout>
  ),
}
