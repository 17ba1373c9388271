import { Text } from 'react-email'
import { type EmailContext, Layout } from './layout'
import { instantText, LinkButton } from './parts'
import * as style from './style'
import { securityHeadings as headings, type SecurityEvent } from './subjects'

export type SecurityNoticeProps = {
  event: SecurityEvent
  /** When it happened, ISO 8601 in UTC. */
  at: string
  /** The new address, for `email_change_asked` and `email_changed`. */
  newAddress?: string
}

function sentence(event: SecurityEvent, newAddress: string | undefined): string {
  switch (event) {
    case 'password_changed':
      return 'The password of your account was changed, and all other sessions were signed out.'
    case 'password_reset':
      return 'A new password was set with a link sent to this address, and all other sessions were signed out.'
    case 'email_change_asked':
      return `Your account is to use ${newAddress ?? 'another address'} from now on, once that address is confirmed.`
    case 'email_changed':
      return `Your account now uses ${newAddress ?? 'another address'}. This is the last email to the old one.`
    case 'signed_out_everywhere':
      return 'All sessions of your account were ended.'
    case 'registration_tried':
      return 'Somebody gave this address to register, or as the new address of another account. It has an account already, so nothing was changed. If you have forgotten the password of that account, set a new one.'
  }
}

export const securityNotice = {
  preview: { event: 'password_changed', at: '2027-02-12T10:59:00Z' } as SecurityNoticeProps,
  Body: ({ event, at, newAddress, context }: SecurityNoticeProps & { context: EmailContext }) => (
    <Layout
      context={context}
      preview={headings[event]}
      heading={headings[event]}
      reason="the security of your account is concerned; these notices cannot be turned off"
    >
      <Text style={style.text}>
        {sentence(event, newAddress)} This happened on {instantText(at, context)}.
      </Text>
      <Text style={style.text}>
        If that was you, there is nothing to do. If not, set a new password at once and tell a coordinator.
      </Text>
      <LinkButton href={`${context.appUrl}/forgot-password`} label="Set a new password" />
    </Layout>
  ),
}
