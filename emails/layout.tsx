import type { ReactNode } from 'react'
import { Body, Container, Head, Heading, Hr, Html, Preview, Section, Text } from 'react-email'
import * as style from './style'

/** What every mail knows besides its own facts. */
export type EmailContext = {
  institution: string
  /** The person written to, as they like to be called. */
  name: string
  /** Address of this installation, without a slash at its end. */
  appUrl: string
  timeZone: string
}

/** The props of a mail's component: its own facts, and what every mail knows. */
export type InContext<P> = P & { context: EmailContext }

/** The frame of all mails: greeting, text, who sent it and why. `reason` completes "You get this email because". */
export function Layout(props: {
  context: EmailContext
  preview: string
  heading: string
  reason: string
  children: ReactNode
}) {
  const { context } = props
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light" />
      </Head>
      <Preview>{props.preview}</Preview>
      <Body style={style.body}>
        <Container style={style.card}>
          <Text style={style.institution}>{context.institution}</Text>
          <Heading as="h1" style={style.heading}>
            {props.heading}
          </Heading>
          <Text style={style.text}>Kia ora {context.name},</Text>
          {props.children}
          <Hr style={style.line} />
          <Section>
            <Text style={style.small}>
              You get this mail because {props.reason}. It was sent by MTMS, the Marker and Tutor Management
              System of {context.institution}, at {context.appUrl}. Replies to this address are not read.
            </Text>
          </Section>
        </Container>
      </Body>
    </Html>
  )
}
