import { Text } from 'react-email'
import { type EmailContext, Layout } from './layout'
import { LinkButton } from './parts'
import * as style from './style'

export type VerifyAddressProps = { minutes: number }
type Secret = { code: string; link: string }

export const verifyAddress = {
  preview: { minutes: 15 } satisfies VerifyAddressProps,
  Body: ({ minutes, code, link, context }: VerifyAddressProps & Secret & { context: EmailContext }) => (
    <Layout
      context={context}
      preview="Your code to finish the registration"
      heading="Confirm your email address"
      reason="this address was given in a registration with MTMS"
    >
      <Text style={style.text}>Type this code on the page where you registered:</Text>
      <Text style={style.code}>{code}</Text>
      <LinkButton href={link} label="Confirm address" />
      <Text style={style.text}>
        Code and link are valid for {minutes} minutes. If you did not register, there is nothing to do:
        without the code no account can be used.
      </Text>
    </Layout>
  ),
}
