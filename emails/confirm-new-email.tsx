import { Text } from 'react-email'
import { type EmailContext, Layout } from './layout'
import { LinkButton } from './parts'
import * as style from './style'

export type ConfirmNewEmailProps = { username: string; hours: number }
type Secret = { link: string }

export const confirmNewEmail = {
  preview: { username: 'abcd123', hours: 24 } satisfies ConfirmNewEmailProps,
  Body: ({ username, hours, link, context }: ConfirmNewEmailProps & Secret & { context: EmailContext }) => (
    <Layout
      context={context}
      preview="Confirm your new email address"
      heading="Confirm your new email address"
      reason={`the account ${username} is to use this address`}
    >
      <Text style={style.text}>
        The account {username} is to use this address. Open this link to confirm it:
      </Text>
      <LinkButton href={link} label="Confirm address" />
      <Text style={style.text}>
        The link can be used once, within {hours} hours. If you did not ask for it, there is nothing to do.
      </Text>
    </Layout>
  ),
}
