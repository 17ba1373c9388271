import { Text } from 'react-email'
import { type EmailContext, Layout } from './layout'
import { LinkButton } from './parts'
import * as style from './style'

export type ResetPasswordProps = {
  minutes: number
  /** The person was added by staff and chooses a first password. */
  added?: { byName: string; username: string }
}
type Secret = { link: string }

export const resetPassword = {
  preview: { minutes: 60 } as ResetPasswordProps,
  Body: ({ minutes, added, link, context }: ResetPasswordProps & Secret & { context: EmailContext }) =>
    added ? (
      <Layout
        context={context}
        preview="A link to choose your password"
        heading="You have an account with MTMS"
        reason={`${added.byName} added you to MTMS`}
      >
        <Text style={style.text}>
          {`${added.byName} added you. Your user name is ${added.username}. Open this link to choose a password:`}
        </Text>
        <LinkButton href={link} label="Choose a password" />
        <Text style={style.text}>
          The link can be used once, within {Math.round(minutes / 1440)} days. Do not pass it on.
        </Text>
      </Layout>
    ) : (
      <Layout
        context={context}
        preview="A link to set a new password"
        heading="Set a new password"
        reason="a new password was asked for with this address"
      >
        <Text style={style.text}>
          Open this link to choose a new password. All other sessions will be signed out.
        </Text>
        <LinkButton href={link} label="Set a new password" />
        <Text style={style.text}>
          The link can be used once, within {minutes} minutes. If you did not ask for it, there is nothing to
          do: your password stays as it is.
        </Text>
      </Layout>
    ),
}
